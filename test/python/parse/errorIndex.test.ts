import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findErrorIndex } from '../../../src/python/parse/errorIndex.ts';

test('finds the token at which a text stops being Python', () => {
  const cases: [string, number | null][] = [
    ['1 + 2', null],
    ['1 + * 2', 4],
    ['  1 + * 2  ', 6],
    ['(1,\r\n 2 3)', 8],
    ['x = )', 4],
    ['1 +', 3],
    ['', 0],
  ];
  for (const [source, index] of cases) assert.equal(findErrorIndex(source), index, JSON.stringify(source));
});

test('an index lies in the text, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...' \t\r\n()[]{}+*=,.:;"\'\\1aä😀f'), maxLength: 20 }), source => {
      const index = findErrorIndex(source);
      assert.ok(index === null || (index >= 0 && index <= source.length), `${index}`);
    }),
  );
});
