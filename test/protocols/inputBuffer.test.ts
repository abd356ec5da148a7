import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { InputBuffer } from '../../src/protocols/inputBuffer.ts';

type Step = { append: Uint8Array } | { consume: number } | { release: true };

describe('the buffer of what has come', () => {
  it('holds what was appended and not consumed, whatever the steps', () => {
    const step: fc.Arbitrary<Step> = fc.oneof(
      fc.record({ append: fc.uint8Array({ minLength: 1, maxLength: 200 }) }),
      fc.record({ consume: fc.nat(150) }),
      fc.constant({ release: true as const }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), steps => {
        const buffer = new InputBuffer();
        let model = Buffer.alloc(0);
        for (const one of steps) {
          if ('append' in one) {
            buffer.append(Buffer.from(one.append));
            model = Buffer.concat([model, one.append]);
          } else if ('consume' in one) {
            const count = Math.min(one.consume, model.length);
            buffer.consume(count);
            model = model.subarray(count);
          } else {
            buffer.release();
          }
          assert.equal(buffer.length, model.length);
          assert.deepEqual(Buffer.from(buffer.view()), Buffer.from(model));
        }
      }),
    );
  });

  it('never writes into a chunk it was given', () => {
    const chunk = Buffer.from('abcd').subarray(0, 2);
    const whole = Buffer.from(chunk.buffer, chunk.byteOffset, 4);
    const buffer = new InputBuffer();
    buffer.append(chunk);
    buffer.append(Buffer.from('xy'));
    assert.equal(whole.toString(), 'abcd');
    assert.equal(buffer.view().toString(), 'abxy');
  });

  it('does not keep a large chunk for a small rest', () => {
    const buffer = new InputBuffer();
    buffer.append(Buffer.alloc(60_000));
    buffer.consume(59_990);
    buffer.release();
    assert.equal(buffer.view().buffer.byteLength, 10);
  });
});
