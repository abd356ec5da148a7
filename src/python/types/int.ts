import { memoryError, overflowError, typeError, valueError } from '../../core/errors.ts';
import { argumentType } from '../arguments.ts';
import { charge, tick } from '../budget.ts';
import { truncateFloat } from '../floats.ts';
import { accountFor, bitLength, MAX_BITS, parseInteger } from '../integers.ts';
import { findIndex, findIterator, toIndex, toSize, truth } from '../operators/protocol.ts';
import { defineClassMethods, defineConstructor, defineGetters, defineMethods } from '../signature.ts';
import { Bytes, type PyType, Tuple, typeName, types, type Value } from '../values.ts';

/** An int's self, which may be a bool. */
const whole = (self: bigint | boolean): bigint => BigInt(self);

/** `int(x, base)`. @throws TypeError, ValueError, OverflowError as CPython words them. */
function construct(x?: Value, base?: Value): Value {
  if (base === undefined) return x === undefined ? 0n : toInteger(x);
  if (x === undefined) throw typeError('int() missing string argument');
  const radix = toIndex(base);
  if ((radix !== 0n && radix < 2n) || radix > 36n) throw valueError('int() base must be >= 2 and <= 36, or 0');
  const text = textOf(x);
  if (text === null) throw typeError("int() can't convert non-string with explicit base");
  return parseInteger(text, Number(radix), x);
}

function toInteger(x: Value): bigint {
  if (typeof x === 'number') return truncateFloat(x);
  const text = textOf(x);
  if (text !== null) return parseInteger(text, 10, x);
  const index = findIndex(x);
  if (index !== null) return index;
  const wanted = 'a string, a bytes-like object or a real number';
  throw typeError(`int() argument must be ${wanted}, not '${typeName(x)}'`);
}

/** The text of a str or of bytes, in which what is not ASCII becomes what is no digit; null for other values. */
export function textOf(value: Value): string | null {
  if (typeof value === 'string') return value;
  if (!(value instanceof Bytes)) return null;
  charge(value.data.length);
  return Buffer.from(value.data)
    .toString('latin1')
    .replace(/[^\0-\x7f]/g, '?');
}

function isLittle(byteorder: Value | undefined, method: string): boolean {
  if (byteorder === undefined) return false;
  if (typeof byteorder !== 'string') {
    throw typeError(`${method}() argument 'byteorder' must be str, not ${argumentType(byteorder)}`);
  }
  if (byteorder !== 'little' && byteorder !== 'big') throw valueError("byteorder must be either 'little' or 'big'");
  return byteorder === 'little';
}

function toBytes(self: bigint | boolean, length?: Value, byteorder?: Value, signed?: Value): Value {
  const size = length === undefined ? 1 : toSize(length);
  const little = isLittle(byteorder, 'to_bytes');
  const isSigned = signed !== undefined && truth(signed);
  if (size < 0) throw valueError('length argument must be non-negative');
  charge(size * 3);
  const value = whole(self);
  if (value < 0n && !isSigned) throw overflowError("can't convert negative int to unsigned");
  const bits = bitLength(value < 0n ? ~value : value);
  // 0 and -1 fit into no bytes at all.
  if (bits > 0 && bits + (isSigned ? 1 : 0) > size * 8) throw overflowError('int too big to convert');
  tick(size >> 4);
  const unsigned = value < 0n ? value + (1n << BigInt(size * 8)) : value;
  const data = new Uint8Array(size);
  const digits = unsigned.toString(16);
  const bytes = Buffer.from(digits.length % 2 ? `0${digits}` : digits, 'hex');
  if (size > 0) data.set(bytes, size - bytes.length);
  return new Bytes(little ? data.reverse() : data);
}

function fromBytes(type: PyType, bytes: Value, byteorder?: Value, signed?: Value): Value {
  const little = isLittle(byteorder, 'from_bytes');
  const data = dataOf(bytes);
  if (data.length * 8 > MAX_BITS) throw memoryError();
  charge(data.length * 3);
  tick(data.length >> 4);
  if (little) data.reverse();
  let value = data.length === 0 ? 0n : BigInt(`0x${Buffer.from(data).toString('hex')}`);
  if (signed !== undefined && truth(signed) && data[0] >= 0x80) value -= 1n << BigInt(data.length * 8);
  accountFor(value);
  return type === types.bool ? value !== 0n : value;
}

/** A copy of the bytes that `bytes(value)` has. */
function dataOf(value: Value): Uint8Array {
  if (value instanceof Bytes) return value.data.slice();
  const iterator = typeof value === 'string' ? null : findIterator(value);
  if (!iterator) throw typeError(`cannot convert '${typeName(value)}' object to bytes`);
  const data: number[] = [];
  for (let item = iterator.next(); item !== undefined; item = iterator.next()) {
    tick();
    charge(8);
    const byte = toIndex(item);
    if (byte < 0n || byte > 255n) throw valueError('bytes must be in range(0, 256)');
    data.push(Number(byte));
  }
  return Uint8Array.from(data);
}

function bitCount(self: bigint | boolean): Value {
  const value = whole(self);
  const bits = (value < 0n ? -value : value).toString(2);
  charge(bits.length);
  tick(bits.length >> 4);
  let count = 0n;
  for (const bit of bits) if (bit === '1') count++;
  return count;
}

defineConstructor(types.int, 'x=0, /, base=10', construct);
defineMethods(types.int, {
  as_integer_ratio: ['', self => new Tuple([whole(self), 1n])],
  bit_count: ['', bitCount],
  bit_length: ['', self => BigInt(bitLength(whole(self)))],
  conjugate: ['', whole],
  to_bytes: ["length=1, byteorder='big', *, signed=False", toBytes],
});
defineClassMethods(types.int, {
  from_bytes: ["bytes, byteorder='big', *, signed=False", fromBytes],
});
defineGetters(types.int, {
  real: whole,
  imag: () => 0n,
  numerator: whole,
  denominator: () => 1n,
});
