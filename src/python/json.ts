import { PythonError } from '../core/errors.ts';
import { charge } from './budget.ts';
import { listOf } from './iterators.ts';
import { PyDate } from './modules/datetime/date.ts';
import { DateTime } from './modules/datetime/dateTime.ts';
import { DEFAULT_READING, type JsonReading, parseJson } from './modules/json/parse.ts';
import { DEFAULT_WRITING, type JsonWriting, writeJson } from './modules/json/write.ts';
import { str } from './text.ts';
import { Bytes, PyIterator, PyObject, type Value } from './values.ts';

const WRITING: JsonWriting = {
  ...DEFAULT_WRITING,
  itemSeparator: ',',
  keySeparator: ':',
  ensureAscii: false,
  nonFinite: value => `"${Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'}"`,
  otherKey: str,
  other: substitute,
};

/**
 * A value as JSON, as HTTP and WebSocket give it: ints of any size as they are, floats with point or exponent, tuples,
 * sets, ranges and views as arrays, bytes as base64, dates and times in ISO 8601, nan and inf as strings, anything else
 * as its `str`.
 * @throws ValueError for a container in itself; RecursionError, MemoryError, TimeoutError past the budget.
 * @see docs/protocol.md
 */
export function toJson(value: Value): string {
  return wellFormed(writeJson(value, WRITING));
}

/** UTF-8 has no lone surrogates; JSON has escapes for them. */
function wellFormed(json: string): string {
  if (json.isWellFormed()) return json;
  return json.replace(/\p{Surrogate}/gu, unit => `\\u${unit.charCodeAt(0).toString(16)}`);
}

function substitute(value: Value): Value {
  if (value instanceof Bytes) {
    charge(value.data.length * 2);
    return Buffer.from(value.data.buffer, value.data.byteOffset, value.data.length).toString('base64');
  }
  if (value instanceof DateTime) return value.isoText('T');
  if (value instanceof PyDate) return value.isoDate();
  if (value instanceof PyObject && value.length && value.iterate && !(value instanceof PyIterator))
    return listOf(value);
  return str(value);
}

const READING: JsonReading = { ...DEFAULT_READING, constant: () => undefined };

/**
 * The value of a JSON text: int, float, str, bool, None, list and dict.
 * @throws ValueError, as Python's `json.loads` words it; RecursionError, MemoryError, TimeoutError past the budget.
 */
export function fromJson(text: string): Value {
  try {
    return parseJson(text, READING);
  } catch (error) {
    if (!(error instanceof PythonError) || error.type !== 'JSONDecodeError') throw error;
    throw new PythonError('ValueError', error.message);
  }
}
