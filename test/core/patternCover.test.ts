import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compilePattern } from '../../src/core/fnmatch.ts';
import { covers } from '../../src/core/patternCover.ts';

const coversText = (outer: string, inner: string) => covers(compilePattern(outer), compilePattern(inner));

test('a pattern covers what it matches, and patterns that match no more', () => {
  const yes = [
    ['*', '*'],
    ['*', 'garden.*'],
    ['*', '?[a-z]*x'],
    ['garden.*', 'garden.*'],
    ['garden.*', 'garden.soil.*'],
    ['garden.*', 'garden.soil.temp'],
    ['garden.*', 'garden.**'],
    ['*.temp', 'garden.*.temp'],
    ['garden.*.temp', 'garden.*.soil.temp'],
    ['a?c', 'a[bx]c'],
    ['a[a-f]c', 'a[b-d]c'],
    ['a*b*', 'a*b'],
    ['**', 'x'],
  ];
  for (const [outer, inner] of yes) assert.ok(coversText(outer, inner), `${outer} covers ${inner}`);
  const no = [
    ['garden.*', '*'],
    ['garden.*', 'garden*'],
    ['garden.*', 'garden.'.slice(0, -1)],
    ['garden.?', 'garden.*'],
    ['*.temp', '*'],
    ['*.temp', 'garden.*'],
    ['a[a-c]c', 'a?c'],
    ['a[a-c]c', 'a[b-d]c'],
    ['a', 'A'],
    ['', '*'],
    ['*a', '*a*'],
  ];
  for (const [outer, inner] of no) assert.ok(!coversText(outer, inner), `${outer} does not cover ${inner}`);
});

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?', '[ab]', '[!a]', '[a-b.]'), maxLength: 6 });
const key = fc.string({ unit: fc.constantFrom('a', 'b', '.', 'c'), maxLength: 6 });

test('what a covered pattern matches, the one that covers it matches too', () => {
  fc.assert(
    fc.property(pattern, pattern, fc.array(key, { minLength: 20, maxLength: 60 }), (outer, inner, keys) => {
      if (!coversText(outer, inner)) return;
      for (const text of keys) {
        if (compilePattern(inner).test(text)) assert.ok(compilePattern(outer).test(text), `${outer} ${inner} ${text}`);
      }
    }),
    { numRuns: 3000 },
  );
});

test('a star before or behind covers the pattern itself', () => {
  fc.assert(
    fc.property(pattern, source => {
      assert.ok(coversText(source, source));
      assert.ok(coversText(`*${source}`, source) && coversText(`${source}*`, source));
    }),
  );
});
