import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { equals, order } from '../../src/python/operators/compare.ts';
import { PySlice } from '../../src/python/slice.ts';
import { repr } from '../../src/python/text.ts';
import { Tuple, type Value } from '../../src/python/values.ts';
import { type Case, differences } from './cpython.ts';

const bound: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.bigInt(-12n, 12n),
  fc.constantFrom<Value>(10n ** 30n, -(10n ** 30n), true, 1.5, 'a'),
);

test('slices are fitted to a length as by CPython', () => {
  const cases: Case[] = [];
  for (const [a, b, c, length] of fc.sample(fc.tuple(bound, bound, bound, fc.nat(9)), { numRuns: 1500, seed: 95 })) {
    const slice = new PySlice(a, b, c);
    cases.push({
      expression: `len(range(${length})[${repr(slice)}])`,
      compute: () => BigInt(slice.indices(length).count),
    });
    cases.push({
      expression: `${repr(slice)}.indices(${length})`,
      compute: () => {
        const { start, stop, step } = slice.exactIndices(BigInt(length));
        return new Tuple([start, stop, step]);
      },
    });
  }
  assert.deepEqual(differences('slice', cases), []);
});

test('slices compare by their parts', () => {
  assert.equal(equals(new PySlice(1n, null, null), new PySlice(1, null, null)), true);
  assert.equal(order('<', new PySlice(1n, 2n, null), new PySlice(1n, 3n, null)), true);
  assert.throws(
    () => order('<', new PySlice(null, null, null), new PySlice(1n, null, null)),
    /TypeError: '<' not supported between instances of 'NoneType' and 'int'/,
  );
});
