import { typeError } from '../core/errors.ts';
import { enter, leave, tick } from './budget.ts';
import type { Evaluate, Frame } from './compile/frame.ts';
import { Dict } from './dict.ts';
import type { LambdaParameter } from './parse/ast.ts';
import type { Arguments } from './signature.ts';
import { ADDRESS, PyObject, type PyType, Tuple, types, type Value } from './values.ts';

/** What all functions that one lambda makes have in common. Its parameters have the first slots of the frame, in order. */
export interface LambdaCode {
  /** The qualified one: `<lambda>.<locals>.<lambda>`. */
  name: string;
  parameters: readonly Pick<LambdaParameter, 'name' | 'kind'>[];
  body: Evaluate;
  /** Slots of a frame. */
  size: number;
  /** How many parameters take positional arguments; -1 where some parameter is of another kind or has a default. */
  simpleCount: number;
  /** Whether nothing keeps a frame when the body has been evaluated, so that the next call can have it. */
  reusesFrame: boolean;
}

/** A function made by a lambda. */
export class Lambda extends PyObject {
  readonly #code: LambdaCode;
  readonly #frame: Frame;
  /** By parameter; undefined where there is none. */
  readonly #defaults: readonly (Value | undefined)[];
  /** The frame of the last call, where it can be had again. */
  #idle: Frame | null = null;

  constructor(code: LambdaCode, frame: Frame, defaults: readonly (Value | undefined)[]) {
    super();
    this.#code = code;
    this.#frame = frame;
    this.#defaults = defaults;
  }

  get type(): PyType {
    return types.function;
  }

  /** As errors name it. */
  get called(): string {
    return `${this.#code.name}()`;
  }

  override repr(): string {
    return `<function ${this.#code.name} at ${ADDRESS}>`;
  }

  override call({ positional, named }: Arguments): Value {
    const code = this.#code;
    const frame = this.#frame.nest(code.size);
    if (named === null && positional.length === code.simpleCount)
      for (let i = 0; i < positional.length; i++) frame.slots[i] = positional[i];
    else bindParameters(this.called, code.parameters, this.#defaults, positional, named, frame.slots);
    return this.#run(frame);
  }

  override callOne(argument: Value): Value {
    if (this.#code.simpleCount !== 1) return this.call({ positional: [argument], named: null });
    const frame = this.#idle ?? this.#frame.nest(this.#code.size);
    this.#idle = null;
    frame.slots[0] = argument;
    const result = this.#run(frame);
    if (this.#code.reusesFrame) this.#idle = frame;
    return result;
  }

  #run(frame: Frame): Value {
    tick();
    enter();
    try {
      return this.#code.body(frame);
    } finally {
      leave();
    }
  }
}

type Parameters = LambdaCode['parameters'];
type Slots = (Value | undefined)[];

/** Puts the arguments into the slots of the parameters. @throws TypeError, as CPython's functions do. */
function bindParameters(
  called: string,
  parameters: Parameters,
  defaults: readonly (Value | undefined)[],
  positional: readonly Value[],
  named: ReadonlyMap<string, Value> | null,
  slots: Slots,
): void {
  const count = countPositional(parameters);
  const rest = parameters.findIndex(({ kind }) => kind === 'rest');
  for (let i = 0; i < count && i < positional.length; i++) slots[i] = positional[i];
  if (rest >= 0) slots[rest] = new Tuple(positional.slice(count));
  if (named) bindNamed(called, parameters, named, slots);
  const namedRest = parameters.findIndex(({ kind }) => kind === 'namedRest');
  if (namedRest >= 0 && slots[namedRest] === undefined) slots[namedRest] = new Dict();
  if (rest < 0 && positional.length > count) throw tooMany(called, parameters, defaults, positional.length, slots);
  const missing = parameters.filter((_, i) => slots[i] === undefined && defaults[i] === undefined);
  if (missing.length > 0) throw missingArguments(called, missing);
  for (let i = 0; i < parameters.length; i++) if (slots[i] === undefined) slots[i] = defaults[i];
}

function countPositional(parameters: Parameters): number {
  return parameters.filter(({ kind }) => kind === 'positionalOnly' || kind === 'positionalOrNamed').length;
}

function bindNamed(called: string, parameters: Parameters, named: ReadonlyMap<string, Value>, slots: Slots): void {
  const rest = parameters.findIndex(({ kind }) => kind === 'namedRest');
  const extra = rest >= 0 ? new Dict() : null;
  for (const [name, value] of named) {
    const at = parameters.findIndex(
      parameter =>
        parameter.name === name && (parameter.kind === 'positionalOrNamed' || parameter.kind === 'namedOnly'),
    );
    if (at >= 0) {
      if (slots[at] !== undefined) throw typeError(`${called} got multiple values for argument '${name}'`);
      slots[at] = value;
    } else if (extra) extra.set(name, value);
    else throw unexpected(called, parameters, named, name);
  }
  if (extra) slots[rest] = extra;
}

function unexpected(called: string, parameters: Parameters, named: ReadonlyMap<string, Value>, name: string): Error {
  const positionalOnly = parameters.filter(({ kind, name }) => kind === 'positionalOnly' && named.has(name));
  if (positionalOnly.length > 0) {
    const names = positionalOnly.map(({ name }) => name).join(', ');
    return typeError(`${called} got some positional-only arguments passed as keyword arguments: '${names}'`);
  }
  return typeError(`${called} got an unexpected keyword argument '${name}'`);
}

function tooMany(
  called: string,
  parameters: Parameters,
  defaults: readonly (Value | undefined)[],
  given: number,
  slots: Slots,
): Error {
  const max = countPositional(parameters);
  const withDefault = defaults.slice(0, max).filter(value => value !== undefined).length;
  const takes = withDefault > 0 ? `from ${max - withDefault} to ${max}` : `${max}`;
  const namedOnly = parameters.filter(({ kind }, i) => kind === 'namedOnly' && slots[i] !== undefined).length;
  const noun = (count: number) => (count === 1 ? 'argument' : 'arguments');
  const detail =
    namedOnly > 0
      ? ` positional ${noun(given)} (and ${namedOnly} keyword-only ${noun(namedOnly)}) were given`
      : given === 1
        ? ' was given'
        : ' were given';
  return typeError(
    `${called} takes ${takes} positional ${withDefault > 0 ? 'arguments' : noun(max)} but ${given}${detail}`,
  );
}

function missingArguments(called: string, missing: Parameters): Error {
  // CPython counts the positional ones, and only if none of these is missing the others.
  const positional = missing.filter(({ kind }) => kind !== 'namedOnly');
  const counted = positional.length > 0 ? positional : missing;
  const names = counted.map(({ name }) => `'${name}'`);
  const last = names.pop()!;
  const list = names.length === 0 ? last : `${names.join(', ')}${names.length > 1 ? ',' : ''} and ${last}`;
  const kind = positional.length > 0 ? 'positional' : 'keyword-only';
  const noun = counted.length === 1 ? 'argument' : 'arguments';
  return typeError(`${called} missing ${counted.length} required ${kind} ${noun}: ${list}`);
}
