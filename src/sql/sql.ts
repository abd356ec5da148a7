/**
 * A value as SQL knows it: NULL, INTEGER (bigint, 64 bit, whole), REAL (number, never rounded to an integer), TEXT and BLOB.
 * There is no boolean: `True` is the INTEGER 1.
 */
export type SqlValue = null | bigint | number | string | Uint8Array;

/** One statement and what is bound to its placeholders: a list for `?` and `?NNN`, a Map (names without prefix) for `:name`, `@name` and `$name`. */
export interface SqlRequest {
  readonly text: string;
  readonly parameters: readonly SqlValue[] | ReadonlyMap<string, SqlValue>;
}

/** What a statement yields. Without rows, and for an empty statement, `rows` is []; `columns` is [] where the statement yields no rows by its nature. */
export interface SqlResult {
  readonly columns: string[];
  readonly rows: SqlValue[][];
  /** How many rows an INSERT, UPDATE, DELETE or REPLACE touched; 0 for everything else. */
  readonly changes: number;
}

/**
 * The user's SQL: one database, shared by all clients. Requests run one after the other, in the order of the calls of `run`, and each is a
 * transaction of its own: a request whose promise is fulfilled is on disk, one whose promise is rejected has changed nothing.
 */
export interface Sql {
  /**
   * Runs one statement. Rejects with a `PythonError` whose type and message are those of Python's sqlite3 module: OperationalError,
   * IntegrityError, ProgrammingError, InterfaceError, DatabaseError, DataError, Warning, OverflowError. What passes a limit (time, rows, bytes,
   * waiting requests) is an OperationalError or a DataError that names the limit. After `close`: ProgrammingError.
   */
  run(request: SqlRequest): Promise<SqlResult>;
  /** Answers what is waiting with an error, lets the running request end, and frees the file. May be called more than once. */
  close(): Promise<void>;
}
