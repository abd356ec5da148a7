import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Dict } from '../../src/python/dict.ts';
import { binary } from '../../src/python/operators/arithmetic.ts';
import { equals, order } from '../../src/python/operators/compare.ts';
import { iterate } from '../../src/python/operators/protocol.ts';
import { defineMethods } from '../../src/python/signature.ts';
import { repr } from '../../src/python/text.ts';
import {
  type BinaryOperator,
  type Ordering,
  type PyIterator,
  PyObject,
  PyType,
  Tuple,
  type Value,
} from '../../src/python/values.ts';
import { DictItems, DictKeys, DictValues } from '../../src/python/views.ts';
import { type Case, differences } from './cpython.ts';
import { SAMPLES, type Sample } from './sampleValues.ts';

const drain = (iterator: PyIterator): Value[] => {
  const values: Value[] = [];
  for (let value = iterator.next(); value !== undefined; value = iterator.next()) values.push(value);
  return values;
};

test('equal keys are one, which keeps its first form and its place', () => {
  const dict = Dict.of([
    [1n, 'a'],
    ['x', 'b'],
    [true, 'c'],
    [1, 'd'],
  ]);
  assert.equal(repr(dict), "{1: 'd', 'x': 'b'}");
  dict.delete(1n);
  dict.set(true, 'e');
  assert.equal(repr(dict), "{'x': 'b', True: 'e'}");
});

test('the last entry is taken out first, whatever happened before', () => {
  const dict = Dict.of([
    [1n, 1n],
    [2n, 2n],
    [3n, 3n],
  ]);
  assert.deepEqual(dict.popLast(), [3n, 3n]);
  dict.set(4n, 4n);
  assert.deepEqual(dict.popLast(), [4n, 4n]);
  dict.delete(1n);
  assert.deepEqual(dict.popLast(), [2n, 2n]);
  assert.equal(dict.popLast(), undefined);
});

test('a dict that changes while it is walked over ends in a RuntimeError', () => {
  const dict = Dict.of([
    [1n, 1n],
    [2n, 2n],
  ]);
  const grown = iterate(dict);
  grown.next();
  dict.set(3n, 3n);
  assert.throws(() => grown.next(), /RuntimeError: dictionary changed size during iteration/);
  const replaced = iterate(dict);
  replaced.next();
  replaced.next();
  replaced.next();
  dict.delete(1n);
  dict.set(4n, 4n);
  assert.throws(() => replaced.next(), /RuntimeError: dictionary keys changed during iteration/);
});

test('entries come backwards too', () => {
  const dict = Dict.of([
    [1n, 'a'],
    [2n, 'b'],
  ]);
  assert.deepEqual(drain(dict.reverseIterator('keys')), [2n, 1n]);
  assert.equal(repr(drain(new DictItems(dict).iterateReversed())), "[(2, 'b'), (1, 'a')]");
});

test('update takes what CPython takes and refuses the rest in its words', () => {
  const sources: Sample[] = [
    ...SAMPLES,
    ["[('a', 1), [2, 3]]", () => [new Tuple(['a', 1n]), [2n, 3n]]],
    ["['ab', (1, 2)]", () => ['ab', new Tuple([1n, 2n])]],
    ['[(1, 2, 3)]', () => [new Tuple([1n, 2n, 3n])]],
    ['[(1, 2), (1,)]', () => [new Tuple([1n, 2n]), new Tuple([1n])]],
    ['[([], 2)]', () => [new Tuple([[], 2n])]],
  ];
  const cases = sources
    // It asks these for keys() first, which nothing but a dict has.
    .map(
      ([source, make]): Case => ({
        expression: `(lambda d: (d.update(${source}), d)[1])({})`,
        compute: () => {
          const dict = new Dict();
          dict.updateFrom(make());
          return dict;
        },
      }),
    );
  assert.deepEqual(differences('dictUpdate', cases), []);
});

test('update asks a mapping for its keys', () => {
  class Shelf extends PyObject {
    readonly type = new PyType('Shelf');
    override getItem(key: Value): Value {
      return repr(key);
    }
  }
  const shelf = new Shelf();
  defineMethods(shelf.type, { keys: ['', () => [1n, 'a']] });
  const dict = Dict.of([['a', null]]);
  dict.updateFrom(shelf);
  assert.equal(repr(dict), `{'a': "'a'", 1: '1'}`);
});

test('views are sets: their operators and comparisons answer as in CPython', () => {
  const a = () =>
    Dict.of([
      [1n, 'x'],
      [2n, 'y'],
      [3n, []],
    ]);
  const b = () =>
    Dict.of([
      [2n, 'y'],
      [4n, 'z'],
    ]);
  const views: [string, () => Value][] = [
    ["{1: 'x', 2: 'y', 3: []}.keys()", () => new DictKeys(a())],
    ["{2: 'y', 4: 'z'}.keys()", () => new DictKeys(b())],
    ["{1: 'x', 2: 'y', 3: []}.items()", () => new DictItems(a())],
    ["{2: 'y', 4: 'z'}.items()", () => new DictItems(b())],
    ["{2: 'y', 4: 'z'}.values()", () => new DictValues(b())],
    ['{1, 2, 3, 4, 5}', () => binary('|', new DictKeys(Dict.of([1n, 2n, 3n, 4n, 5n].map(n => [n, n]))), [])],
    ['[2, 1, 9]', () => [2n, 1n, 9n]],
    ["[(2, 'y'), (1, 'x')]", () => [new Tuple([2n, 'y']), new Tuple([1n, 'x'])]],
    ['5', () => 5n],
  ];
  const cases: Case[] = [];
  for (const [first, makeFirst] of views) {
    for (const [second, makeSecond] of views) {
      for (const operator of ['&', '|', '-', '^'] as BinaryOperator[]) {
        const compute = () => binary(operator, makeFirst(), makeSecond());
        cases.push({ expression: `${first} ${operator} ${second}`, compute });
      }
      for (const operator of ['<', '<=', '>', '>='] as Ordering[]) {
        const compute = () => order(operator, makeFirst(), makeSecond());
        cases.push({ expression: `${first} ${operator} ${second}`, compute });
      }
      cases.push({ expression: `${first} == ${second}`, compute: () => equals(makeFirst(), makeSecond()) });
    }
  }
  assert.deepEqual(differences('views', cases), []);
});
