import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { decodeUtf8, findUtf8Fault, utf8Error } from '../../src/protocols/utf8.ts';

/** The message of the error that the bytes are, or null. */
function fault(bytes: Uint8Array): string | null {
  const found = findUtf8Fault(bytes);
  assert.equal(decodeUtf8(Buffer.from(bytes)) === undefined, found !== null);
  return found && utf8Error(bytes, found).toString();
}

/** Every lead byte with followers from around every border, cut at each length, and with something before and behind. */
function* samples(): Generator<Uint8Array> {
  const followers = [0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc3, 0xff];
  for (let lead = 0; lead < 256; lead++) {
    yield Uint8Array.of(lead);
    for (const second of followers) {
      yield Uint8Array.of(lead, second);
      yield Uint8Array.of(0xc3, 0xa9, lead, second);
      if (lead < 0xc0) continue;
      for (const third of [0x41, 0x80, 0xbf, 0xc3]) {
        yield Uint8Array.of(lead, second, third);
        yield Uint8Array.of(lead, second, third, 0x80);
        yield Uint8Array.of(lead, second, third, 0x41, 0x42);
      }
    }
  }
}

const RECORDED: [number[], string][] = [
  [[0xff], "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"],
  [[0x61, 0x80], "'utf-8' codec can't decode byte 0x80 in position 1: invalid start byte"],
  [[0xc3], "'utf-8' codec can't decode byte 0xc3 in position 0: unexpected end of data"],
  [[0xc3, 0x28], "'utf-8' codec can't decode byte 0xc3 in position 0: invalid continuation byte"],
  [[0xe2, 0x82], "'utf-8' codec can't decode bytes in position 0-1: unexpected end of data"],
  [[0xe2, 0x82, 0x28], "'utf-8' codec can't decode bytes in position 0-1: invalid continuation byte"],
  [[0xf0, 0x9f, 0x98, 0x28], "'utf-8' codec can't decode bytes in position 0-2: invalid continuation byte"],
  [[0xed, 0xa0, 0x80], "'utf-8' codec can't decode byte 0xed in position 0: invalid continuation byte"],
];

describe('bytes that are not UTF-8', () => {
  it('are complained of in the words of CPython', () => {
    for (const [bytes, message] of RECORDED) {
      assert.equal(fault(Uint8Array.from(bytes)), `UnicodeDecodeError: ${message}`);
    }
  });

  it('are complained of as python3 does', test => {
    const inputs = [...samples()];
    const program = `
import sys
for line in sys.stdin:
    try: bytes.fromhex(line).decode(); print('')
    except UnicodeDecodeError as e: print('UnicodeDecodeError: ' + str(e))`;
    const python = spawnSync('python3', ['-c', program], {
      input: inputs.map(bytes => Buffer.from(bytes).toString('hex')).join('\n'),
      encoding: 'utf8',
      maxBuffer: 1 << 24,
    });
    if (python.error) return test.skip('python3 is missing; the recorded answers were checked');
    assert.deepEqual(
      inputs.map(bytes => fault(bytes) ?? ''),
      python.stdout.split('\n').slice(0, -1),
    );
  });

  it('are not mistaken for a replacement character that was sent', () => {
    assert.equal(decodeUtf8(Buffer.from('a\ufffdb')), 'a\ufffdb');
  });

  it('a byte order mark stays', () => {
    assert.equal(decodeUtf8(Buffer.from('\ufeffa')), '\ufeffa');
  });
});
