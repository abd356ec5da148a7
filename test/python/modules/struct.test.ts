import { test } from 'node:test';
import fc from 'fast-check';
import { compareWithPython } from '../support/cpython.ts';

const CASES = [
  "struct.pack('i')",
  'struct.pack()',
  "struct.pack('i',1,2)",
  "struct.pack('c',b'ab')",
  "struct.pack('c','a')",
  "struct.pack('3s',b'ab'), struct.pack('3s',b'abcd'), struct.pack('s',b'x'), struct.pack('0s',b'x'), struct.pack('3p',b'abcd'),struct.pack('5p',b'ab'),struct.pack('0p',b'ab')",
  "struct.pack('3s','ab')",
  "struct.pack('3p',5)",
  "struct.pack('z',1)",
  "struct.pack('3')",
  "struct.pack('i 3')",
  "struct.pack(' < i',1)",
  "struct.pack('<i <i',1)",
  "struct.pack('3 i',1)",
  "struct.pack('i\\n2h',1,2,3)",
  'struct.pack(5)',
  "struct.pack('é')",
  "struct.pack(b'i',1)",
  "struct.pack('99999999999999999999i')",
  "struct.pack('9999999999i')",
  "struct.calcsize('9223372036854775807i')",
  "struct.calcsize('bi'), struct.calcsize('<bi'), struct.calcsize('@bq'), struct.calcsize('=bq'), struct.calcsize('b0i'), struct.calcsize('iP'), struct.calcsize('3x'), struct.calcsize('')",
  "struct.calcsize('bhilqfd?nNPec'), struct.calcsize('100s'), struct.calcsize('2s3p')",
  'struct.calcsize(5)',
  "struct.calcsize('z')",
  "struct.unpack('i',b'abc')",
  "struct.unpack('i','abcd')",
  "struct.unpack('i',5)",
  "struct.unpack('i')",
  "struct.unpack('5p',b'\\x09abcd'), struct.unpack('5p',b'\\x02abcd')",
  "struct.unpack('>e',b'\\x7c\\x00'),struct.unpack('>e',b'\\x7c\\x01'),struct.unpack('>e',b'\\x00\\x01'),struct.unpack('>e',b'\\x80\\x00')",
  "struct.unpack_from('<h',b'abcdef',2), struct.unpack_from('<h',b'abcdef',-2), struct.unpack_from('<h',buffer=b'abcdef',offset=1)",
  "struct.unpack_from('<h',b'a')",
  "struct.unpack_from('<h',b'abc',2)",
  "struct.unpack_from('<h',b'abc',-1)",
  "struct.unpack_from('<h',b'abc',-4)",
  "struct.unpack_from('<h',b'abc',5)",
  "struct.unpack_from('<h')",
  "list(struct.iter_unpack('<h',b'abcd'))",
  "struct.iter_unpack('<h',b'abc')",
  "struct.iter_unpack('',b'')",
  'struct.error',
  "struct.Struct('<ih').size, struct.Struct('<ih').format, struct.Struct('<ih').pack(1,2), struct.Struct('<ih').unpack(b'abcdef')",
  "struct.Struct('z')",
  'struct.Struct(5)',
  'struct.Struct()',
  "struct.pack('<e',65504.0), struct.pack('<e',5.96e-8), struct.pack('<e',1e-8),struct.pack('<e',math.nan),struct.pack('<e',-math.inf),struct.pack('<f',math.nan),struct.pack('<e',-0.0),struct.pack('<e',2049.0),struct.pack('<e',2051.0)",
  "struct.pack('<e',65520.0)",
  "struct.pack('<f',3.4028235677973366e+38)",
  "struct.pack('i',True), struct.pack('f',1), struct.pack('d',10**20)",
];

test('formats, buffers and their errors', t => {
  compareWithPython(t, 'structModule', CASES);
});

const LIMITS: Record<string, string[]> = {
  b: ['-128', '127', '128', '-129', '2**70', "'a'"],
  B: ['0', '255', '256', '-1', '2**70', "'a'"],
  h: ['-32768', '32767', '40000', '2**70', "'a'"],
  H: ['0', '65535', '65536', '-1', '2**70'],
  i: ['-2**31', '2**31-1', '2**31', '2**70', '1.5'],
  I: ['2**32-1', '2**32', '-1', '2**70'],
  l: ['2**31', '2**63-1', '2**63'],
  L: ['2**32', '2**64-1', '2**64', '-1'],
  q: ['2**63-1', '-2**63', '2**63', '2**70'],
  Q: ['2**64-1', '2**64', '-1'],
  n: ['1', '2**63'],
  N: ['2**64', '-1'],
  P: ['-1', '2**64-1', '2**64', "'a'"],
  e: ['0.1', '65519.99', '65520.0', '-5e-8', '6.1e-5', '1/3', '10**400'],
  f: ['0.1', '1e40', "'a'", '10**400'],
  d: ['0.1', '10**400'],
  c: ["b'x'", '1'],
  '?': ['2**70', "''"],
};

test('the limits of every letter in every byte order', t => {
  const cases = Object.entries(LIMITS).flatMap(([letter, values]) =>
    ['', '@', '=', '<', '>', '!'].flatMap(mark => values.map(value => `struct.pack('${mark}${letter}', ${value})`)),
  );
  compareWithPython(t, 'structLimits', cases);
});

const number = (min: number, max: number) => fc.integer({ min, max }).map(String);
const VALUES: Record<string, fc.Arbitrary<string>> = {
  b: number(-128, 127),
  B: number(0, 255),
  h: number(-128, 127),
  H: number(0, 255),
  i: number(-(2 ** 31), 2 ** 31 - 1),
  I: number(0, 2 ** 31),
  q: number(-(2 ** 40), 2 ** 40),
  Q: number(0, 2 ** 40),
  e: number(-2000, 2000),
  f: fc.constantFrom('0.5', '-1.25', '1e10'),
  d: fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map(value => (Object.is(value, -0) ? '-0.0' : `float('${value}')`)),
  '4s': fc.constantFrom("b'abcd'", "b'ab'", "b'abcdef'"),
  '3p': fc.constantFrom("b'abcd'", "b'a'"),
  '?': fc.constantFrom('True', '0'),
  c: fc.constantFrom("b'x'"),
};
const field = fc.constantFrom(...Object.keys(VALUES)).chain(letter => VALUES[letter].map(value => ({ letter, value })));

test('what is packed comes back', t => {
  const records = fc.tuple(
    fc.constantFrom('', '<', '>', '=', '@', '!'),
    fc.array(field, { minLength: 1, maxLength: 7 }),
  );
  const cases = fc.sample(records, { seed: 7, numRuns: 800 }).map(([mark, fields]) => {
    const format = `'${mark}${fields.map(({ letter }) => letter).join(' ')}'`;
    const packed = `struct.pack(${[format, ...fields.map(({ value }) => value)].join(', ')})`;
    return `(struct.calcsize(${format}), ${packed}, struct.unpack(${format}, ${packed}))`;
  });
  compareWithPython(t, 'structRecords', cases, cases.slice(0, 100));
});
