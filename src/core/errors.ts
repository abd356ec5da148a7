/**
 * An error as the wire knows it: the name of a Python exception type and its message (`str(e)`).
 * It is the one class of error that commands, the language and the stores throw on purpose; anything else that
 * reaches `dispatch` is a bug or a fault of the machine and becomes a `RuntimeError`/`OSError` with a line in the log.
 */
export class PythonError extends Error {
  readonly type: string;

  constructor(type: string, message = '') {
    // A stack trace costs 20 times what the rest of a failed request does, and no client sees it.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = limit;
    this.type = type;
  }

  /** `Type: message`, or `Type` where the message is empty. */
  override toString(): string {
    return this.message === '' ? this.type : `${this.type}: ${this.message}`;
  }
}

/** Too much was asked. */
export class RateLimitError extends PythonError {
  /** Until when it is worth trying again. */
  readonly retryAfterSeconds: number;

  /** `what` was too much: `too many requests, the limit is 100 a second`. */
  constructor(what: string, waitMs: number) {
    const seconds = Math.max(1, Math.ceil(waitMs / 1000));
    super('RateLimitError', `${what}; try again in ${seconds} s`);
    this.retryAfterSeconds = seconds;
  }
}

/** Why the server cannot start, in one line for whoever starts it. */
export class StartError extends Error {}

export const typeError = (message: string) => new PythonError('TypeError', message);
export const valueError = (message: string) => new PythonError('ValueError', message);
export const keyError = (message: string) => new PythonError('KeyError', message);
export const indexError = (message: string) => new PythonError('IndexError', message);
export const lookupError = (message: string) => new PythonError('LookupError', message);
export const nameError = (message: string) => new PythonError('NameError', message);
export const attributeError = (message: string) => new PythonError('AttributeError', message);
export const overflowError = (message: string) => new PythonError('OverflowError', message);
export const zeroDivisionError = (message: string) => new PythonError('ZeroDivisionError', message);
export const authenticationError = (message: string) => new PythonError('AuthenticationError', message);
export const permissionError = (message: string) => new PythonError('PermissionError', message);
export const memoryError = (message = '') => new PythonError('MemoryError', message);
export const timeoutError = (message: string) => new PythonError('TimeoutError', message);
export const osError = (message: string) => new PythonError('OSError', message);

/** What each type of error means, and the HTTP status it has; docs/errors.md is made of this. Any other type: 400. */
export const ERROR_TYPES: ReadonlyMap<string, { status: number; meaning: string }> = new Map([
  ['ValueError', { status: 400, meaning: 'A value is of the right type but not allowed.' }],
  ['TypeError', { status: 400, meaning: 'A value is of the wrong type, or an argument is missing or unknown.' }],
  ['SyntaxError', { status: 400, meaning: 'The text is not Python.' }],
  ['NameError', { status: 400, meaning: 'A name is not defined, or is reserved.' }],
  ['AttributeError', { status: 400, meaning: 'A value has no such attribute or method.' }],
  ['KeyError', { status: 400, meaning: 'A dict, or MyData, has no such key.' }],
  ['IndexError', { status: 400, meaning: 'A sequence is shorter than that.' }],
  ['LookupError', { status: 404, meaning: 'The server knows no client of this id.' }],
  ['ZeroDivisionError', { status: 400, meaning: 'A division by zero.' }],
  ['OverflowError', { status: 400, meaning: 'A number is too large.' }],
  ['RecursionError', { status: 400, meaning: 'Calls or containers are nested too deeply.' }],
  ['MemoryError', { status: 400, meaning: 'An evaluation would take too much memory.' }],
  ['TimeoutError', { status: 400, meaning: 'An evaluation took too long.' }],
  ['UnicodeDecodeError', { status: 400, meaning: 'The bytes are not UTF-8.' }],
  ['UnicodeEncodeError', { status: 400, meaning: 'The text has a lone surrogate.' }],
  ['OperationalError', { status: 400, meaning: 'SQL: a table is missing, the syntax is wrong, a limit was passed.' }],
  ['IntegrityError', { status: 400, meaning: 'SQL: a constraint would be broken.' }],
  ['ProgrammingError', { status: 400, meaning: 'SQL: the parameters do not fit the placeholders.' }],
  ['DataError', { status: 400, meaning: 'SQL: a value is too large.' }],
  ['DatabaseError', { status: 400, meaning: 'SQL: the database is damaged or refuses.' }],
  ['AuthenticationError', { status: 401, meaning: 'A token is missing or wrong.' }],
  ['PermissionError', { status: 403, meaning: 'This is not allowed to whoever asks.' }],
  ['RateLimitError', { status: 429, meaning: 'Too many requests; the message says how long to wait.' }],
  ['OSError', { status: 503, meaning: 'The storage is full or failed; nothing was changed.' }],
  ['RuntimeError', { status: 500, meaning: 'An internal error; the server’s log has the details.' }],
]);
