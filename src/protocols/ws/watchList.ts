import { valueError } from '../../core/errors.ts';
import { compilePattern, type KeyPattern } from '../../core/fnmatch.ts';
import type { Change, ChangeMoments, Hub } from '../../core/hub.ts';
import { chain, forEachInOrder, type PromiseOrValue } from '../../core/promiseOrValue.ts';

/** Where changes go. */
export interface ChangeSink {
  /** Whether more may be sent now; else `flush` of the list is called as soon as it may. */
  readonly ready: boolean;
  sendChange(change: Change): void;
  /** All present values of a watch have been sent. `source`: of its pattern. */
  sendPresent(source: string): void;
  /** More has changed than can be held. */
  overflow(): void;
}

/** What is read at once of the keys that have changed: so many, or until they are so long. */
const KEYS_AT_ONCE = 100;
const CHARACTERS_AT_ONCE = 64 * 1024;
/** What a key that is held costs, besides its text. */
const KEY_OVERHEAD_BYTES = 100;
/** After the storage failed. */
const RETRY_MS = 1000;

/**
 * The patterns that one connection watches, and what it has not been sent yet: present values, then changes. No values are held for a peer that
 * does not read: the present ones are read page by page, and of what has changed only the keys are kept, to be read when they are sent.
 */
export class WatchList {
  readonly #hub: Hub;
  readonly #sink: ChangeSink;
  readonly #maxHeldBytes: number;
  readonly #watches = new Map<string, { pattern: KeyPattern; end: () => void }>();
  /** Patterns whose present values are still to be sent, and the key that they are to go on behind. */
  readonly #present = new Map<KeyPattern, string | null>();
  /** Keys that have changed, in that order, and what was told of time. */
  readonly #held = new Map<string, ChangeMoments>();
  #heldBytes = 0;
  /** Watches whose result is still to be sent; nothing is, before. */
  #starting = 0;
  /** What is to be sent next is being read, or stored. */
  #isLooking = false;

  /** `maxHeldBytes`: of keys that have changed and were not sent. */
  constructor(hub: Hub, sink: ChangeSink, maxHeldBytes: number) {
    this.#hub = hub;
    this.#sink = sink;
    this.#maxHeldBytes = maxHeldBytes;
  }

  get isEmpty(): boolean {
    return this.#watches.size === 0;
  }

  /** Starts watching, with changes held until `start` or `abandon`. @throws ValueError for too many patterns */
  add(source: string): void {
    if (!this.#watches.has(source)) {
      const { maxWatches } = this.#hub.limits;
      if (this.#watches.size >= maxWatches) throw valueError(`more than ${maxWatches} patterns are watched`);
      const pattern = compilePattern(source);
      this.#watches.set(source, { pattern, end: this.#hub.watches.watch(pattern, change => this.#changed(change)) });
    }
    this.#starting++;
  }

  /** The result of a watch that was added is on its way: sends the present values, then changes as they come. */
  start(source: string): void {
    this.#starting--;
    const watch = this.#watches.get(source);
    if (watch) this.#present.set(watch.pattern, null);
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
    const watch = this.#watches.get(source);
    if (!watch) return false;
    watch.end();
    this.#present.delete(watch.pattern);
    this.#watches.delete(source);
    const others = [...this.#watches.values()];
    for (const key of this.#held.keys()) if (!others.some(({ pattern }) => pattern.test(key))) this.#forget(key);
    return true;
  }

  close(): void {
    this.#held.clear();
    for (const source of [...this.#watches.keys()]) this.remove(source);
  }

  /** The connection takes more. */
  flush(): void {
    if (this.#isLooking || this.#starting > 0 || !this.#sink.ready) return;
    const [first] = this.#present;
    if (first) this.#lookForPresent(...first);
    else if (this.#held.size > 0) this.#lookForHeld();
  }

  #lookForPresent(pattern: KeyPattern, after: string | null): void {
    this.#look(
      () => this.#hub.watches.scan(pattern, after),
      ({ changes, next }) => {
        // Unless the watch has ended meanwhile, or begun anew.
        if (this.#present.get(pattern) !== after) return;
        if (next === null) this.#present.delete(pattern);
        else this.#present.set(pattern, next);
        for (const change of changes) this.#sink.sendChange(change);
        if (next === null) this.#sink.sendPresent(pattern.source);
      },
    );
  }

  #lookForHeld(): void {
    const changes: Change[] = [];
    const taken = new Map<string, ChangeMoments>();
    const read = ([key, moments]: [string, ChangeMoments]) =>
      chain(this.#hub.watches.read(key, moments), change => {
        changes.push(change);
      });
    this.#look(
      () => forEachInOrder(this.#takeHeld(taken, changes), read),
      () => {
        for (const change of changes) this.#sink.sendChange(change);
      },
      () => {
        for (const [key, moments] of taken) if (!this.#held.has(key)) this.#hold(key, moments);
      },
    );
  }

  /** Keys for as long as `changes`, what is read of them, is not much. */
  *#takeHeld(taken: Map<string, ChangeMoments>, changes: readonly Change[]): Generator<[string, ChangeMoments]> {
    let characters = 0;
    for (const [key, moments] of this.#held) {
      this.#forget(key);
      taken.set(key, moments);
      yield [key, moments];
      characters += changes.at(-1)!.size;
      if (changes.length >= KEYS_AT_ONCE || characters >= CHARACTERS_AT_ONCE) return;
    }
  }

  /** Reads, and sends when what was read may be told; `restore`: that could not be done, and is tried again later. */
  #look<T>(read: () => PromiseOrValue<T>, send: (found: T) => void, restore: () => void = () => undefined): void {
    this.#isLooking = true;
    const end = () => {
      this.#isLooking = false;
      this.flush();
    };
    // The storage has said so in the log.
    const failed = () => {
      restore();
      setTimeout(end, RETRY_MS).unref();
    };
    const settle = (found: T) =>
      this.#hub.settle(error => {
        if (error) return failed();
        send(found);
        // The others have their turn first.
        setImmediate(end);
      });
    try {
      chain(read(), settle, failed);
    } catch {
      failed();
    }
  }

  #changed(change: Change): void {
    const isNext = !this.#isLooking && this.#starting === 0 && this.#present.size === 0 && this.#held.size === 0;
    if (isNext && this.#sink.ready) this.#sink.sendChange(change);
    else this.#hold(change.key, { time: change.time, expires: change.expires });
  }

  /** A key that is held already goes behind the others. */
  #hold(key: string, moments: ChangeMoments): void {
    this.#forget(key);
    this.#held.set(key, moments);
    this.#heldBytes += sizeOf(key);
    if (this.#heldBytes > this.#maxHeldBytes) this.#sink.overflow();
    else this.flush();
  }

  #forget(key: string): void {
    if (this.#held.delete(key)) this.#heldBytes -= sizeOf(key);
  }
}

function sizeOf(key: string): number {
  return Buffer.byteLength(key) + KEY_OVERHEAD_BYTES;
}
