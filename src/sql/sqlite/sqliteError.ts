import Database from 'better-sqlite3';
import { memoryError, PythonError } from '../../core/errors.ts';

/** Python's class for each of SQLite's result codes (Modules/_sqlite/util.c); all others are a DatabaseError. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ...['INTERNAL', 'NOTFOUND'].map(code => [code, 'InternalError'] as const),
  ...'ERROR PERM ABORT BUSY LOCKED READONLY INTERRUPT IOERR FULL CANTOPEN PROTOCOL EMPTY SCHEMA'
    .split(' ')
    .map(code => [code, 'OperationalError'] as const),
  ['CORRUPT', 'DatabaseError'],
  ['TOOBIG', 'DataError'],
  ['CONSTRAINT', 'IntegrityError'],
  ['MISMATCH', 'IntegrityError'],
  ['MISUSE', 'InterfaceError'],
  ['RANGE', 'InterfaceError'],
]);

/** What Python's sqlite3 raises where the binding throws `error`. */
export function pythonErrorOf(error: unknown): PythonError {
  if (error instanceof PythonError) return error;
  if (error instanceof Database.SqliteError) {
    const code = error.code.split('_')[1];
    return code === 'NOMEM' ? memoryError() : new PythonError(TYPES.get(code) ?? 'DatabaseError', error.message);
  }
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes('more than one statement')) {
    return new PythonError('ProgrammingError', 'You can only execute one statement at a time.');
  }
  return new PythonError('InternalError', message);
}
