import { environment } from '../../environment.ts';
import { log } from '../../libm/exponential.ts';
import { cos, sin } from '../../libm/trigonometric.ts';

/** Where random numbers come from. */
export interface Source {
  /** At least 0, below 1, of 53 bits. */
  random(): number;
  /** An int of so many random bits (1 or more). */
  bits(count: number): bigint;
  /** Of the standard normal distribution; two at a time, the second kept for the next call. */
  gauss(): number;
  /** Starts anew from an int that is not negative: its bytes, the highest first. */
  seed(key: Uint8Array): void;
  /** 624 words and the position among them, and the number that `gauss` keeps. */
  state(): { words: number[]; kept: number | null };
  restore(words: readonly number[], kept: number | null): void;
}

const SIZE = 624;
const PERIOD = 397;

/** MT19937, with the seeding and the numbers of CPython. */
export class MersenneTwister implements Source {
  readonly #words = new Uint32Array(SIZE);
  #at = SIZE;
  #kept: number | null = null;

  seed(key: Uint8Array): void {
    const first = key.findIndex(byte => byte !== 0);
    const size = first < 0 ? 1 : key.length - first;
    const padded = Buffer.alloc(Math.ceil(size / 4) * 4);
    // The bytes are the caller's: what is turned round is a copy.
    padded.set(Uint8Array.from(key.subarray(-size)).reverse());
    const keys = new Uint32Array(padded.length / 4);
    for (let i = 0; i < keys.length; i++) keys[i] = padded.readUInt32LE(i * 4);
    this.#seedWords(keys);
    this.#kept = null;
  }

  #seedWords(keys: Uint32Array): void {
    const words = this.#words;
    words[0] = 19650218;
    for (let i = 1; i < SIZE; i++) words[i] = Math.imul(1812433253, words[i - 1] ^ (words[i - 1] >>> 30)) + i;
    let i = 1;
    const step = (factor: number) => words[i] ^ Math.imul(words[i - 1] ^ (words[i - 1] >>> 30), factor);
    const advance = () => {
      if (++i < SIZE) return;
      words[0] = words[SIZE - 1];
      i = 1;
    };
    for (let count = Math.max(SIZE, keys.length), j = 0; count > 0; count--, j = (j + 1) % keys.length) {
      words[i] = step(1664525) + keys[j] + j;
      advance();
    }
    for (let count = SIZE - 1; count > 0; count--) {
      words[i] = step(1566083941) - i;
      advance();
    }
    words[0] = 0x80000000;
    this.#at = SIZE;
  }

  /** The next 32 bits. */
  #next(): number {
    if (this.#at >= SIZE) this.#twist();
    let y = this.#words[this.#at++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  #twist(): void {
    const words = this.#words;
    for (let i = 0; i < SIZE; i++) {
      const y = (words[i] & 0x80000000) | (words[(i + 1) % SIZE] & 0x7fffffff);
      words[i] = words[(i + PERIOD) % SIZE] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#at = 0;
  }

  random(): number {
    const high = this.#next() >>> 5;
    const low = this.#next() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  bits(count: number): bigint {
    if (count <= 32) return BigInt(this.#next() >>> (32 - count));
    const words: string[] = [];
    for (let left = count; left > 0; left -= 32) {
      const word = left < 32 ? this.#next() >>> (32 - left) : this.#next();
      words.push(word.toString(16).padStart(8, '0'));
    }
    return BigInt(`0x${words.reverse().join('')}`);
  }

  gauss(): number {
    const kept = this.#kept;
    this.#kept = null;
    if (kept !== null) return kept;
    const angle = this.random() * (2 * Math.PI);
    const radius = Math.sqrt(-2 * log(1 - this.random()));
    this.#kept = sin(angle) * radius;
    return cos(angle) * radius;
  }

  state(): { words: number[]; kept: number | null } {
    return { words: [...this.#words, this.#at], kept: this.#kept };
  }

  restore(words: readonly number[], kept: number | null): void {
    this.#words.set(words.slice(0, SIZE));
    this.#at = words[SIZE];
    this.#kept = kept;
  }
}

/** The source that all requests share: what it gave to an evaluation, it gives to its re-runs. */
export class SharedSource implements Source {
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  random(): number {
    return environment.once(() => this.#source.random());
  }
  bits(count: number): bigint {
    return environment.once(() => this.#source.bits(count));
  }
  gauss(): number {
    return environment.once(() => this.#source.gauss());
  }
  seed(key: Uint8Array): void {
    environment.once(() => this.#source.seed(key));
  }
  state(): { words: number[]; kept: number | null } {
    return environment.once(() => this.#source.state());
  }
  restore(words: readonly number[], kept: number | null): void {
    environment.once(() => this.#source.restore(words, kept));
  }
}
