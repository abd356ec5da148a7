import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contains, equals, identical, order, same } from '../../../src/python/operators/compare.ts';
import { length, toIndex, truth } from '../../../src/python/operators/protocol.ts';
import { PySet } from '../../../src/python/set.ts';
import { type Ordering, Tuple, types, type Value } from '../../../src/python/values.ts';
import { type Case, differences } from '../cpython.ts';
import { SAMPLES } from '../sampleValues.ts';

test('comparisons between every two types answer as CPython', () => {
  const cases: Case[] = [];
  for (const [a, makeA] of SAMPLES) {
    for (const [b, makeB] of SAMPLES) {
      cases.push({ expression: `${a} == ${b}`, compute: () => equals(makeA(), makeB()) });
      for (const operator of ['<', '<=', '>', '>='] as Ordering[]) {
        cases.push({ expression: `${a} ${operator} ${b}`, compute: () => order(operator, makeA(), makeB()) });
      }
    }
  }
  assert.deepEqual(differences('compare', cases), []);
});

test('membership between every two types answers as CPython', () => {
  const cases: Case[] = [];
  for (const [container, makeContainer] of SAMPLES) {
    for (const [item, makeItem] of SAMPLES) {
      cases.push({ expression: `${item} in ${container}`, compute: () => contains(makeContainer(), makeItem()) });
    }
  }
  assert.deepEqual(differences('contains', cases), []);
});

test('truth, len and index of every type answer as CPython', () => {
  const cases: Case[] = [];
  for (const [source, make] of SAMPLES) {
    cases.push({ expression: `bool(${source})`, compute: () => truth(make()) });
    cases.push({ expression: `len(${source})`, compute: () => BigInt(length(make())) });
    cases.push({ expression: `__import__('operator').index(${source})`, compute: () => toIndex(make()) });
  }
  assert.deepEqual(differences('protocol', cases), []);
});

test('ints and floats compare by their exact values', () => {
  const numbers: [string, Value][] = [];
  for (const exponent of [0n, 52n, 53n, 54n, 63n, 1023n, 1024n, 1100n]) {
    for (const offset of [-2n, -1n, 0n, 1n]) numbers.push([`(2**${exponent} + ${offset})`, 2n ** exponent + offset]);
  }
  const floats = [
    0.5,
    1,
    2 ** 52 + 0.5,
    2 ** 53,
    2 ** 53 + 2,
    2 ** 63,
    2 ** 1023,
    Number.MAX_VALUE,
    Infinity,
    -Infinity,
    NaN,
  ];
  for (const float of floats) {
    const source = Number.isFinite(float) ? `float.fromhex('${hexOf(float)}')` : `float('${float}')`;
    numbers.push([source, float]);
  }
  const cases: Case[] = [];
  for (const [a, valueA] of numbers) {
    for (const [b, valueB] of numbers) {
      cases.push({
        expression: `(${a} == ${b}, ${a} < ${b}, ${a} >= ${b})`,
        compute: () => new Tuple([equals(valueA, valueB), order('<', valueA, valueB), order('>=', valueA, valueB)]),
      });
    }
  }
  assert.deepEqual(differences('compareNumbers', cases), []);
});

function hexOf(value: number): string {
  return Number.isInteger(value) ? `0x${BigInt(value).toString(16)}` : `0x${BigInt(value * 2).toString(16)}p-1`;
}

test('sequences compare by their first differing items, recursive ones end in a RecursionError', () => {
  const list: Value[] = [1n];
  list.push(list);
  const other: Value[] = [1n];
  other.push(other);
  assert.throws(() => equals(list, other), /RecursionError: maximum recursion depth exceeded in comparison/);
  assert.equal(order('<', [1n, 2n], [1n, 2n, 0n]), true);
  assert.equal(order('<', new Tuple([1n, 'b']), new Tuple([1n, 'a'])), false);
});

test('a nan in a container is the same as any other, and equals none', () => {
  assert.equal(equals(Number.NaN, Number.NaN), false);
  assert.equal(same(Number.NaN, Number.NaN), true);
  assert.equal(equals([Number.NaN], [Number.NaN]), true);
  assert.equal(identical(0, -0), false);
});

test('a set is found among frozensets', () => {
  const inner = PySet.of([1n], types.frozenset);
  assert.equal(contains(PySet.of([inner]), PySet.of([1n])), true);
});
