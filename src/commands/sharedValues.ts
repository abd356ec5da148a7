import { PythonError, valueError } from '../core/errors.ts';
import type { KeyPattern } from '../core/fnmatch.ts';
import { chain, forEachInOrder, type PromiseOrValue } from '../core/promiseOrValue.ts';
import { charge, tick } from '../python/budget.ts';
import { decode, encode } from '../python/encode.ts';
import type { Value } from '../python/values.ts';
import type { KeyValues } from '../store/store.ts';

/**
 * The values of a keyspace (MyData, or the shared variables) as one request sees them: the same key gives the same object
 * throughout, and an object that was changed in place is stored when the request ends or waits.
 */
export class SharedValues {
  readonly #store: KeyValues;
  readonly #maxBytes: number;
  readonly #mayWrite: (key: string) => void;
  /** Containers that were handed out, by key: what the key gives next. */
  readonly #current = new Map<string, Container>();
  /** Those of before the last wait, which a key still gives if nobody has changed it meanwhile. */
  readonly #former = new Map<string, Container>();
  /** All that were handed out since the request began, and have not been overwritten since. */
  readonly #handedOut: Container[] = [];
  /** How many had been handed out when a key was last overwritten: changes of older objects are void. */
  readonly #overwritten = new Map<string, number>();

  /** `mayWrite`: refuses, by a PermissionError, a key whose value was changed in place. */
  constructor(store: KeyValues, maxBytes: number, mayWrite: (key: string) => void) {
    this.#store = store;
    this.#maxBytes = maxBytes;
    this.#mayWrite = mayWrite;
  }

  get(key: string): PromiseOrValue<Value | undefined> {
    const held = this.#current.get(key);
    if (held) return held.value;
    return chain(this.#flushKey(key), () =>
      chain(this.#store.get(key), encoded => (encoded === undefined ? undefined : this.#open(key, encoded))),
    );
  }

  /** `expires`: ms since 1970; null: never. @throws TypeError, ValueError for what can't be stored. */
  set(key: string, value: Value, expires: number | null = null): PromiseOrValue<void> {
    const encoded = this.#encode(value);
    this.#forget(key);
    return chain(this.#store.set(key, encoded, expires), () => this.#hold(key, value, encoded));
  }

  /** Replaces the value by `change(value)`, atomically; `change` may run more than once. Returns the new value. */
  update(key: string, change: (old: Value | undefined) => Value): PromiseOrValue<Value> {
    const stored = chain(this.#flushKey(key), () =>
      this.#store.update(key, old => this.#encode(change(old === undefined ? undefined : decode(old)))),
    );
    return chain(stored, encoded => {
      this.#forget(key);
      return this.#open(key, encoded!);
    });
  }

  delete(key: string): PromiseOrValue<boolean> {
    this.#forget(key);
    return this.#store.delete(key);
  }

  deleteMatching(pattern: KeyPattern): PromiseOrValue<number> {
    for (const key of [...this.#current.keys(), ...this.#former.keys()]) if (pattern.test(key)) this.#forget(key);
    return this.#store.deleteMatching(pattern);
  }

  keys(pattern: KeyPattern): PromiseOrValue<string[]> {
    return this.#store.keys(pattern);
  }

  count(): PromiseOrValue<number> {
    return this.#store.count();
  }

  /** The matching entries, in the order of their keys. */
  entries(pattern: KeyPattern): PromiseOrValue<[string, Value][]> {
    const stored = chain(this.#flushMatching(pattern), () => this.#store.entries(pattern));
    return chain(stored, found =>
      found.map(([key, encoded]): [string, Value] => {
        tick();
        charge(64 + 2 * (key.length + encoded.length));
        return [key, this.#current.get(key)?.value ?? this.#open(key, encoded)];
      }),
    );
  }

  /** Stores the containers that were changed in place. */
  flush(): PromiseOrValue<void> {
    if (this.#handedOut.length === 0) return undefined;
    return forEachInOrder(this.#handedOut, container => this.#writeBack(container));
  }

  /** What was changed up to here is stored already; from now on, keys are read anew. */
  rebase(): void {
    for (const container of this.#handedOut) container.encoded = this.#encode(container.value);
    for (const [key, container] of this.#current) this.#former.set(key, container);
    this.#current.clear();
  }

  /** So that a store that answers later does not tell of before the changes. */
  #flushMatching(pattern: KeyPattern): PromiseOrValue<void> {
    if (this.#handedOut.length === 0) return undefined;
    const matching = this.#handedOut.filter(({ key }) => {
      tick();
      return pattern.test(key);
    });
    return forEachInOrder(matching, container => this.#writeBack(container));
  }

  #flushKey(key: string): PromiseOrValue<void> {
    const held = this.#current.get(key) ?? this.#former.get(key);
    return held ? this.#writeBack(held) : undefined;
  }

  #writeBack(container: Container): PromiseOrValue<void> {
    if (container.index < (this.#overwritten.get(container.key) ?? 0)) return;
    const encoded = this.#encode(container.value);
    if (encoded === container.encoded) return;
    this.#mayWrite(container.key);
    container.encoded = encoded;
    return chain(
      this.#store.update(container.key, () => encoded),
      () => undefined,
    );
  }

  #open(key: string, encoded: string): Value {
    const former = this.#former.get(key);
    if (former?.encoded === encoded) {
      this.#current.set(key, former);
      return former.value;
    }
    const value = decode(encoded);
    this.#hold(key, value, encoded);
    return value;
  }

  #hold(key: string, value: Value, encoded: string): void {
    if (typeof value !== 'object' || value === null) return;
    const container = { key, value, encoded, index: this.#handedOut.length };
    this.#current.set(key, container);
    this.#handedOut.push(container);
  }

  #forget(key: string): void {
    this.#current.delete(key);
    this.#former.delete(key);
    if (this.#handedOut.length > 0) this.#overwritten.set(key, this.#handedOut.length);
  }

  #encode(value: Value): string {
    const encoded = encode(value);
    if (encoded.length > this.#maxBytes) {
      throw valueError(`value is longer than ${this.#maxBytes} bytes when stored`);
    }
    if (!encoded.isWellFormed()) {
      throw new PythonError('UnicodeEncodeError', "'utf-8' codec can't encode a surrogate: surrogates not allowed");
    }
    return encoded;
  }
}

interface Container {
  key: string;
  value: Value;
  encoded: string;
  /** Its place among those handed out. */
  index: number;
}
