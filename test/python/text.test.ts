import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { startBudget } from '../../src/python/budget.ts';
import { Dict } from '../../src/python/dict.ts';
import { ascii, bytesRepr, repr, str, stringRepr } from '../../src/python/text.ts';
import { Bytes, Tuple, type Value } from '../../src/python/values.ts';
import { DictValues } from '../../src/python/views.ts';
import { type Case, differences } from './cpython.ts';
import { SAMPLES } from './sampleValues.ts';

/** A text as Python source, by code points, so that the test does not rest on the repr that it tests. */
function source(text: string): string {
  return `''.join(map(chr, ${JSON.stringify([...text].map(character => character.codePointAt(0)))}))`;
}

test('str, repr and ascii of every type are those of CPython', () => {
  const cases = SAMPLES.flatMap(([expression, make]): Case[] => [
    { expression: `str(${expression})`, compute: () => str(make()) },
    { expression: `repr([${expression}, (${expression},)])`, compute: () => repr([make(), new Tuple([make()])]) },
    { expression: `ascii(${expression})`, compute: () => ascii(make()) },
  ]);
  assert.deepEqual(differences('text', cases), []);
});

test('repr and ascii of texts are those of CPython', () => {
  const texts = [
    '',
    "'",
    '"',
    '\'"',
    '\\',
    '\n\r\t\0\x1b\x7f',
    'é',
    '\u00ad',
    '\u200b',
    '😀',
    '\u{10ffff}',
    '\ue000',
    '\u0378',
    '\u{1fae8}',
  ];
  texts.push(...fc.sample(fc.string({ unit: 'binary', maxLength: 12 }), { numRuns: 2000, seed: 71 }));
  for (let first = 0; first < 0x30000; first += 64) {
    if (first >= 0xd800 && first < 0xe000) continue;
    texts.push(String.fromCodePoint(...Array.from({ length: 64 }, (_, i) => first + i)));
  }
  const cases = texts
    .filter(text => text.isWellFormed())
    .flatMap((text): Case[] => [
      { expression: source(text), compute: () => text },
      { expression: `ascii(${source(text)})`, compute: () => ascii(text) },
    ]);
  assert.deepEqual(differences('stringRepr', cases), []);
});

test('a lone surrogate is escaped', () => {
  assert.equal(stringRepr('a\ud800b'), "'a\\ud800b'");
  assert.equal(stringRepr('\udc00😀'), "'\\udc00😀'");
});

test('repr of bytes is that of CPython', () => {
  const all = Array.from({ length: 256 }, (_, byte) => byte);
  const samples = [
    [],
    [39],
    [34],
    [39, 34],
    [92],
    all,
    ...fc.sample(fc.array(fc.nat(255), { maxLength: 20 }), { numRuns: 200, seed: 72 }),
  ];
  const cases = samples.map(bytes => ({
    expression: `bytes(${JSON.stringify(bytes)})`,
    compute: () => new Bytes(Uint8Array.from(bytes)),
  }));
  assert.deepEqual(differences('bytesRepr', cases), []);
  assert.equal(bytesRepr(Uint8Array.of(39)), `b"'"`);
});

test('containers that contain themselves are shown as such', () => {
  const list: Value[] = [1n];
  list.push(list, new Tuple([list]));
  assert.equal(repr(list), '[1, [...], ([...],)]');
  const dict = new Dict();
  dict.set('a', dict);
  dict.set('b', new DictValues(dict));
  assert.equal(repr(dict), "{'a': {...}, 'b': dict_values([{...}, ...])}");
});

test('repr is bounded in depth and in size', () => {
  let deep: Value = [];
  for (let i = 0; i < 5000; i++) deep = [deep];
  assert.throws(
    () => repr(deep),
    /RecursionError: maximum recursion depth exceeded while getting the repr of an object/,
  );
  assert.equal(repr([1n]), '[1]');
  startBudget();
  let wide: Value = 'x'.repeat(1000);
  for (let i = 0; i < 30; i++) wide = [wide, wide];
  assert.throws(() => repr(wide), /MemoryError|TimeoutError/);
});
