import { memoryError, type PythonError, timeoutError } from '../../core/errors.ts';
import type { KeyPattern } from '../../core/fnmatch.ts';

/** A key and its value, as they are stored. */
export type EntryRow = [key: string, value: string];

/** What one pattern may cost, since the event loop stands still meanwhile: each some 100 ms at most. */
export interface MatchLimits {
  /** Keys that are looked at. */
  keys: number;
  /** What is found, in UTF-16 units, and an overhead for each. */
  foundUnits: number;
  /** Keys that are removed, if they are all that begin with the pattern's prefix; and if they lie among others. */
  removedRange: number;
  removedScattered: number;
  /** Of one page of a scan: keys that are looked at, and what is found, the last entry apart. */
  pageKeys: number;
  pageUnits: number;
}

export const MATCH_LIMITS: MatchLimits = {
  keys: 200_000,
  foundUnits: 8 * 1024 * 1024,
  removedRange: 100_000,
  removedScattered: 25_000,
  pageKeys: 2000,
  pageUnits: 64 * 1024,
};
/** What each entry that is found counts for, besides its key and its value. */
export const FOUND_OVERHEAD_UNITS = 64;

/** The error for a pattern that finds too many. `found`: in the order of the keys, two at least. */
export function tooMany(what: string, found: readonly (string | EntryRow)[]): PythonError {
  const [first, last] = [found[0], found[found.length - 1]].map(row =>
    Array.from(typeof row === 'string' ? row : row[0]),
  );
  const common = last.findIndex((character, i) => character !== first[i]);
  const part = last.slice(0, common + 1).join('');
  return memoryError(`the pattern would ${what}; do it in parts, with more plain text in front, such as '${part}*'`);
}

/** The error for a pattern that looks at more than `keys` keys. */
export function tooMuchToSearch({ prefix }: KeyPattern, keys: number): PythonError {
  const where = prefix === '' ? 'there are' : `that begin with '${prefix}' there are`;
  return timeoutError(`${where} more than ${keys} keys to look at; begin the pattern with more plain text`);
}
