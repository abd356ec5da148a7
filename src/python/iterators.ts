import type { Value } from './values.ts';

/** The values of an iterable in a new array, ticked and charged. */
export function listOf(_iterable: Value): Value[] {
  throw new Error('being written');
}
