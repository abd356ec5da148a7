import { PythonError } from '../../../core/errors.ts';
import { tick } from '../../budget.ts';
import { length } from '../../operators.ts';
import { repr } from '../../text.ts';
import type { Value } from '../../values.ts';
import { binasciiError } from '../binary.ts';

export const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
export const BASE32_HEX = '0123456789ABCDEFGHIJKLMNOPQRSTUV';

/** Five bytes make eight digits; what is missing of them is filled with `=`. */
export function encodeBase32(data: Uint8Array, alphabet: string): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of data) {
    tick();
    bits = (bits << 8) | byte;
    for (held += 8; held >= 5; held -= 5) text += alphabet[(bits >> (held - 5)) & 31];
    bits &= (1 << held) - 1;
  }
  if (held) text += alphabet[(bits << (5 - held)) & 31];
  return text.padEnd(Math.ceil(text.length / 8) * 8, '=');
}

/** Counts of `=` that a number of whole bytes leaves. */
const PADDINGS = new Set([0, 1, 3, 4, 6]);

/** @throws binascii.Error */
export function decodeBase32(text: string, alphabet: string): Uint8Array {
  if (text.length % 8) throw binasciiError('Incorrect padding');
  let end = text.length;
  while (end > 0 && text[end - 1] === '=') end--;
  const out: number[] = [];
  let bits = 0;
  let held = 0;
  for (let i = 0; i < end; i++) {
    tick();
    const digit = alphabet.indexOf(text[i]);
    if (digit < 0) throw binasciiError('Non-base32 digit found');
    bits = (bits << 5) | digit;
    held += 5;
    if (held >= 8) {
      held -= 8;
      out.push((bits >> held) & 255);
      bits &= (1 << held) - 1;
    }
  }
  if (!PADDINGS.has(text.length - end)) throw binasciiError('Incorrect padding');
  return Uint8Array.from(out);
}

/** What `assert len(…) == size, repr(…)` says. */
export function checkSize<T extends Value>(value: T, size: number): T {
  if (length(value) !== size) throw new PythonError('AssertionError', repr(value));
  return value;
}
