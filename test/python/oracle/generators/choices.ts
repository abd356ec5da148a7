/** How many texts of which series a generator makes. */
export interface Amount {
  seed: number;
  /** At most so many; Infinity: its own measure. */
  count: number;
}

/** A repeatable source of choices (mulberry32). */
export class Choices {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** 0 to n - 1. */
  below(n: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let x = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return Math.floor((((x ^ (x >>> 14)) >>> 0) / 2 ** 32) * n);
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  /** Whether something of the given probability happens. */
  chance(probability: number): boolean {
    return this.below(1_000_000) < probability * 1_000_000;
  }

  /** About `count` of the items, in their order. */
  some<T>(items: readonly T[], count: number): T[] {
    if (items.length <= count) return [...items];
    return items.filter(() => this.chance(count / items.length));
  }
}
