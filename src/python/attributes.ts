import type { Value } from './values.ts';

/** `value.name`; a method comes bound. Names with a leading underscore are never there. @throws AttributeError as CPython words it. */
export function getAttribute(_value: Value, _name: string): Value {
  throw new Error('being written');
}

/** As getAttribute, but undefined where there is none. */
export function findAttribute(_value: Value, _name: string): Value | undefined {
  throw new Error('being written');
}
