import { PythonError, valueError } from '../core/errors.ts';
import { enter, leave, tick } from './budget.ts';
import type { Assign, Evaluate, Frame, Test } from './compile/frame.ts';
import { iterate } from './operators.ts';
import { ADDRESS, PyIterator, type PyType, types, type Value } from './values.ts';

/** One `for` of a generator expression, with its conditions. */
export interface GeneratorLoop {
  iterable: Evaluate;
  assign: Assign;
  test: Test | null;
}

/** The iterator of a generator expression. Its loops are a stack of iterators, so that it can stop in the midst of them. */
export class GeneratorExpression extends PyIterator {
  readonly #frame: Frame;
  readonly #loops: readonly GeneratorLoop[];
  readonly #element: Evaluate;
  /** The iterators of the loops that are under way; empty when all is done. */
  readonly #iterators: PyIterator[];
  readonly #name: string;
  #running = false;

  /** `first`: the iterator of the outermost loop, whose iterable is evaluated at once. `name`: the qualified one. */
  constructor(frame: Frame, loops: readonly GeneratorLoop[], element: Evaluate, first: PyIterator, name = '<genexpr>') {
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
    this.#running = true;
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
      const { assign, test } = loops[level];
      assign(frame, value);
      if (test !== null && !test(frame)) continue;
      if (level === loops.length - 1) return this.#element(frame);
      level++;
      iterators.push(iterate(loops[level].iterable(frame)));
    }
    return undefined;
  }
}
