/**
 * A value as SQL knows it: NULL, INTEGER (bigint, 64 bit, whole), REAL (number, never rounded to an integer), TEXT and BLOB.
 * There is no boolean: `True` is the INTEGER 1.
 */
export type SqlValue = null | bigint | number | string | Uint8Array;

/**
 * One statement and what is bound to its placeholders: a list by position (`?`, `?NNN` and named ones alike), or a Map by name
 * without its prefix (`:name`, `@name`, `$name`).
 */
export interface SqlRequest {
  readonly text: string;
  readonly parameters: readonly SqlValue[] | ReadonlyMap<string, SqlValue>;
  /** Whether it may only read: what would write then fails before it does anything, with PermissionError `this SQL may only read`. */
  readonly readOnly?: boolean;
}

/** What a statement yields. Both lists are [] where a statement yields no rows by its nature, and for an empty one. */
export interface SqlResult {
  readonly columns: string[];
  readonly rows: SqlValue[][];
  /** How many rows an INSERT, UPDATE, DELETE or REPLACE touched; 0 for everything else. */
  readonly changes: number;
}

/**
 * The user's SQL: one database, shared by all clients. Requests run one after the other, in the order of the calls of `run`, and
 * each is a transaction of its own: when its promise is fulfilled it is on disk, when it is rejected it has changed nothing
 * (unless the message says that the outcome is unknown).
 */
export interface Sql {
  /**
   * Runs one statement. Rejects with a `PythonError` whose type and message are those of Python's sqlite3 module: OperationalError,
   * IntegrityError, ProgrammingError, InterfaceError, DatabaseError, DataError, OverflowError, MemoryError, UnicodeEncodeError; or with
   * PermissionError, see `SqlRequest.readOnly`. What passes a limit (time, rows, bytes, waiting requests) is an OperationalError, DataError or MemoryError that names it.
   */
  run(request: SqlRequest): Promise<SqlResult>;
  /** Rejects what is waiting, lets the running request end, and frees the file. May be called more than once. */
  close(): Promise<void>;
}
