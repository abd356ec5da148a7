import type { KeyPattern } from '../core/fnmatch.ts';
import type { Change, Watches } from '../core/hub.ts';
import { decode } from '../python/encode.ts';
import type { Value } from '../python/values.ts';

type Changed = (change: Change) => void;

/** Who is told of changes in the registry. */
export class RegistryWatches implements Watches {
  readonly #watching = new Set<{ pattern: KeyPattern; changed: Changed }>();

  watch(pattern: KeyPattern, changed: Changed): () => void {
    const entry = { pattern, changed };
    this.#watching.add(entry);
    return () => this.#watching.delete(entry);
  }

  /** Passes on what the store tells. */
  notify(changes: readonly { key: string; value: string | undefined }[]): void {
    if (this.#watching.size === 0) return;
    for (const { key, value } of changes) {
      const change = new StoredChange(key, value);
      for (const { pattern, changed } of this.#watching) if (pattern.test(key)) changed(change);
    }
  }
}

/** Decoded only for those who ask. */
class StoredChange implements Change {
  readonly key: string;
  readonly #encoded: string | undefined;

  constructor(key: string, encoded: string | undefined) {
    this.key = key;
    this.#encoded = encoded;
  }

  get value(): Value | undefined {
    return this.#encoded === undefined ? undefined : decode(this.#encoded);
  }

  get size(): number {
    return this.key.length + (this.#encoded?.length ?? 0);
  }
}
