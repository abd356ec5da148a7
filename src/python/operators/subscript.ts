import { indexError, typeError, valueError } from '../../core/errors.ts';
import { charge, tick } from '../budget.ts';
import { type FittedSlice, PySlice } from '../slice.ts';
import { charAt, lengthOf, sliceOf } from '../strings.ts';
import { Bytes, PyObject, PyType, Tuple, typeName, type Value } from '../values.ts';
import { findIndex, findIterator, fitsSize } from './protocol.ts';

/** `container[key]`. @throws TypeError, IndexError, KeyError as CPython words them. */
export function getItem(container: Value, key: Value): Value {
  if (Array.isArray(container)) {
    if (key instanceof PySlice) return sliceItems(container, key);
    return container[position(key, container.length, LIST)];
  }
  if (typeof container === 'string') {
    if (key instanceof PySlice) return sliceText(container, key);
    return charAt(container, position(key, lengthOf(container), STRING));
  }
  if (container instanceof Tuple) {
    const { items } = container;
    if (key instanceof PySlice) return sliceTuple(container, key);
    return items[position(key, items.length, TUPLE)];
  }
  if (container instanceof Bytes) {
    if (key instanceof PySlice) return sliceBytes(container, key);
    return BigInt(container.data[position(key, container.data.length, BYTES)]);
  }
  if (container instanceof PyObject && container.getItem) return container.getItem(key);
  if (container instanceof PyType) throw typeError(`type '${container.name}' is not subscriptable`);
  throw typeError(`'${typeName(container)}' object is not subscriptable`);
}

/** What CPython says of a wrong key or a position that is not there. */
interface Wording {
  wrongType(key: Value): string;
  outOfRange: string;
}

const wrongIndex = (name: string) => (key: Value) => `${name} indices must be integers or slices, not ${typeName(key)}`;
const LIST: Wording = { wrongType: wrongIndex('list'), outOfRange: 'list index out of range' };
const LIST_CHANGE: Wording = { wrongType: wrongIndex('list'), outOfRange: 'list assignment index out of range' };
const TUPLE: Wording = { wrongType: wrongIndex('tuple'), outOfRange: 'tuple index out of range' };
const BYTES: Wording = { wrongType: wrongIndex('byte'), outOfRange: 'index out of range' };
const STRING: Wording = {
  wrongType: key => `string indices must be integers, not '${typeName(key)}'`,
  outOfRange: 'string index out of range',
};

/** The position, from 0 to length - 1, that a key means. */
function position(key: Value, length: number, wording: Wording): number {
  const index = findIndex(key);
  if (index === null) throw typeError(wording.wrongType(key));
  const given = Number(index);
  const at = given < 0 ? given + length : given;
  if (at >= 0 && at < length) return at;
  throw fitsSize(index) ? indexError(wording.outOfRange) : unfitting(key);
}

function sliceItems(items: readonly Value[], slice: PySlice): Value[] {
  const { start, stop, step, count } = slice.indices(items.length);
  charge(count * 8);
  tick(count >> 3);
  if (step === 1) return items.slice(start, Math.max(start, stop));
  const picked = new Array<Value>(count);
  for (let i = 0, at = start; i < count; i++, at += step) picked[i] = items[at];
  return picked;
}

function sliceTuple(tuple: Tuple, slice: PySlice): Tuple {
  const items = sliceItems(tuple.items, slice);
  return items.length === tuple.items.length && slice.indices(items.length).step === 1 ? tuple : new Tuple(items);
}

function sliceText(text: string, slice: PySlice): string {
  const { start, stop, step } = slice.indices(lengthOf(text));
  return sliceOf(text, start, stop, step);
}

function sliceBytes({ data }: Bytes, slice: PySlice): Bytes {
  const { start, stop, step, count } = slice.indices(data.length);
  charge(count);
  tick(count >> 5);
  if (step === 1) return new Bytes(data.slice(start, Math.max(start, stop)));
  const picked = new Uint8Array(count);
  for (let i = 0, at = start; i < count; i++, at += step) picked[i] = data[at];
  return new Bytes(picked);
}

/** `container[key] = value`. @throws TypeError, IndexError, ValueError as CPython words them. */
export function setItem(container: Value, key: Value, value: Value): void {
  if (Array.isArray(container)) {
    if (key instanceof PySlice) setSlice(container, key, value);
    else container[position(key, container.length, LIST_CHANGE)] = value;
  } else if (container instanceof PyObject && container.setItem) {
    container.setItem(key, value);
  } else {
    if (isSequence(container)) checkFits(key);
    throw typeError(`'${typeName(container)}' object does not support item assignment`);
  }
}

/** Whether CPython takes a type for a sequence, if one that can't be changed. */
function isSequence(container: Value): boolean {
  if (typeof container === 'string' || container instanceof Tuple || container instanceof Bytes) return true;
  return container instanceof PyObject && container.length !== undefined;
}

/** Whether the key is an index. @throws IndexError for one past all sizes. */
function checkFits(key: Value): boolean {
  const index = findIndex(key);
  if (index !== null && !fitsSize(index)) throw unfitting(key);
  return index !== null;
}

function unfitting(key: Value): Error {
  return indexError(`cannot fit '${typeName(key)}' into an index-sized integer`);
}

function setSlice(list: Value[], slice: PySlice, value: Value): void {
  const fitted = slice.indices(list.length);
  const contiguous = fitted.step === 1;
  const values = drain(value, contiguous ? 'can only assign an iterable' : 'must assign iterable to extended slice');
  if (contiguous) {
    replaceSpan(list, fitted.start, Math.max(fitted.start, fitted.stop), values);
    return;
  }
  const { start, step, count } = fitted;
  if (values.length !== count) {
    throw valueError(`attempt to assign sequence of size ${values.length} to extended slice of size ${count}`);
  }
  for (let i = 0, at = start; i < count; i++, at += step) list[at] = values[i];
}

function drain(value: Value, complaint: string): Value[] {
  const iterator = findIterator(value);
  if (!iterator) throw typeError(complaint);
  const values: Value[] = [];
  for (let item = iterator.next(); item !== undefined; item = iterator.next()) {
    tick();
    charge(8);
    values.push(item);
  }
  return values;
}

function replaceSpan(list: Value[], start: number, stop: number, values: readonly Value[]): void {
  const tail = list.slice(stop);
  charge((values.length + tail.length) * 8);
  tick(tail.length >> 3);
  list.length = start;
  for (const value of values) list.push(value);
  for (const value of tail) list.push(value);
}

/** `del container[key]`. @throws TypeError, IndexError, KeyError as CPython words them. */
export function deleteItem(container: Value, key: Value): void {
  if (Array.isArray(container)) {
    if (key instanceof PySlice) deleteSlice(container, key.indices(container.length));
    else container.splice(position(key, container.length, LIST_CHANGE), 1);
    tick(container.length >> 4);
  } else if (container instanceof PyObject && container.deleteItem) {
    container.deleteItem(key);
  } else {
    const verb = isSequence(container) && checkFits(key) ? "doesn't" : 'does not';
    throw typeError(`'${typeName(container)}' object ${verb} support item deletion`);
  }
}

function deleteSlice(list: Value[], { start, step, count }: FittedSlice): void {
  if (count === 0) return;
  const stride = Math.abs(step);
  const first = step > 0 ? start : start + (count - 1) * step;
  const last = first + (count - 1) * stride;
  let kept = first;
  for (let i = first; i < list.length; i++) {
    if (i <= last && (i - first) % stride === 0) continue;
    list[kept++] = list[i];
  }
  list.length = kept;
}
