import { basename } from 'node:path';
import { osError, PythonError } from '../../core/errors.ts';

/** Errno and text, as Python prints them, of SQLite's primary result codes. */
const ERRNO = new Map<string, string>([
  ['SQLITE_FULL', '[Errno 28] No space left on device'],
  ['SQLITE_READONLY', '[Errno 30] Read-only file system'],
  ['SQLITE_PERM', '[Errno 13] Permission denied'],
  ['SQLITE_AUTH', '[Errno 13] Permission denied'],
  ['SQLITE_CANTOPEN', '[Errno 2] No such file or directory'],
  ['SQLITE_BUSY', '[Errno 16] Device or resource busy'],
  ['SQLITE_LOCKED', '[Errno 16] Device or resource busy'],
  ['SQLITE_NOMEM', '[Errno 12] Cannot allocate memory'],
]);
const IO_ERROR = '[Errno 5] Input/output error';

/** `SQLITE_IOERR` of `SQLITE_IOERR_WRITE`; empty where the error is none of SQLite's. */
export function primaryCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code.split('_', 2).join('_') : '';
}

/** The error as a client may see it: `OSError: [Errno 28] No space left on device: 'share.db'`. PythonErrors stay. */
export function toOsError(error: unknown, file: string): PythonError {
  if (error instanceof PythonError) return error;
  const code = primaryCode(error);
  if (!code) return new PythonError('RuntimeError', 'internal error; the server log has the details');
  return osError(`${ERRNO.get(code) ?? IO_ERROR}: '${basename(file)}'`);
}
