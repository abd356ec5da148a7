import { valueError } from '../../core/errors.ts';
import { forEachValue } from '../iterators.ts';
import { equals } from '../operators/compare.ts';
import { findIndex, toIndex } from '../operators/protocol.ts';
import { PyRange } from '../range.ts';
import { defineConstructor, defineGetters, defineMethods } from '../signature.ts';
import { PySlice } from '../slice.ts';
import { repr } from '../text.ts';
import { Tuple, types, type Value } from '../values.ts';

defineConstructor(types.range, 'start, stop=, step=, /', (first: Value, second?: Value, third?: Value) => {
  if (second === undefined) return new PyRange(0n, toIndex(first), 1n);
  const start = toIndex(first);
  const stop = toIndex(second);
  const step = third === undefined ? 1n : toIndex(third);
  if (step === 0n) throw valueError('range() arg 3 must not be zero');
  return new PyRange(start, stop, step);
});

defineGetters(types.range, {
  start: (self: PyRange) => self.start,
  stop: (self: PyRange) => self.stop,
  step: (self: PyRange) => self.step,
});

/** Where a value that is no int stands, by comparison with each number, as CPython does it; -1n: nowhere. */
function positionOf(range: PyRange, value: Value): bigint {
  if (!range.contains(value)) return -1n;
  let position = -1n;
  forEachValue(range, number => {
    position++;
    return !equals(number, value);
  });
  return position;
}

defineMethods(types.range, {
  count: ['value, /', (self: PyRange, value: Value) => (self.contains(value) ? 1n : 0n)],
  index: [
    'value, /',
    (self: PyRange, value: Value) => {
      const isInt = typeof value === 'bigint' || typeof value === 'boolean';
      const position = isInt ? self.indexOf(findIndex(value)!) : positionOf(self, value);
      if (position >= 0n) return position;
      throw valueError(isInt ? `${repr(value)} is not in range` : 'sequence.index(x): x not in sequence');
    },
  ],
});

defineConstructor(types.slice, 'start, stop=, step=, /', (first: Value, second?: Value, third: Value = null) =>
  second === undefined ? new PySlice(null, first, null) : new PySlice(first, second, third),
);

defineGetters(types.slice, {
  start: (self: PySlice) => self.start,
  stop: (self: PySlice) => self.stop,
  step: (self: PySlice) => self.step,
});

defineMethods(types.slice, {
  indices: [
    'length, /',
    (self: PySlice, length: Value) => {
      const count = toIndex(length);
      if (count < 0n) throw valueError('length should not be negative');
      const { start, stop, step } = self.exactIndices(count);
      return new Tuple([start, stop, step]);
    },
  ],
});
