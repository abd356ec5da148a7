import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CompileCache } from '../../../src/python/compile/cache.ts';
import { compile } from '../../../src/python/compile/compile.ts';
import { shapeOf } from '../../../src/python/compile/shape.ts';
import { parse } from '../../../src/python/parse/parse.ts';
import { repr } from '../../../src/python/text.ts';
import { MapHost } from '../support/hosts.ts';

const keyOf = (source: string) => shapeOf(source).key;

test('requests that differ in plain literals alone have one shape', () => {
  assert.equal(keyOf("setReg('a.b', 21.5)"), keyOf("setReg('garden', 3.25)"));
  assert.equal(keyOf('x[1] + 22'), keyOf('x[12345] + 0'));
  const compiled = new CompileCache();
  // What came once only is not kept.
  compiled.compile("setReg('x', 0.5)");
  assert.equal(compiled.compile("setReg('a', 1.5)").code, compiled.compile("setReg('bcd', 99.0)").code);
  assert.deepEqual(compiled.compile("setReg('bcd', 99.0)").literals, ['bcd', 99]);
});

test('literals of other types or forms are kept apart', () => {
  const sources = [
    'f(1)',
    'f(1.0)',
    "f('1')",
    'f(01)',
    'f(1e5)',
    'f(0x1)',
    'f(1_0)',
    'f(1j)',
    "f(b'1')",
    "f(r'1')",
    "f('''1''')",
    "f('\\x31')",
    'f(x1)',
    'f(1 )',
  ];
  assert.equal(new Set(sources.map(keyOf)).size, sources.length);
  assert.deepEqual(shapeOf("x1.y2 + a1b2 - f'{1}' + 1_2.5e3 + 0x1F + 1.real + 1..real").literals, []);
  assert.deepEqual(shapeOf("'a' + \"b'c\" + 'd\\n' + '''e''' + r'f' + ''").literals, ['a', "b'c", '']);
});

const literal = fc.oneof(
  fc.nat().map(String),
  fc.constantFrom('0', '00', '1.5', '1.', '.5', '1e3', '0x1f', '1_0', '2j', '007', '123456789012345678901'),
  fc.constantFrom(
    "'a'",
    "''",
    '"b"',
    "'it\\'s'",
    "'''c'''",
    "b'd'",
    "r'e'",
    "f'{1}g'",
    'f"{\'h\'}"',
    "'é'",
    "'# i'",
    "'a' 'b'",
  ),
);
const glue = fc.constantFrom(
  ' + ',
  ', ',
  ' if ',
  ' else ',
  ' == ',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ':',
  '.real',
  ' for x in ',
  'lambda: ',
  ' # ',
  'x',
  '-',
  ' ',
  '*',
  '=',
  ';',
  '1',
);
const source = fc.array(fc.oneof(literal, glue), { maxLength: 8 }).map(pieces => pieces.join(''));

const STRINGS = ["'a'", '"b"', "''", "'''c'''", '"""d\ne"""', "r'f'", "f'{1}'", "'\\n'", '1', '2.5'];

/** The value, or the error. */
function outcome(run: () => unknown): string {
  try {
    return repr(run() as never);
  } catch (error) {
    return String(error);
  }
}

test('a cached program gives what its text alone gives', () => {
  const cache = new CompileCache(50, 2000);
  fc.assert(
    fc.property(source, text => {
      const host = new MapHost([['x', 7n]]);
      const expected = outcome(() => compile(parse(text)).run(host, []));
      for (let i = 0; i < 4; i++) {
        const ours = outcome(() => {
          const { code, literals } = cache.compile(text);
          return code.run(host, literals);
        });
        assert.equal(ours.replaceAll(/0x\w+/g, ''), expected.replaceAll(/0x\w+/g, ''), text);
      }
    }),
    { numRuns: 3000 },
  );
});

test('strings side by side are joined, whatever their forms', () => {
  const cache = new CompileCache();
  for (const a of STRINGS)
    for (const b of STRINGS)
      for (const text of [`${a} ${b}`, `${a}${b}`, `x == ${a}\\\n${b}`, `[${a}, ${b} ${a}]`]) {
        const expected = outcome(() => compile(parse(text)).run(new MapHost([['x', 1n]]), []));
        const ours = outcome(() => {
          const { code, literals } = cache.compile(text);
          return code.run(new MapHost([['x', 1n]]), literals);
        });
        assert.equal(ours, expected, text);
      }
});

test('half of a surrogate pair is refused in a known shape too', () => {
  const cache = new CompileCache();
  for (const text of ["f('a')", "f('b')", "f('😀')"]) cache.compile(text);
  assert.deepEqual(cache.compile("f('😀')").literals, ['😀']);
  assert.throws(() => cache.compile("f('\ud83d')"), { type: 'UnicodeEncodeError' });
});

test('the cache is bounded in programs and in characters', () => {
  const cache = new CompileCache(10, 1000);
  for (let i = 0; i < 200; i++) cache.compile(`x${i >> 1}`);
  assert.ok(cache.size > 0);
  assert.ok(cache.size <= 40, String(cache.size));
  for (let i = 0; i < 200; i++) cache.compile(`x${'a'.repeat(200)}${i >> 1}`);
  assert.ok(cache.size <= 20, String(cache.size));
  cache.compile(`'${'a'.repeat(5000)}'`);
});

test('what is used again and again stays', () => {
  const cache = new CompileCache(10, 100_000);
  cache.compile('a + b');
  const { code } = cache.compile('a + b');
  for (let i = 0; i < 200; i++) {
    cache.compile(`x${i >> 1}`);
    assert.equal(cache.compile('a + b').code, code);
  }
});

test('wrong texts are not kept', () => {
  const cache = new CompileCache(10, 1000);
  for (let i = 0; i < 5; i++) assert.throws(() => cache.compile('1 +'), { type: 'SyntaxError' });
  assert.equal(cache.size, 0);
});
