import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_BUDGET, endBudget, startBudget } from '../../src/python/budget.ts';
import { Complex } from '../../src/python/complex.ts';
import { Dict } from '../../src/python/dict.ts';
import { hash, hashKey, taggedKey } from '../../src/python/hash.ts';
import { equals } from '../../src/python/operators/compare.ts';
import { PyRange } from '../../src/python/range.ts';
import { PySet } from '../../src/python/set.ts';
import { repr } from '../../src/python/text.ts';
import { Tuple, types, type Value } from '../../src/python/values.ts';
import { type Case, differences } from './cpython.ts';
import { SAMPLES } from './sampleValues.ts';

const whole = fc.oneof(
  fc.bigInt(-5n, 5n),
  fc.bigInt(-(2n ** 130n), 2n ** 130n),
  fc.constantFrom(2n ** 61n - 1n, 2n ** 61n, -(2n ** 61n), 2n ** 53n, -1n, -2n),
);
const number: fc.Arbitrary<Value> = fc.oneof(
  whole,
  fc.double({ noNaN: true }),
  fc.integer({ max: 100, min: -100 }).map(n => n / 4),
  fc.boolean(),
);

test('hashes of numbers, and of tuples and frozensets of them, are those of CPython', () => {
  const cases: Case[] = [];
  const add = (value: Value) =>
    cases.push({ expression: `hash(${repr(value).replaceAll('inf', "float('inf')")})`, compute: () => hash(value) });
  for (const value of fc.sample(number, { numRuns: 1500, seed: 51 })) add(value);
  for (const items of fc.sample(fc.array(number, { maxLength: 6 }), { numRuns: 800, seed: 52 })) {
    add(new Tuple(items));
    add(new Tuple([1n, new Tuple(items)]));
    add(PySet.of(items, types.frozenset));
  }
  for (const [real, imag] of fc.sample(
    fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ noNaN: true, noDefaultInfinity: true })),
    { numRuns: 300, seed: 53 },
  )) {
    add(new Complex(real, imag));
  }
  add(new PyRange(1n, 20n, 3n));
  assert.deepEqual(differences('hash', cases), []);
});

test('what cannot be hashed is refused in the words of CPython', () => {
  const cases = SAMPLES.flatMap(([source, make]) => [
    { expression: `bool(hash(${source}) or 1)`, compute: () => typeof hash(make()) === 'bigint' },
    {
      expression: `len({${source}: 1, ${source}: 2}) < 3`,
      compute: () =>
        Dict.of([
          [make(), 1n],
          [make(), 2n],
        ]).size < 3,
    },
    {
      expression: `bool(hash(((), ${source})) or 1)`,
      compute: () => typeof hash(new Tuple([new Tuple([]), make()])) === 'bigint',
    },
  ]);
  assert.deepEqual(differences('unhashable', cases), []);
});

test('values have the same key exactly if they are equal', () => {
  const text = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('\0', '\0i1', '\0s', '1', 'None', '\0t', 'N'));
  const scalar: fc.Arbitrary<Value> = fc.oneof(
    fc.constantFrom<Value>(null, true, false, 0n, 1n, 0, -0, 1, 0.5),
    number,
    text,
  );
  const { value } = fc.letrec<{ value: Value }>(tie => ({
    value: fc.oneof(
      { maxDepth: 3 },
      scalar,
      fc.array(tie('value'), { maxLength: 3 }).map(items => new Tuple(items)),
      fc.array(tie('value'), { maxLength: 3 }).map(items => PySet.of(items, types.frozenset)),
      fc
        .tuple(fc.double(), fc.constantFrom(0, 1))
        .filter(([real]) => !Number.isNaN(real))
        .map(([real, imag]) => new Complex(real, imag)),
    ),
  }));
  fc.assert(
    fc.property(value, value, (a, b) => {
      assert.equal(hashKey(a) === hashKey(b), equals(a, b), `${repr(a)} and ${repr(b)}`);
      if (equals(a, b) && typeof a !== 'string') assert.equal(hash(a), hash(b));
    }),
    { numRuns: 3000 },
  );
});

test('keys of other values are apart from every str', () => {
  assert.notEqual(hashKey('date\0x'), taggedKey('date', 'x'));
  assert.notEqual(hashKey(taggedKey('date', 'x') as string), taggedKey('date', 'x'));
});

test('a tuple that doubles at every level ends at the budget', () => {
  startBudget();
  let tuple = new Tuple([1n, 1n]);
  for (let i = 0; i < 60; i++) tuple = new Tuple([tuple, tuple]);
  assert.throws(() => hashKey(tuple), /MemoryError|TimeoutError/);
  startBudget();
  assert.throws(() => hash(tuple), /MemoryError|TimeoutError/);
});

test('hashing large ints takes steps', () => {
  startBudget({ ...DEFAULT_BUDGET, timeMs: 60_000, steps: 50_000, bytes: Number.POSITIVE_INFINITY });
  try {
    const large = 1n << 1_000_000n;
    assert.throws(() => {
      for (let i = 0; i < 100; i++) hashKey(large);
    }, /TimeoutError/);
  } finally {
    endBudget();
  }
});
