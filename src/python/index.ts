import { memoryError, PythonError } from '../core/errors.ts';
import { type BudgetLimits, DEFAULT_BUDGET, endBudget, startBudget } from './budget.ts';
import { CompileCache, type Compiled } from './compile/cache.ts';
import type { Value } from './values.ts';

/** What an evaluation finds outside itself. What it throws that is no PythonError passes through everything untouched. */
export interface Host {
  /** Commands, MyData. Reserved names: they cannot be assigned. */
  global(name: string): Value | undefined;
  /** A variable that clients share. */
  readVariable(name: string): Value | undefined;
  assignVariable(name: string, value: Value): void;
  /** Whether there was one. */
  deleteVariable(name: string): boolean;
}

/** A request that was parsed and compiled; runs any number of times. */
export interface Prepared {
  /** All names that it reads, assigns or deletes, other than builtins and those of its own lambdas and comprehensions. */
  readonly names: ReadonlySet<string>;
  /** The name of the command, where the whole program is one call of a bare name (or its `repr`) whose arguments contain no calls. */
  isCommandCall(isCommand: (name: string) => boolean): string | null;
  /** Whether each statement is a call of a command, or the `repr` of one, whose arguments contain no calls. */
  callsOnly(isCommand: (name: string) => boolean): boolean;
  /** The bare name that the first statement calls, if that is all it does. */
  readonly firstCall: string | null;
  /**
   * The value of the last expression, `'OK'` after a statement. With `budget`, starts that one (`used`: what earlier runs of
   * the same evaluation took); without, draws on the one that is running.
   * @throws PythonError, and whatever the host throws.
   */
  run(host: Host, budget?: BudgetLimits, used?: { ms: number; steps: number }): Value;
}

const cache = new CompileCache();

/** Parses and compiles a request, or takes it from the cache. @throws PythonError SyntaxError as CPython words it. */
export function prepare(source: string): Prepared {
  return new PreparedProgram(cache.compile(strip(source)));
}

const FORM_FEED = 12;

/** Without the blanks around it. */
function strip(source: string): string {
  let start = 0;
  let end = source.length;
  // Python counts the indentation of what follows a form feed.
  while (start < end && isBlank(source.charCodeAt(start)) && source.charCodeAt(start) !== FORM_FEED) start++;
  while (end > start && isBlank(source.charCodeAt(end - 1))) end--;
  return end - start === source.length ? source : source.slice(start, end);
}

/** Blanks and line breaks. */
function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13 && code !== 11);
}

/** Evaluates a request, on a budget of its own. */
export function evaluate(source: string, host: Host): Value {
  return prepare(source).run(host, DEFAULT_BUDGET);
}

/** Does something else with values of clients (shows one) on a budget of its own. Not inside of an evaluation. @throws PythonError */
export function onBudget<T>(run: () => T): T {
  startBudget();
  try {
    return run();
  } catch (error) {
    throw error instanceof RangeError ? fromRangeError(error) : error;
  } finally {
    endBudget();
  }
}

class PreparedProgram implements Prepared {
  readonly #compiled: Compiled;

  constructor(compiled: Compiled) {
    this.#compiled = compiled;
  }

  get names(): ReadonlySet<string> {
    return this.#compiled.code.names;
  }

  isCommandCall(isCommand: (name: string) => boolean): string | null {
    const { plainCalls } = this.#compiled.code;
    return plainCalls?.length === 1 && isCommand(plainCalls[0]) ? plainCalls[0] : null;
  }

  callsOnly(isCommand: (name: string) => boolean): boolean {
    return this.#compiled.code.plainCalls?.every(isCommand) ?? false;
  }

  get firstCall(): string | null {
    return this.#compiled.code.firstCall;
  }

  run(host: Host, budget?: BudgetLimits, used = { ms: 0, steps: 0 }): Value {
    if (budget) startBudget(budget, used.ms, used.steps);
    try {
      return this.#compiled.code.run(host, this.#compiled.literals);
    } catch (error) {
      throw error instanceof RangeError ? fromRangeError(error) : error;
    } finally {
      if (budget) endBudget();
    }
  }
}

/** What JavaScript runs out of, in Python's words. */
function fromRangeError(error: RangeError): PythonError {
  if (/call stack/.test(error.message)) return new PythonError('RecursionError', 'maximum recursion depth exceeded');
  return memoryError();
}
