/** All that share the event loop work for so long in one turn of it, so that its lag does not grow with their number. */
const TURN_MS = 10;
/** One works for so long while others wait. */
const SLICE_MS = 2;
/** So many get a slice in one turn, at most. */
const MAX_SLICES = 256;

/**
 * How connections, of whatever protocol, and the waking of those who get messages share the event loop. Before a connection answers requests it
 * asks whether it may (`mayWork`), and between two of them whether it should stop (`isSliceOver`); if so it waits (`wait`) behind those that wait already.
 */
class LoopShare {
  /** In the order in which they have their slices. */
  readonly #waiting = new Set<() => void>();
  /** The first work of this turn of the event loop; undefined: there was none yet. */
  #turnStartedAt: number | undefined;
  #sliceStartedAt = 0;
  /** One that has waited is working. */
  #isGranted = false;
  /** Those who wait are about to have their slices. */
  #isArmed = false;

  /** Whether who asks may work now: starts its slice; else it should wait. */
  mayWork(): boolean {
    const now = performance.now();
    if (!this.#isGranted) {
      if (this.#waiting.size > 0) return false;
      if (this.#turnStartedAt === undefined) this.#startTurn(now);
      else if (now - this.#turnStartedAt > TURN_MS) return false;
    }
    this.#sliceStartedAt = now;
    return true;
  }

  /** Whether who is working should stop: the others have their turn. */
  get isSliceOver(): boolean {
    const now = performance.now();
    if (now - this.#turnStartedAt! > TURN_MS) return true;
    return this.#waiting.size > 0 && now - this.#sliceStartedAt > SLICE_MS;
  }

  /** Calls `resume` when it may work again; it must not throw. */
  wait(resume: () => void): void {
    this.#waiting.add(resume);
    if (!this.#isArmed) this.#arm();
  }

  #startTurn(now: number): void {
    this.#turnStartedAt = now;
    setImmediate(() => {
      if (!this.#isArmed) this.#turnStartedAt = undefined;
    });
  }

  /** Each slice is a callback of its own, so that what follows it (promises, writes) counts as work of the turn. */
  #arm(): void {
    this.#isArmed = true;
    const slices = Math.min(this.#waiting.size, MAX_SLICES);
    for (let left = slices - 1; left >= 0; left--) setImmediate(() => this.#runNext(left === slices - 1, left === 0));
  }

  #runNext(isFirst: boolean, isLast: boolean): void {
    const now = performance.now();
    if (isFirst) this.#turnStartedAt = now;
    const [resume] = this.#waiting;
    if (resume && now - this.#turnStartedAt! <= TURN_MS) this.#run(resume);
    if (!isLast) return;
    this.#isArmed = false;
    if (this.#waiting.size > 0) this.#arm();
    else this.#turnStartedAt = undefined;
  }

  #run(resume: () => void): void {
    this.#waiting.delete(resume);
    this.#isGranted = true;
    try {
      resume();
    } finally {
      this.#isGranted = false;
    }
  }
}

/** There is one event loop. */
export const loopShare = new LoopShare();
