import { PythonError } from '../core/errors.ts';
import type { KeyPattern } from '../core/fnmatch.ts';
import type { Change, Watches } from '../core/hub.ts';
import { chain, type PromiseOrValue } from '../core/promiseOrValue.ts';
import { decode } from '../python/encode.ts';
import type { Value } from '../python/values.ts';
import type { KeyChange, KeyValues } from '../store/store.ts';

const UNKNOWN: ReadonlyMap<string, number> = new Map();

type Changed = (change: Change) => void;

/** Who is told of changes in the registry. */
export class RegistryWatches implements Watches {
  readonly #registry: Pick<KeyValues, 'times'>;
  readonly #watching = new Set<{ pattern: KeyPattern; changed: Changed }>();

  constructor(registry: Pick<KeyValues, 'times'>) {
    this.#registry = registry;
  }

  watch(pattern: KeyPattern, changed: Changed): () => void {
    const entry = { pattern, changed };
    this.#watching.add(entry);
    return () => this.#watching.delete(entry);
  }

  times(pattern: KeyPattern): PromiseOrValue<ReadonlyMap<string, number>> {
    try {
      return chain(
        this.#registry.times(pattern),
        times => times,
        () => UNKNOWN,
      );
    } catch (error) {
      if (error instanceof PythonError) return UNKNOWN;
      throw error;
    }
  }

  /** Passes on what the store tells. */
  notify(changes: readonly KeyChange[]): void {
    if (this.#watching.size === 0) return;
    for (const stored of changes) {
      const change = new StoredChange(stored);
      for (const { pattern, changed } of this.#watching) if (pattern.test(stored.key)) changed(change);
    }
  }
}

/** Decoded only for those who ask. */
class StoredChange implements Change {
  readonly key: string;
  readonly time: number;
  readonly #encoded: string | undefined;

  constructor({ key, value, time }: KeyChange) {
    this.key = key;
    this.time = time;
    this.#encoded = value;
  }

  get value(): Value | undefined {
    return this.#encoded === undefined ? undefined : decode(this.#encoded);
  }

  get size(): number {
    return this.key.length + (this.#encoded?.length ?? 0);
  }
}
