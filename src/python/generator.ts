import { PythonError, typeError, valueError } from '../core/errors.ts';
import { enter, leave, tick } from './budget.ts';
import type { Assign, Evaluate, Frame, Test } from './compile/frame.ts';
import type { Operand } from './compile/operand.ts';
import { iterate } from './operators.ts';
import { defineGetters, defineMethods } from './signature.ts';
import { ADDRESS, PyIterator, type PyType, typeName, types, type Value } from './values.ts';

/** One `for` of a generator expression, with its conditions. */
export interface GeneratorLoop {
  iterable: Evaluate;
  /** Of the name that is bound; -1 for any other target, which `assign` takes. */
  slot: number;
  assign: Assign;
  test: Test | null;
}

/** The iterator of a generator expression. Its loops are a stack of iterators, so that it can stop in the midst of them. */
export class GeneratorExpression extends PyIterator {
  readonly #frame: Frame;
  readonly #loops: readonly GeneratorLoop[];
  readonly #element: Operand;
  /** The iterators of the loops that are under way; empty when all is done. */
  readonly #iterators: PyIterator[];
  readonly #name: string;
  #running = false;
  #started = false;

  /** `first`: the iterator of the outermost loop, whose iterable is evaluated at once. `name`: the qualified one. */
  constructor(frame: Frame, loops: readonly GeneratorLoop[], element: Operand, first: PyIterator, name = '<genexpr>') {
    super();
    this.#frame = frame;
    this.#loops = loops;
    this.#element = element;
    this.#iterators = [first];
    this.#name = name;
  }

  get type(): PyType {
    return types.generator;
  }

  override repr(): string {
    return `<generator object ${this.#name} at ${ADDRESS}>`;
  }

  next(): Value | undefined {
    if (this.#iterators.length === 0) return undefined;
    if (this.#running) throw valueError('generator already executing');
    this.#running = this.#started = true;
    enter();
    let failed = true;
    try {
      const value = this.#advance();
      failed = false;
      return value;
    } catch (error) {
      // A StopIteration that comes from inside must not pass for the generator's own end.
      if (error instanceof PythonError && error.type === 'StopIteration')
        throw new PythonError('RuntimeError', 'generator raised StopIteration');
      throw error;
    } finally {
      if (failed) this.#iterators.length = 0;
      leave();
      this.#running = false;
    }
  }

  /** What is sent becomes the value of a `yield`, which nobody looks at here. @throws TypeError, StopIteration */
  send(value: Value): Value {
    if (!this.#started && value !== null) throw typeError("can't send non-None value to a just-started generator");
    const next = this.next();
    if (next === undefined) throw new PythonError('StopIteration', '');
    return next;
  }

  /** Ends it. */
  close(): null {
    if (this.#running) throw valueError('generator already executing');
    this.#started = true;
    this.#iterators.length = 0;
    return null;
  }

  get isRunning(): boolean {
    return this.#running;
  }

  get isSuspended(): boolean {
    return this.#started && !this.#running && this.#iterators.length > 0;
  }

  #advance(): Value | undefined {
    const frame = this.#frame;
    const loops = this.#loops;
    const iterators = this.#iterators;
    for (let level = iterators.length - 1; level >= 0; ) {
      const value = iterators[level].next();
      if (value === undefined) {
        iterators.pop();
        level--;
        continue;
      }
      tick();
      const { slot, assign, test } = loops[level];
      if (slot >= 0) frame.slots[slot] = value;
      else assign(frame, value);
      if (test !== null && !test(frame)) continue;
      if (level === loops.length - 1) return this.#element.read(frame);
      level++;
      iterators.push(iterate(loops[level].iterable(frame)));
    }
    return undefined;
  }
}

defineMethods(types.generator, {
  send: ['arg, /', (self: GeneratorExpression, value: Value) => self.send(value)],
  close: ['', (self: GeneratorExpression) => self.close()],
  throw: [
    'type, value=, traceback=, /',
    (_self: GeneratorExpression, exception: Value) => {
      throw typeError(
        `exceptions must be classes or instances deriving from BaseException, not ${typeName(exception)}`,
      );
    },
  ],
});

defineGetters(types.generator, {
  gi_running: (self: GeneratorExpression) => self.isRunning,
  gi_suspended: (self: GeneratorExpression) => self.isSuspended,
  gi_yieldfrom: () => null,
});
