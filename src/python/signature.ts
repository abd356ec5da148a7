import { typeError } from '../core/errors.ts';
import { bindArguments } from './binding.ts';
import { tick } from './budget.ts';
import { nameInErrors, qualifiedName, shortName } from './functionNames.ts';
import { Builtin, ClassMethod, type PyType, setConstructor, typeOf, type Value } from './values.ts';

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
 * | unpacked | PyArg_UnpackTuple | `asctime expected at most 1 argument, got 2` |
 * | keywords | _PyArg_UnpackKeywords | `split() takes at most 2 arguments (3 given)` |
 * | anonymous | the same or PyArg_ParseTuple, without a name | `function takes at most 2 arguments (3 given)` |
 */
export type Style = 'none' | 'one' | 'positional' | 'parsed' | 'unpacked' | 'keywords' | 'anonymous';

/** A parsed parameter list, such as `iterable, /, *, key=None, reverse=False`. */
export interface Signature {
  text: string;
  parameters: readonly Parameter[];
  /** Least and greatest number of positional arguments; Infinity where there is a `*rest`. */
  min: number;
  max: number;
  style: Style;
  /** Positional arguments within min and max need no binding: they are what `run` takes. */
  simple: boolean;
  /** What PyArg_ParseTupleAndKeywords converts in the order of the parameters, before it misses or refuses others. */
  conversions?: readonly ((value: Value) => unknown)[];
}

/**
 * Takes the arguments in the order of the signature (a method: self first); a missing optional one is undefined, `*args`
 * an array, `**kwargs` a Map<string, Value>.
 */
export type Run = (...values: any[]) => Value;

/** Name -> signature (without self), function, and the style where it isn't the default one. */
export type MethodTable = Record<string, readonly [signature: string, run: Run, style?: Style]>;

/** Parses a parameter list in Python's notation; what a default is written as doesn't matter. */
export function parseSignature(text: string, style?: Style): Signature {
  const parameters = parseParameters(text);
  const positional = parameters.filter(({ kind }) => kind === 'positionalOnly' || kind === 'positionalOrNamed');
  const has = (kind: Parameter['kind']) => parameters.some(parameter => parameter.kind === kind);
  const namedOnly = parameters.filter(({ kind }) => kind === 'namedOnly');
  return {
    text,
    parameters,
    min: positional.filter(({ optional }) => !optional).length,
    max: has('rest') ? Number.POSITIVE_INFINITY : positional.length,
    style: style ?? defaultStyle(parameters),
    simple: !has('rest') && !has('namedRest') && namedOnly.every(({ optional }) => optional),
  };
}

function parseParameters(text: string): Parameter[] {
  const parameters: Parameter[] = [];
  let kind: Parameter['kind'] = 'positionalOrNamed';
  for (const part of text.split(',').map(word => word.trim())) {
    if (part === '') continue;
    if (part === '/') for (const parameter of parameters) parameter.kind = 'positionalOnly';
    else if (part === '*') kind = 'namedOnly';
    else if (part.startsWith('**')) parameters.push({ name: part.slice(2), kind: 'namedRest', optional: true });
    else if (part.startsWith('*')) {
      parameters.push({ name: part.slice(1), kind: 'rest', optional: true });
      kind = 'namedOnly';
    } else parameters.push({ name: part.split('=')[0], kind, optional: part.includes('=') });
  }
  return parameters;
}

function defaultStyle(parameters: readonly Parameter[]): Style {
  if (parameters.length === 0) return 'none';
  const positionalOnly = parameters.every(({ kind }) => kind === 'positionalOnly');
  if (positionalOnly && parameters.length === 1 && !parameters[0].optional) return 'one';
  const named = parameters.some(({ kind }) => kind === 'positionalOrNamed' || kind === 'namedOnly');
  return named ? 'keywords' : 'positional';
}

/** A function. `name` may be dotted (`math.sqrt`): CPython's errors name functions of modules so. */
export function builtin(name: string, signatureText: string, run: Run, style?: Style): Builtin {
  const fn = new Builtin(name.slice(name.lastIndexOf('.') + 1), parseSignature(signatureText, style), run);
  if (name.includes('.')) nameInErrors(fn, name);
  return fn;
}

/** Adds methods to a type; `run` takes self first. */
export function defineMethods(type: PyType, table: MethodTable): void {
  for (const [name, [text, run, style]] of Object.entries(table))
    type.attributes.set(name, new Builtin(name, parseSignature(text, style), run, type));
}

/** Adds class methods; `run` takes the PyType first (`bool.from_bytes` is called with bool). */
export function defineClassMethods(type: PyType, table: MethodTable): void {
  for (const [name, [text, run, style]] of Object.entries(table))
    type.attributes.set(name, new ClassMethod(name, parseSignature(text, style), run, type));
}

/** Has the arguments of a method, or of the constructor, converted as soon as they are bound: its errors come before those of what is missing. */
export function convertEarly(type: PyType, method: string | null, conversions: Signature['conversions']): void {
  const fn = (method === null ? type.construct : type.attributes.get(method)) as Builtin;
  fn.signature.conversions = conversions;
}

/** Adds static methods; `run` takes the arguments alone. */
export function defineStatic(type: PyType, table: MethodTable): void {
  for (const [name, [text, run, style]] of Object.entries(table)) {
    const withoutType: Run = (_type, ...values) => run(...values);
    type.attributes.set(name, new Builtin(name, parseSignature(text, style), withoutType, type, type));
  }
}

/** Adds read-only properties. */
export function defineGetters(type: PyType, table: Record<string, (self: any) => Value>): void {
  for (const [name, get] of Object.entries(table)) type.getters.set(name, get);
}

/** Sets `TYPE(…)`; `run` takes the arguments alone. */
export function defineConstructor(type: PyType, signatureText: string, run: Run, style?: Style): void {
  const signature = parseSignature(signatureText, style);
  // No constructor is a METH_O function.
  if (!style && signature.style === 'one') signature.style = 'positional';
  type.construct = new Builtin(shortName(type), signature, run);
}

/** Binds the arguments and runs. @throws TypeError, as CPython words it, where they don't fit. */
export function invoke(fn: Builtin, positional: readonly Value[], named: Map<string, Value> | null): Value {
  if (fn.self !== undefined) return invokeWith(fn, fn.self, positional, named);
  if (fn.owner) return invokeWith(fn, takeSelf(fn, positional), positional.slice(1), named);
  tick();
  const { signature, run } = fn;
  const count = positional.length;
  if (named !== null || !signature.simple || count < signature.min || count > signature.max)
    return run(...bindArguments(fn, positional, named));
  switch (count) {
    case 0:
      return run();
    case 1:
      return run(positional[0]);
    case 2:
      return run(positional[0], positional[1]);
    default:
      return run(...positional);
  }
}

/** Runs a method with its self, which is of the right type. */
export function invokeWith(
  fn: Builtin,
  self: Value,
  positional: readonly Value[],
  named: Map<string, Value> | null,
): Value {
  tick();
  const { signature, run } = fn;
  const count = positional.length;
  if (named !== null || !signature.simple || count < signature.min || count > signature.max)
    return run(self, ...bindArguments(fn, positional, named));
  switch (count) {
    case 0:
      return run(self);
    case 1:
      return run(self, positional[0]);
    case 2:
      return run(self, positional[0], positional[1]);
    default:
      return run(self, ...positional);
  }
}

/** As invoke, with one argument. */
export function invokeOne(fn: Builtin, argument: Value): Value {
  const { signature, run, self, owner } = fn;
  const isUnbound = owner !== null && self === undefined;
  const count = isUnbound ? 0 : 1;
  if (!signature.simple || count < signature.min || count > signature.max) return invoke(fn, [argument], null);
  tick();
  if (self !== undefined) return run(self, argument);
  return run(isUnbound ? takeSelf(fn, [argument]) : argument);
}

/** The first argument of an unbound method (`str.upper('a')`). */
function takeSelf(fn: Builtin, positional: readonly Value[]): Value {
  const owner = fn.owner!;
  if (positional.length === 0) throw typeError(`unbound method ${qualifiedName(fn)}() needs an argument`);
  const type = typeOf(positional[0]);
  if (!type.isSubtypeOf(owner))
    throw typeError(`descriptor '${fn.name}' for '${owner.name}' objects doesn't apply to a '${type.name}' object`);
  return positional[0];
}

setConstructor((type, { positional, named }) => {
  if (!type.construct) throw typeError(`cannot create '${type.name}' instances`);
  return invoke(type.construct, positional, named);
});
