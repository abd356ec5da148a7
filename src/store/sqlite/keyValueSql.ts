import type { Database } from 'better-sqlite3';

/** The statements of a table of keys and values. */
export type KeyValueSql = ReturnType<typeof prepareKeyValueSql>;

export function prepareKeyValueSql(db: Database, table: string) {
  // A blob is behind every text: the end of the range where no text is.
  const live = "key >= ? AND key < coalesce(?, x'') AND (expires IS NULL OR expires > ?)";
  const expired = 'expires IS NOT NULL AND expires <= ?';
  // Reads no values: SQLite reads the whole row where it asks for the end of a range, and for `expires`, which lies behind the value.
  const liveByKey = `key NOT IN (SELECT key FROM ${table} WHERE ${expired})`;
  return {
    get: db.prepare(`SELECT value, expires FROM ${table} WHERE key = ?`).raw(),
    put: db.prepare(
      `INSERT INTO ${table} (key, value, expires, time) VALUES (?, ?, ?, ?)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires, time = excluded.time`,
    ),
    delete: db.prepare(`DELETE FROM ${table} WHERE key = ?`),
    deleteRange: db.prepare(`DELETE FROM ${table} WHERE ${live}`),
    entries: db.prepare(`SELECT key, value FROM ${table} WHERE ${live} ORDER BY key`).raw(),
    keys: db.prepare(`SELECT key FROM ${table} WHERE key >= ? AND ${liveByKey} ORDER BY key`).pluck(),
    keysBehind: db.prepare(`SELECT key FROM ${table} WHERE key > ? AND ${liveByKey} ORDER BY key`).pluck(),
    value: db.prepare(`SELECT value FROM ${table} WHERE key = ?`).pluck(),
    wholeRow: db.prepare(`SELECT value, time, expires FROM ${table} WHERE key = ?`).raw(),
    countExpired: db.prepare(`SELECT count(*) FROM ${table} WHERE ${expired}`).pluck(),
    expired: db.prepare(`SELECT key FROM ${table} WHERE ${expired} ORDER BY expires LIMIT ?`).pluck(),
    nextExpiry: db.prepare(`SELECT min(expires) FROM ${table} WHERE expires IS NOT NULL`).pluck(),
  };
}
