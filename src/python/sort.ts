import type { Value } from './values.ts';

/** A sorted copy of `values`, stable as Python's; `key` null: the values themselves. */
export function sorted(_values: readonly Value[], _key: Value, _order: 'ascending' | 'descending'): Value[] {
  throw new Error('being written');
}
