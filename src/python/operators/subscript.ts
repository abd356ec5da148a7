import type { Value } from '../values.ts';

/** `container[key]`. @throws TypeError, IndexError, KeyError as CPython words them. */
export function getItem(_container: Value, _key: Value): Value {
  throw new Error('being written');
}
/** `container[key] = value`. */
export function setItem(_container: Value, _key: Value, _value: Value): void {
  throw new Error('being written');
}
/** `del container[key]`. */
export function deleteItem(_container: Value, _key: Value): void {
  throw new Error('being written');
}
