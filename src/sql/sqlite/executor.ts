import Database from 'better-sqlite3';
import { PythonError } from '../../core/errors.ts';
import type { SqlRequest, SqlResult, SqlValue } from '../sql.ts';
import { bindParameters } from './binding.ts';
import type { ChildSettings } from './messages.ts';
import { pythonErrorOf } from './sqliteError.ts';
import { readStatement } from './statement.ts';
import { VALUE_BYTES, weigh } from './weight.ts';

type Prepared = Database.Statement<unknown[], SqlValue[]>;
type Limits = Pick<ChildSettings, 'maxRows' | 'maxResultBytes'>;

/** Of others, SQLite counts what it writes on the way: CREATE VIRTUAL TABLE, into the inner tables. */
const COUNTED = new Set(['INSERT', 'REPLACE', 'UPDATE', 'DELETE', 'WITH']);

/** Runs statements on a database, each as a transaction of its own. */
export class Executor {
  readonly #database: Database.Database;
  readonly #limits: Limits;
  readonly #beforeCommit: () => void;
  readonly #begin: Prepared;
  readonly #commit: Prepared;
  readonly #rollback: Prepared;
  readonly #changes: Prepared;
  #isReadOnly = false;

  /** @param beforeCommit is called when a write is complete but for its COMMIT */
  constructor(database: Database.Database, limits: Limits, beforeCommit: () => void) {
    this.#database = database;
    this.#limits = limits;
    this.#beforeCommit = beforeCommit;
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#rollback = database.prepare('ROLLBACK');
    this.#changes = database.prepare<unknown[], SqlValue[]>('SELECT total_changes(), changes()').raw();
  }

  /** Runs one statement. @throws PythonError as `Sql.run` says; nothing of the statement is kept then */
  run({ text, parameters, readOnly = false }: SqlRequest): SqlResult {
    try {
      const { keyword, placeholders } = readStatement(text);
      this.#restrict(readOnly);
      if (keyword === '') {
        bindParameters(placeholders, parameters);
        return { columns: [], rows: [], changes: 0 };
      }
      const statement: Prepared = this.#database.prepare(text);
      if (readOnly && !statement.readonly) throw mayOnlyRead();
      const values = bindParameters(placeholders, parameters);
      // VACUUM changes nothing that can be seen, and cannot be part of a transaction.
      const isAlone = statement.readonly || keyword === 'VACUUM';
      const step = () => this.#step(statement, values);
      const result = isAlone ? step() : this.#inTransaction(step);
      return COUNTED.has(keyword) ? result : { ...result, changes: 0 };
    } catch (error) {
      throw readOnly && isWriteRefused(error) ? mayOnlyRead() : pythonErrorOf(error);
    }
  }

  /**
   * SQLite takes for reading what a function or a table does: FTS's `optimize(t)` and `pragma_optimize` write. This refuses those too.
   * Set when it changes, since it has SQLite compile its statements anew.
   */
  #restrict(readOnly: boolean): void {
    if (this.#isReadOnly === readOnly) return;
    this.#database.pragma(`query_only = ${readOnly ? 'ON' : 'OFF'}`);
    this.#isReadOnly = readOnly;
  }

  #inTransaction(write: () => SqlResult): SqlResult {
    this.#begin.run();
    try {
      const result = write();
      this.#beforeCommit();
      this.#commit.run();
      return result;
    } finally {
      if (this.#database.inTransaction) this.#rollback.run();
    }
  }

  #step(statement: Prepared, values: unknown[]): SqlResult {
    if (!statement.reader) return { columns: [], rows: [], changes: statement.run(...values).changes };
    const columns = statement.columns().map(column => column.name);
    const [before] = this.#countChanges();
    const rows = this.#collect(statement.raw(), values, columns);
    const [after, changes] = this.#countChanges();
    return { columns, rows, changes: after === before ? 0 : changes };
  }

  /** Of the connection as a whole, and of the last statement that made any. */
  #countChanges(): number[] {
    return this.#changes.get()!.map(Number);
  }

  #collect(statement: Prepared, values: unknown[], columns: readonly string[]): SqlValue[][] {
    const { maxRows, maxResultBytes } = this.#limits;
    const rows: SqlValue[][] = [];
    let bytes = weigh(columns);
    for (const row of statement.iterate(...values)) {
      if (rows.length === maxRows) throw tooMuch(`${maxRows} rows`);
      bytes += VALUE_BYTES + weigh(row);
      if (bytes > maxResultBytes) throw tooMuch(`${maxResultBytes} bytes`);
      rows.push(row);
    }
    return rows;
  }
}

const mayOnlyRead = () => new PythonError('PermissionError', 'this SQL may only read');
const isWriteRefused = (error: unknown) => error instanceof Database.SqliteError && error.code === 'SQLITE_READONLY';
const tooMuch = (limit: string) => new PythonError('DataError', `the result has more than ${limit}`);
