import { tick } from '../../budget.ts';
import { binasciiError } from '../binary.ts';

/** Digits between two ticks. */
const STRIDE = 4096;
const PAD = 0x3d;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** Character code -> its six bits; -1 for others. */
const DIGITS = new Int8Array(256).fill(-1);
for (let i = 0; i < ALPHABET.length; i++) DIGITS[ALPHABET.charCodeAt(i)] = i;

/** Base64 as text. */
export function encodeBase64(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.length).toString('base64');
}

/** `lenient`: skips what is no digit, as `binascii.a2b_base64` does; `strict`: refuses it. @throws binascii.Error */
export function decodeBase64(text: Uint8Array, mode: 'lenient' | 'strict'): Uint8Array {
  const strict = mode === 'strict';
  const out = new Uint8Array(Math.ceil(text.length / 4) * 3);
  let size = 0;
  let digits = 0;
  let pads = 0;
  let padded = false;
  let left = 0;
  if (strict && text[0] === PAD) throw binasciiError('Leading padding not allowed');
  for (let i = 0; i < text.length; i++) {
    if (i % STRIDE === 0) tick(STRIDE >> 4);
    if (text[i] === PAD) {
      padded = true;
      if (digits < 2 || digits + ++pads < 4) continue;
      if (strict && i + 1 < text.length) throw binasciiError('Excess data after padding');
      return out.slice(0, size);
    }
    const digit = DIGITS[text[i]];
    if (digit < 0) {
      if (strict) throw binasciiError('Only base64 data is allowed');
      continue;
    }
    if (strict && padded) throw binasciiError('Discontinuous padding not allowed');
    pads = 0;
    if (digits > 0) out[size++] = (left << (2 * digits)) | (digit >> (6 - 2 * digits));
    left = digit & ((1 << (6 - 2 * digits)) - 1);
    digits = (digits + 1) % 4;
  }
  if (digits === 1)
    throw binasciiError(
      `Invalid base64-encoded string: number of data characters (${(size / 3) * 4 + 1}) cannot be 1 more than a multiple of 4`,
    );
  if (digits !== 0) throw binasciiError('Incorrect padding');
  return out.slice(0, size);
}
