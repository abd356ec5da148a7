import { typeError, valueError } from '../../core/errors.ts';
import { charge, enter, leave, tick } from '../budget.ts';
import { find } from '../search.ts';
import { compareStrings, equalStrings } from '../strings.ts';
import { Bytes, NOT_IMPLEMENTED, type Ordering, PyObject, Tuple, typeName, type Value } from '../values.ts';
import { findIterator } from './protocol.ts';

/** `a == b`. */
export function equals(a: Value, b: Value): boolean {
  switch (typeof a) {
    case 'string':
      return typeof b === 'string' ? equalStrings(a, b) : typeof b === 'object' && reflectedEquals(a, b);
    case 'bigint':
    case 'number':
    case 'boolean':
      if (typeof a === typeof b) return a === b;
      return isNumber(b) ? numbersEqual(a, b) : typeof b === 'object' && reflectedEquals(a, b);
    default:
      return objectsEqual(a, b);
  }
}

type RealNumber = bigint | number | boolean;

function isNumber(value: Value): value is RealNumber {
  return typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean';
}

/** JavaScript compares a bigint and a number by their exact values, and nan is neither less nor more than any. */
function numbersEqual(a: RealNumber, b: RealNumber): boolean {
  return a <= b && a >= b;
}

function reflectedEquals(a: Value, b: Value): boolean {
  if (!(b instanceof PyObject) || !b.equals) return false;
  return b.equals(a) === true;
}

function objectsEqual(a: Value, b: Value): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return itemsEqual(a, b);
  if (a instanceof Tuple && b instanceof Tuple) return itemsEqual(a.items, b.items);
  if (a instanceof Bytes && b instanceof Bytes) {
    tick(a.data.length >> 8);
    return Buffer.compare(a.data, b.data) === 0;
  }
  if (a instanceof PyObject && a.equals) {
    const result = a.equals(b);
    if (result !== NOT_IMPLEMENTED) return result;
  }
  return a === b || reflectedEquals(a, b);
}

function itemsEqual(a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false;
  enter('in comparison');
  try {
    for (let i = 0; i < a.length && i < b.length; i++) {
      tick();
      if (!same(a[i], b[i])) return false;
    }
    return a.length === b.length;
  } finally {
    leave();
  }
}

/** `a is b`. Equal strs are taken for the same one, and so are ints, floats (0.0 and -0.0 apart) and empty tuples. */
export function identical(a: Value, b: Value): boolean {
  if (a === b) return a !== 0 || Object.is(a, b);
  if (typeof a === 'number') return Object.is(a, b);
  return a instanceof Tuple && b instanceof Tuple && a.items.length === 0 && b.items.length === 0;
}

/** What containers ask of their items: `a is b or a == b`. A nan is the same as any other nan here. */
export function same(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a === typeof b && typeof a !== 'object') return typeof a === 'number' && Object.is(a, b);
  return equals(a, b);
}

const REFLECTED: Record<Ordering, Ordering> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** `a < b`. @throws TypeError `'<' not supported between instances of 'int' and 'str'`. */
export function lessThan(a: Value, b: Value): boolean {
  return isNumber(a) && isNumber(b) ? a < b : order('<', a, b);
}

/** `a <= b`. @throws TypeError */
export function lessOrEqual(a: Value, b: Value): boolean {
  return isNumber(a) && isNumber(b) ? a <= b : order('<=', a, b);
}

/** `a > b`. @throws TypeError */
export function greaterThan(a: Value, b: Value): boolean {
  return isNumber(a) && isNumber(b) ? a > b : order('>', a, b);
}

/** `a >= b`. @throws TypeError */
export function greaterOrEqual(a: Value, b: Value): boolean {
  return isNumber(a) && isNumber(b) ? a >= b : order('>=', a, b);
}

/** `a OP b`. @throws TypeError `'<' not supported between instances of 'int' and 'str'`. */
export function order(operator: Ordering, a: Value, b: Value): boolean {
  if (isNumber(a) && isNumber(b)) return orderPrimitives(operator, a, b);
  if (typeof a === 'string' && typeof b === 'string') return orderPrimitives(operator, compareStrings(a, b), 0);
  if (Array.isArray(a) && Array.isArray(b)) return orderItems(operator, a, b);
  if (a instanceof Tuple && b instanceof Tuple) return orderItems(operator, a.items, b.items);
  if (a instanceof Bytes && b instanceof Bytes) {
    tick(a.data.length >> 8);
    return orderPrimitives(operator, Buffer.compare(a.data, b.data), 0);
  }
  if (a instanceof PyObject && a.order) {
    const result = a.order(operator, b);
    if (result !== NOT_IMPLEMENTED) return result;
  }
  if (b instanceof PyObject && b.order) {
    const result = b.order(REFLECTED[operator], a);
    if (result !== NOT_IMPLEMENTED) return result;
  }
  throw typeError(`'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
}

function orderPrimitives(operator: Ordering, a: RealNumber, b: RealNumber): boolean {
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    default:
      return a >= b;
  }
}

/** Decided by the first items that differ, or else by the lengths. */
function orderItems(operator: Ordering, a: readonly Value[], b: readonly Value[]): boolean {
  enter('in comparison');
  try {
    for (let i = 0; i < a.length && i < b.length; i++) {
      tick();
      if (!same(a[i], b[i])) return order(operator, a[i], b[i]);
    }
    return orderPrimitives(operator, a.length, b.length);
  } finally {
    leave();
  }
}

/** `item in container`. @throws TypeError as CPython words it for each type. */
export function contains(container: Value, item: Value): boolean {
  if (typeof container === 'string') {
    if (typeof item !== 'string') {
      throw typeError(`'in <string>' requires string as left operand, not ${typeName(item)}`);
    }
    return find(container, item) >= 0;
  }
  if (Array.isArray(container)) return holdsItem(container, item);
  if (container instanceof Tuple) return holdsItem(container.items, item);
  if (container instanceof Bytes) return holdsBytes(container, item);
  if (container instanceof PyObject && container.contains) return container.contains(item);
  const iterator = findIterator(container);
  if (!iterator) throw typeError(`argument of type '${typeName(container)}' is not iterable`);
  for (let next = iterator.next(); next !== undefined; next = iterator.next()) {
    tick();
    if (same(next, item)) return true;
  }
  return false;
}

function holdsItem(items: readonly Value[], item: Value): boolean {
  for (let i = 0; i < items.length; i++) {
    tick();
    if (same(items[i], item)) return true;
  }
  return false;
}

function holdsBytes(container: Bytes, item: Value): boolean {
  tick(container.data.length >> 6);
  if (item instanceof Bytes) return find(latin(container), latin(item)) >= 0;
  const byte = typeof item === 'boolean' ? BigInt(item) : item instanceof PyObject && item.index ? item.index() : item;
  if (typeof byte !== 'bigint') throw typeError(`a bytes-like object is required, not '${typeName(item)}'`);
  if (byte < 0n || byte > 255n) throw valueError('byte must be in range(0, 256)');
  return container.data.includes(Number(byte));
}

/** Bytes as a text of characters below 256, which is searched in linear time whatever the pattern. */
function latin({ data }: Bytes): string {
  charge(data.length);
  return Buffer.from(data.buffer, data.byteOffset, data.length).toString('latin1');
}
