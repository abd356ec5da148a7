import { overflowError, typeError } from '../../core/errors.ts';
import { toNumber } from '../integers.ts';
import { lengthOf } from '../strings.ts';
import { Bytes, type PyIterator, PyObject, Tuple, typeName, type Value } from '../values.ts';
import { BytesIterator, ListIterator, StringIterator, TupleIterator } from './iterators.ts';

/** `bool(value)`. */
export function truth(value: Value): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'bigint':
      return value !== 0n;
    case 'string':
      return value !== '';
    case 'number':
      return value !== 0;
    default:
      return value !== null && objectTruth(value);
  }
}

function objectTruth(value: Value[] | PyObject): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Tuple) return value.items.length > 0;
  if (value instanceof Bytes) return value.data.length > 0;
  if (value.truth) return value.truth();
  return value.length ? value.length() > 0 : true;
}

/** `len(value)`. @throws TypeError `object of type 'int' has no len()`. */
export function length(value: Value): number {
  if (typeof value === 'string') return lengthOf(value);
  if (Array.isArray(value)) return value.length;
  if (value instanceof Tuple) return value.items.length;
  if (value instanceof Bytes) return value.data.length;
  if (value instanceof PyObject && value.length) return value.length();
  throw typeError(`object of type '${typeName(value)}' has no len()`);
}

/** `iter(value)`. @throws TypeError `'int' object is not iterable`. */
export function iterate(value: Value): PyIterator {
  const iterator = findIterator(value);
  if (iterator) return iterator;
  throw typeError(`'${typeName(value)}' object is not iterable`);
}

/** As `iterate`, null for what cannot be iterated over. */
export function findIterator(value: Value): PyIterator | null {
  if (typeof value === 'string') return new StringIterator(value);
  if (Array.isArray(value)) return new ListIterator(value);
  if (value instanceof Tuple) return new TupleIterator(value);
  if (value instanceof Bytes) return new BytesIterator(value);
  return value instanceof PyObject && value.iterate ? value.iterate() : null;
}

/** The int that a value stands for (`operator.index`), null where it stands for none. */
export function findIndex(value: Value): bigint | null {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return value instanceof PyObject && value.index ? value.index() : null;
}

/** `operator.index(value)`. @throws TypeError `'str' object cannot be interpreted as an integer`. */
export function toIndex(value: Value): bigint {
  const index = findIndex(value);
  if (index === null) throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
  return index;
}

const MAX_SIZE = 2n ** 63n - 1n;
const MIN_SIZE = -(2n ** 63n);

/** Whether C's Py_ssize_t holds it. */
export function fitsSize(index: bigint): boolean {
  return index >= MIN_SIZE && index <= MAX_SIZE;
}

/**
 * `toIndex` as a number, for arguments that are sizes and positions; past 2**53 it is inexact, which no size here is.
 * @throws TypeError, OverflowError `Python int too large to convert to C ssize_t`.
 */
export function toSize(value: Value): number {
  const index = toIndex(value);
  if (!fitsSize(index)) throw overflowError('Python int too large to convert to C ssize_t');
  return Number(index);
}

/** The float that a number stands for, null for what is no real number. @throws OverflowError `int too large to convert to float`. */
export function findFloat(value: Value): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return toNumber(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (!(value instanceof PyObject)) return null;
  if (value.float) return value.float();
  return value.index ? toNumber(value.index()) : null;
}

/** A float, as C functions take one. @throws TypeError `must be real number, not str`. */
export function toFloat(value: Value): number {
  const float = findFloat(value);
  if (float === null) throw typeError(`must be real number, not ${typeName(value)}`);
  return float;
}
