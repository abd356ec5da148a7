import type { SqlRequest, SqlResult } from '../sql.ts';

/** What the child process is started with, as JSON in its command line. */
export interface ChildSettings {
  /** The database's path. */
  readonly file: string;
  readonly synchronous: 'normal' | 'full';
  readonly foreignKeys: boolean;
  /** How long a statement may run before it is cut. */
  readonly timeoutMs: number;
  readonly maxRows: number;
  /** What the values of a result may weigh together, see `weigh`. */
  readonly maxResultBytes: number;
  /** How large the database may grow. */
  readonly maxFileBytes: number;
  /** What the process may take of the machine's memory (its resident set). */
  readonly maxMemoryBytes: number;
}

/** Child to parent, once, before anything else: the database is open, or why not. */
export type Opening =
  | { readonly opened: true; readonly notice?: string }
  | { readonly opened: false; readonly error: ErrorText };

/** An error between processes: the Python type and message. */
export interface ErrorText {
  readonly type: string;
  readonly message: string;
}

/** Parent to child, one at a time; `close` is the last. */
export type Request = SqlRequest | 'close';

/** Child to parent, one a request. `rssBytes` is what the process holds after it. */
export type Reply = { readonly rssBytes: number } & ({ readonly result: SqlResult } | { readonly error: ErrorText });

/** The child's last words on its standard error when a limit cut a statement; what it had done is undone. */
export const CUT_BY = {
  time: '[cut: time]',
  memory: '[cut: memory]',
  disk: '[cut: disk]',
  parent: '[cut: parent]',
} as const;
