/** A stored value: the encoded text, and when it is gone (ms since 1970; null: never). */
export interface Entry {
  readonly value: string;
  readonly expires: number | null;
}

const ENTRY_OVERHEAD_BYTES = 120;

/**
 * Entries used lately, within a bound of bytes. Two generations: what is used moves to the young one; when that is full, the old one is
 * dropped as a whole and the young one grows old. So a hit costs one look-up and no list is kept in order.
 */
export class ValueCache {
  readonly #generationBytes: number;
  #young = new Map<string, Entry>();
  #old = new Map<string, Entry>();
  #youngBytes = 0;

  constructor(maxBytes: number) {
    this.#generationBytes = maxBytes / 2;
  }

  get(key: string): Entry | undefined {
    const entry = this.#young.get(key);
    if (entry) return entry;
    const aged = this.#old.get(key);
    if (aged) {
      this.#old.delete(key);
      this.set(key, aged);
    }
    return aged;
  }

  set(key: string, entry: Entry): void {
    const bytes = sizeOf(key, entry);
    this.delete(key);
    if (bytes > this.#generationBytes / 4) return;
    this.#young.set(key, entry);
    this.#youngBytes += bytes;
    if (this.#youngBytes > this.#generationBytes) this.#age();
  }

  delete(key: string): void {
    const entry = this.#young.get(key);
    if (entry) {
      this.#young.delete(key);
      this.#youngBytes -= sizeOf(key, entry);
    } else this.#old.delete(key);
  }

  #age(): void {
    this.#old = this.#young;
    this.#young = new Map();
    this.#youngBytes = 0;
  }
}

function sizeOf(key: string, entry: Entry): number {
  return 2 * (key.length + entry.value.length) + ENTRY_OVERHEAD_BYTES;
}
