import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { getAttribute } from '../../../src/python/attributes.ts';
import { startBudget } from '../../../src/python/budget.ts';
import { call, callMethod } from '../../../src/python/call.ts';
import { Complex } from '../../../src/python/complex.ts';
import { binary } from '../../../src/python/operators/arithmetic.ts';
import { stringRepr } from '../../../src/python/text.ts';
import { type BinaryOperator, Bytes, type Tuple, types, type Value } from '../../../src/python/values.ts';
import { type Case, differences } from '../cpython.ts';
import { SAMPLES } from '../sampleValues.ts';

import '../../../src/python/types/bool.ts';
import '../../../src/python/types/complex.ts';
import '../../../src/python/types/float.ts';
import '../../../src/python/types/int.ts';

const bytes = (...data: number[]) => new Bytes(Uint8Array.from(data));

test('the constructors take of every type what CPython takes', () => {
  const cases: Case[] = [];
  for (const name of ['int', 'float', 'complex', 'bool'] as const) {
    cases.push({ expression: `${name}()`, compute: () => call(types[name], []) });
    for (const [source, make] of SAMPLES) {
      cases.push({ expression: `${name}(${source})`, compute: () => call(types[name], [make()]) });
      cases.push({ expression: `${name}(${source}, 16)`, compute: () => call(types[name], [make(), 16n]) });
      cases.push({ expression: `${name}('11', ${source})`, compute: () => call(types[name], ['11', make()]) });
      cases.push({ expression: `${name}(2.5, ${source})`, compute: () => call(types[name], [2.5, make()]) });
    }
  }
  for (const text of ['12', ' 1_0 ', 'ff', '1.5', 'x', '\xff', '\xa01', '']) {
    const source = `bytes(${JSON.stringify([...text].map(c => c.charCodeAt(0)))})`;
    const value = () => new Bytes(Uint8Array.from([...text].map(c => c.charCodeAt(0))));
    cases.push({ expression: `int(${source})`, compute: () => call(types.int, [value()]) });
    cases.push({ expression: `int(${source}, 16)`, compute: () => call(types.int, [value(), 16n]) });
    cases.push({ expression: `float(${source})`, compute: () => call(types.float, [value()]) });
  }
  const named = (name: string, value: Value) => new Map([[name, value]]);
  cases.push({ expression: 'int(x=1)', compute: () => call(types.int, [], named('x', 1n)) });
  cases.push({ expression: "int('11', base=2)", compute: () => call(types.int, ['11'], named('base', 2n)) });
  cases.push({ expression: 'int(base=2)', compute: () => call(types.int, [], named('base', 2n)) });
  cases.push({ expression: 'float(x=1)', compute: () => call(types.float, [], named('x', 1n)) });
  cases.push({ expression: 'complex(imag=2)', compute: () => call(types.complex, [], named('imag', 2n)) });
  assert.deepEqual(differences('constructors', cases), []);
});

test('complex() of texts answers as CPython', () => {
  const texts = [
    '',
    '1',
    '1j',
    'j',
    '+j',
    '-j',
    '1+j',
    '1-j',
    '1+2j',
    ' 1+2j ',
    '(1+2j)',
    ' ( 1+2j ) ',
    '1 + 2j',
    '1+2',
    '1+2k',
    '((1))',
    '(1',
    '1)',
    'nan+infj',
    '-inf-nanj',
    'infinityj',
    '1_0+2_0j',
    '1__0j',
    '1e5+1e-5j',
    '1e400j',
    '.5j',
    '1.j',
    '.j',
    'e',
    'ij',
    '+',
    '1+',
    '1+-2j',
    '1jj',
    'j1',
    '1j+1',
    '-0j',
    '-0-0j',
    '١j',
    '\u2003٢+٣j',
    'J',
    '1e',
    '1e+j',
  ];
  texts.push(
    ...fc.sample(fc.string({ unit: fc.constantFrom(...'01.+-je()_ '), maxLength: 8 }), { numRuns: 3000, seed: 81 }),
  );
  const cases = texts.map(text => ({
    expression: `complex(${stringRepr(text)})`,
    compute: () => call(types.complex, [text]),
  }));
  assert.deepEqual(differences('complexText', cases), []);
});

/** A method call on each of the values, with each of the argument lists. */
const METHODS: readonly [self: [string, Value][], name: string, args: [string, Value[]][]][] = [
  [
    [
      ['5', 5n],
      ['(-5)', -5n],
      ['True', true],
      ['(2**70)', 2n ** 70n],
      ['0', 0n],
    ],
    'bit_length',
    [
      ['', []],
      ['1', [1n]],
    ],
  ],
  [
    [
      ['5', 5n],
      ['(-5)', -5n],
      ['True', true],
      ['(2**70-1)', 2n ** 70n - 1n],
      ['0', 0n],
    ],
    'bit_count',
    [['', []]],
  ],
  [
    [
      ['5', 5n],
      ['True', true],
    ],
    'conjugate',
    [['', []]],
  ],
  [
    [
      ['5', 5n],
      ['True', true],
      ['1.25', 1.25],
      ['inf', Infinity],
      ['nan', NaN],
      ['5e-324', 5e-324],
    ],
    'as_integer_ratio',
    [['', []]],
  ],
  [
    [
      ['0', 0n],
      ['5', 5n],
      ['(-5)', -5n],
      ['300', 300n],
      ['(-129)', -129n],
      ['(-128)', -128n],
      ['True', true],
    ],
    'to_bytes',
    [
      ['', []],
      ["2, 'big'", [2n, 'big']],
      ["2, 'little'", [2n, 'little']],
      ["1, 'x'", [1n, 'x']],
      ['1, 5', [1n, 5n]],
      ['-1', [-1n]],
      ["'a'", ['a']],
      ['0', [0n]],
      ["1, 'big', True", [1n, 'big', true]],
      ['10**30', [10n ** 30n]],
    ],
  ],
  [
    [
      ['1.0', 1],
      ['1.5', 1.5],
      ['inf', Infinity],
      ['nan', NaN],
    ],
    'is_integer',
    [
      ['', []],
      ['1', [1n]],
    ],
  ],
  [
    [
      ['0.0', 0],
      ['(-0.0)', -0],
      ['1.5', 1.5],
      ['(-1e308)', -1e308],
      ['5e-324', 5e-324],
      ['2.2250738585072014e-308', 2.2250738585072014e-308],
      ['inf', Infinity],
      ['(-inf)', -Infinity],
      ['nan', NaN],
      ['0.1', 0.1],
      ['1024.0', 1024],
      ['0.9999999999999999', 0.9999999999999999],
      ['1.9999999999999998', 1.9999999999999998],
      ['2.225073858507201e-308', 2.225073858507201e-308],
      ['1.7976931348623157e308', Number.MAX_VALUE],
    ],
    'hex',
    [['', []]],
  ],
  [
    [
      ['1j', new Complex(0, 1)],
      ['complex(1, -0.0)', new Complex(1, -0)],
      ['1.5', 1.5],
    ],
    'conjugate',
    [
      ['', []],
      ['1', [1n]],
    ],
  ],
];

test('methods of numbers answer as in CPython', () => {
  const cases: Case[] = [];
  for (const [selves, name, argumentLists] of METHODS) {
    for (const [self, value] of selves) {
      for (const [args, values] of argumentLists) {
        cases.push({ expression: `(${self}).${name}(${args})`, compute: () => callMethod(value, name, values) });
      }
    }
  }
  for (const [source, value] of [
    ['5', 5n],
    ['True', true],
    ['1.5', 1.5],
    ['2j', new Complex(0, 2)],
  ] as [string, Value][]) {
    for (const name of ['real', 'imag', 'numerator', 'denominator', 'nothing', '__class']) {
      cases.push({ expression: `(${source}).${name}`, compute: () => getAttribute(value, name) });
    }
  }
  const signed = new Map([['signed', true as Value]]);
  for (const number of [-5n, 127n, 128n, -128n, -129n]) {
    cases.push({
      expression: `(${number}).to_bytes(1, signed=True)`,
      compute: () => callMethod(number, 'to_bytes', [1n], signed),
    });
  }
  assert.deepEqual(differences('numberMethods', cases), []);
});

test('int.from_bytes and float.fromhex answer as in CPython', () => {
  const cases: Case[] = [];
  const fromBytes = (args: Value[], named?: Map<string, Value>) => callMethod(types.int, 'from_bytes', args, named);
  const signed = new Map([['signed', true as Value]]);
  const data: [string, Value][] = [
    ["b''", bytes()],
    ["b'\\x01\\x02'", bytes(1, 2)],
    ["b'\\xff\\xfe'", bytes(255, 254)],
    ['[1, 2]', [1n, 2n]],
    ['[256]', [256n]],
    ['[-1]', [-1n]],
    ["['a']", ['a']],
    ["'ab'", 'ab'],
    ['5', 5n],
    ['None', null],
    ['[True]', [true]],
    ['[10**30]', [10n ** 30n]],
  ];
  for (const [source, value] of data) {
    cases.push({ expression: `int.from_bytes(${source})`, compute: () => fromBytes([value]) });
    cases.push({ expression: `int.from_bytes(${source}, 'little')`, compute: () => fromBytes([value, 'little']) });
    cases.push({ expression: `int.from_bytes(${source}, 'x')`, compute: () => fromBytes([value, 'x']) });
    cases.push({ expression: `int.from_bytes(${source}, 5)`, compute: () => fromBytes([value, 5n]) });
    cases.push({
      expression: `int.from_bytes(${source}, 'little', signed=True)`,
      compute: () => fromBytes([value, 'little'], signed),
    });
    cases.push({
      expression: `bool.from_bytes(${source})`,
      compute: () => callMethod(types.bool, 'from_bytes', [value]),
    });
  }
  const texts = [
    '',
    'x',
    '0x',
    '1',
    '-1',
    '+1',
    '.8',
    '8.',
    '.',
    '0x.8p1',
    '0x1.8p+1',
    '0X1P+2',
    '0x1p',
    '0x1p+',
    '0x1.0.0',
    '1e5',
    'inf',
    '-INF',
    'infinity',
    'infinityx',
    'nan',
    '+nan',
    '0x1p5000',
    '0x1p-5000',
    '0x1p1024',
    '0x1p-1074',
    '0x1p-1075',
    '0x1.00001p-1075',
    '0x1.8p-1075',
    '0x1.fffffffffffff8p0',
    '0x1.fffffffffffff7p0',
    '0x1.fffffffffffff8p1023',
    '0x0p99999999999999999999',
    '0x1p99999999999999999999',
    '0x1p-99999999999999999999',
    ' 0x1p0\n',
    '\u00a01',
    '0x1_0',
    `0x${'1'.repeat(2000)}`,
    `0x0.${'0'.repeat(2000)}1p8000`,
    '0x1g',
    '1p1',
    'ABC.DEFp-3',
    '--1',
    '0x-1',
    '\0',
  ];
  for (const text of texts) {
    cases.push({
      expression: `float.fromhex(${stringRepr(text)})`,
      compute: () => callMethod(types.float, 'fromhex', [text]),
    });
  }
  cases.push({ expression: 'float.fromhex(5)', compute: () => callMethod(types.float, 'fromhex', [5n]) });
  assert.deepEqual(differences('fromTexts', cases), []);
});

test('complex arithmetic is that of CPython', () => {
  const part = fc.oneof(
    fc.constantFrom(0, -0, 1, -1, 2, 0.5, Infinity, NaN, 1e200, -1e-200),
    fc.double({ noNaN: true }),
    fc.double({ min: -20, max: 20, noNaN: true }),
  );
  const source = (value: number) => `float('${Object.is(value, -0) ? '-0' : value}')`.replace('Infinity', 'inf');
  const cases: Case[] = [];
  for (const [a, b, c, d] of fc.sample(fc.tuple(part, part, part, part), { numRuns: 1500, seed: 82 })) {
    const [first, second] = [`complex(${source(a)}, ${source(b)})`, `complex(${source(c)}, ${source(d)})`];
    for (const operator of ['+', '-', '*', '/'] as BinaryOperator[]) {
      cases.push({
        expression: `${first} ${operator} ${second}`,
        compute: () => binary(operator, new Complex(a, b), new Complex(c, d)),
      });
    }
    cases.push({ expression: `${first} * ${source(c)}`, compute: () => binary('*', new Complex(a, b), c) });
    cases.push({ expression: `abs(${first})`, compute: () => new Complex(a, b).absolute() });
  }
  for (const [a, b, n] of fc.sample(fc.tuple(part, part, fc.integer({ min: -110, max: 110 })), {
    numRuns: 600,
    seed: 83,
  })) {
    cases.push({
      expression: `complex(${source(a)}, ${source(b)}) ** ${n}`,
      compute: () => binary('**', new Complex(a, b), BigInt(n)),
    });
  }
  assert.deepEqual(differences('complex', cases), []);
});

test('powers of complex numbers differ from those of CPython by rounding alone', () => {
  const part = fc.integer({ min: -5000, max: 5000 }).map(n => (n + 0.5) / 1000);
  const cases: Case[] = [];
  for (const [a, b, c, d] of fc.sample(fc.tuple(part, part, part, part), { numRuns: 300, seed: 84 })) {
    const power = binary('**', new Complex(a, b), new Complex(c, d)) as Complex;
    const parts = `(complex(${a}, ${b}) ** complex(${c}, ${d}))`;
    const test = (x: string, y: number) =>
      `abs(${x} - ${y}) <= 4e-15 * max(abs(${x}), abs(complex(${power.real}, ${power.imag})), 1e-3)`;
    cases.push({
      expression: `${test(`${parts}.real`, power.real)} and ${test(`${parts}.imag`, power.imag)}`,
      compute: () => true,
    });
  }
  assert.deepEqual(differences('complexPowers', cases), []);
});

test('what would be too large is refused before it is built', () => {
  startBudget();
  assert.throws(() => callMethod(1n, 'to_bytes', [10n ** 10n]), /MemoryError/);
  assert.equal((callMethod(255n, 'to_bytes', []) as Bytes).data[0], 255);
  assert.deepEqual((callMethod(1.5, 'as_integer_ratio', []) as Tuple).items, [3n, 2n]);
});
