import type { Database } from 'better-sqlite3';
import type { Clock } from '../../core/clock.ts';
import { memoryError } from '../../core/errors.ts';
import type { KeyPattern } from '../../core/fnmatch.ts';
import type { KeyChange, KeyValues, ScanPage, StoredKey } from '../store.ts';
import { type KeyValueSql, prepareKeyValueSql } from './keyValueSql.ts';
import {
  type EntryRow,
  FOUND_OVERHEAD_UNITS,
  MATCH_LIMITS,
  type MatchLimits,
  tooMany,
  tooMuchToSearch,
} from './matchLimits.ts';
import { checkStorable, endOfPrefix, own } from './text.ts';
import type { Turn } from './turn.ts';
import { type Entry, ValueCache } from './valueCache.ts';

export interface KeyValueTableOptions {
  table: 'registry' | 'variable';
  cacheBytes: number;
  /** Keys there may be; new ones beyond it are refused. */
  maxKeys: number;
  clock: Clock;
  /** Told of every change, within its turn. */
  changed?(change: KeyChange): void;
  limits?: Partial<MatchLimits>;
}

type KeyRow = [value: string, time: number | null, expires: number | null];

/** Keys and values in a table, those used lately in memory. A key whose time is over counts as absent at once, and is removed by the sweep. */
export class KeyValueTable implements KeyValues {
  readonly #turn: Turn<unknown>;
  readonly #clock: Clock;
  readonly #changed: (change: KeyChange) => void;
  readonly #cache: ValueCache;
  readonly #sql: KeyValueSql;
  readonly #limits: MatchLimits;
  readonly #maxKeys: number;
  /** Rows of the table, those included whose time is over. */
  #rows: number;
  /** No key's time is over before. */
  #nextExpiry: number;

  constructor(db: Database, turn: Turn<unknown>, options: KeyValueTableOptions) {
    const { table, cacheBytes, clock, changed, limits, maxKeys } = options;
    this.#maxKeys = maxKeys;
    this.#limits = { ...MATCH_LIMITS, ...limits };
    this.#turn = turn;
    this.#clock = clock;
    this.#changed = changed ?? (() => undefined);
    this.#cache = new ValueCache(cacheBytes);
    this.#sql = prepareKeyValueSql(db, table);
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
    const passed = this.#scan(
      () => this.#candidates(pattern),
      pattern,
      key => found.push(key),
    );
    if (found.length === 0) return 0;
    const isWholeRange = passed === found.length;
    const most = isWholeRange ? this.#limits.removedRange : this.#limits.removedScattered;
    if (found.length > most) throw tooMany(`remove more than ${most} keys`, found);
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
    const take = this.#counter(found);
    const { entries, value } = this.#sql;
    // Values of keys that do not match are not even read: they may be large.
    const rows = matchesAll(pattern)
      ? () => entries.iterate(...this.#range(pattern.prefix))
      : () => this.#candidates(pattern);
    this.#scan(rows, pattern, (key, row) => {
      const entry = typeof row === 'string' ? ([key, value.get(key)] as EntryRow) : (row as EntryRow);
      take(key.length + entry[1].length);
      found.push(entry);
    });
    return found;
  }

  keys(pattern: KeyPattern): string[] {
    if (pattern.exact) return this.get(pattern.prefix) === undefined ? [] : [pattern.prefix];
    const found: string[] = [];
    const take = this.#counter(found);
    this.#scan(
      () => this.#candidates(pattern),
      pattern,
      key => {
        take(key.length);
        found.push(key);
      },
    );
    return found;
  }

  scan(pattern: KeyPattern, after: string | null): ScanPage {
    const entries: StoredKey[] = [];
    if (!pattern.prefix.isWellFormed()) return { entries, next: null };
    const { wholeRow } = this.#sql;
    const { pageKeys, pageUnits } = this.#limits;
    return this.#turn.read(() => {
      let passed = 0;
      let units = 0;
      for (const key of this.#candidates(pattern, after)) {
        if (pattern.test(key)) {
          const [value, time, expires] = wholeRow.get(key) as KeyRow;
          entries.push({ key, value, time, expires });
          units += key.length + value.length + FOUND_OVERHEAD_UNITS;
        }
        // Of all that begin with it, the exact key comes first.
        if (pattern.exact) break;
        if (++passed >= pageKeys || units >= pageUnits) return { entries, next: key };
      }
      return { entries, next: null };
    });
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
    if (!before && this.#rows >= this.#maxKeys) {
      throw memoryError(`there are ${this.#maxKeys} keys already, as many as there may be (--max-keys); delete some`);
    }
    this.#turn.open();
    const kept = own(key);
    this.#cache.set(kept, entry);
    if (!before) this.#rows++;
    if (entry.expires !== null && entry.expires < this.#nextExpiry) this.#nextExpiry = entry.expires;
    const time = this.#clock.now();
    this.#turn.write(() => this.#sql.put.run(kept, entry.value, entry.expires, time));
    this.#turn.onUndo(() => {
      this.#cache.delete(kept);
      if (!before) this.#rows--;
    });
    this.#changed({ key: kept, value: entry.value, time, expires: entry.expires });
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
    this.#changed({ key, value: undefined, time: this.#clock.now(), expires: null });
  }

  /** Counts what is found. @throws MemoryError past the limit */
  #counter(found: readonly (string | EntryRow)[]): (units: number) => void {
    let left = this.#limits.foundUnits;
    return units => {
      left -= units + FOUND_OVERHEAD_UNITS;
      if (left < 0) throw tooMany('find more keys and values than fit into a reply', found);
    };
  }

  /** The live keys that begin with the pattern's prefix, in order; of those behind `after`. */
  *#candidates({ prefix }: KeyPattern, after: string | null = null): Generator<string> {
    const { keys, keysBehind } = this.#sql;
    const now = this.#clock.now();
    const rows = after === null ? keys.iterate(prefix, now) : keysBehind.iterate(after, now);
    for (const key of rows as Iterable<string>) {
      if (!key.startsWith(prefix)) return;
      yield key;
    }
  }

  /** Calls `visit` for the live keys that match; returns how many began with the pattern's prefix. */
  #scan(rows: () => Iterable<unknown>, pattern: KeyPattern, visit: (key: string, row: unknown) => void): number {
    if (!pattern.prefix.isWellFormed()) return 0;
    return this.#turn.read(() => {
      let passed = 0;
      for (const row of rows()) {
        const key = typeof row === 'string' ? row : (row as EntryRow)[0];
        if (++passed > this.#limits.keys) throw tooMuchToSearch(pattern, this.#limits.keys);
        if (pattern.test(key)) visit(key, row);
      }
      return passed;
    });
  }

  #range(prefix: string): [from: string, to: string | null, now: number] {
    return [prefix, endOfPrefix(prefix) ?? null, this.#clock.now()];
  }
}

/** Whether the pattern is plain text and a star. */
function matchesAll({ source, prefix }: KeyPattern): boolean {
  return source === `${prefix}*`;
}
