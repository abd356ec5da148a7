import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { startBudget } from '../../src/python/budget.ts';
import { count, find, findLast, replace } from '../../src/python/search.ts';
import {
  charAt,
  codePointsOf,
  compareStrings,
  hasSurrogates,
  indexAt,
  lengthOf,
  offsetOf,
  repeat,
  sliceOf,
} from '../../src/python/strings.ts';

const ROOM = { timeMs: 60_000, steps: 1e9, bytes: 1e9, depth: 100 };
beforeEach(() => startBudget(ROOM));

const unit = fc.constantFrom('a', 'b', 'é', '€', '😀', '\ud800', '\udc00', '\uffff');
const text = fc.array(unit, { maxLength: 300 }).map(units => units.join(''));

/** The characters of a text the slow way: pairs together, other surrogates alone. */
function chars(of: string): string[] {
  return Array.from(of);
}

test('indices are code points, whatever a text consists of', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 5 }), (of, step) => {
      const expected = chars(of);
      assert.equal(lengthOf(of), expected.length);
      assert.equal(
        hasSurrogates(of),
        [...expected].some(char => char.length > 1 || (char >= '\ud800' && char < '\ue000')),
      );
      for (let i = 0; i < expected.length; i += step) {
        assert.equal(charAt(of, i), expected[i]);
        assert.equal(offsetOf(of, i), expected.slice(0, i).join('').length);
        assert.equal(indexAt(of, offsetOf(of, i)), i);
      }
      assert.equal(offsetOf(of, expected.length), of.length);
      assert.equal(indexAt(of, of.length), expected.length);
      const middle = expected.length >> 1;
      assert.equal(sliceOf(of, 0, middle, 1), expected.slice(0, middle).join(''));
      assert.equal(
        sliceOf(of, middle, expected.length, step),
        expected.filter((_, i) => i >= middle && (i - middle) % step === 0).join(''),
      );
      const backwards = expected.filter((_, i) => (expected.length - 1 - i) % step === 0).reverse();
      assert.equal(sliceOf(of, expected.length - 1, -1, -step), backwards.join(''));
      assert.deepEqual(
        [...codePointsOf(of)],
        expected.map(char => char.codePointAt(0)),
      );
    }),
  );
});

test('texts are ordered by code points', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      const [x, y] = [codePointsOf(a), codePointsOf(b)];
      let at = 0;
      while (at < x.length && at < y.length && x[at] === y[at]) at++;
      const expected = Math.sign((x[at] ?? -1) - (y[at] ?? -1));
      assert.equal(compareStrings(a, b), expected);
      assert.equal(compareStrings(b, a), -expected + 0);
    }),
  );
});

/** Where the characters of `pattern` stand in a row among those of `of`, as an offset. */
function places(of: string, pattern: string): number[] {
  const [all, wanted] = [chars(of), chars(pattern)];
  const found: number[] = [];
  for (let i = 0; i + wanted.length <= all.length; i++)
    if (wanted.every((char, j) => all[i + j] === char)) found.push(all.slice(0, i).join('').length);
  return found;
}

test('searches find whole characters only', () => {
  const pattern = fc.array(unit, { minLength: 1, maxLength: 3 }).map(units => units.join(''));
  fc.assert(
    fc.property(text, pattern, (of, what) => {
      const expected = places(of, what);
      assert.equal(find(of, what), expected[0] ?? -1);
      assert.equal(findLast(of, what), expected.at(-1) ?? -1);
    }),
    { numRuns: 500 },
  );
});

test('long patterns in long texts are found where short ways would take hours', () => {
  const letters = fc.constantFrom('a', 'b');
  const long = fc.array(letters, { minLength: 9, maxLength: 40 }).map(units => units.join(''));
  fc.assert(
    fc.property(long, fc.array(long, { minLength: 1, maxLength: 10 }), (pattern, parts) => {
      // Past the size up to which JavaScript's own search is taken.
      const of = repeat(parts.join(''), Math.ceil((1 << 17) / parts.join('').length));
      const around = `${of}${pattern}${of}`;
      assert.equal(find(around, pattern), around.indexOf(pattern));
      assert.equal(findLast(around, pattern), around.lastIndexOf(pattern));
      assert.equal(
        findLast(around, pattern, around.length - 5),
        around.lastIndexOf(pattern, around.length - 5 - pattern.length),
      );
    }),
    { numRuns: 20 },
  );
  const hostile = repeat('a', 10 ** 6);
  assert.equal(find(hostile, `b${repeat('a', 10 ** 5)}`), -1);
  assert.equal(findLast(hostile, `${repeat('a', 10 ** 5)}b`), -1);
  assert.equal(count(hostile, repeat('a', 10 ** 5)), 10);
});

test('replacing agrees with cutting and joining', () => {
  const simple = fc.array(fc.constantFrom('a', 'b', '€'), { maxLength: 60 }).map(units => units.join(''));
  fc.assert(
    fc.property(simple, fc.constantFrom('a', 'ab', '€', 'ba€'), simple, (of, pattern, by) => {
      assert.equal(replace(of, pattern, by, Number.POSITIVE_INFINITY), of.split(pattern).join(by));
      assert.equal(
        replace(of, pattern, by, 1),
        of.replace(pattern, () => by),
      );
      assert.equal(replace(of, pattern, by, 0), of);
    }),
  );
});
