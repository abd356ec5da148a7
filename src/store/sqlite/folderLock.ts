import { join } from 'node:path';
import Database from 'better-sqlite3';
import { StartError } from '../../core/errors.ts';
import { primaryCode } from './osError.ts';

/**
 * Keeps a second server out of a data folder. The lock is a transaction held open in a small database of its own (`share.lock`), so that the
 * operating system frees it however the process ends. Other processes may read share.db meanwhile, for a backup.
 * @returns what frees it.
 * @throws StartError that names the process that has the folder.
 */
export function lockFolder(folder: string): () => void {
  const db = new Database(join(folder, 'share.lock'), { timeout: 0 });
  try {
    db.pragma('journal_mode = MEMORY');
    db.pragma('synchronous = OFF');
    db.exec('BEGIN IMMEDIATE');
    noteOwner(db);
  } catch (error) {
    const owner = primaryCode(error) === 'SQLITE_BUSY' ? readOwner(db) : null;
    db.close();
    if (owner === null) throw error;
    throw new StartError(`the data folder ${folder} is in use by process ${owner}`);
  }
  return () => db.close();
}

/** For the one that finds the folder taken. A full disk does not matter here. */
function noteOwner(db: Database.Database): void {
  try {
    db.pragma(`user_version = ${process.pid}`);
    db.exec('COMMIT');
  } catch (error) {
    if (primaryCode(error) !== 'SQLITE_FULL') throw error;
    if (db.inTransaction) db.exec('ROLLBACK');
  }
  db.exec('BEGIN IMMEDIATE');
}

function readOwner(db: Database.Database): unknown {
  try {
    return db.pragma('user_version', { simple: true });
  } catch {
    return 'of another server';
  }
}
