import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { startBudget } from '../../src/python/budget.ts';
import { contains, equals } from '../../src/python/operators/compare.ts';
import { iterate, length, truth } from '../../src/python/operators/protocol.ts';
import { getItem } from '../../src/python/operators/subscript.ts';
import { PyRange } from '../../src/python/range.ts';
import { PySlice } from '../../src/python/slice.ts';
import { repr } from '../../src/python/text.ts';
import { type PyIterator, Tuple, type Value } from '../../src/python/values.ts';
import { type Case, differences } from './cpython.ts';

const drain = (iterator: PyIterator): Value[] => {
  const values: Value[] = [];
  for (let value = iterator.next(); value !== undefined; value = iterator.next()) values.push(value);
  return values;
};

const step = fc.bigInt(-4n, 4n).filter(n => n !== 0n);
const range = fc.tuple(fc.bigInt(-9n, 9n), fc.bigInt(-9n, 9n), step).map(([a, b, c]) => new PyRange(a, b, c));
const bound = fc.option(fc.bigInt(-12n, 12n), { nil: null });
const slice = fc.tuple(bound, bound, fc.option(step, { nil: null })).map(([a, b, c]) => new PySlice(a, b, c));

test('ranges count exactly past 32 and 64 bits, both ways', () => {
  const edges = [0n, 2n ** 31n, -(2n ** 31n), 2n ** 32n, 2n ** 53n, 2n ** 63n, -(2n ** 63n), 2n ** 70n];
  const edge = fc.tuple(fc.constantFrom(...edges), fc.bigInt(-3n, 3n)).map(([a, b]) => a + b);
  const stride = fc.tuple(fc.constantFrom(1n, -1n), fc.constantFrom(1n, 2n, 2n ** 30n, 2n ** 31n, 2n ** 62n));
  const few = fc.tuple(edge, stride, fc.bigInt(0n, 5n));
  for (const [start, [sign, size], count] of fc.sample(few, { numRuns: 2000, seed: 5 })) {
    const step = sign * size;
    const expected = Array.from({ length: Number(count) }, (_, i) => start + BigInt(i) * step);
    const range = new PyRange(start, start + count * step, step);
    assert.deepEqual(drain(iterate(range)), expected);
    assert.deepEqual(drain(range.iterateReversed()), expected.reverse());
  }
});

test('ranges answer as those of CPython', () => {
  const cases: Case[] = [];
  for (const [a, b, cut, index] of fc.sample(fc.tuple(range, range, slice, fc.bigInt(-8n, 8n)), {
    numRuns: 800,
    seed: 91,
  })) {
    const text = repr(a);
    cases.push({ expression: `list(${text})`, compute: () => drain(iterate(a)) });
    cases.push({ expression: `list(reversed(${text}))`, compute: () => drain(a.iterateReversed()) });
    cases.push({
      expression: `(len(${text}), bool(${text}))`,
      compute: () => new Tuple([BigInt(length(a)), truth(a)]),
    });
    cases.push({ expression: `${text}[${index}]`, compute: () => getItem(a, index) });
    cases.push({ expression: `${text}[${repr(cut)}]`, compute: () => getItem(a, cut) });
    cases.push({ expression: `${index} in ${text}`, compute: () => contains(a, index) });
    cases.push({ expression: `${index}.0 in ${text}`, compute: () => contains(a, Number(index)) });
    cases.push({ expression: `${text} == ${repr(b)}`, compute: () => equals(a, b) });
  }
  assert.deepEqual(differences('range', cases), []);
});

test('ranges of any length are handled by arithmetic', () => {
  startBudget();
  const long = new PyRange(0n, 10n ** 100n, 3n);
  assert.equal(contains(long, 3n * 10n ** 99n), true);
  assert.equal(contains(long, 1n + 3n * 10n ** 99n), false);
  assert.equal(getItem(long, -1n), 10n ** 100n - 1n);
  assert.equal(
    repr(getItem(long, new PySlice(10n, null, 10n ** 99n))),
    `range(30, ${10n ** 100n + 2n}, ${3n * 10n ** 99n})`,
  );
  assert.throws(() => length(long), /OverflowError: Python int too large to convert to C ssize_t/);
  assert.equal(iterate(long).next(), 0n);
});
