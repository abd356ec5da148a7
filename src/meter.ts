import type { Session } from './core/command.ts';
import type { PythonError } from './core/errors.ts';

/** Counts what the server does. */
export class Meter {
  requests = 0;
  errors = 0;

  observe(_session: Session, _command: string, _startedMs: number, error: PythonError | null): void {
    this.requests++;
    if (error) this.errors++;
  }
}
