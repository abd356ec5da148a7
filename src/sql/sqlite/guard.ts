const IDLE = 0;
const RUNNING = 1;
const COMMITTING = 2;
const CUT = 3;
const PHASES = 4;

/**
 * What the child process is doing, in memory that its main thread shares with its watchdog. A statement goes from running to committing
 * or, by the watchdog, to cut, never to both: so what is cut was not committed, and what is being committed is not cut.
 */
export class Guard {
  /** To be given to the other thread. */
  readonly memory: SharedArrayBuffer;
  /** The phase plus `PHASES` times the statement's number, so that no statement is cut for what the one before it did. */
  readonly #state: Int32Array;
  readonly #startNs: BigInt64Array;

  constructor(memory = new SharedArrayBuffer(16)) {
    this.memory = memory;
    this.#state = new Int32Array(memory, 0, 1);
    this.#startNs = new BigInt64Array(memory, 8, 1);
  }

  /** Main thread: a statement begins. */
  begin(): void {
    Atomics.store(this.#startNs, 0, process.hrtime.bigint());
    Atomics.add(this.#state, 0, PHASES + RUNNING);
    Atomics.notify(this.#state, 0);
  }

  /** Main thread: the statement can no longer be cut. Does not return if it has been. */
  commit(): void {
    this.#enter(COMMITTING);
  }

  /** Main thread: the statement has ended. Does not return if it has been cut. */
  end(): void {
    this.#enter(IDLE);
  }

  /** Watchdog: sleeps until a statement runs, and then for `pauseMs`. The statement is to be named to `cut`. */
  awaitStatement(pauseMs: number): number {
    let state = Atomics.load(this.#state, 0);
    for (; phaseOf(state) === IDLE; state = Atomics.load(this.#state, 0)) Atomics.wait(this.#state, 0, state);
    Atomics.wait(this.#state, 0, state, pauseMs);
    return Atomics.load(this.#state, 0);
  }

  /** Watchdog: how long the statement has been running. */
  get elapsedMs(): number {
    return Number(process.hrtime.bigint() - Atomics.load(this.#startNs, 0)) / 1e6;
  }

  /** Watchdog: takes the statement its chance to be committed. False if it is not running any more. */
  cut(statement: number): boolean {
    if (phaseOf(statement) !== RUNNING) return false;
    return Atomics.compareExchange(this.#state, 0, statement, statement - RUNNING + CUT) === statement;
  }

  #enter(phase: number): void {
    const state = Atomics.load(this.#state, 0);
    const next = state - phaseOf(state) + phase;
    const before = Atomics.compareExchange(this.#state, 0, state, next);
    // The watchdog is killing this process: nothing more may happen.
    if (phaseOf(before) === CUT) Atomics.wait(this.#state, 0, before);
  }
}

function phaseOf(state: number): number {
  return state & (PHASES - 1);
}
