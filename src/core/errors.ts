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

export const typeError = (message: string) => new PythonError('TypeError', message);
export const valueError = (message: string) => new PythonError('ValueError', message);
export const keyError = (message: string) => new PythonError('KeyError', message);
export const indexError = (message: string) => new PythonError('IndexError', message);
export const lookupError = (message: string) => new PythonError('LookupError', message);
export const nameError = (message: string) => new PythonError('NameError', message);
export const attributeError = (message: string) => new PythonError('AttributeError', message);
export const overflowError = (message: string) => new PythonError('OverflowError', message);
export const zeroDivisionError = (message: string) => new PythonError('ZeroDivisionError', message);
export const permissionError = (message: string) => new PythonError('PermissionError', message);
export const memoryError = (message = '') => new PythonError('MemoryError', message);
export const timeoutError = (message: string) => new PythonError('TimeoutError', message);
export const osError = (message: string) => new PythonError('OSError', message);
