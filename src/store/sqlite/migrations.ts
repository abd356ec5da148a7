import type { Database } from 'better-sqlite3';
import { StartError } from '../../core/errors.ts';

/** Marks a database file as ours: `ShSv`. */
export const APPLICATION_ID = 0x53685376;

/**
 * The schema, one step for each version (`PRAGMA user_version`). A step that was released is never changed: what is to be different comes as a
 * further step. Ids of clients and groups are those of their streams, come from the same sequence as `seq`, and are never used twice.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE registry (key TEXT PRIMARY KEY, value TEXT NOT NULL, expires INTEGER) WITHOUT ROWID;
  CREATE INDEX registry_expires ON registry (expires) WHERE expires IS NOT NULL;
  CREATE TABLE variable (key TEXT PRIMARY KEY, value TEXT NOT NULL, expires INTEGER) WITHOUT ROWID;
  CREATE INDEX variable_expires ON variable (expires) WHERE expires IS NOT NULL;

  -- The n-th message of a stream. Messages lie in the order in which they were sent, whatever their stream, so that a turn writes few pages.
  CREATE TABLE message (
    seq INTEGER PRIMARY KEY, stream INTEGER NOT NULL, n INTEGER NOT NULL,
    sender TEXT NOT NULL, text TEXT NOT NULL, time INTEGER NOT NULL
  );
  CREATE UNIQUE INDEX message_stream ON message (stream, n);

  -- direct_after, all_after: how far its own stream and that of ALL are read. heard: when the client was last heard of, on the clock that stands
  -- still while the server is down. dropped, dropped_seq: the overflow that it has still to be told of.
  CREATE TABLE client (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, heard INTEGER NOT NULL, direct_after INTEGER NOT NULL, all_after INTEGER NOT NULL,
    ponged INTEGER NOT NULL, dropped INTEGER NOT NULL, dropped_seq INTEGER NOT NULL
  );
  CREATE TABLE "group" (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
  -- What a client reads of a group's stream: n in (after, until], without end while it is a member.
  CREATE TABLE span (
    id INTEGER PRIMARY KEY, client INTEGER NOT NULL, stream INTEGER NOT NULL, after INTEGER NOT NULL, until INTEGER
  );
  INSERT INTO "group" VALUES (1, 'ALL');

  -- next_seq: below it all may be in use. alive_at: when the server was last known to run; down_ms: how long it did not, in all.
  CREATE TABLE state (
    id INTEGER PRIMARY KEY CHECK (id = 1), next_seq INTEGER NOT NULL, messages INTEGER NOT NULL, alive_at INTEGER, down_ms INTEGER NOT NULL
  );
  INSERT INTO state VALUES (1, 1000, 0, NULL, 0);
  `,
  `
  -- When the key was last written, ms since 1970; NULL: not known.
  ALTER TABLE registry ADD COLUMN time INTEGER;
  ALTER TABLE variable ADD COLUMN time INTEGER;
  -- The name of the token that made the client.
  ALTER TABLE client ADD COLUMN owner TEXT;
  `,
];

/** A database that this version of the server must not touch. */
export class ForeignDatabaseError extends StartError {}

/** Changes nothing. @throws ForeignDatabaseError if the file is another program's or a newer server's. */
export function checkOurs(db: Database, steps: readonly string[] = MIGRATIONS): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  const application = db.pragma('application_id', { simple: true }) as number;
  const isEmpty = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
  if (application !== APPLICATION_ID && !(application === 0 && version === 0 && isEmpty)) {
    throw new ForeignDatabaseError(`${db.name} is not a database of this server`);
  }
  if (version > steps.length) {
    throw new ForeignDatabaseError(
      `${db.name} was written by a newer server (schema ${version}; this one knows up to ${steps.length})`,
    );
  }
}

/** Brings the schema up to date, each step in a transaction of its own. @throws ForeignDatabaseError as `checkOurs`. */
export function migrate(db: Database, steps: readonly string[] = MIGRATIONS): void {
  checkOurs(db, steps);
  const version = db.pragma('user_version', { simple: true }) as number;
  for (let next = version; next < steps.length; next++) {
    db.transaction(() => {
      db.exec(steps[next]);
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.pragma(`user_version = ${next + 1}`);
    }).immediate();
  }
}
