import type { Logger } from './log.ts';

const REPEATED_MS = 60_000;
/** Different refusals in that time; more are counted. */
const MAX_LINES = 20;

/** Tells the log of refused requests: each reason once a minute, so that whoever is refused cannot fill it. */
export class RefusalLog {
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #told = new Set<string>();
  #startedAt = Number.NEGATIVE_INFINITY;
  #untold = 0;

  /** `now`: a clock in ms. */
  constructor(log: Logger, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  /** `peer`: its address and port. */
  note(peer: string, reason: string): void {
    const now = this.#now();
    if (now - this.#startedAt >= REPEATED_MS) {
      this.#startedAt = now;
      this.#told.clear();
    }
    if (this.#told.has(reason) || this.#told.size >= MAX_LINES) {
      this.#untold++;
      return;
    }
    this.#told.add(reason);
    const more = this.#untold > 0 && { notLogged: this.#untold };
    this.#untold = 0;
    this.#log.warn({ peer, ...more }, `refused: ${reason}`);
  }
}
