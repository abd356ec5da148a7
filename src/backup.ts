import { closeSync, copyFileSync, existsSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import {
  filesOf,
  finishFile,
  MaintenanceError,
  openToRead,
  partialOf,
  replaceDatabases,
  syncFile,
} from './dataFolder.ts';
import { checkOurs } from './store/sqlite/migrations.ts';

/** Where a backup, itself a copy of the server's database, holds the users' SQL database. */
const ATTACHED = 'sql_database';
const PART_BYTES = 1024 * 1024;

/**
 * Copies the databases of a data folder into one file, each as it is at one moment, whether a server has them open or not. The file appears
 * when it is whole. @throws MaintenanceError
 */
export function backUp(folder: string, target: string): void {
  const files = filesOf(folder);
  const file = resolve(target);
  if (existsSync(file)) throw new MaintenanceError(`${file} exists already`);
  const partial = partialOf(file);
  const partialSql = `${partial}-sql`;
  const removePartials = () => {
    for (const leftover of [partial, partialSql]) rmSync(leftover, { force: true });
  };
  removePartials();
  try {
    copyDatabase(files.share, partial);
    if (existsSync(files.sql)) {
      copyDatabase(files.sql, partialSql);
      attach(partial, partialSql);
    }
    finishFile(partial, file);
  } catch (error) {
    throw explain(error, `the backup ${file} cannot be written`);
  } finally {
    removePartials();
  }
}

/** `VACUUM INTO` reads in one transaction: what is written meanwhile is not in the copy, and waits for nothing. */
function copyDatabase(from: string, to: string): void {
  const db = openToRead(from);
  try {
    db.prepare('VACUUM INTO ?').run(to);
  } finally {
    db.close();
  }
}

function attach(backup: string, sqlFile: string): void {
  const db = new Database(backup);
  const source = openSync(sqlFile, 'r');
  try {
    db.exec(`CREATE TABLE ${ATTACHED} (part INTEGER PRIMARY KEY, bytes BLOB NOT NULL)`);
    const insert = db.prepare(`INSERT INTO ${ATTACHED} (bytes) VALUES (?)`);
    db.transaction(() => {
      const part = Buffer.alloc(PART_BYTES);
      for (let bytes = readSync(source, part); bytes > 0; bytes = readSync(source, part)) {
        insert.run(part.subarray(0, bytes));
      }
    })();
  } finally {
    closeSync(source);
    db.close();
  }
}

/**
 * Makes the databases of a data folder those of a backup; what was there is put aside. Nothing changes unless the backup is sound.
 * @throws MaintenanceError, also if a server has the folder
 */
export async function restore(folder: string, backup: string): Promise<void> {
  if (!statSync(backup, { throwIfNoEntry: false })?.isFile()) throw new MaintenanceError(`there is no file ${backup}`);
  checkBackup(backup);
  try {
    await replaceDatabases(folder, partial => {
      copyFileSync(backup, partial.share);
      detach(partial.share, partial.sql);
      for (const file of Object.values(partial)) if (existsSync(file)) syncFile(file);
    });
  } catch (error) {
    throw explain(error, `the backup ${backup} cannot be restored`);
  }
}

function checkBackup(backup: string): void {
  const db = openToRead(backup);
  try {
    checkOurs(db);
    const verdict = db.pragma('integrity_check(1)', { simple: true });
    if (verdict !== 'ok' || db.pragma('user_version', { simple: true }) === 0) throw new Error(String(verdict));
  } catch (error) {
    throw new MaintenanceError(`${backup} is no sound backup: ${(error as Error).message.replaceAll(/\s+/g, ' ')}`);
  } finally {
    db.close();
  }
}

function detach(shareFile: string, sqlFile: string): void {
  const db = new Database(shareFile);
  try {
    const isAttached = db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(ATTACHED);
    if (!isAttached) return;
    const target = openSync(sqlFile, 'w');
    try {
      for (const bytes of db.prepare(`SELECT bytes FROM ${ATTACHED} ORDER BY part`).pluck().iterate()) {
        writeSync(target, bytes as Buffer);
      }
    } finally {
      closeSync(target);
    }
    db.exec(`DROP TABLE ${ATTACHED}; VACUUM`);
  } finally {
    db.close();
  }
}

function explain(error: unknown, what: string): Error {
  return error instanceof MaintenanceError ? error : new MaintenanceError(`${what}: ${(error as Error).message}`);
}
