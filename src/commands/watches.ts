import type { KeyPattern } from '../core/fnmatch.ts';
import type { Change, ChangeMoments, Watches } from '../core/hub.ts';
import { chain, type PromiseOrValue } from '../core/promiseOrValue.ts';
import { decode } from '../python/encode.ts';
import type { Value } from '../python/values.ts';
import type { KeyChange, KeyValues } from '../store/store.ts';

type Changed = (change: Change) => void;

/** Who is told of changes in the registry. */
export class RegistryWatches implements Watches {
  readonly #watching = new Set<{ pattern: KeyPattern; changed: Changed }>();
  readonly #registry: Pick<KeyValues, 'get' | 'scan'>;

  constructor(registry: Pick<KeyValues, 'get' | 'scan'>) {
    this.#registry = registry;
  }

  watch(pattern: KeyPattern, changed: Changed): () => void {
    const entry = { pattern, changed };
    this.#watching.add(entry);
    return () => this.#watching.delete(entry);
  }

  read(key: string, { time, expires }: ChangeMoments): PromiseOrValue<Change> {
    return chain(this.#registry.get(key), value => new StoredChange({ key, value, time, expires }));
  }

  scan(pattern: KeyPattern, after: string | null): PromiseOrValue<{ changes: Change[]; next: string | null }> {
    return chain(this.#registry.scan(pattern, after), ({ entries, next }) => ({
      changes: entries.map(entry => new StoredChange(entry)),
      next,
    }));
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
  readonly time: number | null;
  readonly expires: number | null;
  readonly #encoded: string | undefined;

  constructor({ key, value, time, expires }: ChangeMoments & { key: string; value: string | undefined }) {
    this.key = key;
    this.time = time;
    this.expires = expires;
    this.#encoded = value;
  }

  get value(): Value | undefined {
    return this.#encoded === undefined ? undefined : decode(this.#encoded);
  }

  get size(): number {
    return this.key.length + (this.#encoded?.length ?? 0);
  }
}
