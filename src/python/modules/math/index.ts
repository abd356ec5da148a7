import { Module, type Value } from '../../values.ts';

const members = new Map<string, Value>([
  ['pi', Math.PI],
  ['e', Math.E],
  ['tau', 2 * Math.PI],
  ['inf', Number.POSITIVE_INFINITY],
  ['nan', Number.NaN],
]);

/** Python's `math`. */
export const math = new Module('math', members);
