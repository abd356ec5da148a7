import { createHash, randomBytes } from 'node:crypto';
import { overflowError, typeError, valueError } from '../../../core/errors.ts';
import { charge, tick } from '../../budget.ts';
import { environment } from '../../environment.ts';
import { hash } from '../../hash.ts';
import { listOf } from '../../iterators.ts';
import { equals, getItem, modulo, toIndex } from '../../operators.ts';
import { str } from '../../text.ts';
import { Bytes, Tuple, type Value } from '../../values.ts';
import type { Source } from './mersenneTwister.ts';

const WORD_MASK = 0xffffffffffffffffn;
/** What a byte of a seed costs. */
const STEPS_A_BYTE = 8;

/** `seed(a, version)`. @throws TypeError for what is no seed. */
export function seed(source: Source, value: Value = null, version: Value = 2n): null {
  source.seed(keyOf(value, equals(version, 1n) ? 1 : 2));
  return null;
}

function keyOf(value: Value, version: 1 | 2): Uint8Array {
  if (value === null) return environment.once(() => randomBytes(2496));
  if (typeof value === 'bigint') return toBytes(value < 0n ? -value : value);
  if (typeof value === 'boolean') return Uint8Array.of(value ? 1 : 0);
  if (typeof value === 'number') return toBytes(hash(value) & WORD_MASK);
  if (typeof value !== 'string' && !(value instanceof Bytes))
    throw typeError('The only supported seed types are: None,\nint, float, str, bytes, and bytearray.');
  const isText = typeof value === 'string';
  const length = isText ? value.length : value.data.length;
  charge(length * 4);
  tick(length * STEPS_A_BYTE);
  if (version === 1) return toBytes(oldKey(isText ? codesOf(value) : value.data));
  const data = isText ? Buffer.from(value) : value.data;
  return Buffer.concat([data, createHash('sha512').update(data).digest()]);
}

function* codesOf(text: string): Iterable<number> {
  for (const letter of text) yield letter.codePointAt(0)!;
}

/** The key of a text as Python 2 had it. */
function oldKey(codes: Iterable<number>): bigint {
  let key: bigint | null = null;
  let count = 0;
  for (const code of codes) {
    tick();
    key = ((1000003n * (key ?? BigInt(code) << 7n)) ^ BigInt(code)) & WORD_MASK;
    count++;
  }
  return (key ?? 0n) ^ BigInt(count);
}

function toBytes(value: bigint): Uint8Array {
  const hex = value.toString(16);
  charge(hex.length * 4);
  tick((hex.length / 2) * STEPS_A_BYTE);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

const VERSION = 3n;
const STATE_LENGTH = 625;

/** `getstate()`. */
export function getState(source: Source): Tuple {
  const { words, kept } = source.state();
  return new Tuple([VERSION, new Tuple(words.map(BigInt)), kept]);
}

/** `setstate(state)`, of this version or of Python 2's. @throws ValueError, TypeError, OverflowError where it is none. */
export function setState(source: Source, state: Value): null {
  const version = getItem(state, 0n);
  const isOld = equals(version, 2n);
  if (!isOld && !equals(version, VERSION))
    throw valueError(`state with version ${str(version)} passed to Random.setstate() of version ${VERSION}`);
  const parts = listOf(state);
  if (parts.length > 3) throw valueError('too many values to unpack (expected 3)');
  if (parts.length < 3) throw valueError(`not enough values to unpack (expected 3, got ${parts.length})`);
  const [, words, kept] = parts;
  source.restore(toWords(isOld ? withoutSigns(words) : words), typeof kept === 'number' ? kept : null);
  return null;
}

/** Python 2 had words with signs. */
function withoutSigns(words: Value): Tuple {
  return new Tuple(listOf(words).map(word => modulo(word, 1n << 32n)));
}

function toWords(words: Value): number[] {
  if (!(words instanceof Tuple)) throw typeError('state vector must be a tuple');
  if (words.items.length !== STATE_LENGTH) throw valueError('state vector is the wrong size');
  const last = words.items[STATE_LENGTH - 1];
  const numbers = words.items.slice(0, -1).map(word => Number(BigInt.asUintN(32, toUnsignedLong(word))));
  const position = toIndex(last);
  if (BigInt.asIntN(64, position) !== position) throw overflowError('Python int too large to convert to C long');
  if (position < 0n || position >= STATE_LENGTH) throw valueError('invalid state');
  return [...numbers, Number(position)];
}

function toUnsignedLong(value: Value): bigint {
  if (typeof value !== 'bigint' && typeof value !== 'boolean') throw typeError('an integer is required');
  const number = BigInt(value);
  if (number < 0n) throw overflowError("can't convert negative value to unsigned int");
  if (number > WORD_MASK) throw overflowError('Python int too large to convert to C unsigned long');
  return number;
}
