import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PythonError } from '../../core/errors.ts';
import type { Sql, SqlRequest, SqlResult } from '../sql.ts';
import type { ChildSettings, Reply } from './messages.ts';
import { checkRequest } from './request.ts';
import { SqlProcess } from './sqlProcess.ts';

/** How the embedded SQL is opened. */
export interface SqlOptions {
  /** The data folder, which must exist; the database is `sql.db` in it. */
  readonly folder: string;
  /** `full` keeps acknowledged writes through a loss of power too. Default: `normal`. */
  readonly synchronous?: 'normal' | 'full';
  /** Whether foreign keys are enforced. Default: false, as in SQLite and Python. */
  readonly foreignKeys?: boolean;
  /** How long a statement may run. Default: 5000. */
  readonly timeoutMs?: number;
  /** How many rows a result may have. Default: 10,000. */
  readonly maxRows?: number;
  /** What a result may weigh, 32 bytes a value included. Default: 16 MiB. */
  readonly maxResultBytes?: number;
  /** How large the database may grow. Default: 1 GiB. */
  readonly maxFileBytes?: number;
  /** How much memory the child process may take. Default: 256 MiB. */
  readonly maxMemoryBytes?: number;
  /** How many requests may wait. Default: 1000. */
  readonly maxWaiting?: number;
  /** What the requests that wait may weigh together. Default: 32 MiB. */
  readonly maxWaitingBytes?: number;
  /** Hears, in a sentence for the operator, of a damaged file and of a child process that crashed. */
  readonly onNotice?: (text: string) => void;
}

const MEBIBYTE = 1024 * 1024;
const DEFAULTS = {
  synchronous: 'normal',
  foreignKeys: false,
  timeoutMs: 5000,
  maxRows: 10_000,
  maxResultBytes: 16 * MEBIBYTE,
  maxFileBytes: 1024 * MEBIBYTE,
  maxMemoryBytes: 256 * MEBIBYTE,
  maxWaiting: 1000,
  maxWaitingBytes: 32 * MEBIBYTE,
  onNotice: () => undefined,
} satisfies Omit<Required<SqlOptions>, 'folder'>;

/**
 * Opens the user's SQL in `sql.db`, in a child process of its own: SQLite cannot be interrupted through its binding, and a thread in an
 * endless query cannot be ended. It starts at once where there is a database, else with the first request: whoever uses no SQL has no process
 * for it. Requests wait while it starts; if it cannot open the file, they are rejected, and the next one has it try again. A damaged file is
 * put aside as `sql.db.damaged-<time>`.
 */
export function openSql(options: SqlOptions): Sql {
  return new SqliteSql({ ...DEFAULTS, ...options });
}

interface Waiting {
  readonly request: SqlRequest;
  readonly bytes: number;
  resolve(result: SqlResult): void;
  reject(error: unknown): void;
}

/** The share of the memory limit that the child may hold between two statements. */
const TIRED = 0.7;

const closedError = () => new PythonError('ProgrammingError', 'Cannot operate on a closed database.');

class SqliteSql implements Sql {
  readonly #options: Required<SqlOptions>;
  readonly #settings: ChildSettings;
  readonly #queue: Waiting[] = [];
  #waitingBytes = 0;
  #process: Promise<SqlProcess> | undefined;
  #work: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: Required<SqlOptions>) {
    const { folder, maxWaiting, maxWaitingBytes, onNotice, ...settings } = options;
    this.#options = options;
    this.#settings = { ...settings, file: resolve(join(folder, 'sql.db')) };
    if (!existsSync(this.#settings.file)) return;
    this.#start().catch(error => options.onNotice(`the SQL database cannot be opened: ${error.message}`));
  }

  /** Starts a child process; the one before must have ended. */
  #start(): Promise<SqlProcess> {
    this.#process = SqlProcess.start(this.#settings, this.#options.onNotice);
    return this.#process;
  }

  run(request: SqlRequest): Promise<SqlResult> {
    const { promise, resolve, reject } = Promise.withResolvers<SqlResult>();
    try {
      this.#enqueue({ request, bytes: checkRequest(request), resolve, reject });
    } catch (error) {
      reject(error);
    }
    return promise;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#rejectWaiting(closedError());
    await this.#work;
    const process = await this.#process?.catch(() => undefined);
    await process?.close();
  }

  #enqueue(waiting: Waiting): void {
    const { maxWaiting, maxWaitingBytes } = this.#options;
    if (this.#isClosed) throw closedError();
    if (this.#queue.length >= maxWaiting || this.#waitingBytes + waiting.bytes > maxWaitingBytes) {
      throw new PythonError('OperationalError', 'too many SQL requests are waiting');
    }
    this.#queue.push(waiting);
    this.#waitingBytes += waiting.bytes;
    this.#work ??= this.#answerAll();
  }

  async #answerAll(): Promise<void> {
    for (let waiting = this.#queue.shift(); waiting; waiting = this.#queue.shift()) {
      this.#waitingBytes -= waiting.bytes;
      await this.#answer(waiting);
    }
    this.#work = undefined;
  }

  async #answer(waiting: Waiting): Promise<void> {
    let process: SqlProcess;
    try {
      process = await this.#readyProcess();
    } catch (error) {
      waiting.reject(error);
      return this.#rejectWaiting(error);
    }
    try {
      const reply = await process.run(waiting.request);
      settle(waiting, reply);
      // A process that does not give its memory back would have the next statement cut for it.
      if (reply.rssBytes > this.#settings.maxMemoryBytes * TIRED) await process.kill();
    } catch (error) {
      waiting.reject(error);
    }
    if (!process.isAlive && !this.#isClosed) this.#start().catch(() => undefined);
  }

  async #readyProcess(): Promise<SqlProcess> {
    const process = await this.#process?.catch(() => undefined);
    return process?.isAlive ? process : this.#start();
  }

  #rejectWaiting(error: unknown): void {
    for (const waiting of this.#queue.splice(0)) waiting.reject(error);
    this.#waitingBytes = 0;
  }
}

function settle(waiting: Waiting, reply: Reply): void {
  if ('error' in reply) {
    waiting.reject(new PythonError(reply.error.type, reply.error.message));
    return;
  }
  // What came over the channel is a view of the whole message; a BLOB that somebody keeps shall not keep that.
  for (const row of reply.result.rows) {
    row.forEach((value, index) => {
      if (value instanceof Uint8Array) row[index] = new Uint8Array(value);
    });
  }
  waiting.resolve(reply.result);
}
