import type { Value } from '../values.ts';

/** `format(value, spec)`: what f-strings, str.format and the builtin call. @throws ValueError, TypeError as CPython words them. */
export function format(_value: Value, _spec: string): string {
  throw new Error('being written');
}
