import type { KeyPattern } from '../core/fnmatch.ts';
import type { Watches } from '../core/hub.ts';
import { decode } from '../python/encode.ts';
import type { Value } from '../python/values.ts';

type Changed = (key: string, value: Value | undefined) => void;

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
      for (const { pattern, changed } of this.#watching) {
        if (pattern.test(key)) changed(key, value === undefined ? undefined : decode(value));
      }
    }
  }
}
