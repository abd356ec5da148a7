import { isUtf8 } from 'node:buffer';
import { PythonError } from '../core/errors.ts';

/** Where and why bytes are not UTF-8, as CPython's decoder sees it; `end` is exclusive. */
export interface Utf8Fault {
  start: number;
  end: number;
  reason: 'invalid start byte' | 'invalid continuation byte' | 'unexpected end of data';
}

const REPLACEMENT = '\ufffd';

/** The text of the bytes from `start` to `end`, or undefined if they are not UTF-8. A byte order mark stays. */
export function decodeUtf8(bytes: Buffer, start = 0, end = bytes.length): string | undefined {
  const text = bytes.toString('utf8', start, end);
  // Only what decodes to a replacement character needs a second look.
  return text.includes(REPLACEMENT) && !isUtf8(bytes.subarray(start, end)) ? undefined : text;
}

/** The text of the bytes. @throws UnicodeDecodeError, as `bytes.decode()` words it */
export function decodeStrictly(bytes: Buffer): string {
  const text = decodeUtf8(bytes);
  if (text === undefined) throw utf8Error(bytes, findUtf8Fault(bytes)!);
  return text;
}

/** The error that `bytes.decode()` raises for bytes that are not UTF-8. */
export function utf8Error(bytes: Uint8Array, { start, end, reason }: Utf8Fault): PythonError {
  const where =
    end - start === 1
      ? `byte 0x${bytes[start].toString(16).padStart(2, '0')} in position ${start}`
      : `bytes in position ${start}-${end - 1}`;
  return new PythonError('UnicodeDecodeError', `'utf-8' codec can't decode ${where}: ${reason}`);
}

/** The first fault, or null. */
export function findUtf8Fault(bytes: Uint8Array): Utf8Fault | null {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at];
    if (lead < 0x80) {
      at++;
      continue;
    }
    const length = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (length === 0) return { start: at, end: at + 1, reason: 'invalid start byte' };
    for (let i = 1; i < length; i++) {
      if (at + i === bytes.length) return { start: at, end: at + i, reason: 'unexpected end of data' };
      if (!mayContinue(lead, i, bytes[at + i])) {
        return { start: at, end: at + i, reason: 'invalid continuation byte' };
      }
    }
    at += length;
  }
  return null;
}

/** Whether `byte` may stand at `index` of a sequence that begins with `lead`: no overlong forms, surrogates, nor beyond U+10FFFF. */
function mayContinue(lead: number, index: number, byte: number): boolean {
  if ((byte & 0xc0) !== 0x80) return false;
  if (index > 1) return true;
  if (lead === 0xe0) return byte >= 0xa0;
  if (lead === 0xed) return byte < 0xa0;
  if (lead === 0xf0) return byte >= 0x90;
  return lead !== 0xf4 || byte < 0x90;
}
