/** Keys that are remembered, by their hashes, until they come again. */
const REMEMBERED = 1024;

/**
 * A bounded map that drops what was not used for long: a generation is begun when the present one is full, and what is
 * still used moves over. A hit costs nothing more than in a Map, unlike in an order kept by use.
 *
 * A key is kept from the second time on that it comes: to keep what comes only once would cost more, in the work of the
 * garbage collector, than to make it did.
 */
export class RecentMap<T> {
  readonly #maxEntries: number;
  readonly #maxCharacters: number;
  #present = new Map<string, T>();
  #former = new Map<string, T>();
  #characters = 0;
  /** The hashes of keys that came once, each in the place that it has. */
  readonly #seen = new Int32Array(REMEMBERED);

  /** Bounds of a generation, of which there are two: entries, and characters of all keys. */
  constructor(maxEntries: number, maxCharacters: number) {
    this.#maxEntries = maxEntries;
    this.#maxCharacters = maxCharacters;
  }

  get size(): number {
    return this.#present.size + this.#former.size;
  }

  get(key: string): T | undefined {
    const value = this.#present.get(key);
    if (value !== undefined) return value;
    const former = this.#former.get(key);
    if (former === undefined) return undefined;
    this.#former.delete(key);
    this.#keep(key, former);
    return former;
  }

  /** Keeps it if the key came before. One that is longer than a whole generation may be is not kept. */
  set(key: string, value: T): void {
    if (key.length > this.#maxCharacters) return;
    const hash = hashOf(key);
    const place = hash & (REMEMBERED - 1);
    if (this.#seen[place] === hash) this.#keep(key, value);
    else this.#seen[place] = hash;
  }

  #keep(key: string, value: T): void {
    if (this.#present.size >= this.#maxEntries || this.#characters + key.length > this.#maxCharacters) {
      this.#former = this.#present;
      this.#present = new Map();
      this.#characters = 0;
    }
    this.#characters += key.length;
    this.#present.set(key, value);
  }
}

/** FNV-1a, without 0. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash | 0 || 1;
}
