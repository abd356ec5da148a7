import { memoryError, typeError, valueError } from '../../../core/errors.ts';
import { toInt } from '../../arguments.ts';
import { charge, tick } from '../../budget.ts';
import { nameInCalls } from '../../functionNames.ts';
import { hashKey } from '../../hash.ts';
import { encodeHex } from '../../hexDigits.ts';
import { toSize } from '../../operators.ts';
import { PySet } from '../../set.ts';
import { builtin, defineGetters, defineMethods, invoke, type Run } from '../../signature.ts';
import { ADDRESS, type Builtin, Bytes, Module, PyObject, PyType, type Value } from '../../values.ts';
import { toData } from '../binary.ts';
import { pythonFunction } from '../pythonFunction.ts';
import { BLAKE2, type Blake2, type Digest, GUARANTEED, OTHERS, startDigest } from './digests.ts';

const hashType = new PyType('_hashlib.HASH');
const variableHashType = new PyType('_hashlib.HASHXOF', hashType);

/** A hash under way, as a value. */
class HashObject extends PyObject {
  readonly type: PyType;
  readonly name: string;
  readonly digestSize: number;
  readonly blockSize: number;
  readonly digest: Digest;

  constructor(type: PyType, name: string, sizes: { digestSize: number; blockSize: number }, digest: Digest) {
    super();
    this.type = type;
    this.name = name;
    this.digestSize = sizes.digestSize;
    this.blockSize = sizes.blockSize;
    this.digest = digest;
  }

  override repr(): string {
    return this.type === hashType || this.type === variableHashType
      ? `<${this.name} ${this.type.name} object @ ${ADDRESS}>`
      : `<${this.type.name} object at ${ADDRESS}>`;
  }
}

/** The bytes to be hashed. @throws TypeError */
function toHashed(value: Value): Uint8Array {
  if (typeof value === 'string') throw typeError('Strings must be encoded before hashing');
  if (!(value instanceof Bytes)) throw typeError('object supporting the buffer API required');
  return toData(value);
}

/** The length that a hash without one of its own shall have. */
function toLength(value: Value): number {
  const length = toSize(value);
  if (length < 0) throw memoryError();
  charge(length * 2);
  tick(length >> 3);
  return length;
}

function defineHashMethods(type: PyType, length: string): void {
  const digestOf = (self: HashObject, value?: Value) =>
    self.digest.digest(value === undefined ? undefined : toLength(value));
  const digest: Run = (self, value) => new Bytes(digestOf(self, value));
  const hexDigest: Run = (self, value) => encodeHex(digestOf(self, value));
  defineMethods(type, {
    digest: [length, digest],
    hexdigest: [length, hexDigest],
    copy: [
      '',
      ({ type, name, digestSize, blockSize, digest }: HashObject) => {
        return new HashObject(type, name, { digestSize, blockSize }, digest.copy());
      },
    ],
    update: [
      'obj, /',
      (self: HashObject, data: Value) => {
        self.digest.update(toHashed(data));
        return null;
      },
    ],
  });
}

defineHashMethods(hashType, '');
defineHashMethods(variableHashType, 'length');
defineGetters(hashType, {
  name: (self: HashObject) => self.name,
  digest_size: (self: HashObject) => BigInt(self.digestSize),
  block_size: (self: HashObject) => BigInt(self.blockSize),
});

function startHash(name: string, data: Value | undefined): HashObject | null {
  const algorithm = GUARANTEED.get(name) ?? OTHERS.get(name);
  if (!algorithm) return null;
  const hash = new HashObject(
    algorithm.digestSize ? hashType : variableHashType,
    name,
    algorithm,
    startDigest(algorithm),
  );
  if (data !== undefined) hash.digest.update(toHashed(data));
  return hash;
}

function hashFunction(name: string): Builtin {
  const signature = 'string=b"", *, usedforsecurity=True';
  const start = builtin(`openssl_${name}`, signature, (data?: Value) => startHash(name, data)!);
  nameInCalls(start, `_hashlib.${start.name}`);
  return start;
}

function checkRange(name: string, value: number, low: number, high: number): void {
  if (value < low || value > high) throw valueError(`${name} must be between ${low} and ${high} bytes`);
}

function toLimited(name: string, value: Value | undefined, limit: number): Uint8Array | undefined {
  if (value === undefined) return undefined;
  const data = toData(value);
  if (data.length > limit) throw valueError(`maximum ${name} length is ${limit} bytes`);
  return data.length ? data : undefined;
}

/** Zeros up to the full size. */
function filled(data: Uint8Array | undefined, size: number): Uint8Array | undefined {
  if (!data) return undefined;
  const whole = new Uint8Array(size);
  whole.set(data);
  return whole;
}

const BLAKE2_SIGNATURE = 'data=b"", /, *, digest_size=64, key=b"", salt=b"", person=b"", usedforsecurity=True';

function blake2Type(name: string, { maxDigest, maxKey, saltSize, blockSize, start }: Blake2): PyType {
  const type = new PyType(`_blake2.${name}`, hashType);
  defineHashMethods(type, '');
  const sizes = { MAX_DIGEST_SIZE: maxDigest, MAX_KEY_SIZE: maxKey, SALT_SIZE: saltSize, PERSON_SIZE: saltSize };
  for (const [constant, size] of Object.entries(sizes)) type.attributes.set(constant, BigInt(size));
  type.construct = builtin(
    name,
    BLAKE2_SIGNATURE,
    (data?: Value, size?: Value, key?: Value, salt?: Value, person?: Value) => {
      const digestSize = size === undefined ? maxDigest : toInt(size);
      checkRange('digest_size', digestSize, 1, maxDigest);
      const digest = start({
        dkLen: digestSize,
        key: toLimited('key', key, maxKey),
        salt: filled(toLimited('salt', salt, saltSize), saltSize),
        personalization: filled(toLimited('person', person, saltSize), saltSize),
      });
      const hash = new HashObject(type, name, { digestSize, blockSize }, digest);
      if (data !== undefined) hash.digest.update(toHashed(data));
      return hash;
    },
  );
  return type;
}

const blake2Types = new Map([...BLAKE2].map(([name, kind]) => [name, blake2Type(name, kind)]));

type New = (name: Value, data: Value | undefined, named: Map<string, Value>) => Value;
const createHash: New = (name, data, named) => {
  // It is looked up in a set, which takes a set for a frozenset.
  if (!(name instanceof PySet)) hashKey(name);
  const blake2 = typeof name === 'string' && blake2Types.get(name.toLowerCase())?.construct;
  if (blake2) return invoke(blake2, data === undefined ? [] : [data], named);
  return invoke(createNative, data === undefined ? [name] : [name, data], named);
};
const create = pythonFunction('__hash_new', 'name, data=b"", **kwargs', createHash);

const createNative = builtin('new', 'name, string=b"", *, usedforsecurity=True', (name: Value, data?: Value) => {
  if (typeof name !== 'string') throw typeError('name must be a string');
  const hash = startHash(name.toLowerCase(), data);
  if (hash) return hash;
  if (data !== undefined) toHashed(data);
  throw valueError(`unsupported hash type ${name}`);
});

const guaranteed = [...GUARANTEED.keys(), ...BLAKE2.keys()];

/** Python's `hashlib`. */
export const hashlib = new Module(
  'hashlib',
  new Map<string, Value>([
    ['new', create],
    ['algorithms_guaranteed', PySet.of(guaranteed)],
    ['algorithms_available', PySet.of([...guaranteed, ...OTHERS.keys()])],
    ...[...GUARANTEED.keys()].map((name): [string, Value] => [name, hashFunction(name)]),
    ...blake2Types,
  ]),
);
