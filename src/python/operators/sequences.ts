import { memoryError, overflowError, typeError } from '../../core/errors.ts';
import { charge, tick } from '../budget.ts';
import { repeat as repeatText } from '../strings.ts';
import { Bytes, NOT_IMPLEMENTED, type NotImplemented, Tuple, typeName, type Value } from '../values.ts';
import { findIndex, fitsSize, iterate } from './protocol.ts';

/** `a + b` where `a` is a sequence. @throws TypeError `can only concatenate list (not "int") to list`. */
export function concatenate(a: Value, b: Value): Value | NotImplemented {
  if (typeof a === 'string') {
    if (typeof b !== 'string') throw notConcatenated('str', b);
    charge(a.length + b.length);
    return a + b;
  }
  if (Array.isArray(a)) {
    if (!Array.isArray(b)) throw notConcatenated('list', b);
    return joinItems(a, b);
  }
  if (a instanceof Tuple) {
    if (!(b instanceof Tuple)) throw notConcatenated('tuple', b);
    if (b.items.length === 0) return a;
    return a.items.length === 0 ? b : new Tuple(joinItems(a.items, b.items));
  }
  if (a instanceof Bytes) {
    if (!(b instanceof Bytes)) throw typeError(`can't concat ${typeName(b)} to bytes`);
    charge(a.data.length + b.data.length);
    return new Bytes(Buffer.concat([a.data, b.data]));
  }
  return NOT_IMPLEMENTED;
}

function notConcatenated(name: string, b: Value): Error {
  return typeError(`can only concatenate ${name} (not "${typeName(b)}") to ${name}`);
}

function joinItems(a: readonly Value[], b: readonly Value[]): Value[] {
  const count = a.length + b.length;
  charge(count * 8);
  tick(count >> 3);
  return a.concat(b);
}

function isSequence(value: Value): value is string | Value[] | Tuple | Bytes {
  return typeof value === 'string' || Array.isArray(value) || value instanceof Tuple || value instanceof Bytes;
}

/** `a * b` where one of them is a sequence. @throws TypeError `can't multiply sequence by non-int of type 'str'`, OverflowError, MemoryError. */
export function repeat(a: Value, b: Value): Value | NotImplemented {
  if (isSequence(a)) return repeatSequence(a, timesOf(b));
  return isSequence(b) ? repeatSequence(b, timesOf(a)) : NOT_IMPLEMENTED;
}

/** How often to repeat: a whole number that is not negative. */
function timesOf(value: Value): number {
  const times = findIndex(value);
  if (times === null) throw typeError(`can't multiply sequence by non-int of type '${typeName(value)}'`);
  if (!fitsSize(times)) throw overflowError(`cannot fit '${typeName(value)}' into an index-sized integer`);
  return Math.max(Number(times), 0);
}

function repeatSequence(sequence: string | Value[] | Tuple | Bytes, times: number): Value {
  if (typeof sequence === 'string') return repeatText(sequence, times);
  if (Array.isArray(sequence)) return repeatItems(sequence, times);
  if (sequence instanceof Tuple) return times === 1 ? sequence : new Tuple(repeatItems(sequence.items, times));
  const { data } = sequence;
  charge(data.length * times);
  tick((data.length * times) >> 6);
  const result = new Uint8Array(data.length * times);
  result.set(times > 0 ? data : []);
  for (let filled = data.length; filled < result.length; filled *= 2) result.copyWithin(filled, 0, filled);
  return new Bytes(result);
}

function repeatItems(items: readonly Value[], times: number): Value[] {
  const count = items.length * times;
  charge(count * 8);
  if (count > 2 ** 32 - 1) throw memoryError();
  tick(count >> 2);
  const result = new Array<Value>(count);
  if (items.length === 1) return result.fill(items[0]);
  for (let at = 0; at < count; at += items.length) {
    for (let i = 0; i < items.length; i++) result[at + i] = items[i];
  }
  return result;
}

/** `list += iterable`. @throws TypeError `'int' object is not iterable`. */
export function extend(list: Value[], values: Value): Value[] {
  if (Array.isArray(values)) {
    const count = values.length;
    charge(count * 8);
    tick(count >> 2);
    for (let i = 0; i < count; i++) list.push(values[i]);
    return list;
  }
  const iterator = iterate(values);
  for (let item = iterator.next(); item !== undefined; item = iterator.next()) {
    tick();
    charge(8);
    list.push(item);
  }
  return list;
}

/** `list *= times`. @throws TypeError, OverflowError, MemoryError. */
export function repeatInPlace(list: Value[], times: Value): Value[] {
  const repeated = repeatItems(list, timesOf(times));
  list.length = 0;
  for (const item of repeated) list.push(item);
  return list;
}
