import { Buffer } from 'node:buffer';
import type { SqlValue } from '../sql.ts';

/** What every value weighs besides its content: about what it costs to hold and to send. */
export const VALUE_BYTES = 32;

/** A BLOB costs more: it becomes an object with a buffer of its own. */
export const BLOB_BYTES = 256;

/** What a row or a list of values weighs, in bytes, near enough to bound memory and the time to send it. */
export function weigh(values: Iterable<SqlValue>): number {
  let bytes = VALUE_BYTES;
  for (const value of values) bytes += weighValue(value);
  return bytes;
}

function weighValue(value: SqlValue): number {
  if (typeof value === 'string') return VALUE_BYTES + Buffer.byteLength(value);
  return value instanceof Uint8Array ? BLOB_BYTES + value.byteLength : VALUE_BYTES;
}
