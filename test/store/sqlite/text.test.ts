import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compareCodePoints, endOfPrefix, own } from '../../../src/store/sqlite/text.ts';

/** Texts of few characters, among them the ones next to the gaps of UTF-16. */
const text = fc
  .array(fc.constantFrom('a', 'b', '\0', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'), { maxLength: 4 })
  .map(characters => characters.join(''));

describe('texts', () => {
  it('are ordered as UTF-8 orders them', () => {
    const utf8 = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
    fc.assert(fc.property(text, text, (a, b) => Math.sign(compareCodePoints(a, b)) === utf8(a, b)));
  });

  it('that begin with a prefix, and no others, lie between it and its end', () => {
    fc.assert(
      fc.property(text, text, (prefix, other) => {
        const end = endOfPrefix(prefix);
        const isBehind = compareCodePoints(prefix, other) <= 0;
        const isBefore = end === undefined || compareCodePoints(other, end) < 0;
        assert.equal(isBehind && isBefore, other.startsWith(prefix));
        assert.ok(end === undefined || end.isWellFormed());
      }),
    );
  });

  it('are copied as they are', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), value => own(value) === value));
  });
});
