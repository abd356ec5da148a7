/**
 * A bounded map that drops what was not used for long: a generation is begun when the present one is full, and what is
 * still used moves over. A hit costs nothing more than in a Map, unlike in an order kept by use.
 */
export class RecentMap<T> {
  readonly #maxEntries: number;
  readonly #maxCharacters: number;
  #present = new Map<string, T>();
  #former = new Map<string, T>();
  #characters = 0;

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
    this.set(key, former);
    return former;
  }

  /** A key that is longer than a whole generation may be is not kept. */
  set(key: string, value: T): void {
    if (key.length > this.#maxCharacters) return;
    if (this.#present.size >= this.#maxEntries || this.#characters + key.length > this.#maxCharacters) {
      this.#former = this.#present;
      this.#present = new Map();
      this.#characters = 0;
    }
    this.#characters += key.length;
    this.#present.set(key, value);
  }
}
