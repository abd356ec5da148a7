import { type ChildProcess, fork } from 'node:child_process';
import { dirname } from 'node:path';
import { memoryError, PythonError } from '../../core/errors.ts';
import type { SqlRequest } from '../sql.ts';
import { type ChildSettings, CUT_BY, type Opening, type Reply } from './messages.ts';
import { siblingModule } from './siblingModule.ts';

/** How long the child may take to start, the recovery of a large WAL included. */
const START_MS = 30_000;
/** Past the time limit by this, the watchdog in the child has failed, or the disk hangs in a COMMIT. */
const GRACE_MS = 5_000;
/** How long the child may take to close the database. */
const CLOSE_MS = 3_000;
/** How much of what the child writes to its standard error is kept, in characters. */
const LAST_WORDS = 2_000;
/** What `setTimeout` can do. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const HEAP_FLAGS = ['--max-old-space-size=96', '--max-semi-space-size=4'];

const operationalError = (message: string) => new PythonError('OperationalError', message);

/** The child process, seen from the parent. It takes one request at a time, and lives until a limit, `kill` or `close` ends it. */
export class SqlProcess {
  /** Called when the process ended and neither a limit nor the parent wanted it to. */
  readonly #onCrash: (report: string) => void;
  readonly #settings: ChildSettings;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #hasEnded = false;
  /** False as soon as its end is decided. */
  #alive = true;
  /** The error of the request that has not been answered. */
  #whyEnded: PythonError | undefined;
  /** Rejects what waits for a message. */
  #giveUp: (error: PythonError | undefined) => void = () => undefined;
  #lastWords = '';

  private constructor(settings: ChildSettings, onCrash: (report: string) => void) {
    this.#settings = settings;
    this.#onCrash = onCrash;
    this.#child = forkChild(settings);
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS);
    });
    this.#ended = endOf(this.#child).then(() => this.#end());
    this.#child.once('exit', () => {
      this.#alive = false;
    });
  }

  /**
   * Starts a process and waits until its database is open.
   * @throws PythonError of what hindered it
   */
  static async start(settings: ChildSettings, onNotice: (text: string) => void): Promise<SqlProcess> {
    const process = new SqlProcess(settings, onNotice);
    const opening = await process.#receive<Opening>(
      START_MS,
      operationalError('unable to open database file: it takes too long'),
    );
    if (!opening.opened) {
      await process.kill();
      throw new PythonError(opening.error.type, opening.error.message);
    }
    if (opening.notice) onNotice(opening.notice);
    return process;
  }

  /** False once it has ended, or is about to. */
  get isAlive(): boolean {
    return this.#alive;
  }

  /**
   * Runs one statement.
   * @throws PythonError where the process ended before it replied: at a limit, then nothing of the statement is kept, or for another reason
   */
  run(request: SqlRequest): Promise<Reply> {
    const { timeoutMs } = this.#settings;
    const late = operationalError(
      `interrupted: no reply ${GRACE_MS} ms after the limit of ${timeoutMs} ms; the outcome is unknown`,
    );
    const reply = this.#receive<Reply>(timeoutMs + GRACE_MS, late);
    this.#child.send(request, () => undefined);
    return reply;
  }

  /** Ends the process at once. What has been acknowledged is kept. */
  async kill(): Promise<void> {
    this.#endFor(operationalError('interrupted'));
    await this.#ended;
  }

  /** Lets the process close the database and end. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), CLOSE_MS);
    this.#alive = false;
    this.#whyEnded ??= operationalError('interrupted');
    // Not by disconnecting: the parent would get no 'close' then.
    if (this.#child.connected) this.#child.send('close', () => undefined);
    await this.#ended;
    clearTimeout(timer);
  }

  /** The next message; at the process's end, the error that tells why there is none. */
  async #receive<Message>(limitMs: number, late: PythonError): Promise<Message> {
    const { promise, resolve, reject } = Promise.withResolvers<Message>();
    const receive = (message: unknown) => resolve(message as Message);
    const timer = setTimeout(() => this.#endFor(late), Math.min(limitMs, LONGEST_TIMER_MS));
    this.#child.once('message', receive);
    this.#giveUp = reject;
    if (this.#hasEnded) reject(this.#whyEnded);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#child.off('message', receive);
    }
  }

  #endFor(reason: PythonError): void {
    this.#alive = false;
    this.#whyEnded ??= reason;
    this.#child.kill('SIGKILL');
  }

  #end(): void {
    this.#hasEnded = true;
    this.#whyEnded ??= this.#limitError() ?? this.#reportCrash();
    this.#giveUp(this.#whyEnded);
  }

  #reportCrash(): PythonError {
    const { pid, exitCode, signalCode } = this.#child;
    const how = `the SQL process ended unexpectedly (${signalCode ?? `exit code ${exitCode}`})`;
    const report = pid === undefined ? 'the SQL process cannot be started' : how;
    this.#onCrash(this.#lastWords === '' ? report : `${report}: ${this.#lastWords}`);
    return operationalError(pid === undefined ? report : `${how}; the outcome is unknown`);
  }

  /** The limit that ended the process. V8's own limit is one for memory too. */
  #limitError(): PythonError | undefined {
    const { timeoutMs, maxMemoryBytes } = this.#settings;
    if (this.#lastWords.includes(CUT_BY.time)) {
      return operationalError(`interrupted: the statement took longer than ${timeoutMs} ms`);
    }
    if (this.#lastWords.includes(CUT_BY.memory) || this.#lastWords.includes('heap out of memory')) {
      return memoryError(`the statement needed more than ${maxMemoryBytes} bytes of memory`);
    }
    // As SQLite itself says it.
    if (this.#lastWords.includes(CUT_BY.disk)) return operationalError('database or disk is full');
    return undefined;
  }
}

/** Fulfilled when the child has ended and all that it had written has been read. */
function endOf(child: ChildProcess): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once('close', () => resolve());
  // Without a process (no memory, no file descriptors) there may be no 'close'. Other errors end in one.
  child.on('error', () => {
    if (child.pid === undefined) resolve();
  });
  return promise;
}

function forkChild(settings: ChildSettings): ChildProcess {
  // Flags meant for the parent (a debugger's port, a test runner's) are not for the child. Sorting spills next to the database: /tmp may be memory.
  const env = { ...process.env, NODE_OPTIONS: '', SQLITE_TMPDIR: dirname(settings.file) };
  return fork(siblingModule('childMain', import.meta.url), [JSON.stringify(settings)], {
    execArgv: HEAP_FLAGS,
    env,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}
