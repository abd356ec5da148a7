import type { Run, Signature } from './signature.ts';
import { type Builtin, PyType, typeOf } from './values.ts';

/** The names of modules' functions in errors, where they differ from the function's own. */
const qualifiedNames = new WeakMap<Signature, string>();

/** Has errors name a function by this dotted name. */
export function nameInErrors({ signature }: Builtin, name: string): void {
  qualifiedNames.set(signature, name);
}

/** As errors of functions that take keywords have it. */
export function called(fn: Builtin): string {
  return fn.signature.style === 'anonymous' ? 'function' : `${fn.name}()`;
}

/** `len`, `str.upper`, `math.sqrt`; of a bound method, with the type of its object: `bool.bit_length`. */
export function qualifiedName(fn: Builtin): string {
  if (!fn.owner) return qualifiedNames.get(fn.signature) ?? fn.name;
  const { self = fn.owner } = fn;
  return `${shortName(self instanceof PyType ? self : typeOf(self))}.${fn.name}`;
}

const namesInCalls = new WeakMap<Run, string>();

/** Has what goes wrong with `*` and `**` in calls name a function that CPython has in Python: `statistics.mean`. */
export function nameInCalls({ run }: Builtin, name: string): void {
  namesInCalls.set(run, name);
}

/** The name that goes with `argument after * must be an iterable`. */
export function nameOfCalled(fn: Builtin): string {
  return namesInCalls.get(fn.run) ?? qualifiedName(fn);
}

/** Without the module. */
export function shortName(type: PyType): string {
  return type.name.slice(type.name.lastIndexOf('.') + 1);
}
