import { createHash, type Hash } from 'node:crypto';
import { blake2b, blake2s } from '@noble/hashes/blake2.js';
import { tick } from '../../budget.ts';

/** A hash that is under way. */
export interface Digest {
  update(data: Uint8Array): void;
  /** The hash of all so far; `length` for those that have none of their own. */
  digest(length?: number): Uint8Array;
  copy(): Digest;
}

/** A kind of hash: the name by which Node knows it, and sizes in bytes (digest 0: as long as wanted). */
interface Algorithm {
  node: string;
  digestSize: number;
  blockSize: number;
}

const algorithm = (node: string, digestSize: number, blockSize: number): Algorithm => ({ node, digestSize, blockSize });

/** Those that Python promises to have, BLAKE2 aside. */
export const GUARANTEED: ReadonlyMap<string, Algorithm> = new Map([
  ['md5', algorithm('md5', 16, 64)],
  ['sha1', algorithm('sha1', 20, 64)],
  ['sha224', algorithm('sha224', 28, 64)],
  ['sha256', algorithm('sha256', 32, 64)],
  ['sha384', algorithm('sha384', 48, 128)],
  ['sha512', algorithm('sha512', 64, 128)],
  ['sha3_224', algorithm('sha3-224', 28, 144)],
  ['sha3_256', algorithm('sha3-256', 32, 136)],
  ['sha3_384', algorithm('sha3-384', 48, 104)],
  ['sha3_512', algorithm('sha3-512', 64, 72)],
  ['shake_128', algorithm('shake128', 0, 168)],
  ['shake_256', algorithm('shake256', 0, 136)],
]);

/** Those that `new` knows besides. */
export const OTHERS: ReadonlyMap<string, Algorithm> = new Map([
  ['sha512_224', algorithm('sha512-224', 28, 128)],
  ['sha512_256', algorithm('sha512-256', 32, 128)],
  ['ripemd160', algorithm('ripemd160', 20, 64)],
  ['sm3', algorithm('sm3', 32, 64)],
]);

class NodeDigest implements Digest {
  readonly #algorithm: Algorithm;
  readonly #hash: Hash;

  constructor(algorithm: Algorithm, hash = createHash(algorithm.node)) {
    this.#algorithm = algorithm;
    this.#hash = hash;
  }
  update(data: Uint8Array): void {
    this.#hash.update(data);
  }
  digest(length?: number): Uint8Array {
    const options = length === undefined ? undefined : { outputLength: length };
    return new Uint8Array(this.#hash.copy(options).digest());
  }
  copy(): Digest {
    return new NodeDigest(this.#algorithm, this.#hash.copy());
  }
}

export function startDigest(of: Algorithm): Digest {
  return new NodeDigest(of);
}

/** What BLAKE2 can be started with; sizes are checked by the caller. */
export interface Blake2Options {
  dkLen: number;
  key?: Uint8Array;
  salt?: Uint8Array;
  personalization?: Uint8Array;
}

export interface Blake2 {
  maxDigest: number;
  maxKey: number;
  saltSize: number;
  blockSize: number;
  start(options: Blake2Options): Digest;
}

type NobleHash = ReturnType<typeof blake2b.create> | ReturnType<typeof blake2s.create>;

const PIECE = 4096;

class Blake2Digest implements Digest {
  readonly #hash: NobleHash;
  constructor(hash: NobleHash) {
    this.#hash = hash;
  }
  update(data: Uint8Array): void {
    // Not native: some 20 ns a byte.
    for (let at = 0; at < data.length; at += PIECE) {
      tick(PIECE / 4);
      this.#hash.update(data.subarray(at, at + PIECE));
    }
  }
  digest(): Uint8Array {
    return this.#hash.clone().digest();
  }
  copy(): Digest {
    return new Blake2Digest(this.#hash.clone());
  }
}

export const BLAKE2: ReadonlyMap<string, Blake2> = new Map([
  [
    'blake2b',
    {
      maxDigest: 64,
      maxKey: 64,
      saltSize: 16,
      blockSize: 128,
      start: (options: Blake2Options) => new Blake2Digest(blake2b.create(options)),
    },
  ],
  [
    'blake2s',
    {
      maxDigest: 32,
      maxKey: 32,
      saltSize: 8,
      blockSize: 64,
      start: (options: Blake2Options) => new Blake2Digest(blake2s.create(options)),
    },
  ],
]);
