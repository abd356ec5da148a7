import { keyError } from '../../core/errors.ts';
import { missingKey } from '../dict.ts';
import { PySet } from '../set.ts';
import { defineConstructor, defineMethods } from '../signature.ts';
import { types, type Value } from '../values.ts';

defineConstructor(types.set, 'iterable=, /', (iterable?: Value) =>
  iterable === undefined ? new PySet() : PySet.from(iterable),
);

defineConstructor(types.frozenset, 'iterable=, /', (iterable?: Value) => {
  if (iterable === undefined) return new PySet(types.frozenset);
  return iterable instanceof PySet && iterable.frozen ? iterable : PySet.from(iterable, types.frozenset);
});

/** A set of its own: that of the operation with the first, changed by each of the others. */
function combined(
  self: PySet,
  others: readonly Value[],
  first: (self: PySet, other: Value) => PySet,
  next: (result: PySet, other: Value) => void,
): PySet {
  if (others.length === 0) return copyOf(self);
  const result = first(self, others[0]);
  for (const other of others.slice(1)) next(result, other);
  return result;
}

/** `copy()`: a frozenset is its own. */
function copyOf(self: PySet): PySet {
  return self.frozen ? self : self.copy();
}

function setOf(iterable: Value): PySet {
  return iterable instanceof PySet ? iterable : PySet.from(iterable);
}

for (const type of [types.set, types.frozenset])
  defineMethods(type, {
    copy: ['', copyOf],
    difference: [
      '*others',
      (self: PySet, others: Value[]) =>
        combined(
          self,
          others,
          (set, other) => set.difference(other),
          (set, other) => set.differenceUpdate(other),
        ),
      'parsed',
    ],
    intersection: [
      '*others',
      (self: PySet, others: Value[]) =>
        others.length === 0 ? copyOf(self) : others.reduce<PySet>((set, other) => set.intersection(other), self),
      'parsed',
    ],
    union: [
      '*others',
      (self: PySet, others: Value[]) =>
        combined(
          self,
          others,
          (set, other) => set.union(other),
          (set, other) => set.update(other),
        ),
      'parsed',
    ],
    symmetric_difference: ['other, /', (self: PySet, other: Value) => self.symmetricDifference(other)],
    isdisjoint: ['other, /', (self: PySet, other: Value) => self.isDisjoint(other)],
    issubset: ['other, /', (self: PySet, other: Value) => self.isSubset(setOf(other))],
    issuperset: ['other, /', (self: PySet, other: Value) => setOf(other).isSubset(self)],
  });

/** A method that changes the set by each of its arguments. */
function changing(change: (self: PySet, other: Value) => void) {
  return (self: PySet, others: readonly Value[]): null => {
    for (const other of others) change(self, other);
    return null;
  };
}

defineMethods(types.set, {
  add: [
    'object, /',
    (self: PySet, value: Value) => {
      self.add(value);
      return null;
    },
  ],
  clear: [
    '',
    (self: PySet) => {
      self.clear();
      return null;
    },
  ],
  discard: [
    'object, /',
    (self: PySet, value: Value) => {
      self.delete(value);
      return null;
    },
  ],
  pop: [
    '',
    (self: PySet) => {
      const value = self.pop();
      if (value === undefined) throw keyError("'pop from an empty set'");
      return value;
    },
  ],
  remove: [
    'object, /',
    (self: PySet, value: Value) => {
      if (!self.delete(value)) throw missingKey(value);
      return null;
    },
  ],
  difference_update: ['*others', changing((self, other) => self.differenceUpdate(other)), 'parsed'],
  intersection_update: [
    '*others',
    (self: PySet, others: Value[]) => {
      self.become(
        others.reduce<PySet>((set, other) => set.intersection(other), others.length === 0 ? self.copy() : self),
      );
      return null;
    },
    'parsed',
  ],
  symmetric_difference_update: [
    'other, /',
    (self: PySet, other: Value) => {
      self.symmetricDifferenceUpdate(other);
      return null;
    },
  ],
  update: ['*others', changing((self, other) => self.update(other)), 'parsed'],
});
