import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Database, Statement } from 'better-sqlite3';
import type { Logger } from '../../core/log.ts';

export interface CheckpointerOptions {
  log: Logger;
  /** The log is so large that writers must wait, or may go on. */
  hold(): void;
  release(): void;
  /** Bytes of the log from which writers wait. */
  maxLogBytes?: number;
  /** Bytes of the log from which it is copied into the database. */
  passBytes?: number;
}

/** Frames in the log, and how many of them are in the database too. */
type LogState = [busy: number, frames: number, copied: number];
/** The same, and the bytes that were written; NaN where that is not known. */
type PassResult = [...LogState, bytes: number];

const MAX_LOG_BYTES = 64 * 1024 * 1024;
const PASS_BYTES = 4 * 1024 * 1024;
const FRAME_HEADER_BYTES = 24;
const LOG_HEADER_BYTES = 32;
const REPORT_INTERVAL_MS = 60_000;

/**
 * Copies the write-ahead log into the database from a thread of its own, so that the event loop never waits for the disk. A passive checkpoint
 * leaves what is written meanwhile, and SQLite starts the log anew only when all of it has been copied: under steady writes that never comes. So past a bound
 * writers are held back until a pass has caught up.
 */
export class Checkpointer {
  readonly #options: CheckpointerOptions;
  readonly #file: string;
  readonly #logState: Statement;
  readonly #pageBytes: number;
  readonly #pageCount: Statement;
  readonly #passFrames: number;
  readonly #maxFrames: number;
  #worker: Worker | null = null;
  #reportedAt = Number.NEGATIVE_INFINITY;
  #isPassing = false;
  #isHeld = false;
  #isClosing = false;
  #last: LogState = [0, 0, 0];
  /** Frames of the present log whose copying is in `bytesWritten`. */
  #countedCopies = 0;
  /** Where another process's long read keeps the log from starting anew, the bound is counted from here. */
  #base = 0;
  /** Written to the disk since the start: the log's frames, and the pages that passes copied (exactly on Linux; elsewhere at most, since a page that is in the log often is copied once). */
  bytesWritten = 0;

  constructor(db: Database, options: CheckpointerOptions) {
    this.#options = options;
    this.#file = db.name;
    this.#logState = db.prepare('PRAGMA wal_checkpoint(NOOP)').raw();
    this.#pageCount = db.prepare('PRAGMA page_count').pluck();
    this.#pageBytes = db.pragma('page_size', { simple: true }) as number;
    this.#passFrames = Math.ceil((options.passBytes ?? PASS_BYTES) / this.#pageBytes);
    this.#maxFrames = Math.ceil((options.maxLogBytes ?? MAX_LOG_BYTES) / this.#pageBytes);
    // A log that grew beyond the bound gives the disk back what is above it.
    db.pragma(`journal_size_limit = ${options.maxLogBytes ?? MAX_LOG_BYTES}`);
    this.#last = this.#readLog();
  }

  /** Looks at the log; to be called after each commit. */
  committed(): void {
    const state = this.#readLog();
    this.#count(state);
    const [, frames, copied] = state;
    this.#last = state;
    if (frames - this.#base >= this.#maxFrames && !this.#isHeld) {
      this.#isHeld = true;
      this.#options.hold();
    }
    if (frames - copied >= this.#passFrames || this.#isHeld) this.#startPass();
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const worker = this.#worker;
    if (!worker) return;
    worker.ref();
    const ended = new Promise(resolve => worker.once('exit', resolve));
    worker.postMessage('close');
    await ended;
  }

  #readLog(): LogState {
    return this.#logState.get() as LogState;
  }

  #count([, frames, copied]: LogState): void {
    const [, framesBefore, copiedBefore] = this.#last;
    const isAnew = frames < framesBefore || copied < copiedBefore;
    if (isAnew) {
      this.#base = 0;
      this.#countedCopies = 0;
      this.bytesWritten += LOG_HEADER_BYTES;
    }
    this.bytesWritten += (isAnew ? frames : frames - framesBefore) * (this.#pageBytes + FRAME_HEADER_BYTES);
  }

  #startPass(): void {
    if (this.#isPassing || this.#isClosing) return;
    this.#isPassing = true;
    this.#worker ??= this.#startWorker();
    this.#worker.postMessage('pass');
  }

  #startWorker(): Worker {
    const url = new URL(`./checkpointWorker${extname(import.meta.url)}`, import.meta.url);
    const worker = new Worker(url, { workerData: { file: this.#file } });
    worker.unref();
    worker.on('message', (result: PassResult | Error) => this.#endPass(result));
    worker.on('error', error => {
      this.#worker = null;
      this.#endPass(error);
    });
    return worker;
  }

  #endPass(result: PassResult | Error): void {
    this.#isPassing = false;
    if (result instanceof Error) this.#report(result.message);
    const progress = result instanceof Error ? 0 : this.#countCopies(result);
    if (!this.#isHeld || this.#isClosing) return;
    const [, frames, copied] = this.#last;
    if (copied < frames && progress > 0) {
      this.#startPass();
      return;
    }
    if (copied < frames) this.#report('something else reads from it');
    this.#base = frames;
    this.#isHeld = false;
    this.#options.release();
  }

  /** How many frames a pass has copied. */
  #countCopies([, frames, copied, bytes]: PassResult): number {
    if (!Number.isNaN(bytes)) this.bytesWritten += bytes;
    // The log was started anew before the news came.
    if (frames > this.#last[1]) return 0;
    const progress = Math.max(0, copied - this.#countedCopies);
    this.#countedCopies += progress;
    if (Number.isNaN(bytes)) {
      this.bytesWritten += Math.min(progress, this.#pageCount.get() as number) * this.#pageBytes;
    }
    this.#last = [0, this.#last[1], Math.max(this.#last[2], copied)];
    return progress;
  }

  #report(reason: string): void {
    if (performance.now() - this.#reportedAt < REPORT_INTERVAL_MS) return;
    this.#reportedAt = performance.now();
    this.#options.log.warn({ file: this.#file }, `the log cannot be copied into the database: ${reason}`);
  }
}
