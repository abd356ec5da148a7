import type { Database, Statement } from 'better-sqlite3';
import type { Clock } from '../../core/clock.ts';
import type { KeyPattern } from '../../core/fnmatch.ts';
import type { KeyValues } from '../store.ts';
import { checkStorable, endOfPrefix, own } from './text.ts';
import type { Turn } from './turn.ts';
import { type Entry, ValueCache } from './valueCache.ts';

export interface KeyValueTableOptions {
  table: 'registry' | 'variable';
  cacheBytes: number;
  clock: Clock;
  /** Told of every change, within its turn; value undefined: the key is gone. */
  changed?(key: string, value: string | undefined): void;
}

type EntryRow = [key: string, value: string];

/** Keys and values in a table, those used lately in memory. A key whose time is over counts as absent at once, and is removed by the sweep. */
export class KeyValueTable implements KeyValues {
  readonly #turn: Turn<unknown>;
  readonly #clock: Clock;
  readonly #changed: (key: string, value: string | undefined) => void;
  readonly #cache: ValueCache;
  readonly #sql: ReturnType<typeof prepareStatements>;
  /** Rows of the table, those included whose time is over. */
  #rows: number;
  /** No key's time is over before. */
  #nextExpiry: number;

  constructor(db: Database, turn: Turn<unknown>, { table, cacheBytes, clock, changed }: KeyValueTableOptions) {
    this.#turn = turn;
    this.#clock = clock;
    this.#changed = changed ?? (() => undefined);
    this.#cache = new ValueCache(cacheBytes);
    this.#sql = prepareStatements(db, table);
    this.#rows = db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
    this.#nextExpiry = this.#readNextExpiry();
  }

  get(key: string): string | undefined {
    return this.#live(key)?.value;
  }

  set(key: string, value: string, expires: number | null): void {
    checkStorable(key);
    checkStorable(value);
    const before = this.#row(key);
    if (before && before.value === value && before.expires === expires) return;
    this.#put(key, { value: own(value), expires }, before);
  }

  update(key: string, change: (value: string | undefined) => string | undefined): string | undefined {
    const before = this.#live(key);
    const value = change(before?.value);
    if (value !== undefined) this.set(key, value, before?.expires ?? null);
    else if (before) this.#remove(key);
    return value;
  }

  delete(key: string): boolean {
    if (!this.#live(key)) return false;
    this.#remove(key);
    return true;
  }

  deleteMatching(pattern: KeyPattern): number {
    if (pattern.exact) return this.delete(pattern.prefix) ? 1 : 0;
    const found: string[] = [];
    const passed = this.#scan(this.#sql.keys, pattern, key => found.push(key as string));
    if (found.length === 0) return 0;
    const isWholeRange = passed === found.length;
    this.#turn.open();
    for (const key of found) this.#forget(key);
    this.#turn.onUndo(() => {
      this.#rows += found.length;
      for (const key of found) this.#cache.delete(key);
    });
    if (isWholeRange) {
      const range = this.#range(pattern.prefix);
      this.#turn.write(() => this.#sql.deleteRange.run(...range));
    } else {
      for (const key of found) this.#turn.write(() => this.#sql.delete.run(key));
    }
    return found.length;
  }

  entries(pattern: KeyPattern): EntryRow[] {
    if (pattern.exact) {
      const value = this.get(pattern.prefix);
      return value === undefined ? [] : [[pattern.prefix, value]];
    }
    const found: EntryRow[] = [];
    this.#scan(this.#sql.entries, pattern, (_key, row) => found.push(row as EntryRow));
    return found;
  }

  keys(pattern: KeyPattern): string[] {
    if (pattern.exact) return this.get(pattern.prefix) === undefined ? [] : [pattern.prefix];
    const found: string[] = [];
    this.#scan(this.#sql.keys, pattern, key => found.push(key));
    return found;
  }

  count(): number {
    const now = this.#clock.now();
    if (now < this.#nextExpiry) return this.#rows;
    return this.#rows - this.#turn.read(() => this.#sql.countExpired.get(now) as number);
  }

  /** Removes keys whose time is over, `limit` at most; how many. */
  sweep(now: number, limit: number): number {
    if (now < this.#nextExpiry) return 0;
    const expired = this.#turn.read(() => this.#sql.expired.all(now, limit) as string[]);
    for (const key of expired) this.#remove(key);
    if (expired.length < limit) this.#raiseNextExpiry();
    return expired.length;
  }

  #raiseNextExpiry(): void {
    const before = this.#nextExpiry;
    this.#nextExpiry = this.#turn.read(() => this.#readNextExpiry());
    this.#turn.onUndo(() => {
      this.#nextExpiry = Math.min(this.#nextExpiry, before);
    });
  }

  #readNextExpiry(): number {
    return (this.#sql.nextExpiry.get() as number | null) ?? Number.POSITIVE_INFINITY;
  }

  #live(key: string): Entry | undefined {
    const entry = this.#row(key);
    return entry && entry.expires !== null && entry.expires <= this.#clock.now() ? undefined : entry;
  }

  #row(key: string): Entry | undefined {
    const cached = this.#cache.get(key);
    if (cached) return cached;
    if (!key.isWellFormed()) return undefined;
    const row = this.#turn.read(() => this.#sql.get.get(key) as [string, number | null] | undefined);
    if (!row) return undefined;
    const entry: Entry = { value: row[0], expires: row[1] };
    this.#cache.set(own(key), entry);
    return entry;
  }

  #put(key: string, entry: Entry, before: Entry | undefined): void {
    this.#turn.open();
    const kept = own(key);
    this.#cache.set(kept, entry);
    if (!before) this.#rows++;
    if (entry.expires !== null && entry.expires < this.#nextExpiry) this.#nextExpiry = entry.expires;
    this.#turn.write(() => this.#sql.put.run(kept, entry.value, entry.expires));
    this.#turn.onUndo(() => {
      this.#cache.delete(kept);
      if (!before) this.#rows--;
    });
    this.#changed(kept, entry.value);
  }

  #remove(key: string): void {
    this.#turn.open();
    this.#forget(key);
    this.#turn.write(() => this.#sql.delete.run(key));
    this.#turn.onUndo(() => {
      this.#rows++;
      this.#cache.delete(key);
    });
  }

  #forget(key: string): void {
    this.#cache.delete(key);
    this.#rows--;
    this.#changed(key, undefined);
  }

  /** Calls `visit` for the live keys that match; returns how many began with the pattern's prefix. */
  #scan(statement: Statement, pattern: KeyPattern, visit: (key: string, row: unknown) => void): number {
    if (!pattern.prefix.isWellFormed()) return 0;
    const range = this.#range(pattern.prefix);
    return this.#turn.read(() => {
      let passed = 0;
      for (const row of statement.iterate(...range)) {
        const key = typeof row === 'string' ? row : (row as EntryRow)[0];
        passed++;
        if (pattern.test(key)) visit(key, row);
      }
      return passed;
    });
  }

  #range(prefix: string): [from: string, to: string | null, now: number] {
    return [prefix, endOfPrefix(prefix) ?? null, this.#clock.now()];
  }
}

function prepareStatements(db: Database, table: string) {
  // A blob is behind every text: the end of the range where no text is.
  const live = "key >= ? AND key < coalesce(?, x'') AND (expires IS NULL OR expires > ?)";
  const expired = 'expires IS NOT NULL AND expires <= ?';
  return {
    get: db.prepare(`SELECT value, expires FROM ${table} WHERE key = ?`).raw(),
    put: db.prepare(
      `INSERT INTO ${table} VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires`,
    ),
    delete: db.prepare(`DELETE FROM ${table} WHERE key = ?`),
    deleteRange: db.prepare(`DELETE FROM ${table} WHERE ${live}`),
    entries: db.prepare(`SELECT key, value FROM ${table} WHERE ${live} ORDER BY key`).raw(),
    keys: db.prepare(`SELECT key FROM ${table} WHERE ${live} ORDER BY key`).pluck(),
    countExpired: db.prepare(`SELECT count(*) FROM ${table} WHERE ${expired}`).pluck(),
    expired: db.prepare(`SELECT key FROM ${table} WHERE ${expired} ORDER BY expires LIMIT ?`).pluck(),
    nextExpiry: db.prepare(`SELECT min(expires) FROM ${table} WHERE expires IS NOT NULL`).pluck(),
  };
}
