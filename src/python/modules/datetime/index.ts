import { Module, type Value } from '../../values.ts';

const members = new Map<string, Value>([
  ['MINYEAR', 1n],
  ['MAXYEAR', 9999n],
]);

/** Python's `datetime`. */
export const datetime = new Module('datetime', members);
