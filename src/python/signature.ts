import type { Value } from './values.ts';

/** The arguments of one call, as written. */
export interface Arguments {
  positional: Value[];
  /** Null where there are none, which is nearly always. */
  named: Map<string, Value> | null;
}

/** One parameter of a function written in TypeScript. */
export interface Parameter {
  name: string;
  kind: 'positionalOnly' | 'positionalOrNamed' | 'namedOnly' | 'rest' | 'namedRest';
  optional: boolean;
}

/** A parsed parameter list, such as `iterable, /, *, key=None, reverse=False`. */
export interface Signature {
  text: string;
  parameters: readonly Parameter[];
  /** Least and greatest number of positional arguments; Infinity where there is a `*rest`. */
  min: number;
  max: number;
}
