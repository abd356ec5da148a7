import type { KeyPattern } from '../core/fnmatch.ts';
import type { Value } from '../python/values.ts';

/** The server's own facts, the read-only keys `server.*` of MyData. */
export class Facts {
  readonly #read: Map<string, () => Value>;
  readonly #keys: string[];

  /** `read`: how each fact is found, by its name behind `server.`. */
  constructor(read: Iterable<[name: string, read: () => Value]>) {
    this.#read = new Map([...read].map(([name, fact]) => [PREFIX + name, fact]));
    this.#keys = [...this.#read.keys()].sort();
  }

  get(key: string): Value | undefined {
    return this.#read.get(key)?.();
  }

  /** The keys that match, in order. */
  keys(pattern: KeyPattern): string[] {
    return this.#keys.filter(key => pattern.test(key));
  }

  /** The keys that match and their values, in order. */
  entries(pattern: KeyPattern): [string, Value][] {
    return this.keys(pattern).map(key => [key, this.get(key) as Value]);
  }
}

const PREFIX = 'server.';

/** Whether the key belongs to the server. */
export function isFact(key: string): boolean {
  return key.startsWith(PREFIX);
}

/** Two lists in the order of their keys' code points, as one in that order. */
export function mergeByKey<T>(a: [string, T][], b: [string, T][]): [string, T][] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const merged: [string, T][] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    merged.push(compareByCodePoint(a[i][0], b[j][0]) < 0 ? a[i++] : b[j++]);
  }
  while (i < a.length) merged.push(a[i++]);
  while (j < b.length) merged.push(b[j++]);
  return merged;
}

/** Python's order of str. UTF-16 units differ from it only where a surrogate meets U+E000 to U+FFFF. */
function compareByCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return fixed(x) - fixed(y);
  }
  return a.length - b.length;
}

const fixed = (unit: number) => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);
