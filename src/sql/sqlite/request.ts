import { Buffer } from 'node:buffer';
import { overflowError, PythonError } from '../../core/errors.ts';
import type { SqlRequest, SqlValue } from '../sql.ts';
import { MAX_PLACEHOLDERS } from './statement.ts';
import { weigh } from './weight.ts';

/** The longest statement, in bytes of UTF-8; SQLite's own default. */
export const MAX_TEXT_BYTES = 1_000_000;
/** What a statement's parameters may weigh together. */
export const MAX_PARAMETER_BYTES = 16 * 1024 * 1024;

/**
 * Checks what can be checked before a request is queued, with the words of Python's sqlite3.
 * @returns what the request weighs, in bytes
 * @throws PythonError ProgrammingError, UnicodeEncodeError, OverflowError, DataError, OperationalError
 */
export function checkRequest({ text, parameters }: SqlRequest): number {
  checkText(text);
  if (text.includes('\0')) throw new PythonError('ProgrammingError', 'the query contains a null character');
  const textBytes = Buffer.byteLength(text);
  if (textBytes > MAX_TEXT_BYTES) throw new PythonError('DataError', 'query string is too large');
  const count = Array.isArray(parameters) ? parameters.length : (parameters as ReadonlyMap<string, SqlValue>).size;
  if (count > MAX_PLACEHOLDERS) throw new PythonError('OperationalError', 'too many SQL variables');
  for (const value of parameters.values()) checkValue(value);
  const parameterBytes = weigh(parameters.values());
  if (parameterBytes > MAX_PARAMETER_BYTES) throw new PythonError('DataError', 'string or blob too big');
  return textBytes + parameterBytes;
}

function checkValue(value: SqlValue): void {
  if (typeof value === 'string') checkText(value);
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) !== value) {
    throw overflowError('Python int too large to convert to SQLite INTEGER');
  }
}

function checkText(text: string): void {
  if (text.isWellFormed()) return;
  const points = Array.from(text);
  const position = points.findIndex(point => !point.isWellFormed());
  const code = points[position].charCodeAt(0).toString(16);
  throw new PythonError(
    'UnicodeEncodeError',
    `'utf-8' codec can't encode character '\\u${code}' in position ${position}: surrogates not allowed`,
  );
}
