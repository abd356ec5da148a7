import type { PythonError } from '../../core/errors.ts';
import type { Logger } from '../../core/log.ts';
import { isDamage, markSuspect } from './databaseFile.ts';
import { toOsError } from './osError.ts';

/** The operator is told of failures no more often than this. */
const REPORT_INTERVAL_MS = 10_000;

/** Tells of failures of a database: clients by an error, the operator by a line for the first of a series. */
export class FailureReport {
  readonly #file: string;
  readonly #log: Logger;
  #reportedAt = -REPORT_INTERVAL_MS;

  constructor(file: string, log: Logger) {
    this.#file = file;
    this.#log = log;
  }

  /** The error for clients. Where the file is damaged, the next start is to check it. */
  report(cause: unknown): PythonError {
    if (performance.now() - this.#reportedAt >= REPORT_INTERVAL_MS) {
      this.#reportedAt = performance.now();
      const found = isDamage(cause)
        ? 'is damaged; it is checked at the next start'
        : `failed: ${(cause as Error).message}`;
      this.#log.error({ err: cause }, `the database ${this.#file} ${found}`);
      if (isDamage(cause)) markSuspect(this.#file);
    }
    return toOsError(cause, this.#file);
  }
}
