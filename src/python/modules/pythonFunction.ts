import { typeError } from '../../core/errors.ts';
import { type Parameter, parseSignature, type Run } from '../signature.ts';
import { ADDRESS, Builtin, PyType, types, type Value } from '../values.ts';

/**
 * A function that CPython's library has in Python, not in C: errors in its arguments are worded accordingly.
 * `name` is the qualified one (`Random.uniform`: then a self counts as an argument); `run` takes what `builtin`'s does.
 */
export function pythonFunction(name: string, signatureText: string, run: Run): Builtin {
  const bind = bindPython(name, signatureText);
  return new PythonFunction(name, (args: Value[], named: Map<string, Value>) => run(...bind(args, named)));
}

const SIGNATURE = parseSignature('*args, **kwargs');
const methodType = new PyType('method');

export class PythonFunction extends Builtin {
  readonly qualifiedName: string;

  constructor(qualifiedName: string, run: Run) {
    super(qualifiedName.slice(qualifiedName.lastIndexOf('.') + 1), SIGNATURE, run);
    this.qualifiedName = qualifiedName;
  }

  override get type(): PyType {
    return this.qualifiedName === this.name ? types.function : methodType;
  }

  override repr(): string {
    const { name, qualifiedName } = this;
    if (qualifiedName === name) return `<function ${name} at ${ADDRESS}>`;
    const [owner] = qualifiedName.split('.');
    return `<bound method ${qualifiedName} of <${owner.toLowerCase()}.${owner} object at ${ADDRESS}>>`;
  }
}

/** Arguments in the order of the signature. @throws TypeError where they do not fit, as a function in Python words it. */
export type Bind = (args: readonly Value[], named: Map<string, Value>) => any[];

/** How a function written in Python takes its arguments. */
export function bindPython(name: string, signatureText: string): Bind {
  const called = `${name}()`;
  const { parameters } = parseSignature(signatureText);
  const selves = name.includes('.') ? 1 : 0;
  const positional = parameters.filter(({ kind }) => kind === 'positionalOnly' || kind === 'positionalOrNamed');
  const restAt = parameters.findIndex(({ kind }) => kind === 'rest');
  const namedRestAt = parameters.findIndex(({ kind }) => kind === 'namedRest');
  return (args, named) => {
    const values = new Array<unknown>(parameters.length).fill(undefined);
    const taken = Math.min(args.length, positional.length);
    for (let i = 0; i < taken; i++) values[i] = args[i];
    if (restAt >= 0) values[restAt] = args.slice(positional.length);
    const others = bindNamed(called, selves, parameters, values, named, namedRestAt >= 0);
    if (namedRestAt >= 0) values[namedRestAt] = others;
    if (restAt < 0 && args.length > positional.length) throw tooMany(called, parameters, args.length, selves, values);
    checkMissing(called, parameters, values);
    return values;
  };
}

/** Puts the named arguments in their places; returns those that have none. */
function bindNamed(
  called: string,
  selves: number,
  parameters: readonly Parameter[],
  values: unknown[],
  named: Map<string, Value>,
  acceptsOthers: boolean,
): Map<string, Value> {
  const others = new Map<string, Value>();
  for (const [name, value] of named) {
    const at = parameters.findIndex(({ name: own, kind }) => own === name && /Named|namedOnly/.test(kind));
    if (selves && name === 'self') throw typeError(`${called} got multiple values for argument 'self'`);
    if (at < 0 && !acceptsOthers) throw unexpected(called, parameters, named, name);
    if (at < 0) others.set(name, value);
    else if (values[at] !== undefined) throw typeError(`${called} got multiple values for argument '${name}'`);
    else values[at] = value;
  }
  return others;
}

function unexpected(called: string, parameters: readonly Parameter[], named: Map<string, Value>, name: string): Error {
  const positionalOnly = parameters.filter(({ kind, name: own }) => kind === 'positionalOnly' && named.has(own));
  if (positionalOnly.length === 0) return typeError(`${called} got an unexpected keyword argument '${name}'`);
  const names = positionalOnly.map(parameter => parameter.name).join(', ');
  return typeError(`${called} got some positional-only arguments passed as keyword arguments: '${names}'`);
}

function tooMany(
  called: string,
  parameters: readonly Parameter[],
  given: number,
  selves: number,
  values: readonly unknown[],
): Error {
  const positional = parameters.filter(({ kind }) => kind === 'positionalOnly' || kind === 'positionalOrNamed');
  const max = positional.length + selves;
  const min = positional.filter(({ optional }) => !optional).length + selves;
  const plural = max === 1 ? '' : 's';
  const range = min === max ? `${max}` : `from ${min} to ${max}`;
  const namedOnly = parameters.filter(({ kind }, at) => kind === 'namedOnly' && values[at] !== undefined).length;
  const count = given + selves;
  const extra = namedOnly
    ? ` positional argument${count === 1 ? '' : 's'} (and ${namedOnly} keyword-only argument${namedOnly === 1 ? '' : 's'})`
    : '';
  const verb = count === 1 && !namedOnly ? 'was' : 'were';
  return typeError(`${called} takes ${range} positional argument${plural} but ${count}${extra} ${verb} given`);
}

function checkMissing(called: string, parameters: readonly Parameter[], values: readonly unknown[]): void {
  const missing = parameters.filter(({ optional }, at) => !optional && values[at] === undefined);
  if (missing.length === 0) return;
  const positional = missing.filter(({ kind }) => kind !== 'namedOnly');
  const [kind, listed] = positional.length ? ['positional', positional] : ['keyword-only', missing];
  const names = listed.map(({ name }) => `'${name}'`);
  const last = names.pop();
  const text = names.length === 0 ? last : `${names.join(', ')}${names.length > 1 ? ',' : ''} and ${last}`;
  const plural = listed.length === 1 ? '' : 's';
  throw typeError(`${called} missing ${listed.length} required ${kind} argument${plural}: ${text}`);
}
