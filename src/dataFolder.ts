import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { lockFolder } from './store/sqlite/folderLock.ts';

/** A request of the operator's that cannot be met; the message says why, in one line. */
export class MaintenanceError extends Error {}

/** The databases of a data folder: the server's own, and the users' SQL. */
export interface DatabaseFiles {
  share: string;
  sql: string;
}

export function filesOf(folder: string): DatabaseFiles {
  return { share: join(folder, 'share.db'), sql: join(folder, 'sql.db') };
}

/** What is being written until it is whole. */
export function partialOf(file: string): string {
  return `${file}.partial`;
}

/** Opens a database to read, also while a server has it. @throws MaintenanceError */
export function openToRead(file: string): Database.Database {
  if (!existsSync(file)) throw new MaintenanceError(`there is no database ${file}`);
  try {
    return new Database(file, { readonly: true, fileMustExist: true });
  } catch (error) {
    throw new MaintenanceError(`the database ${file} cannot be opened: ${(error as Error).message}`);
  }
}

/**
 * Keeps servers out of the folder, which is made if need be, while `work` writes the `partialOf` its databases; then puts those in place.
 * If `work` fails, nothing has changed. @throws MaintenanceError if a server has the folder
 */
export async function replaceDatabases(folder: string, work: (partial: DatabaseFiles) => unknown): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const unlock = lock(folder);
  const files = Object.values(filesOf(folder));
  const partials = files.map(partialOf);
  const removePartials = () => {
    for (const file of partials) for (const suffix of SUFFIXES) rmSync(file + suffix, { force: true });
  };
  try {
    removePartials();
    await work({ share: partials[0], sql: partials[1] });
    const time = new Date().toISOString().replaceAll(':', '-');
    for (const file of files) putAside(file, `${file}.replaced-${time}`);
    for (const file of files) if (existsSync(partialOf(file))) renameSync(partialOf(file), file);
    syncFile(folder);
  } finally {
    removePartials();
    unlock();
  }
}

const SUFFIXES = ['', '-wal', '-shm', '-journal'];

function lock(folder: string): () => void {
  try {
    return lockFolder(folder);
  } catch (error) {
    throw new MaintenanceError((error as Error).message);
  }
}

/** The log goes with its file: a new database must never meet an old one's. */
function putAside(file: string, aside: string): void {
  for (const suffix of SUFFIXES) if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
}

/** Gives the file its name when all of it is on the disk. */
export function finishFile(partial: string, file: string): void {
  syncFile(partial);
  renameSync(partial, file);
  syncFile(dirname(file));
}

export function syncFile(file: string): void {
  const descriptor = openSync(file, 'r');
  try {
    fsyncSync(descriptor);
  } catch {
    // Folders cannot be synced everywhere.
  } finally {
    closeSync(descriptor);
  }
}
