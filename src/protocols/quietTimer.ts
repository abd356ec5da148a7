/**
 * Tells when nothing has happened on a connection for a while. It looks at the real time, not at the event loop's idea of it, and lets the loop
 * read once before it says so: what lay unread while the loop was busy counts as having come.
 */
export class QuietTimer {
  readonly #expired: () => void;
  #timeout: NodeJS.Timeout | undefined;
  #delayMs = 0;
  #ms = 0;
  #since = 0;
  #running = false;

  constructor(expired: () => void) {
    this.#expired = expired;
  }

  /** Calls `expired` when `ms` have passed since `since` (of `performance.now()`), unless started again or stopped before. */
  start(ms: number, since?: number): void {
    const now = performance.now();
    this.#ms = ms;
    this.#since = since ?? now;
    this.#running = true;
    this.#arm(since === undefined ? ms : Math.max(ms - (now - since), 0));
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#timeout);
    this.#timeout = undefined;
  }

  #arm(delayMs: number): void {
    if (this.#timeout && delayMs === this.#delayMs) {
      this.#timeout.refresh();
      return;
    }
    clearTimeout(this.#timeout);
    this.#delayMs = delayMs;
    this.#timeout = setTimeout(readOnce, delayMs, this);
  }

  /** The loop has read since the time-out; `since` tells whether the timer was started again meanwhile. */
  static look(timer: QuietTimer, since: number): void {
    if (!timer.#running || timer.#since !== since) return;
    const restMs = timer.#ms - (performance.now() - since);
    if (restMs > 0) {
      timer.#arm(restMs);
      return;
    }
    timer.#running = false;
    timer.#expired();
  }

  get since(): number {
    return this.#since;
  }
}

function readOnce(timer: QuietTimer): void {
  setImmediate(QuietTimer.look, timer, timer.since);
}
