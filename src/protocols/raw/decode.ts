import type { PythonError } from '../../core/errors.ts';
import { decodeUtf8, findUtf8Fault, utf8Error } from '../utf8.ts';
import { trimBlanks } from './blanks.ts';

const CR = 0x0d;

/** The request in the bytes, without blanks around it, or why it is no text. */
export function decodeRequest(bytes: Buffer): string | PythonError {
  const text = decodeUtf8(bytes);
  return text === undefined ? utf8Error(bytes, findUtf8Fault(bytes)!) : trimBlanks(text);
}

/** The same for the line that begins at `start` and whose LF is at `lf`. */
export function decodeLine(bytes: Buffer, start: number, lf: number): string | PythonError {
  const text = decodeUtf8(bytes, start, lf);
  if (text !== undefined) return trimBlanks(text);
  return decodeRequest(bytes.subarray(start, lf > start && bytes[lf - 1] === CR ? lf - 1 : lf));
}

/** Whether the request from `start` to `end` is longer than `maxBytes`; a CR at its end does not count, it may belong to the line end. */
export function isTooLong(bytes: Buffer, start: number, end: number, maxBytes: number): boolean {
  const excess = end - start - maxBytes;
  return excess > 1 || (excess === 1 && bytes[end - 1] !== CR);
}
