import { typeError } from '../core/errors.ts';
import { charge, enter, leave, tick } from './budget.ts';
import { Complex } from './complex.ts';
import { ratioOf } from './floats.ts';
import { toSafeNumber } from './integers.ts';
import { PyRange } from './range.ts';
import { PySet } from './set.ts';
import { Bytes, type HashKey, Tuple, typeName, type Value } from './values.ts';

/** Texts that begin with this are keys of other values; a str that begins with it is tagged itself. */
const TAG = '\0';

/**
 * The key under which dicts and sets keep `value`: the same exactly for equal values (1, 1.0 and True share one).
 * A PyObject's own `hashKey()` may return any string: it is kept apart from every str.
 * @throws TypeError `unhashable type: 'list'`.
 */
export function hashKey(value: Value): HashKey {
  switch (typeof value) {
    case 'string':
      tick(value.length >> 10);
      return value.charCodeAt(0) === 0 ? `${TAG}s${value}` : value;
    case 'bigint':
      return integerKey(value);
    case 'number':
      return Number.isInteger(value) && !Number.isSafeInteger(value) ? integerKey(BigInt(value)) : value;
    case 'boolean':
      return value ? 1 : 0;
    default:
      return value === null ? null : objectKey(value);
  }
}

function integerKey(value: bigint): HashKey {
  const number = toSafeNumber(value);
  if (!Number.isNaN(number)) return number;
  // As text: V8 hashes only the low 64 bits of a bigint.
  const digits = value.toString(16);
  // It is made, joined and hashed, digit by digit.
  tick(digits.length >> 5);
  return charged(`${TAG}i${digits}`);
}

function objectKey(value: Exclude<Value, null | string | bigint | number | boolean>): HashKey {
  if (Array.isArray(value)) throw unhashable(value);
  if (value instanceof Tuple) return charged(`${TAG}t${joinedKeys(value.items)}`);
  if (value instanceof Bytes) return charged(`${TAG}b${latin1(value)}`);
  if (value.hashKey) {
    const key = value.hashKey();
    return typeof key === 'string' && key.charCodeAt(0) !== 0 ? `${TAG}x${key}` : key;
  }
  // As in Python: what compares by value and says nothing of its hash has none; all else is hashed by identity.
  if (value.equals) throw unhashable(value);
  return value;
}

function latin1({ data }: Bytes): string {
  return Buffer.from(data.buffer, data.byteOffset, data.length).toString('latin1');
}

function unhashable(value: Value) {
  return typeError(`unhashable type: '${typeName(value)}'`);
}

function charged(key: string): string {
  charge(key.length);
  return key;
}

function joinedKeys(items: readonly Value[]): string {
  enter('while hashing an object');
  try {
    let joined = '';
    for (const item of items) {
      tick();
      joined += partOf(hashKey(item));
    }
    return joined;
  } finally {
    leave();
  }
}

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

/** A key as part of a longer one: no two different lists of keys join to the same text. */
function partOf(key: HashKey): string {
  switch (typeof key) {
    case 'string':
      charge(key.length);
      return `${key.length}:${key}`;
    case 'number':
      return `n${key};`;
    case 'boolean':
      return `b${key};`;
    default: {
      if (key === null) return 'N';
      let identity = identities.get(key);
      if (identity === undefined) {
        identity = ++lastIdentity;
        identities.set(key, identity);
      }
      return `o${identity};`;
    }
  }
}

/** A key of its own kind, apart from all strs. `kind`: what sort of value, `text`: what tells it from others of the sort. */
export function taggedKey(kind: string, text: string): HashKey {
  return charged(`${TAG}${kind}${TAG}${text}`);
}

/** The key of a frozenset (and of a set that is looked up among frozensets): independent of order. */
export function frozenKey(keys: Iterable<HashKey>): HashKey {
  const parts: string[] = [];
  for (const key of keys) {
    tick();
    parts.push(partOf(key));
  }
  parts.sort();
  tick(parts.length * 2);
  return charged(`${TAG}f${parts.join('')}`);
}

// CPython's hashes of numbers: the value modulo the prime 2**61 - 1.
const HASH_BITS = 61n;
const HASH_MODULUS = (1n << HASH_BITS) - 1n;
const HASH_INFINITY = 314159n;
const IMAGINARY_FACTOR = 1000003n;
const HASH_NONE = 0xfca86420n;

/** -1 means "error" in C, so that no hash is -1. */
const withoutMinusOne = (hash: bigint) => (hash === -1n ? -2n : hash);

/** `hash(value)`: CPython's own for numbers and tuples and frozensets of them; stable, but another than CPython's random one, for text. */
export function hash(value: Value): bigint {
  switch (typeof value) {
    case 'bigint':
      return hashInteger(value);
    case 'number':
      return hashFloat(value);
    case 'boolean':
      return value ? 1n : 0n;
    case 'string':
      return hashText(value);
    default:
      return value === null ? HASH_NONE : hashObject(value);
  }
}

function hashInteger(value: bigint): bigint {
  // The remainder has the sign of the dividend, as CPython's hash has.
  return withoutMinusOne(value % HASH_MODULUS);
}

function hashFloat(value: number): bigint {
  if (Number.isNaN(value)) return 0n;
  if (!Number.isFinite(value)) return value > 0 ? HASH_INFINITY : -HASH_INFINITY;
  if (Number.isInteger(value)) return hashInteger(BigInt(value));
  const [numerator, denominator] = ratioOf(value);
  const exponent = BigInt(denominator.toString(2).length - 1) % HASH_BITS;
  const magnitude = ((numerator < 0n ? -numerator : numerator) << (HASH_BITS - exponent)) % HASH_MODULUS;
  return withoutMinusOne(numerator < 0n ? -magnitude : magnitude);
}

function hashObject(value: Exclude<Value, null | string | bigint | number | boolean>): bigint {
  if (Array.isArray(value)) throw unhashable(value);
  if (value instanceof Tuple) return hashTuple(value.items);
  if (value instanceof Complex) {
    const combined = hashFloat(value.real) + IMAGINARY_FACTOR * hashFloat(value.imag);
    return withoutMinusOne(BigInt.asIntN(64, combined));
  }
  if (value instanceof PySet && value.frozen) return hashFrozenSet(value);
  if (value instanceof PyRange) return hashTuple(value.identity);
  if (value instanceof Bytes) return hashText(latin1(value));
  return hashText(partOf(hashKey(value)));
}

const PRIME_1 = 11400714785074694791n;
const PRIME_2 = 14029467366897019727n;
const PRIME_5 = 2870177450012600261n;

function hashTuple(items: readonly Value[]): bigint {
  enter('while hashing an object');
  try {
    let sum = PRIME_5;
    for (const item of items) {
      tick(4);
      sum = BigInt.asUintN(64, sum + BigInt.asUintN(64, hash(item)) * PRIME_2);
      sum = BigInt.asUintN(64, (sum << 31n) | (sum >> 33n));
      sum = BigInt.asUintN(64, sum * PRIME_1);
    }
    sum = BigInt.asIntN(64, sum + (BigInt(items.length) ^ PRIME_5 ^ 3527539n));
    return sum === -1n ? 1546275796n : sum;
  } finally {
    leave();
  }
}

const shuffleBits = (hash: bigint) => BigInt.asUintN(64, (hash ^ 89869747n ^ (hash << 16n)) * 3644798167n);

function hashFrozenSet(set: PySet): bigint {
  let sum = 0n;
  for (const item of set.values()) {
    tick(4);
    sum ^= shuffleBits(BigInt.asUintN(64, hash(item)));
  }
  sum ^= BigInt.asUintN(64, BigInt(set.size + 1) * 1927868237n);
  sum ^= (sum >> 11n) ^ (sum >> 25n);
  sum = BigInt.asIntN(64, sum * 69069n + 907133923n);
  return sum === -1n ? 590923713n : sum;
}

/** Two 32-bit FNV-1a hashes side by side. */
function hashText(text: string): bigint {
  if (text === '') return 0n;
  tick(text.length >> 4);
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit ^ (low >>> 16), 0x01000197);
  }
  return withoutMinusOne(BigInt.asIntN(64, (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)));
}

/** The hash of a value for which CPython's is the same in every process, so that sets of it have an order to reproduce; else null. */
export function stableHash(value: Value): bigint | null {
  switch (typeof value) {
    case 'bigint':
    case 'boolean':
      return hash(value);
    case 'number':
      return Number.isNaN(value) ? null : hashFloat(value);
    case 'string':
      return null;
    default:
      return value !== null && isStable(value) ? hash(value) : null;
  }
}

function isStable(value: Value): boolean {
  if (value instanceof Tuple) return value.items.every(isStable);
  if (value instanceof PySet) {
    for (const item of value.values()) if (!isStable(item)) return false;
    return true;
  }
  if (typeof value === 'number') return !Number.isNaN(value);
  return typeof value === 'bigint' || typeof value === 'boolean' || value instanceof Complex;
}
