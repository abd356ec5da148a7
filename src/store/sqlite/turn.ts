import type { Database } from 'better-sqlite3';
import { PythonError } from '../../core/errors.ts';
import type { Logger } from '../../core/log.ts';
import type { Scope } from '../store.ts';
import { FailureReport } from './failureReport.ts';
import type { Delivery, Outbox } from './outbox.ts';
import { Transaction } from './transaction.ts';

/** A row that is held in memory and written, however often it changed, once when its turn is committed. */
export interface StoredRow {
  save(): void;
}

/** A request's extent: where the lists of its turn stood when it began. */
interface OpenScope {
  undos: number;
  writes: number;
  events: number;
  /** Some of its SQL has run, behind a savepoint. */
  savepoint: boolean;
  /** Nobody else is in its turn, and it is committed at its own end. */
  alone: boolean;
}

export interface TurnOptions<E> {
  /** 0: each turn is committed at its end, and nothing is told before. Else: turns are gathered for so long. */
  commitIntervalMs: number;
  log: Logger;
  outbox: Outbox<E>;
  /** Told after each commit. Must not fail. */
  committed(): void;
}

/** After a failed commit, requests are committed one by one for so long, so that a failing write takes no other request with it. */
const CAUTION_MS = 1000;
/** So many changes are committed, whatever the interval: until then, each is held in memory with its undo. */
const MAX_GATHERED_CHANGES = 50_000;

/**
 * The writes of one turn of the event loop: gathered in memory, written as one transaction at its end (`setImmediate`). Until then nothing of
 * them may be told outside: `settle`.
 *
 * What a verb does to memory it does at once, together with an undo; its SQL waits in a list until somebody reads from the database, or until the end.
 * So a request that fails costs nothing to undo (only if it has read what it wrote before, a savepoint is rolled back), and a turn that fails is
 * undone as a whole, in memory as in the file.
 */
export class Turn<E> implements Scope {
  readonly #options: TurnOptions<E>;
  readonly #transaction: Transaction;
  readonly #failures: FailureReport;

  /** The turn that is under way: what it will tell. */
  #current: Delivery<E> | null = null;
  #writes: (() => void)[] = [];
  #rows = new Set<StoredRow>();
  /** Undo what happened in memory since the last commit. */
  #undos: (() => void)[] = [];
  #failed: PythonError | null = null;
  #cautiousUntil = 0;
  #committedAt = 0;
  #commitTimer: NodeJS.Timeout | null = null;

  #scope: OpenScope | null = null;

  constructor(db: Database, options: TurnOptions<E>) {
    this.#options = options;
    this.#transaction = new Transaction(db, options.log);
    this.#failures = new FailureReport(db.name, options.log);
  }

  // Writing

  /** Starts a turn where none is under way; a verb calls it before it changes anything. @throws OSError if the turn has failed. */
  open(): void {
    if (this.#failed) throw this.#failed;
    if (this.#current) return;
    this.#current = { error: null, callbacks: [], events: [] };
    setImmediate(() => this.#end());
  }

  /** SQL to run before anybody reads from the database, and before the end. */
  write(write: () => void): void {
    this.#writes.push(write);
  }

  /** A row to save at the end. */
  changed(row: StoredRow): void {
    this.#rows.add(row);
  }

  /** Takes back what a verb did to memory. Must not fail. */
  onUndo(undo: () => void): void {
    this.#undos.push(undo);
  }

  /** Something to publish once it is stored. */
  tell(event: E): void {
    this.#current!.events.push(event);
  }

  /** Reads from the database, with all that was written so far. @throws OSError */
  read<T>(query: () => T): T {
    try {
      if (this.#writes.length > 0) this.#flush();
      else if (this.#current && !this.#failed) this.#transaction.begin();
      return query();
    } catch (error) {
      if (error instanceof PythonError) throw error;
      if (!this.#current) throw this.#failures.report(error);
      throw this.#fail(error);
    }
  }

  /** Has the turn fail, with all who are in it. */
  poison(cause: unknown): void {
    if (!this.#failed) this.#fail(cause);
  }

  /**
   * Runs all SQL that waits, and saves the rows, now instead of at the end. For work whose time is measured; a scope around it can only be kept, or
   * poisoned. @throws OSError
   */
  flushAll(): void {
    this.read(() => this.#saveRows());
  }

  // The scope of a request

  begin(): void {
    const alone = !this.#current && performance.now() < this.#cautiousUntil;
    const events = this.#current?.events.length ?? 0;
    this.#scope = { undos: this.#undos.length, writes: this.#writes.length, events, savepoint: false, alone };
  }

  /** @throws OSError while the disk is full, if the request wrote something. */
  keep(): void {
    const scope = this.#scope;
    this.#scope = null;
    if (!scope) return;
    if (scope.alone) {
      this.#commitAlone();
      return;
    }
    if (!scope.savepoint || this.#failed) return;
    try {
      this.#transaction.release();
    } catch (error) {
      throw this.#fail(error);
    }
  }

  undo(): void {
    const scope = this.#scope;
    this.#scope = null;
    if (!scope) return;
    if (!this.#failed) this.#undoScope(scope);
    if (scope.alone) this.#endAlone();
  }

  #undoScope(scope: OpenScope): void {
    this.#undoMemory(scope.undos);
    this.#writes.length = scope.writes;
    if (this.#current) this.#current.events.length = scope.events;
    if (!scope.savepoint) return;
    try {
      this.#transaction.rollBackToSavepoint();
    } catch (error) {
      this.#fail(error);
    }
  }

  #commitAlone(): void {
    if (!this.#current) return;
    if (!this.#failed) {
      try {
        this.#commit();
      } catch (error) {
        this.#fail(error);
      }
    }
    const failed = this.#failed;
    this.#endAlone();
    if (failed) throw failed;
  }

  /** Nobody else was in this turn, so that it can end at once, and its failure is the request's own. */
  #endAlone(): void {
    this.#failed = null;
    if (!this.#current) return;
    this.#options.outbox.add(this.#current);
    this.#current = null;
    setImmediate(() => this.#options.outbox.deliver());
  }

  // The end of a turn

  /** See `Store.settle`. */
  settle(done: (error: PythonError | null) => void): void {
    if (this.#current) this.#current.callbacks.push(done);
    else this.#options.outbox.settle(done);
  }

  /** Ends the turn now: what has been done is stored when this returns. */
  finish(): void {
    if (this.#commitTimer) clearTimeout(this.#commitTimer);
    this.#commitTimer = null;
    this.#end('commit');
  }

  #end(how: 'commit' | 'asDue' = 'asDue'): void {
    const current = this.#current;
    try {
      if (!this.#failed && (current || how === 'commit')) this.#endTransaction(how);
    } catch (error) {
      this.#fail(error);
    }
    if (current) {
      current.error = this.#failed;
      this.#options.outbox.add(current);
    }
    this.#failed = null;
    this.#current = null;
    // What a request did before its turn ended stands.
    this.#scope = null;
    this.#options.outbox.deliver();
  }

  #endTransaction(how: 'commit' | 'asDue'): void {
    const waitMs = this.#committedAt + this.#options.commitIntervalMs - performance.now();
    const isDue = this.#options.commitIntervalMs === 0 || waitMs <= 0 || this.#undos.length > MAX_GATHERED_CHANGES;
    if (how === 'commit' || isDue) {
      this.#commit();
      return;
    }
    this.#flush();
    this.#commitTimer ??= setTimeout(() => {
      this.#commitTimer = null;
      if (!this.#current) this.#end('commit');
    }, waitMs);
  }

  #commit(): void {
    this.#flush();
    this.#saveRows();
    const hasWritten = this.#transaction.isOpen;
    if (hasWritten) this.#transaction.commit();
    this.#undos.length = 0;
    this.#committedAt = performance.now();
    if (hasWritten) this.#options.committed();
  }

  #saveRows(): void {
    if (this.#rows.size === 0) return;
    this.#transaction.begin();
    for (const row of this.#rows) row.save();
    this.#rows.clear();
  }

  /** Runs the SQL that waits; that of the open scope behind a savepoint. */
  #flush(): void {
    const writes = this.#writes;
    if (writes.length === 0) return;
    this.#transaction.begin();
    const scope = this.#scope;
    const ofOthers = scope && !scope.savepoint ? scope.writes : writes.length;
    for (let i = 0; i < ofOthers; i++) writes[i]();
    if (ofOthers < writes.length) {
      this.#transaction.savepoint();
      scope!.savepoint = true;
      for (let i = ofOthers; i < writes.length; i++) writes[i]();
    }
    writes.length = 0;
    if (scope) scope.writes = 0;
  }

  /** Undoes everything since the last commit. The rest of the turn writes nothing more, and all who wait for it get the error. */
  #fail(cause: unknown): PythonError {
    const error = this.#failures.report(cause);
    this.#failed = error;
    this.#transaction.rollBack();
    this.#undoMemory(0);
    this.#writes.length = 0;
    this.#rows.clear();
    if (this.#current) this.#current.events.length = 0;
    this.#cautiousUntil = performance.now() + CAUTION_MS;
    return error;
  }

  #undoMemory(downTo: number): void {
    for (let i = this.#undos.length - 1; i >= downTo; i--) this.#undos[i]();
    this.#undos.length = downTo;
  }
}
