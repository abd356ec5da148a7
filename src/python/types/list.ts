import { indexError, valueError } from '../../core/errors.ts';
import { toInt } from '../arguments.ts';
import { strictBoundsOf } from '../bounds.ts';
import { charge, tick } from '../budget.ts';
import { copyOf, listOf } from '../iterators.ts';
import { same } from '../operators/compare.ts';
import { toSize } from '../operators/protocol.ts';
import { extend } from '../operators/sequences.ts';
import { defineConstructor, defineMethods } from '../signature.ts';
import { sorted } from '../sort.ts';
import { repr } from '../text.ts';
import { Tuple, types, type Value } from '../values.ts';

defineConstructor(types.list, 'iterable=, /', (iterable?: Value) => (iterable === undefined ? [] : listOf(iterable)));

defineConstructor(types.tuple, 'iterable=, /', (iterable?: Value) => {
  if (iterable === undefined) return new Tuple([]);
  return iterable instanceof Tuple && iterable.type === types.tuple ? iterable : new Tuple(listOf(iterable));
});

/** The first place of an item, or -1. */
function indexOf(items: readonly Value[], value: Value, start?: Value, stop?: Value): number {
  const bounds = strictBoundsOf(start, stop, items.length);
  for (let i = bounds.start; i < bounds.end; i++) {
    tick();
    if (same(items[i], value)) return i;
  }
  return -1;
}

function countOf(items: readonly Value[], value: Value): bigint {
  let count = 0;
  for (let i = 0; i < items.length; i++) {
    tick();
    if (same(items[i], value)) count++;
  }
  return BigInt(count);
}

const INDEX = 'value, start=, stop=, /';

defineMethods(types.tuple, {
  count: ['value, /', (self: Tuple, value: Value) => countOf(self.items, value)],
  index: [
    INDEX,
    (self: Tuple, value: Value, start?: Value, stop?: Value) => {
      const index = indexOf(self.items, value, start, stop);
      if (index < 0) throw valueError('tuple.index(x): x not in tuple');
      return BigInt(index);
    },
  ],
});

defineMethods(types.list, {
  append: [
    'object, /',
    (self: Value[], value: Value) => {
      charge(16);
      self.push(value);
      return null;
    },
  ],
  clear: [
    '',
    (self: Value[]) => {
      self.length = 0;
      return null;
    },
  ],
  copy: ['', copyOf],
  count: ['value, /', countOf],
  extend: [
    'iterable, /',
    (self: Value[], iterable: Value) => {
      extend(self, iterable);
      return null;
    },
  ],
  index: [
    INDEX,
    (self: Value[], value: Value, start?: Value, stop?: Value) => {
      const index = indexOf(self, value, start, stop);
      if (index < 0) throw valueError(`${repr(value)} is not in list`);
      return BigInt(index);
    },
  ],
  insert: ['index, object, /', insert],
  pop: ['index=-1, /', pop],
  remove: [
    'value, /',
    (self: Value[], value: Value) => {
      const index = indexOf(self, value);
      if (index < 0) throw valueError('list.remove(x): x not in list');
      tick(self.length >> 6);
      self.splice(index, 1);
      return null;
    },
  ],
  reverse: [
    '',
    (self: Value[]) => {
      tick(self.length >> 4);
      self.reverse();
      return null;
    },
  ],
  sort: ['*, key=None, reverse=False', sort],
});

function insert(self: Value[], index: Value, value: Value): null {
  const position = toSize(index);
  const { length } = self;
  charge(16);
  tick(length >> 6);
  self.splice(position < 0 ? Math.max(position + length, 0) : Math.min(position, length), 0, value);
  return null;
}

function pop(self: Value[], index?: Value): Value {
  const position = index === undefined ? -1 : toSize(index);
  const { length } = self;
  if (length === 0) throw indexError('pop from empty list');
  const at = position < 0 ? position + length : position;
  if (at < 0 || at >= length) throw indexError('pop index out of range');
  if (at === length - 1) return self.pop()!;
  tick((length - at) >> 6);
  return self.splice(at, 1)[0];
}

/** The list is empty while it is being sorted, as CPython's is, so that a key function can't disturb it unnoticed. */
function sort(self: Value[], key: Value = null, reverse?: Value): null {
  const order = reverse !== undefined && toInt(reverse) !== 0 ? 'descending' : 'ascending';
  const values = self.splice(0);
  let result: Value[] = values;
  let wasModified = false;
  try {
    result = sorted(values, key, order);
  } finally {
    wasModified = self.length > 0;
    self.length = 0;
    for (let i = 0; i < result.length; i++) self.push(result[i]);
  }
  if (wasModified) throw valueError('list modified during sort');
  return null;
}
