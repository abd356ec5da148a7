import { valueError } from '../../core/errors.ts';
import { compilePattern } from '../../core/fnmatch.ts';
import type { Change, Hub } from '../../core/hub.ts';
import type { Value } from '../../python/values.ts';

/** Where changes go. */
export interface ChangeSink {
  /** Whether more may be sent now; else `flush` of the list is called as soon as it may. */
  readonly ready: boolean;
  sendChange(change: Change): void;
  /** More has changed than can be held. */
  overflow(): void;
}

const MAX_PATTERNS = 100;
/** Changed keys that are held for a peer that does not read; of each key only the last value. */
const MAX_HELD = 10_000;
const MAX_HELD_CHARACTERS = 16 * 1024 * 1024;

/** The patterns that one connection watches, and what it has not been sent yet: present values, then changes. */
export class WatchList {
  readonly #hub: Hub;
  readonly #sink: ChangeSink;
  readonly #ends = new Map<string, () => void>();
  readonly #held = new Map<string, Change>();
  #heldCharacters = 0;
  /** Watches whose present values are still to come. */
  #starting = 0;
  readonly #present: Iterator<Change>[] = [];

  constructor(hub: Hub, sink: ChangeSink) {
    this.#hub = hub;
    this.#sink = sink;
  }

  /** Present values are still to be sent. */
  get isBehind(): boolean {
    return this.#present.length > 0;
  }

  /** Starts watching, with changes held until `start` or `remove`. @throws ValueError for too many patterns */
  add(source: string): void {
    if (!this.#ends.has(source)) {
      if (this.#ends.size >= MAX_PATTERNS) throw valueError(`more than ${MAX_PATTERNS} patterns are watched`);
      this.#ends.set(
        source,
        this.#hub.watches.watch(compilePattern(source), change => this.#changed(change)),
      );
    }
    this.#starting++;
  }

  /** Sends the present values of a watch that was added, then changes as they come. `times`: when they were set, as far as that is known and wanted. */
  start(values: ReadonlyMap<string, Value>, times: ReadonlyMap<string, number>): void {
    this.#starting--;
    this.#present.push(presentValues(values, times));
    this.flush();
  }

  /** The watch that was added is none after all. */
  abandon(source: string): void {
    this.#starting--;
    this.remove(source);
    this.flush();
  }

  /** Whether the pattern was watched. */
  remove(source: string): boolean {
    this.#ends.get(source)?.();
    return this.#ends.delete(source);
  }

  close(): void {
    for (const end of this.#ends.values()) end();
    this.#ends.clear();
    this.#held.clear();
    this.#present.length = 0;
  }

  /** The connection takes more. */
  flush(): void {
    while (this.#present.length > 0) {
      if (!this.#sendPresent(this.#present[0])) return;
      this.#present.shift();
    }
    if (this.#starting > 0) return;
    for (const [key, change] of this.#held) {
      if (!this.#sink.ready) return;
      this.#forget(key);
      this.#sink.sendChange(change);
    }
  }

  /** Whether all could be sent. */
  #sendPresent(values: Iterator<Change>): boolean {
    while (this.#sink.ready) {
      const { done, value: change } = values.next();
      if (done) return true;
      this.#sink.sendChange(change);
    }
    return false;
  }

  #changed(change: Change): void {
    // A later change of a key that is held goes behind the others, as it came.
    this.#forget(change.key);
    this.#held.set(change.key, change);
    this.#heldCharacters += change.size;
    this.flush();
    if (this.#held.size > MAX_HELD || this.#heldCharacters > MAX_HELD_CHARACTERS) this.#sink.overflow();
  }

  #forget(key: string): void {
    this.#heldCharacters -= this.#held.get(key)?.size ?? 0;
    this.#held.delete(key);
  }
}

/** What is there, as changes; without the server's own facts, which are not watched. */
function* presentValues(values: ReadonlyMap<string, Value>, times: ReadonlyMap<string, number>): Generator<Change> {
  for (const [key, value] of values) {
    if (!key.startsWith('server.')) yield { key, value, size: 0, time: times.get(key) ?? null };
  }
}
