import { accessSync, constants, existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { StartError } from '../../core/errors.ts';
import type { Logger } from '../../core/log.ts';
import { checkOurs, migrate } from './migrations.ts';
import { primaryCode } from './osError.ts';

export type Durability = 'normal' | 'full';

/** Up to this size a file is checked as a whole when it is opened (some 100 ms). */
const FULL_CHECK_BYTES = 64 * 1024 * 1024;
/** How long another process's write (a database shell, say) is waited for. The event loop stands still meanwhile. */
const BUSY_TIMEOUT_MS = 250;
const DAMAGE_CODES = ['SQLITE_CORRUPT', 'SQLITE_NOTADB'];

/** The file cannot be what the server has written. */
export class DamageError extends Error {}

/** Whether the error says that the database file is damaged. */
export function isDamage(error: unknown): boolean {
  if (error instanceof DamageError || DAMAGE_CODES.includes(primaryCode(error))) return true;
  const { code, message } = error as { code?: string; message?: string };
  return (
    code === 'SQLITE_IOERR_SHORT_READ' || (code === 'SQLITE_ERROR' && /^no such (table|column)/.test(message ?? ''))
  );
}

/** @throws StartError that says what is wrong with the folder. */
export function checkFolder(folder: string): void {
  try {
    if (!statSync(folder).isDirectory()) throw new StartError(`the data folder ${folder} is not a folder`);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new StartError(`the data folder ${folder} does not exist`);
    if (error instanceof StartError) throw error;
    throw new StartError(`the data folder ${folder} cannot be written to: ${message}`);
  }
}

/**
 * Opens the database and reads what `load` reads of it. A damaged file is put aside, with a line in the log, and a new one made.
 * @throws StartError that names the file, if it is not ours or cannot be written.
 */
export function openDatabase<T>(
  file: string,
  options: { durability: Durability; log: Logger },
  load: (db: Database.Database) => T,
): T {
  try {
    return openSound(file, options.durability, load);
  } catch (error) {
    if (!isDamage(error)) throw explain(error, file);
    const aside = putAside(file);
    const text = `the database ${file} is damaged (${(error as Error).message}); it was put aside as ${aside}, and a new one is made`;
    options.log.error({ file, aside }, text);
  }
  try {
    return openSound(file, options.durability, load);
  } catch (error) {
    throw explain(error, file);
  }
}

function openSound<T>(file: string, durability: Durability, load: (db: Database.Database) => T): T {
  const size = sizeOf(file);
  if (size === 0 && sizeOf(`${file}-wal`) > 0) throw new DamageError('it is empty, but its log is not');
  const db = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    checkOurs(db);
    db.pragma('journal_mode = WAL');
    db.pragma(`synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'}`);
    // The checkpointer does it, from a thread of its own.
    db.pragma('wal_autocheckpoint = 0');
    if (size > 0) checkSound(db, file);
    migrate(db);
    return load(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Checks all of a small file; of a large one that nothing is missing at its end, unless it was marked as suspect. */
function checkSound(db: Database.Database, file: string): void {
  const pages = db.pragma('page_count', { simple: true }) as number;
  const pageBytes = db.pragma('page_size', { simple: true }) as number;
  if (sizeOf(file) + sizeOf(`${file}-wal`) < pages * pageBytes) throw new DamageError('its end is missing');
  const suspect = existsSync(suspectMark(file));
  if (!suspect && pages * pageBytes > FULL_CHECK_BYTES) return;
  const verdict = db.pragma('quick_check(1)', { simple: true });
  if (verdict !== 'ok') throw new DamageError(String(verdict).replaceAll(/\s+/g, ' '));
  if (suspect) rmSync(suspectMark(file), { force: true });
}

/** Has the next start check all of the file, whatever its size. */
export function markSuspect(file: string): void {
  try {
    writeFileSync(suspectMark(file), '');
  } catch {
    // The disk may be what failed.
  }
}

function suspectMark(file: string): string {
  return `${file}.suspect`;
}

function putAside(file: string): string {
  const time = new Date().toISOString().replaceAll(':', '-');
  const aside = `${file}.damaged-${time}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  rmSync(suspectMark(file), { force: true });
  return aside;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function explain(error: unknown, file: string): Error {
  const code = primaryCode(error);
  if (!code) return error as Error;
  const reason = (error as Error).message;
  if (code === 'SQLITE_READONLY') return new StartError(`the database ${file} cannot be written to: ${reason}`);
  const isFull = code === 'SQLITE_FULL' || (error as { code: string }).code === 'SQLITE_IOERR_SHMSIZE';
  if (isFull) return new StartError(`the disk of the database ${file} is full`);
  return new StartError(`the database ${file} cannot be opened: ${reason}${folderHint(file)}`);
}

function folderHint(file: string): string {
  return existsSync(file) ? '' : ` (in the folder ${dirname(file)})`;
}
