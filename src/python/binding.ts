import { typeError } from '../core/errors.ts';
import { called, qualifiedName } from './functionNames.ts';
import type { Signature } from './signature.ts';
import { type Builtin, ClassMethod, type Value } from './values.ts';

/** The arguments in the order of the signature, as `run` takes them. */
export function bindArguments(fn: Builtin, positional: readonly Value[], named: Map<string, Value> | null): unknown[] {
  if (named !== null && named.size === 0) named = null;
  const { signature } = fn;
  if (signature.style === 'keywords' || signature.style === 'anonymous') checkKeywordCall(fn, positional, named);
  else checkPositionalCall(fn, positional.length, named);
  const values: unknown[] = [];
  let position = 0;
  let used = 0;
  for (const { name, kind, optional } of signature.parameters) {
    const at = values.length;
    if (kind === 'rest') values.push(positional.slice(position));
    else if (kind === 'namedRest') values.push(new Map(used === 0 ? named : remaining(signature, named!)));
    else if (kind !== 'namedOnly' && position < positional.length) values.push(positional[position++]);
    else {
      const value = kind === 'positionalOnly' ? undefined : named?.get(name);
      if (value !== undefined) used++;
      else if (!optional) throw missing(fn, name, values.length + 1);
      values.push(value);
    }
    if (values[at] !== undefined) signature.conversions?.[at]?.(values[at] as Value);
  }
  if (used < (named?.size ?? 0)) refuseNames(fn, positional.length, named!);
  return values;
}

function remaining(signature: Signature, named: Map<string, Value>): [string, Value][] {
  return [...named].filter(([name]) => !takesName(signature, name));
}

function takesName({ parameters }: Signature, name: string): boolean {
  return parameters.some(
    parameter => parameter.name === name && (parameter.kind === 'positionalOrNamed' || parameter.kind === 'namedOnly'),
  );
}

/** The checks of C functions that take positional arguments only (and perhaps `**kwargs`). */
function checkPositionalCall(fn: Builtin, count: number, named: Map<string, Value> | null): void {
  const { parameters, style, min, max } = fn.signature;
  if (named && parameters.at(-1)?.kind !== 'namedRest') {
    // What takes its arguments as a tuple is called in another way, unless it is a method that was not bound before.
    const isFunction =
      (style === 'parsed' || style === 'unpacked') && (!fn.owner || fn instanceof ClassMethod || fn.self !== undefined);
    throw typeError(`${isFunction ? fn.name : qualifiedName(fn)}() takes no keyword arguments`);
  }
  if (count >= min && count <= max) return;
  if (style === 'none') throw typeError(`${qualifiedName(fn)}() takes no arguments (${count} given)`);
  if (style === 'one') throw typeError(`${qualifiedName(fn)}() takes exactly one argument (${count} given)`);
  const bound = count < min ? min : max;
  const plural = bound === 1 ? '' : 's';
  if (style === 'parsed') {
    const least = min === max ? 'exactly' : count < min ? 'at least' : 'at most';
    throw typeError(`${fn.name}() takes ${least} ${bound} argument${plural} (${count} given)`);
  }
  const least = min === max ? '' : count < min ? 'at least ' : 'at most ';
  throw typeError(`${fn.name} expected ${least}${bound} argument${plural}, got ${count}`);
}

/** The checks of C functions that take keywords, in the order of `_PyArg_UnpackKeywords`. */
function checkKeywordCall(fn: Builtin, positional: readonly Value[], named: Map<string, Value> | null): void {
  const { parameters, min, max } = fn.signature;
  const count = positional.length;
  const given = count + (named?.size ?? 0);
  const variadic = parameters.some(({ kind }) => kind === 'rest' || kind === 'namedRest');
  if (!variadic && given > parameters.length) {
    const plural = parameters.length === 1 ? '' : 's';
    const keyword = count === 0 ? 'keyword ' : '';
    throw typeError(`${called(fn)} takes at most ${parameters.length} ${keyword}argument${plural} (${given} given)`);
  }
  if (count > max) {
    if (max === 0) throw typeError(`${called(fn)} takes no positional arguments`);
    for (const [at, convert] of fn.signature.conversions?.slice(0, max).entries() ?? []) convert(positional[at]);
    throw wrongPositional(fn, min < max ? 'at most' : 'exactly', max, count);
  }
  const minPositionalOnly = parameters.filter(({ kind, optional }) => kind === 'positionalOnly' && !optional).length;
  if (count < minPositionalOnly)
    throw wrongPositional(fn, minPositionalOnly < max ? 'at least' : 'exactly', minPositionalOnly, count);
}

function wrongPositional(fn: Builtin, bound: string, limit: number, count: number): Error {
  const plural = limit === 1 ? '' : 's';
  return typeError(`${called(fn)} takes ${bound} ${limit} positional argument${plural} (${count} given)`);
}

function missing(fn: Builtin, name: string, position: number): Error {
  return typeError(`${called(fn)} missing required argument '${name}' (pos ${position})`);
}

/** @throws TypeError for a name that was given by position too, or that is none of the parameters'. */
function refuseNames(fn: Builtin, count: number, named: Map<string, Value>): void {
  const { signature } = fn;
  if (signature.parameters.at(-1)?.kind === 'namedRest') return;
  const byPosition = signature.parameters.findIndex(
    ({ name, kind }, index) => kind === 'positionalOrNamed' && index < count && named.has(name),
  );
  if (byPosition >= 0) {
    const { name } = signature.parameters[byPosition];
    throw typeError(`argument for ${called(fn)} given by name ('${name}') and position (${byPosition + 1})`);
  }
  for (const name of named.keys()) {
    if (takesName(signature, name)) continue;
    const where = signature.style === 'anonymous' ? 'this function' : `${fn.name}()`;
    throw typeError(`'${name}' is an invalid keyword argument for ${where}`);
  }
}
