import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { startBudget } from '../../../src/python/budget.ts';
import { Dict } from '../../../src/python/dict.ts';
import { formatPercent, formatPercentBytes } from '../../../src/python/format/percent.ts';
import { bytesRepr, repr, stringRepr } from '../../../src/python/text.ts';
import { Bytes, Tuple, type Value } from '../../../src/python/values.ts';
import { type Case, differences } from '../cpython.ts';
import { SAMPLES, type Sample } from '../sampleValues.ts';

const bytes = (text: string) => new Bytes(new Uint8Array(Buffer.from(text, 'latin1')));

function text(template: string, source: string, make: () => Value): Case {
  return { expression: `${stringRepr(template)} % ${source}`, compute: () => formatPercent(template, make()) };
}

function binary(template: string, source: string, make: () => Value): Case {
  const written = bytesRepr(bytes(template).data);
  return { expression: `${written} % ${source}`, compute: () => formatPercentBytes(bytes(template), make()) };
}

test('every conversion of every type gives what CPython gives', () => {
  const cases: Case[] = [];
  for (const conversion of 'sracdiuoxXeEfFgGbq%é') {
    for (const flags of ['', '5', '-5', '05', '+', ' ', '#', '.2', '#08.3', '+-7.1']) {
      for (const [source, make] of SAMPLES) {
        const template = `%${flags}${conversion}|`;
        cases.push(text(template, `(${source},)`, () => new Tuple([make()])));
        // CPython takes such a byte for a negative number or not, by what stands before it.
        if (conversion !== 'é') cases.push(binary(template, `(${source},)`, () => new Tuple([make()])));
      }
    }
  }
  assert.deepEqual(differences('percent', cases), []);
});

test('random directives for numbers give what CPython gives', () => {
  const flags = fc.string({ unit: fc.constantFrom('-', '+', ' ', '#', '0'), maxLength: 3 });
  const width = fc.constantFrom('', '1', '8', '20');
  const precision = fc.constantFrom('', '.', '.0', '.3', '.15');
  const value = fc.oneof(fc.bigInt(-1000n, 1000n), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.bigInt());
  const conversion = fc.constantFrom(...'diuoxXeEfFgGsrc');
  const cases: Case[] = [];
  const parts = fc.tuple(flags, width, precision, conversion, value);
  for (const [flag, wide, precise, code, number] of fc.sample(parts, { numRuns: 5000, seed: 31 })) {
    const template = `%${flag}${wide}${precise}${code}`;
    cases.push(text(template, `(${repr(number)},)`, () => new Tuple([number])));
    cases.push(binary(template, `(${repr(number)},)`, () => new Tuple([number])));
  }
  assert.deepEqual(differences('percentNumbers', cases), []);
});

const TEMPLATES = [
  '',
  'a',
  '%',
  '%5',
  '%s',
  '%s %s',
  '%%',
  '%5%',
  '%-5%|',
  '%.3%',
  '%(a)s',
  '%(a',
  '%(a)',
  '%(a)5%',
  '%(a)%',
  '%()s',
  '%((a))s',
  '%(a)s %(b)s',
  '%(a)s %s',
  '%(a)*d',
  '%*d',
  '%-*d|',
  '%.*f',
  '%*.*f',
  '%**d',
  '%5*d',
  '%.5.3d',
  '%ld',
  '%hd',
  '%Lf',
  '%hhd',
  '%l',
  '% ',
  '%.',
  '%*',
  '%d %',
  '%99999999999999999999d',
  '%.99999999999999999999d',
  '%.2147483648f',
  '%.2147483647d',
  '%\x01',
  '%\x7f',
  '%y',
  '%z%',
  '%é',
];

test('templates of every shape take every kind of arguments as in CPython', () => {
  const args: Sample[] = [
    ['()', () => new Tuple([])],
    ['1', () => 1n],
    ['(1,)', () => new Tuple([1n])],
    ['(5, 1)', () => new Tuple([5n, 1n])],
    ['(-5, 2)', () => new Tuple([-5n, 2n])],
    ['(10, 2, 1.5)', () => new Tuple([10n, 2n, 1.5])],
    ["('a', 1)", () => new Tuple(['a', 1n])],
    ['(2**70, 1)', () => new Tuple([2n ** 70n, 1n])],
    ['(2**40, 1.5)', () => new Tuple([2n ** 40n, 1.5])],
    [
      "{'a': 1, 'b': 'x', '': 0, '(a)': 7}",
      () =>
        Dict.of([
          ['a', 1n],
          ['b', 'x'],
          ['', 0n],
          ['(a)', 7n],
        ]),
    ],
    ["{b'a': 1}", () => Dict.of([[bytes('a'), 1n]])],
    ...SAMPLES,
  ];
  const cases: Case[] = [];
  for (const template of TEMPLATES) {
    for (const [source, make] of args) {
      if (source === '(2**40, 1.5)' && template.includes('%*')) continue;
      cases.push(text(template, source, make));
      cases.push(binary(template, source, make));
    }
  }
  assert.deepEqual(differences('percentTemplates', cases), []);
});

test('a width or precision that is too large is refused before it is built', () => {
  startBudget();
  for (const template of ['%9999999999s', '%09999999999d', '%.999999999d', '%.999999999f', '%-9999999999d']) {
    assert.throws(() => formatPercent(template, 1n), /MemoryError/, template);
  }
  assert.throws(() => formatPercent('%*d', new Tuple([10n ** 12n, 1n])), /MemoryError/);
});
