import { charge, tick } from './budget.ts';

const DIGITS = Buffer.from('0123456789abcdef', 'latin1');
/** Bytes between two ticks. */
const STRIDE = 4096;

/** The hexadecimal digits of bytes, as text; `separator` (one character) between groups, counted from the right (negative: from the left). */
export function encodeHex(data: Uint8Array, separator = '', groupSize = 1): string {
  charge(4 * data.length);
  const size = Math.abs(groupSize);
  if (separator === '' || size === 0 || size >= data.length)
    return Buffer.from(data.buffer, data.byteOffset, data.length).toString('hex');
  const length = 2 * data.length + Math.ceil(data.length / size) - 1;
  charge(2 * length);
  const out = Buffer.allocUnsafe(length);
  const mark = separator.charCodeAt(0);
  let left = (groupSize > 0 && data.length % size) || size;
  for (let i = 0, at = 0; i < data.length; i++) {
    if (i % STRIDE === 0) tick(STRIDE >> 6);
    if (left === 0) {
      out[at++] = mark;
      left = size;
    }
    out[at++] = DIGITS[data[i] >> 4];
    out[at++] = DIGITS[data[i] & 15];
    left--;
  }
  return out.toString('latin1');
}
