import type { Database, Statement } from 'better-sqlite3';
import type { Logger } from '../../core/log.ts';

/** The transaction of a connection, and one savepoint in it. What fails throws SQLite's error. */
export class Transaction {
  readonly #db: Database;
  readonly #log: Logger;
  readonly #sql: Record<'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'rollbackTo', Statement>;
  #isOpen = false;

  constructor(db: Database, log: Logger) {
    this.#db = db;
    this.#log = log;
    const prepare = (sql: string) => db.prepare(sql);
    this.#sql = {
      begin: prepare('BEGIN IMMEDIATE'),
      commit: prepare('COMMIT'),
      rollback: prepare('ROLLBACK'),
      savepoint: prepare('SAVEPOINT request'),
      release: prepare('RELEASE request'),
      rollbackTo: prepare('ROLLBACK TO request'),
    };
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Begins it, unless it is open. */
  begin(): void {
    if (this.#isOpen) return;
    this.#sql.begin.run();
    this.#isOpen = true;
  }

  commit(): void {
    this.#sql.commit.run();
    this.#isOpen = false;
  }

  /** Takes back all of it, whatever state a failure has left it in. Does not fail. */
  rollBack(): void {
    try {
      if (this.#db.inTransaction) this.#sql.rollback.run();
    } catch (error) {
      this.#log.error({ err: error }, 'a transaction could not be rolled back');
    }
    this.#isOpen = false;
  }

  savepoint(): void {
    this.#sql.savepoint.run();
  }

  /** Keeps what was done since the savepoint. */
  release(): void {
    this.#sql.release.run();
  }

  /** Takes it back. */
  rollBackToSavepoint(): void {
    this.#sql.rollbackTo.run();
    this.#sql.release.run();
  }
}
