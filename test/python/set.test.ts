import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Dict } from '../../src/python/dict.ts';
import { evaluate, type Host } from '../../src/python/index.ts';
import { iterate } from '../../src/python/operators/protocol.ts';
import { PySet } from '../../src/python/set.ts';
import { repr } from '../../src/python/text.ts';
import { Tuple, types, type Value } from '../../src/python/values.ts';
import { type Case, differences } from './cpython.ts';

const NO_HOST: Host = {
  global: () => undefined,
  readVariable: () => undefined,
  assignVariable() {},
  deleteVariable: () => false,
};

const item: fc.Arbitrary<Value> = fc.oneof(
  { weight: 6, arbitrary: fc.bigInt(-40n, 200n) },
  { weight: 1, arbitrary: fc.bigInt(-(2n ** 66n), 2n ** 66n) },
  { weight: 1, arbitrary: fc.integer({ min: -50, max: 50 }).map(n => n / 4) },
  { weight: 1, arbitrary: fc.array(fc.bigInt(-3n, 3n), { maxLength: 3 }).map(items => new Tuple(items)) },
  { weight: 1, arbitrary: fc.bigInt(0n, 40n).map(n => n * 1024n) },
);
const items = fc.oneof(fc.array(item, { maxLength: 12 }), fc.array(item, { maxLength: 90 }));

test('sets of numbers print in the order of CPython', () => {
  const cases: Case[] = [];
  for (const values of fc.sample(items, { numRuns: 500, seed: 61 })) {
    const list = repr(values);
    cases.push({ expression: `set(${list})`, compute: () => PySet.from(values) });
    cases.push({ expression: `frozenset(${list})`, compute: () => PySet.from(values, types.frozenset) });
    cases.push({ expression: `set(set(${list}))`, compute: () => PySet.from(PySet.from(values)) });
    cases.push({
      expression: `set(dict.fromkeys(${list}))`,
      compute: () => PySet.from(Dict.of(values.map(value => [value, null]))),
    });
    cases.push({ expression: `{x for x in ${list}}`, compute: () => PySet.of(values) });
    if (values.length > 0 && values.every(value => typeof value === 'bigint')) {
      cases.push({ expression: `{${list.slice(1, -1)}}`, compute: () => PySet.ofConstants(values) });
    }
  }
  assert.deepEqual(differences('setOrder', cases), []);
});

function forEach(list: Value, step: (value: Value) => unknown): void {
  for (const value of list as Value[]) step(value);
}

/** A change of a set `s` by the values of a list `l`. */
const CHANGES: readonly [python: string, ours: (set: PySet, other: Value) => void][] = [
  ['s.update(l)', (s, l) => s.update(l)],
  ['s.update(set(l))', (s, l) => s.update(PySet.from(l))],
  ['s.difference_update(l)', (s, l) => s.differenceUpdate(l)],
  ['s.difference_update(set(l))', (s, l) => s.differenceUpdate(PySet.from(l))],
  [
    's.intersection_update(l + list(s)[1:])',
    (s, l) => s.become(s.intersection([...(l as Value[]), ...[...s.values()].slice(1)])),
  ],
  ['s.symmetric_difference_update(l)', (s, l) => s.symmetricDifferenceUpdate(l)],
  ['s.symmetric_difference_update(set(l))', (s, l) => s.symmetricDifferenceUpdate(PySet.from(l))],
  ['[s.discard(x) for x in l]', (s, l) => forEach(l, x => s.delete(x))],
  ['[s.add(x) for x in l]', (s, l) => forEach(l, x => s.add(x))],
  ['s.pop() if s else 0', s => void s.pop()],
  ['s.pop() if s else 0', s => void s.pop()],
  ['s.clear() if len(l) == 7 else 0', (s, l) => (l as Value[]).length === 7 && s.clear()],
];

test('sets that are changed again and again keep the order of CPython', () => {
  const step = fc.tuple(fc.constantFrom(...CHANGES), fc.array(item, { maxLength: 25 }));
  const histories = fc.sample(fc.tuple(items, fc.array(step, { minLength: 1, maxLength: 8 })), {
    numRuns: 600,
    seed: 62,
  });
  const cases = histories.map(([first, steps]): Case => {
    const statements = steps.map(([[python]], i) => `(lambda l: ${python})(${repr(steps[i][1])})`).join(', ');
    return {
      expression: `(lambda s: (${statements}, s)[-1])(set(${repr(first)}))`,
      compute: () => {
        const set = PySet.from(first);
        for (const [[, change], values] of steps) change(set, values);
        return set;
      },
    };
  });
  assert.deepEqual(differences('setHistory', cases), []);
});

const OPERATIONS: readonly [python: string, ours: (a: PySet, b: PySet) => PySet][] = [
  ['a | b', (a, b) => a.union(b)],
  ['a & b', (a, b) => a.intersection(b)],
  ['a - b', (a, b) => a.difference(b)],
  ['a ^ b', (a, b) => a.symmetricDifference(b)],
  ['a.union(list(b))', (a, b) => a.union([...b.values()])],
  ['a.intersection(list(b))', (a, b) => a.intersection([...b.values()])],
  ['a.difference(list(b))', (a, b) => a.difference([...b.values()])],
  ['a.difference(dict.fromkeys(b))', (a, b) => a.difference(Dict.of([...b.values()].map(v => [v, null])))],
  ['a.symmetric_difference(list(b))', (a, b) => a.symmetricDifference([...b.values()])],
  ['set(a)', a => a.copy(types.set)],
];

test('operations of sets give the order of CPython', () => {
  const cases: Case[] = [];
  for (const [first, second] of fc.sample(fc.tuple(items, items), { numRuns: 300, seed: 63 })) {
    for (const [python, ours] of OPERATIONS) {
      for (const name of ['set', 'frozenset'] as const) {
        cases.push({
          expression: `(lambda a, b: ${python})(${name}(${repr(first)}), set(${repr([...second, ...first.slice(0, 5)])}))`,
          compute: () => ours(PySet.from(first, types[name]), PySet.from([...second, ...first.slice(0, 5)])),
        });
      }
    }
  }
  assert.deepEqual(differences('setOperations', cases), []);
});

test('a set of texts keeps the order of insertion', () => {
  const set = PySet.of(['b', 'a', 'c', 1n]);
  set.delete('a');
  set.add('a');
  assert.equal(repr(set), "{'b', 'c', 1, 'a'}");
  assert.equal(repr(set.union(PySet.of([0n, 5n]))), "{'b', 'c', 1, 'a', 0, 5}");
});

test('a set that changes its size while it is walked over ends in a RuntimeError', () => {
  for (const values of [
    [1n, 2n],
    ['a', 'b'],
  ] as Value[][]) {
    const set = PySet.of(values);
    const iterator = iterate(set);
    iterator.next();
    set.add(99n);
    assert.throws(() => iterator.next(), /RuntimeError: Set changed size during iteration/);
    assert.throws(() => iterator.next(), /RuntimeError: Set changed size during iteration/);
  }
});

test('displays of constants, starred ones and those iterated over have the order of CPython', () => {
  const whole = fc.oneof(
    fc.bigInt(-40n, 200n),
    fc.bigInt(0n, 40n).map(n => n * 1024n),
  );
  const cases: Case[] = [];
  for (const [first, second] of fc.sample(
    fc.tuple(fc.array(whole, { minLength: 1, maxLength: 12 }), fc.array(whole, { minLength: 1, maxLength: 12 })),
    { numRuns: 150, seed: 64 },
  )) {
    const [a, b] = [`{${first.join(', ')}}`, `{${second.join(', ')}}`];
    for (const expression of [
      a,
      `[x for x in ${a}]`,
      `{*${a}, 5, *${b}}`,
      `{*${a}, *[${second.join(', ')}]}`,
      `{x for x in ${a}}`,
    ]) {
      cases.push({ expression, compute: () => evaluate(expression, NO_HOST) });
    }
  }
  assert.deepEqual(differences('setDisplays', cases), []);
});
