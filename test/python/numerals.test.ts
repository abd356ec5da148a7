import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatInteger, parseFloatText, parseInteger } from '../../src/python/numerals.ts';
import { stringRepr } from '../../src/python/text.ts';
import { type Case, differences } from './cpython.ts';

const INTEGERS = [
  '',
  ' ',
  '0',
  '-0',
  '+7',
  '  12\n',
  '1_000',
  '_1',
  '1_',
  '1__0',
  '0_1',
  '0x1f',
  '0X1F',
  '0o17',
  '0b101',
  '0x',
  '0x_1',
  '0x__1',
  '-0x1F',
  '0b12',
  '0o18',
  '09',
  '00',
  '0_0',
  '0_7',
  '- 1',
  '+-1',
  '1 2',
  '1.5',
  '1e5',
  'abc',
  'z',
  'Z9',
  '١٢٣',
  '𝟙𝟚',
  '\u00a012',
  '\x1c12',
  '\u200312\u2003',
  '12\0',
  'é',
  '½',
  '²',
  '\ud800',
  "'",
  '"\'',
  '１２',
  '1_٢',
  '0x１',
  '9'.repeat(18),
  '9'.repeat(40),
  '1'.repeat(4300),
  '1'.repeat(4301),
  `${'1_'.repeat(2200)}1`,
  `${'9'.repeat(5000)}x`,
  '0'.repeat(4400),
  'x'.repeat(300),
];

test('int() of texts in every base answers as CPython', () => {
  const cases: Case[] = [];
  for (const text of INTEGERS) {
    for (const base of [0, 2, 3, 8, 10, 16, 32, 36, 1, 37, -1]) {
      const expression = `int(${stringRepr(text)}, ${base})`;
      cases.push({ expression, compute: () => parseInteger(text, base) });
    }
  }
  assert.deepEqual(differences('parseInteger', cases), []);
});

const FLOATS = [
  '',
  ' ',
  '1',
  '-1',
  '+1',
  '1.',
  '.5',
  '.',
  '-.5',
  '1.5e3',
  '1e',
  '1e+',
  '1e5',
  '1E-5',
  '1e400',
  '-1e400',
  '1e-400',
  '1_0.0_1',
  '1__0',
  '1_.5',
  '1._5',
  '1e_5',
  '1e5_',
  '1e1_0',
  'inf',
  'INF',
  '-Infinity',
  'nan',
  '+nan',
  '-nan',
  'infinit',
  'inf_',
  'nan1',
  '0x1',
  ' 1.5\n',
  '\u00a01.5',
  '\x1c1',
  '١.٥',
  '１e２',
  '1 2',
  '1,5',
  '--1',
  '1.5.5',
  '1e5.5',
  '1\0',
  '\ud800',
  '2.2250738585072011e-308',
  '9007199254740993',
  '0.1e-6',
  '5e-324',
  '2.4703282292062327e-324',
  '2.4703282292062328e-324',
  '1.7976931348623159e308',
  `0.${'0'.repeat(400)}1e400`,
  '1'.repeat(900),
  `1.${'1'.repeat(900)}`,
  `${'9'.repeat(400)}e-400`,
];

test('float() of texts answers as CPython', () => {
  const cases = FLOATS.map(text => ({ expression: `float(${stringRepr(text)})`, compute: () => parseFloatText(text) }));
  assert.deepEqual(differences('parseFloat', cases), []);
});

test('random numerals parse as by CPython', () => {
  const text = fc.string({ unit: fc.constantFrom(...'0123456789_.eE+-xj '), maxLength: 9 });
  const cases: Case[] = [];
  for (const numeral of fc.sample(text, { numRuns: 3000, seed: 2 })) {
    cases.push({ expression: `float(${stringRepr(numeral)})`, compute: () => parseFloatText(numeral) });
    cases.push({ expression: `int(${stringRepr(numeral)}, 0)`, compute: () => parseInteger(numeral, 0) });
    cases.push({ expression: `int(${stringRepr(numeral)})`, compute: () => parseInteger(numeral) });
  }
  assert.deepEqual(differences('numerals', cases), []);
});

test('ints are written in their base, up to 4,300 digits in base 10', () => {
  const cases: Case[] = [];
  for (const value of [0n, -1n, 255n, 10n ** 18n, -(10n ** 30n), 10n ** 4299n, 10n ** 4300n, -(10n ** 4300n)]) {
    cases.push({
      expression: `str(${value < 0n ? '-' : ''}${value === 0n ? 0 : `int('${(value < 0n ? -value : value).toString(16)}', 16)`})`,
      compute: () => formatInteger(value),
    });
    const sized = value < 0n ? -value : value;
    cases.push({
      expression: `format(int('${sized.toString(16)}', 16), 'x')`,
      compute: () => formatInteger(sized, 16),
    });
    cases.push({ expression: `format(int('${sized.toString(16)}', 16), 'b')`, compute: () => formatInteger(sized, 2) });
  }
  assert.deepEqual(differences('formatInteger', cases), []);
});
