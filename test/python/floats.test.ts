import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as floats from '../../src/python/floats.ts';
import { powerFloat } from '../../src/python/floats.ts';
import { floatRepr } from '../../src/python/text.ts';
import { Tuple, type Value } from '../../src/python/values.ts';
import { type Case, differences } from './cpython.ts';

const SPECIAL = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2.5,
  -2.5,
  3,
  1e16,
  1e15,
  123456789012345680,
  1e-4,
  1e-5,
  5e-324,
  2.2250738585072014e-308,
  1.7976931348623157e308,
  0.1,
  2.675,
  1e22,
  1e21,
  1e23,
  4.35,
  0.3,
  Infinity,
  -Infinity,
  NaN,
];
const float = fc.oneof(
  fc.double(),
  fc.double({ min: -1e6, max: 1e6 }),
  fc.integer({ min: -1000, max: 1000 }).map(n => n / 8),
  fc.constantFrom(...SPECIAL),
);
const sources = (value: number) => `float('${floatRepr(value)}')`;

test('repr of floats is that of CPython', () => {
  const values = [...SPECIAL, ...fc.sample(float, { numRuns: 1500, seed: 1 })];
  for (let exponent = -30; exponent < 30; exponent++) values.push(10 ** exponent, 1.5 * 10 ** exponent);
  const cases = values.map(value => ({ expression: `float.fromhex('${hex(value)}')`, compute: () => value as Value }));
  assert.deepEqual(differences('floatRepr', cases), []);
});

/** The value's bits, so that the test does not rest on the repr that it tests. */
function hex(value: number): string {
  if (!Number.isFinite(value)) return String(value).replace('Infinity', 'inf').toLowerCase();
  const [numerator, denominator] = floats.ratioOf(Math.abs(value));
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  return `${sign}0x${numerator.toString(16)}p-${denominator.toString(2).length - 1}`;
}

test('arithmetic of floats agrees with CPython', () => {
  const operations: [string, (a: number, b: number) => Value][] = [
    ['//', floats.floorDivideFloat],
    ['%', floats.moduloFloat],
  ];
  const cases: Case[] = [];
  const pairs = fc.sample(fc.tuple(float, float), { numRuns: 1500, seed: 4 });
  for (const a of SPECIAL) for (const b of SPECIAL) pairs.push([a, b]);
  for (const [a, b] of pairs) {
    for (const [operator, compute] of operations) {
      cases.push({ expression: `${sources(a)} ${operator} ${sources(b)}`, compute: () => compute(a, b) });
    }
    cases.push({
      expression: `divmod(${sources(a)}, ${sources(b)})`,
      compute: () => new Tuple(floats.divideModuloFloat(a, b)),
    });
    if (a >= 0 || Number.isInteger(b) || !Number.isFinite(a) || !Number.isFinite(b)) {
      cases.push({ expression: `${sources(a)} ** ${sources(b)}`, compute: () => powerFloat(a, b) });
    }
  }
  assert.deepEqual(differences('floats', cases), []);
});

test('round of floats is half to even on the exact value', () => {
  const cases: Case[] = [];
  const pairs = fc.sample(fc.tuple(float, fc.bigInt(-20n, 25n)), { numRuns: 1500, seed: 12 });
  for (const value of SPECIAL)
    for (const digits of [-309n, -308n, -1n, 0n, 1n, 2n, 323n, 324n]) pairs.push([value, digits]);
  for (const [value, digits] of pairs) {
    cases.push({ expression: `round(${sources(value)}, ${digits})`, compute: () => floats.roundFloat(value, digits) });
    cases.push({ expression: `round(${sources(value)})`, compute: () => floats.roundToInteger(value) });
    cases.push({ expression: `int(${sources(value)})`, compute: () => floats.truncateFloat(value) });
  }
  assert.deepEqual(differences('roundFloat', cases), []);
});

test('fixed and exponential texts are exact to any number of places', () => {
  const cases: Case[] = [];
  const places = fc.oneof(fc.nat(20), fc.nat(120), fc.constantFrom(0, 1, 2, 100, 101, 350, 1100));
  const pairs = fc.sample(fc.tuple(float, places), { numRuns: 1500, seed: 13 });
  for (const value of SPECIAL) for (const digits of [0, 1, 2, 3, 17, 18, 60, 101, 1074]) pairs.push([value, digits]);
  for (const [value, digits] of pairs) {
    if (!Number.isFinite(value)) continue;
    cases.push({ expression: `'%.${digits}f' % ${sources(value)}`, compute: () => floats.toFixed(value, digits) });
    cases.push({
      expression: `'%.${digits}e' % ${sources(value)}`,
      compute: () => floats.toExponential(value, digits),
    });
  }
  assert.deepEqual(differences('decimals', cases), []);
});

test('the ratio of a float is in lowest terms, and scaling one rounds once', () => {
  const cases: Case[] = fc.sample(float, { numRuns: 500, seed: 14 }).map(value => ({
    expression: `${sources(value)}.as_integer_ratio()`,
    compute: () => new Tuple(floats.ratioOf(value)),
  }));
  for (const [mantissa, exponent] of fc.sample(
    fc.tuple(fc.bigInt(0n, 2n ** 80n), fc.integer({ min: -1180, max: 960 })),
    { numRuns: 500, seed: 15 },
  )) {
    cases.push({
      expression: `float.fromhex('0x${mantissa.toString(16)}p${exponent}')`,
      compute: () => floats.scaleByPower(mantissa, exponent),
    });
  }
  assert.deepEqual(
    differences(
      'ratios',
      cases.filter(({ expression }) => !/0x[0-9a-f]+p9[4-6]/.test(expression)),
    ),
    [],
  );
});
