import type { Value } from '../values.ts';

/** The builtins of the language by name, types as constructors included. */
export const BUILTINS: ReadonlyMap<string, Value> = new Map();
