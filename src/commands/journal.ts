import { PythonError } from '../core/errors.ts';
import { isPending, type PromiseOrValue } from '../core/promiseOrValue.ts';

/**
 * Evaluations are synchronous. One whose call must wait is given up (`Suspension`), and run again when the result
 * is there: what the first run got from outside (from the stores, SQL, clock and chance) is then answered from this journal,
 * and nothing in it is done twice. All results in it are immutable, so that each run builds its own values from them.
 */
export class Journal {
  readonly #entries: Entry[] = [];
  #cursor = 0;
  /** Called when a re-run passes a place where an earlier one waited; what was changed up to there is stored already. */
  readonly #passedWait: () => void;

  constructor(passedWait: () => void) {
    this.#passedWait = passedWait;
  }

  /** Before each run. */
  rewind(): void {
    this.#cursor = 0;
  }

  /** The result of `produce`, or what it was in the run before. @throws Suspension if it has to wait. */
  call<T>(produce: () => PromiseOrValue<T>): T {
    if (this.#cursor < this.#entries.length) return this.#replay(this.#entries[this.#cursor++]) as T;
    let result: PromiseOrValue<T>;
    try {
      result = produce();
    } catch (error) {
      if (error instanceof PythonError) this.#record({ error, waited: false });
      throw error;
    }
    if (isPending(result)) throw new Suspension(this.#await(result));
    this.#record({ value: result, waited: false });
    return result;
  }

  #replay(entry: Entry): unknown {
    if (entry.waited) this.#passedWait();
    if (entry.error) throw entry.error;
    return entry.value;
  }

  #record(entry: Entry): void {
    this.#entries.push(entry);
    this.#cursor++;
  }

  async #await(result: Promise<unknown>): Promise<void> {
    try {
      this.#entries.push({ value: await result, waited: true });
    } catch (error) {
      if (!(error instanceof PythonError)) throw error;
      this.#entries.push({ error, waited: true });
    }
  }
}

interface Entry {
  value?: unknown;
  error?: PythonError;
  waited: boolean;
}

/** Thrown through an evaluation that has to wait. No PythonError, so nothing of the language looks at it. */
export class Suspension {
  /** Fulfilled when the evaluation can be run again. */
  readonly until: Promise<void>;
  constructor(until: Promise<void>) {
    this.until = until;
  }
}

let active: Journal | null = null;

/** Runs `run` with `journal` as the one that the journalled ports write to. */
export function withJournal<T>(journal: Journal, run: () => T): T {
  const former = active;
  active = journal;
  journal.rewind();
  try {
    return run();
  } finally {
    active = former;
  }
}

/** `produce()`, through the journal if an evaluation with one is running. */
export function journalled<T>(produce: () => PromiseOrValue<T>): PromiseOrValue<T> {
  return active === null ? produce() : active.call(produce);
}

/** A port whose methods go through the journal of the running evaluation; the same port outside of one. */
export function journalledPort<P extends object>(port: P): P {
  const wrapped = Object.create(null);
  for (const name of methodNames(port)) {
    const method = (port as Record<string, unknown>)[name] as (...args: unknown[]) => PromiseOrValue<unknown>;
    wrapped[name] = (...args: unknown[]) => {
      if (active === null) return method.apply(port, args);
      return active.call(() => method.apply(port, args));
    };
  }
  return wrapped;
}

function methodNames(port: object): string[] {
  const names = new Set<string>();
  for (let at = port; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) {
      if (name !== 'constructor' && typeof Reflect.get(port, name) === 'function') names.add(name);
    }
  }
  return [...names];
}
