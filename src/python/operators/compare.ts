import type { Ordering, Value } from '../values.ts';

/** `a == b`. */
export function equals(_a: Value, _b: Value): boolean {
  throw new Error('being written');
}
/** `a is b`. */
export function identical(_a: Value, _b: Value): boolean {
  throw new Error('being written');
}
/** What containers ask of their items: `a is b or a == b`. */
export function same(a: Value, b: Value): boolean {
  return identical(a, b) || equals(a, b);
}
/** `a OP b`. @throws TypeError `'<' not supported between instances of 'int' and 'str'`. */
export function order(_operator: Ordering, _a: Value, _b: Value): boolean {
  throw new Error('being written');
}
export function lessThan(_a: Value, _b: Value): boolean {
  throw new Error('being written');
}
export function lessOrEqual(_a: Value, _b: Value): boolean {
  throw new Error('being written');
}
export function greaterThan(_a: Value, _b: Value): boolean {
  throw new Error('being written');
}
export function greaterOrEqual(_a: Value, _b: Value): boolean {
  throw new Error('being written');
}
/** `item in container`. */
export function contains(_container: Value, _item: Value): boolean {
  throw new Error('being written');
}
