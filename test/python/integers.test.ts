import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { startBudget } from '../../src/python/budget.ts';
import * as integers from '../../src/python/integers.ts';
import { type Case, differences } from './cpython.ts';

/** Numbers of all sizes, near powers of two and around zero above all. */
const number = fc.oneof(
  fc.bigInt(-20n, 20n),
  fc.bigInt(-(2n ** 70n), 2n ** 70n),
  fc.tuple(fc.nat(2200), fc.bigInt(-3n, 3n), fc.boolean()).map(([e, d, s]) => (s ? -1n : 1n) * 2n ** BigInt(e) + d),
  fc.tuple(fc.bigInt(1n, 2n ** 60n), fc.nat(1200)).map(([m, e]) => m << BigInt(e)),
);

const OPERATIONS: readonly [string, (a: bigint, b: bigint) => bigint | number][] = [
  ['//', integers.floorDivide],
  ['%', integers.modulo],
  ['/', integers.trueDivide],
  ['*', integers.multiply],
  ['+', integers.add],
  ['-', integers.subtract],
];

test('arithmetic of ints of all sizes agrees with CPython', () => {
  const cases: Case[] = [];
  for (const [a, b] of fc.sample(fc.tuple(number, number), { numRuns: 1500, seed: 11 })) {
    for (const [operator, compute] of OPERATIONS) {
      cases.push({ expression: `(${a}) ${operator} (${b})`, compute: () => compute(a, b) });
    }
    cases.push({ expression: `float(${a})`, compute: () => integers.toNumber(a) });
    cases.push({ expression: `(${a}).bit_length()`, compute: () => BigInt(integers.bitLength(a)) });
  }
  assert.deepEqual(differences('integers', cases), []);
});

test('an int becomes a number where that is exact and safe', () => {
  for (const a of fc.sample(number, { numRuns: 5000, seed: 12 })) {
    const exact = Number(a);
    assert.equal(integers.toSafeNumber(a), Number.isSafeInteger(exact) ? exact : Number.NaN, `${a}`);
  }
  for (const a of [2n ** 53n - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n, 2n ** 64n + 1n].flatMap(n => [n, -n]))
    assert.equal(integers.toSafeNumber(a), Number.isSafeInteger(Number(a)) ? Number(a) : Number.NaN, `${a}`);
});

test('quotients that are subnormal or tie are rounded once', () => {
  const cases: Case[] = [];
  const sizes = fc.tuple(fc.bigInt(1n, 2n ** 56n), fc.integer({ min: 1015, max: 1085 }), fc.bigInt(1n, 9n));
  for (const [mantissa, exponent, divisor] of fc.sample(sizes, { numRuns: 400, seed: 3 })) {
    const b = (divisor * 2n ** BigInt(exponent)) << 50n;
    cases.push({ expression: `${mantissa} / ${b}`, compute: () => integers.trueDivide(mantissa, b) });
  }
  assert.deepEqual(differences('quotients', cases), []);
});

test('shifts and powers agree with CPython', () => {
  const cases: Case[] = [];
  const counts = fc.oneof(fc.bigInt(-3n, 300n), fc.constantFrom(2n ** 40n, -(2n ** 70n)));
  for (const [a, count] of fc.sample(fc.tuple(number, counts), { numRuns: 400, seed: 5 })) {
    if (count < 2n ** 30n)
      cases.push({ expression: `(${a}) << (${count})`, compute: () => integers.shiftLeft(a, count) });
    cases.push({ expression: `(${a}) >> (${count})`, compute: () => integers.shiftRight(a, count) });
  }
  for (const [base, exponent] of fc.sample(fc.tuple(fc.bigInt(-30n, 30n), fc.bigInt(0n, 300n)), {
    numRuns: 200,
    seed: 6,
  })) {
    cases.push({ expression: `(${base}) ** ${exponent}`, compute: () => integers.power(base, exponent) });
  }
  cases.push({ expression: '1 << (1 << 100)', compute: () => integers.shiftLeft(1n, 1n << 100n) });
  assert.deepEqual(differences('powers', cases), []);
});

test('modular powers agree with CPython', () => {
  const cases: Case[] = [];
  const part = fc.oneof(fc.bigInt(-50n, 50n), fc.bigInt(-(2n ** 90n), 2n ** 90n));
  for (const [a, b, m] of fc.sample(fc.tuple(part, part, part), { numRuns: 600, seed: 8 })) {
    cases.push({ expression: `pow(${a}, ${b}, ${m})`, compute: () => integers.powerModulo(a, b, m) });
  }
  assert.deepEqual(differences('powerModulo', cases), []);
});

test('round of ints goes half to even', () => {
  const cases: Case[] = [];
  for (const [value, digits] of fc.sample(fc.tuple(fc.bigInt(-(10n ** 9n), 10n ** 9n), fc.bigInt(-12n, 3n)), {
    numRuns: 300,
    seed: 9,
  })) {
    cases.push({ expression: `round(${value}, ${digits})`, compute: () => integers.roundInteger(value, digits) });
  }
  for (const value of [5n, 15n, 25n, -5n, -15n, 50n, 150n, 250n, 51n]) {
    for (const digits of [-1n, -2n]) {
      cases.push({ expression: `round(${value}, ${digits})`, compute: () => integers.roundInteger(value, digits) });
    }
  }
  assert.deepEqual(differences('roundInteger', cases), []);
});

test('what would be too large is refused before it is computed', () => {
  const started = performance.now();
  startBudget();
  const huge: (() => unknown)[] = [
    () => integers.power(9n, 9n ** 9n),
    () => integers.power(9n, 9n ** 99n),
    () => integers.shiftLeft(1n, 10n ** 10n),
    () => integers.multiply(1n << 4_000_000n, 1n << 4_000_000n),
    () => integers.powerModulo(3n, 1n << 1_000_000n, (1n << 1_000_000n) - 1n),
  ];
  for (const compute of huge) assert.throws(compute, /MemoryError|TimeoutError/);
  startBudget();
  assert.equal(integers.roundInteger(5n, -(10n ** 9n)), 0n);
  assert.ok(performance.now() - started < 2000);
});
