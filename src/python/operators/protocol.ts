import type { PyIterator, Value } from '../values.ts';

/** `bool(value)`. */
export function truth(_value: Value): boolean {
  throw new Error('being written');
}
/** `len(value)`. @throws TypeError `object of type 'int' has no len()`. */
export function length(_value: Value): number {
  throw new Error('being written');
}
/** `iter(value)`. @throws TypeError `'int' object is not iterable`. */
export function iterate(_value: Value): PyIterator {
  throw new Error('being written');
}
/** `operator.index(value)`. @throws TypeError `'str' object cannot be interpreted as an integer`. */
export function toIndex(_value: Value): bigint {
  throw new Error('being written');
}
/** `toIndex` as a number within what a Py_ssize_t holds. @throws OverflowError `Python int too large to convert to C ssize_t` */
export function toSize(_value: Value): number {
  throw new Error('being written');
}
/** A float as C functions take one. @throws TypeError `must be real number, not str`. */
export function toFloat(_value: Value): number {
  throw new Error('being written');
}
