import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { startBudget } from '../../../src/python/budget.ts';
import { Complex } from '../../../src/python/complex.ts';
import { format } from '../../../src/python/format/format.ts';
import { stringRepr } from '../../../src/python/text.ts';
import type { Value } from '../../../src/python/values.ts';
import { type Case, differences } from '../cpython.ts';
import { SAMPLES } from '../sampleValues.ts';

const formatted = (source: string, make: () => Value, spec: string): Case => ({
  expression: `format(${source}, ${stringRepr(spec)})`,
  compute: () => format(make(), spec),
});

const SPECS = [
  '',
  '5',
  '>8',
  '<8',
  '^9',
  '=8',
  '*^10',
  '08',
  '+',
  ' ',
  '-',
  'z',
  '#',
  ',',
  '_',
  '.2',
  '.0',
  '8.3',
  'd',
  's',
  'x',
  'X',
  '#x',
  '#o',
  '#b',
  '010b',
  '_b',
  '_x',
  ',d',
  ',.2f',
  'e',
  'E',
  '.3e',
  'f',
  'F',
  '.1f',
  'g',
  'G',
  '.3g',
  '#g',
  '%',
  '.1%',
  'n',
  'c',
  '05c',
  'q',
  '5xx',
  '.',
  '.2d',
  '+d',
  '+s',
  '#s',
  'é',
  '\x01',
  ',x',
  ',_',
  '_,',
  ',,',
  '99999999999999999999',
  '.99999999999999999999f',
  '٣',
  '😀>6',
  '0>5',
  '0=8',
  '<08',
  '=+#010,.1f',
  'z.0f',
  '#.0f',
  '+.1f',
];

test('every form of spec gives every type what CPython gives it', () => {
  const cases = SAMPLES.flatMap(([source, make]) => SPECS.map(spec => formatted(source, make, spec)));
  assert.deepEqual(differences('format', cases), []);
});

const fill = fc.constantFrom('', '', '*', '0', 'é');
const align = fc.constantFrom('', '<', '>', '^', '=');
const part = (...texts: string[]) => fc.constantFrom('', ...texts);
const spec = fc
  .tuple(
    fill,
    align,
    part('+', '-', ' '),
    part('z'),
    part('#'),
    part('0'),
    part('1', '7', '12', '25'),
    part(',', '_'),
    part('.0', '.1', '.3', '.12', '.25'),
  )
  .map(([filled, aligned, ...rest]) => (aligned ? filled + aligned : '') + rest.join(''));
const number = fc.oneof(
  fc.double(),
  fc.double({ min: -1e7, max: 1e7 }),
  fc.constantFrom(
    0,
    -0,
    0.5,
    1.5,
    2.5,
    1e15,
    1e16,
    1e-4,
    1e-5,
    999999.5,
    0.00001234,
    123456789,
    Infinity,
    -Infinity,
    NaN,
  ),
);
const sourceOf = (value: number) => `float('${Object.is(value, -0) ? '-0' : value}')`.replace(/Infinity/, 'inf');

test('random specs for floats give what CPython gives', () => {
  const type = fc.constantFrom('', 'e', 'E', 'f', 'F', 'g', 'G', '%', 'n');
  const cases = fc
    .sample(fc.tuple(number, spec, type), { numRuns: 6000, seed: 21 })
    .map(([value, form, code]) => formatted(sourceOf(value), () => value, form + code));
  assert.deepEqual(differences('formatFloat', cases), []);
});

test('random specs for ints give what CPython gives', () => {
  const whole = fc.oneof(fc.bigInt(-100n, 100n), fc.bigInt(-(2n ** 80n), 2n ** 80n));
  const type = fc.constantFrom('', 'd', 'b', 'o', 'x', 'X', 'n', 'c', 'f', 'e', 'g', '%');
  const cases = fc
    .sample(fc.tuple(whole, spec, type), { numRuns: 6000, seed: 22 })
    .map(([value, form, code]) => formatted(`(${value})`, () => value, form + code));
  assert.deepEqual(differences('formatInt', cases), []);
});

test('random specs for complex numbers and text give what CPython gives', () => {
  const cases: Case[] = [];
  const complexType = fc.constantFrom('', 'e', 'f', 'G', 'n');
  for (const [real, imag, form, code] of fc.sample(fc.tuple(number, number, spec, complexType), {
    numRuns: 3000,
    seed: 23,
  })) {
    const source = `complex(${sourceOf(real)}, ${sourceOf(imag)})`;
    cases.push(formatted(source, () => new Complex(real, imag), form + code));
  }
  for (const [text, form] of fc.sample(fc.tuple(fc.string({ unit: 'binary', maxLength: 6 }), spec), {
    numRuns: 1500,
    seed: 24,
  })) {
    const written = text.replace(/[\ud800-\udfff]/g, '');
    cases.push(formatted(stringRepr(written), () => written, form));
  }
  assert.deepEqual(differences('formatOther', cases), []);
});

test('a width or precision that is too large is refused before it is built', () => {
  startBudget();
  assert.throws(() => format('a', '9999999999'), /MemoryError/);
  assert.throws(() => format(1n, '09999999999d'), /MemoryError/);
  assert.throws(() => format(1, '.999999999f'), /MemoryError/);
  assert.throws(() => format(1n, '09999999999,d'), /MemoryError/);
  assert.equal(format(1.5, '.999999999g'), '1.5');
});
