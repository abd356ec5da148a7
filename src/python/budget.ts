import { memoryError, PythonError, timeoutError } from '../core/errors.ts';

/**
 * What one evaluation may use. Evaluations are synchronous and never nest, so the budget of the running one is this
 * module's state, and no function of the language has to hand it on.
 */
export interface BudgetLimits {
  /** Milliseconds of the processor; of the event loop, while others keep the machine busy, up to ten times as many. */
  timeMs: number;
  /** Loop iterations, calls and operations. */
  steps: number;
  /** Bytes allocated in all (what was freed meanwhile counts too). */
  bytes: number;
  /** Nested calls, containers in repr, comparisons of nested containers, lambdas. */
  depth: number;
}

export const DEFAULT_BUDGET: BudgetLimits = { timeMs: 20, steps: 5_000_000, bytes: 16 * 1024 * 1024, depth: 950 };

/** Steps between two looks at the clock. */
const CLOCK_STEPS = 1024;
/** Bytes, allocated at once, that are a reason to look at the clock. */
const LARGE = 64 * 1024;
/** Steps before the clock is started: most evaluations take fewer. */
const FIRST_STEPS = 64;
/** Milliseconds before the processor's clock is asked, which takes longer than most loops. */
const FIRST_MS = 1;

/** How much longer an evaluation may hold the event loop than it computes. */
const BUSY_FACTOR = 10;

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
/** On the clock of `performance.now()`, as are the next two; NaN before it is started. */
let started = Number.NaN;
let deadline = Number.POSITIVE_INFINITY;
let lastDeadline = Number.POSITIVE_INFINITY;
/** What the process had computed at the start, ms; NaN before it is asked. */
let computedAtStart = Number.NaN;

/** Starts the budget of an evaluation. `usedMs`, `usedSteps`: what earlier runs of the same evaluation took. */
export function startBudget(of: BudgetLimits = DEFAULT_BUDGET, usedMs = 0, usedSteps = 0): void {
  limits = of;
  steps = usedSteps;
  nextClock = steps + FIRST_STEPS;
  bytes = 0;
  depth = 0;
  started = Number.NaN;
  if (usedSteps > 0) startClock(usedMs);
}

function startClock(usedMs: number): void {
  started = performance.now() - usedMs;
  deadline = started + limits.timeMs;
  lastDeadline = started + limits.timeMs * BUSY_FACTOR;
  computedAtStart = Number.NaN;
}

/** Ends it: until the next one starts, only the depth is bounded. Returns what was used, for a later run of the same evaluation. */
export function endBudget(): { ms: number; steps: number } {
  const used = { ms: Number.isNaN(started) ? 0 : performance.now() - started, steps };
  limits = UNBOUNDED;
  started = Number.NaN;
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
  if (Number.isNaN(started)) {
    startClock(0);
    return;
  }
  const now = performance.now();
  if (Number.isNaN(computedAtStart) && now >= started + FIRST_MS) computedAtStart = computedMs() - FIRST_MS;
  if (now <= deadline) return;
  // The time that other processes had the processor is not this evaluation's.
  const left = limits.timeMs - (computedMs() - computedAtStart);
  if (left <= 0 || now > lastDeadline) throw timeoutError(`evaluation took longer than ${limits.timeMs} ms`);
  deadline = now + left;
}

/** Milliseconds that this thread has computed; where Node can't tell, the whole process. */
function computedMs(): number {
  const { user, system } = (process.threadCpuUsage ?? process.cpuUsage)();
  return (user + system) / 1000;
}

/** To be called before `n` bytes are allocated. @throws MemoryError past the limit, TimeoutError past the time. */
export function charge(n: number): void {
  bytes += n;
  if (!(bytes <= limits.bytes)) {
    bytes -= n;
    throw memoryError();
  }
  // Large ones take their time, some of them only when they are read, which nothing counts.
  if (n >= LARGE) tick(CLOCK_STEPS);
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
