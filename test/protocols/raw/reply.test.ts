import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { PythonError, valueError } from '../../../src/core/errors.ts';
import { silentLog } from '../../../src/core/log.ts';
import { encodeLine, needsEscapes } from '../../../src/protocols/raw/reply.ts';
import { encodeReply } from '../../../src/protocols/replyText.ts';

const hub = { values: { toText: String } as never, log: silentLog };

describe('a reply', () => {
  it('is the text of the value, or the error with its type', () => {
    assert.equal(encodeReply(hub, { value: 'a\nb' }), 'a\nb');
    assert.equal(encodeReply(hub, { error: valueError('no') }), 'Error: ValueError: no');
    assert.equal(encodeReply(hub, { error: new PythonError('MemoryError') }), 'Error: MemoryError');
  });

  it('is the error of its conversion to text', () => {
    const failing = {
      ...hub,
      values: {
        toText() {
          throw valueError('Exceeds the limit (4300 digits) for integer string conversion');
        },
      } as never,
    };
    assert.equal(
      encodeReply(failing, { value: 1n }),
      'Error: ValueError: Exceeds the limit (4300 digits) for integer string conversion',
    );
  });

  it('is the error of its encoding, as Python words it, where it has lone surrogates', () => {
    const cases: [string, string][] = [
      ['\ud800', "character '\\ud800' in position 0"],
      ['é\u{1f600}\udfff', "character '\\udfff' in position 2"],
      ['ab\ud800\ud801!', 'characters in position 2-3'],
    ];
    for (const [value, where] of cases) {
      assert.equal(
        encodeReply(hub, { value }),
        `Error: UnicodeEncodeError: 'utf-8' codec can't encode ${where}: surrogates not allowed`,
      );
    }
    assert.equal(encodeReply(hub, { error: valueError('a\ud800') }), 'Error: ValueError: a\\ud800');
  });

  it('is one line in line mode, from which the text can be had back', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\\', '\n', '\r', 'n', 'é') }), text => {
        const line = encodeLine(text);
        assert.match(line, /^[^\r\n]*\n$/);
        const plain = line
          .slice(0, -1)
          .replace(/\\(.)/g, (_, escaped) => ({ n: '\n', r: '\r' })[escaped as string] ?? escaped);
        assert.equal(plain, text);
        assert.equal(needsEscapes(text), line !== `${text}\n`);
      }),
    );
  });
});
