/** Keys that are remembered, by their hashes, until they come again. */
const REMEMBERED = 1024;

/**
 * A bounded map that drops what was not used for long: a generation is begun when the present one is full, and what is
 * still used moves over. A hit costs nothing more than in a Map, unlike in an order kept by use.
 *
 * What came only once is better not kept (see `comesAgain`): that would cost more, in the work of the garbage collector,
 * than to make it did.
 */
export class RecentMap<K, T extends { readonly characters: number }> {
  readonly #maxEntries: number;
  readonly #maxCharacters: number;
  #present = new Map<K, T>();
  #former = new Map<K, T>();
  #characters = 0;
  /** The hashes of keys that came once, each in the place that it has. */
  readonly #seen = new Int32Array(REMEMBERED);

  /** Bounds of a generation, of which there are two: entries, and characters of all. */
  constructor(maxEntries: number, maxCharacters: number) {
    this.#maxEntries = maxEntries;
    this.#maxCharacters = maxCharacters;
  }

  get size(): number {
    return this.#present.size + this.#former.size;
  }

  get(key: K): T | undefined {
    const value = this.#present.get(key);
    if (value !== undefined) return value;
    const former = this.#former.get(key);
    if (former === undefined) return undefined;
    this.#former.delete(key);
    this.set(key, former);
    return former;
  }

  /** Notes that a key of this hash came, 32 bits; whether one did before. */
  comesAgain(hash: number): boolean {
    const place = hash & (REMEMBERED - 1);
    if (this.#seen[place] === hash) return true;
    this.#seen[place] = hash;
    return false;
  }

  /** Keeps a value. One of more characters than a whole generation may have is not kept. */
  set(key: K, value: T): void {
    const { characters } = value;
    if (characters > this.#maxCharacters) return;
    if (this.#present.size >= this.#maxEntries || this.#characters + characters > this.#maxCharacters) {
      this.#former = this.#present;
      this.#present = new Map();
      this.#characters = 0;
    }
    this.#characters += characters;
    this.#present.set(key, value);
  }
}
