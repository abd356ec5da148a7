import { memoryError, PythonError, timeoutError } from '../core/errors.ts';

/**
 * What one evaluation may use. Evaluations are synchronous and never nest, so the budget of the running one is this
 * module's state, and no function of the language has to hand it on.
 */
export interface BudgetLimits {
  /** Milliseconds of the event loop. */
  timeMs: number;
  /** Loop iterations, calls and operations. */
  steps: number;
  /** Bytes allocated in all (what was freed meanwhile counts too). */
  bytes: number;
  /** Nested calls, containers in repr, comparisons of nested containers, lambdas. */
  depth: number;
}

export const DEFAULT_BUDGET: BudgetLimits = { timeMs: 20, steps: 5_000_000, bytes: 64 * 1024 * 1024, depth: 200 };

/** Steps between two looks at the clock. */
const CLOCK_STEPS = 1024;

/** Outside of evaluations, requests are bounded by the size of what they carry. */
const UNBOUNDED: BudgetLimits = {
  timeMs: Number.POSITIVE_INFINITY,
  steps: Number.POSITIVE_INFINITY,
  bytes: Number.POSITIVE_INFINITY,
  depth: DEFAULT_BUDGET.depth,
};

let limits = UNBOUNDED;
let steps = 0;
let nextClock = CLOCK_STEPS;
let bytes = 0;
let depth = 0;
let deadline = Number.POSITIVE_INFINITY;

/** Starts the budget of an evaluation. `usedMs`, `usedSteps`: what earlier runs of the same evaluation took. */
export function startBudget(of: BudgetLimits = DEFAULT_BUDGET, usedMs = 0, usedSteps = 0): void {
  limits = of;
  steps = usedSteps;
  nextClock = steps + CLOCK_STEPS;
  bytes = 0;
  depth = 0;
  deadline = performance.now() + of.timeMs - usedMs;
}

/** Ends it: until the next one starts, only the depth is bounded. Returns what was used, for a later run of the same evaluation. */
export function endBudget(): { ms: number; steps: number } {
  const used = { ms: performance.now() - (deadline - limits.timeMs), steps };
  limits = UNBOUNDED;
  deadline = Number.POSITIVE_INFINITY;
  bytes = 0;
  return used;
}

/** One step (or `n`) of anything that loops. @throws TimeoutError past the steps or the time. */
export function tick(n = 1): void {
  steps += n;
  if (steps >= nextClock) checkClock();
}

function checkClock(): void {
  nextClock = steps + CLOCK_STEPS;
  if (steps > limits.steps) throw timeoutError(`evaluation took more than ${limits.steps} steps`);
  if (performance.now() > deadline) throw timeoutError(`evaluation took longer than ${limits.timeMs} ms`);
}

/** To be called before `n` bytes are allocated. @throws MemoryError past the limit. */
export function charge(n: number): void {
  bytes += n;
  if (!(bytes <= limits.bytes)) {
    bytes -= n;
    throw memoryError();
  }
}

/** Goes one level deeper; every `enter` has its `leave` in a `finally`. @throws RecursionError past the limit. */
export function enter(what = ''): void {
  if (++depth > limits.depth) {
    depth--;
    throw new PythonError('RecursionError', `maximum recursion depth exceeded${what && ` ${what}`}`);
  }
}

export function leave(): void {
  depth--;
}
