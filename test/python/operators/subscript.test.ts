import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { deleteItem, getItem, setItem } from '../../../src/python/operators/subscript.ts';
import { PySlice } from '../../../src/python/slice.ts';
import { repr } from '../../../src/python/text.ts';
import type { Value } from '../../../src/python/values.ts';
import { type Case, differences } from '../cpython.ts';
import { SAMPLES } from '../sampleValues.ts';

const KEYS: readonly [string, Value][] = [
  ['10**30', 10n ** 30n],
  ['2:', new PySlice(2n, null, null)],
  ['::-1', new PySlice(null, null, -1n)],
  ['-2::2', new PySlice(-2n, null, 2n)],
  ['5:1:-2', new PySlice(5n, 1n, -2n)],
  ['::0', new PySlice(null, null, 0n)],
  ["'a':", new PySlice('a', null, null)],
  ['1.0::', new PySlice(1, null, null)],
  ['10**30::-10**30', new PySlice(10n ** 30n, null, -(10n ** 30n))],
];

test('subscripts of every type by every type answer as CPython', () => {
  const cases: Case[] = [];
  for (const [container, make] of SAMPLES) {
    for (const [key, makeKey] of SAMPLES) {
      cases.push({ expression: `${container}[${key}]`, compute: () => getItem(make(), makeKey()) });
    }
    for (const [key, value] of KEYS) {
      cases.push({ expression: `${container}[${key}]`, compute: () => getItem(make(), value) });
    }
  }
  assert.deepEqual(differences('getItem', cases), []);
});

/** The container after a statement on it, `x`. */
function after(container: string, statement: string): string {
  const source = `x = ${container}; ${statement}`;
  return `(lambda g: (exec(${JSON.stringify(source)}, g), g['x'])[1])({'inf': inf, 'nan': nan})`;
}

function changed(make: () => Value, change: (value: Value) => void): () => Value {
  return () => {
    const value = make();
    change(value);
    return value;
  };
}

test('assigning to and deleting subscripts of every type answer as CPython', () => {
  const cases: Case[] = [];
  const keys = [...SAMPLES.map(([key, make]) => [key, make()] as const), ...KEYS];
  for (const [container, make] of [...SAMPLES, ['[1, 2, 3, 4, 5, 6]', () => [1n, 2n, 3n, 4n, 5n, 6n]] as const]) {
    for (const [key, value] of keys) {
      cases.push({ expression: after(container, `x[${key}] = 9`), compute: changed(make, x => setItem(x, value, 9n)) });
      cases.push({ expression: after(container, `del x[${key}]`), compute: changed(make, x => deleteItem(x, value)) });
    }
  }
  assert.deepEqual(differences('setItem', cases), []);
});

test('slices of lists are read, replaced and deleted as by CPython', () => {
  const bound = fc.option(fc.bigInt(-9n, 9n), { nil: null });
  const step = fc.option(fc.bigInt(-4n, 4n), { nil: null });
  const slices = fc.sample(fc.tuple(bound, bound, step, fc.nat(4)), { numRuns: 400, seed: 7 });
  const cases: Case[] = [];
  for (const [start, stop, stride, count] of slices) {
    const slice = new PySlice(start, stop, stride);
    const make = () => [0n, 1n, 2n, 3n, 4n, 5n] as Value[];
    const values = Array.from({ length: count }, (_, i) => BigInt(i + 10));
    const text = repr(slice);
    cases.push({ expression: `[0,1,2,3,4,5][${text}]`, compute: () => getItem(make(), slice) });
    cases.push({ expression: `'abcdef'[${text}]`, compute: () => getItem('abcdef', slice) });
    cases.push({ expression: `'a😀cdéf'[${text}]`, compute: () => getItem('a😀cdéf', slice) });
    cases.push({
      expression: after('[0,1,2,3,4,5]', `x[${text}] = ${repr(values)}`),
      compute: changed(make, x => setItem(x, slice, values)),
    });
    cases.push({
      expression: after('[0,1,2,3,4,5]', `del x[${text}]`),
      compute: changed(make, x => deleteItem(x, slice)),
    });
  }
  assert.deepEqual(differences('slices', cases), []);
});

test('a list may be assigned to a slice of itself', () => {
  const list: Value[] = [1n, 2n];
  setItem(list, new PySlice(1n, 1n, null), list);
  assert.deepEqual(list, [1n, 1n, 2n, 2n]);
});
