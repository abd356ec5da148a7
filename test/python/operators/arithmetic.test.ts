import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binary, divideModulo, inPlace, powerModulo } from '../../../src/python/operators/arithmetic.ts';
import { absolute, unary } from '../../../src/python/operators/unary.ts';
import type { BinaryOperator, UnaryOperator, Value } from '../../../src/python/values.ts';
import { type Case, differences } from '../cpython.ts';
import { SAMPLES } from '../sampleValues.ts';

const BINARY: readonly BinaryOperator[] = ['+', '-', '*', '/', '//', '%', '**', '@', '<<', '>>', '&', '|', '^'];

/** What CPython computes for hours or refuses by its own limit only; here it has a limit of its own. */
const HUGE = new Set(['(2**53 + 1)', '(-10**400)', '1e308']);

function isUnbounded(operator: string, a: string, b: string): boolean {
  if (operator === '*') return HUGE.has(a) || HUGE.has(b);
  return (operator === '**' && HUGE.has(b)) || (operator === '<<' && HUGE.has(b));
}

test('every binary operator between every two types gives the result or the TypeError of CPython', () => {
  const cases: Case[] = [];
  for (const operator of BINARY) {
    for (const [a, makeA] of SAMPLES) {
      for (const [b, makeB] of SAMPLES) {
        if (isUnbounded(operator, a, b)) continue;
        // A union of types is not data.
        if (operator === '|' && (a === 'int' || b === 'int')) continue;
        cases.push({ expression: `${a} ${operator} ${b}`, compute: () => binary(operator, makeA(), makeB()) });
      }
    }
  }
  assert.deepEqual(differences('binary', cases), []);
});

test('every augmented assignment gives the result or the TypeError of CPython', () => {
  const cases: Case[] = [];
  for (const operator of BINARY) {
    for (const [a, makeA] of SAMPLES) {
      for (const [b, makeB] of SAMPLES) {
        if (isUnbounded(operator, a, b) || (operator === '|' && (a === 'int' || b === 'int'))) continue;
        const statement = `x = ${a}; x ${operator}= ${b}`;
        cases.push({
          expression: `(lambda g: (exec(${JSON.stringify(statement)}, g), g['x'])[1])({'inf': inf, 'nan': nan})`,
          compute: () => inPlace(operator, makeA(), makeB()),
        });
      }
    }
  }
  assert.deepEqual(differences('inPlace', cases), []);
});

test('an augmented assignment changes lists, sets and dicts themselves', () => {
  const list: Value[] = [1n];
  assert.equal(inPlace('+', list, list), list);
  assert.equal(inPlace('*', list, 2n), list);
  assert.deepEqual(list, [1n, 1n, 1n, 1n]);
});

test('unary operators, abs and divmod between all types answer as CPython', () => {
  const cases: Case[] = [];
  for (const [a, makeA] of SAMPLES) {
    for (const operator of ['-', '+', '~'] as UnaryOperator[]) {
      cases.push({ expression: `${operator}${a}`, compute: () => unary(operator, makeA()) });
    }
    cases.push({ expression: `abs(${a})`, compute: () => absolute(makeA()) });
    for (const [b, makeB] of SAMPLES) {
      cases.push({ expression: `divmod(${a}, ${b})`, compute: () => divideModulo(makeA(), makeB()) });
    }
  }
  assert.deepEqual(differences('unary', cases), []);
});

test('pow with three arguments answers as CPython', () => {
  const cases: Case[] = [];
  const operands: [string, Value][] = [
    ['2', 2n],
    ['-3', -3n],
    ['0', 0n],
    ['True', true],
    ['2.0', 2],
    ["'a'", 'a'],
    ['None', null],
    ['10**20', 10n ** 20n],
    ['-7', -7n],
  ];
  for (const [a, valueA] of operands) {
    for (const [b, valueB] of operands) {
      for (const [c, valueC] of operands) {
        if (c === 'None' && b === '10**20') continue;
        cases.push({ expression: `pow(${a}, ${b}, ${c})`, compute: () => powerModulo(valueA, valueB, valueC) });
      }
    }
  }
  assert.deepEqual(differences('pow', cases), []);
});
