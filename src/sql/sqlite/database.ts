import { existsSync, renameSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { PythonError } from '../../core/errors.ts';
import type { ChildSettings } from './messages.ts';

/** SQLite waits so long for a lock that another process holds on the file. */
const LOCK_WAIT_MS = 1000;
/** A WAL that one large transaction blew up is cut back to this. */
const WAL_BYTES = 16 * 1024 * 1024;

/** An open database and, where a damaged file had to make room for it, a sentence about that. */
export interface OpenedDatabase {
  readonly database: Database.Database;
  readonly notice?: string;
}

/**
 * Opens the database, or a fresh one if the file is damaged; the damaged one is put aside, never deleted.
 * @throws SqliteError, PythonError OperationalError
 */
export function openDatabase(settings: ChildSettings): OpenedDatabase {
  try {
    return { database: open(settings) };
  } catch (error) {
    if (!(error instanceof Database.SqliteError))
      throw new PythonError('OperationalError', 'unable to open database file');
    if (!isDamage(error)) throw error;
    const aside = putAside(settings.file);
    const notice = `the SQL database ${settings.file} is damaged (${error.message}); it is now ${aside}, a fresh one is in its place`;
    return { database: open(settings), notice };
  }
}

function open(settings: ChildSettings): Database.Database {
  const database = new Database(settings.file, { timeout: LOCK_WAIT_MS });
  try {
    database.defaultSafeIntegers(true);
    database.pragma('journal_mode = WAL');
    database.pragma(`synchronous = ${settings.synchronous}`);
    database.pragma(`journal_size_limit = ${WAL_BYTES}`);
    database.pragma(`foreign_keys = ${settings.foreignKeys ? 'ON' : 'OFF'}`);
    cutBackLog(database, settings.file);
    database.pragma('trusted_schema = OFF');
    const pageBytes = Number(database.pragma('page_size', { simple: true }));
    database.pragma(`max_page_count = ${Math.ceil(settings.maxFileBytes / pageBytes)}`);
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** A statement that was cut leaves what it wrote behind its log's last commit. */
function cutBackLog(database: Database.Database, file: string): void {
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false });
  if (log && log.size > WAL_BYTES) database.pragma('wal_checkpoint(TRUNCATE)');
}

function isDamage(error: InstanceType<typeof Database.SqliteError>): boolean {
  return /^SQLITE_(NOTADB|CORRUPT)/.test(error.code);
}

function putAside(file: string): string {
  const aside = `${file}.damaged-${new Date().toISOString().replaceAll(':', '-')}`;
  for (const part of ['', '-wal', '-shm']) {
    if (existsSync(file + part)) renameSync(file + part, aside + part);
  }
  return aside;
}
