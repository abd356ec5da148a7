import type { Builtin, PyType, Value } from './values.ts';

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

/**
 * How CPython's C code takes a function's arguments, which decides the wording of its errors. Default, from the text:
 * `none` without parameters, `one` for a single required positional-only one, `positional` where all are positional-only,
 * else `keywords`.
 *
 * | style | C | wording |
 * | --- | --- | --- |
 * | none | METH_NOARGS | `str.upper() takes no arguments (1 given)` |
 * | one | METH_O | `len() takes exactly one argument (0 given)` |
 * | positional | _PyArg_CheckPositional | `center expected at least 1 argument, got 0` |
 * | parsed | PyArg_ParseTuple | `find() takes at least 1 argument (0 given)` |
 * | keywords | _PyArg_UnpackKeywords | `split() takes at most 2 arguments (3 given)` |
 */
export type Style = 'none' | 'one' | 'positional' | 'parsed' | 'keywords';

/** A parsed parameter list, such as `iterable, /, *, key=None, reverse=False`. */
export interface Signature {
  text: string;
  parameters: readonly Parameter[];
  /** Least and greatest number of positional arguments; Infinity where there is a `*rest`. */
  min: number;
  max: number;
  style: Style;
}

/**
 * Takes the arguments in the order of the signature (a method: self first); a missing optional one is undefined, `*args`
 * an array, `**kwargs` a Map<string, Value>.
 */
export type Run = (...values: any[]) => Value;

/** Name -> signature (without self), function, and the style where it isn't the default one. */
export type MethodTable = Record<string, readonly [signature: string, run: Run, style?: Style]>;

/** Parses a parameter list in Python's notation. */
export function parseSignature(_text: string, _style?: Style): Signature {
  throw new Error('being written');
}

/** A function. `name` may be dotted (`math.sqrt`): CPython's errors name functions of modules so. */
export function builtin(_name: string, _signatureText: string, _run: Run, _style?: Style): Builtin {
  throw new Error('being written');
}

/** Adds methods to a type; `run` takes self first. */
export function defineMethods(_type: PyType, _table: MethodTable): void {}

/** Adds class methods; `run` takes the PyType first (`bool.from_bytes` is called with bool). */
export function defineClassMethods(_type: PyType, _table: MethodTable): void {}

/** Adds static methods; `run` takes the arguments alone. */
export function defineStatic(_type: PyType, _table: MethodTable): void {}

/** Adds read-only properties. */
export function defineGetters(_type: PyType, _table: Record<string, (self: any) => Value>): void {}

/** Sets `TYPE(…)`; `run` takes the arguments alone. */
export function defineConstructor(_type: PyType, _signatureText: string, _run: Run, _style?: Style): void {}

/** Binds the arguments and runs. @throws TypeError, as CPython words it, where they don't fit. */
export function invoke(_fn: Builtin, _positional: readonly Value[], _named: Map<string, Value> | null): Value {
  throw new Error('being written');
}
