import { type BudgetLimits, DEFAULT_BUDGET } from './budget.ts';
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
  /** All names that it reads, assigns or deletes, other than those of its own lambdas and comprehensions. */
  readonly names: ReadonlySet<string>;
  /** The name of the command, where the whole program is one call of a bare name whose arguments contain no calls. */
  isCommandCall(isCommand: (name: string) => boolean): string | null;
  /**
   * The value of the last expression, `'OK'` after a statement. With `budget`, starts that one (`used`: what earlier runs of
   * the same evaluation took); without, draws on the one that is running.
   * @throws PythonError, and whatever the host throws.
   */
  run(host: Host, budget?: BudgetLimits, used?: { ms: number; steps: number }): Value;
}

/** Parses and compiles a request, or takes it from the cache. @throws PythonError SyntaxError as CPython words it. */
export function prepare(_source: string): Prepared {
  throw new Error('being written');
}

/** Evaluates a request, on a budget of its own. */
export function evaluate(source: string, host: Host): Value {
  return prepare(source).run(host, DEFAULT_BUDGET);
}
