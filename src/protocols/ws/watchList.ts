import { valueError } from '../../core/errors.ts';
import { compilePattern } from '../../core/fnmatch.ts';
import type { Hub } from '../../core/hub.ts';
import type { Value } from '../../python/values.ts';

/** Sends a change; false: hold further ones back, for the connection does not take them. */
type SendChange = (key: string, value: Value | undefined) => boolean;

const MAX_PATTERNS = 100;
/** Changed keys that are held for a peer that does not read; of each key only the last value. */
const MAX_HELD = 10_000;

/** The patterns that one connection watches, and the changes it has not taken yet. */
export class WatchList {
  readonly #hub: Hub;
  readonly #send: SendChange;
  readonly #overflow: () => void;
  readonly #ends = new Map<string, () => void>();
  readonly #held = new Map<string, Value | undefined>();
  #holding = 0;

  /** `overflow`: more has changed than can be held. */
  constructor(hub: Hub, send: SendChange, overflow: () => void) {
    this.#hub = hub;
    this.#send = send;
    this.#overflow = overflow;
  }

  /** Starts watching, with changes held until `release`. @throws ValueError for too many patterns */
  add(source: string): void {
    if (!this.#ends.has(source)) {
      if (this.#ends.size >= MAX_PATTERNS) throw valueError(`more than ${MAX_PATTERNS} patterns are watched`);
      this.#ends.set(
        source,
        this.#hub.watches.watch(compilePattern(source), (key, value) => this.#changed(key, value)),
      );
    }
    this.#holding++;
  }

  /** The present values have been sent: changes flow. */
  release(): void {
    this.#holding--;
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
  }

  /** The connection takes more. */
  flush(): void {
    if (this.#holding > 0) return;
    for (const [key, value] of this.#held) {
      this.#held.delete(key);
      if (!this.#send(key, value)) return;
    }
  }

  #changed(key: string, value: Value | undefined): void {
    // A later change of a key that is held goes behind the others, as it came.
    this.#held.delete(key);
    this.#held.set(key, value);
    if (this.#held.size > MAX_HELD) this.#overflow();
    else this.flush();
  }
}
