import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BracketScanner } from '../../../src/protocols/raw/bracketScanner.ts';

const TOKEN =
  /'''(?:\\.|[^\\])*?(?:'''|\\?$)|"""(?:\\.|[^\\])*?(?:"""|\\?$)|'(?:\\.|[^'\\])*(?:'|\\?$)|"(?:\\.|[^"\\])*(?:"|\\?$)|#.*|./gs;

/** Where the first bracket is closed, by tokens. */
function expected(text: string): number {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if ('([{'.includes(token)) depth++;
    else if (')]}'.includes(token) && --depth <= 0) return index + 1;
  }
  return -1;
}

function closedAt(text: string, size: number): number {
  const bytes = Buffer.from(text);
  const scanner = new BracketScanner();
  for (let from = 0; from < bytes.length; from += size) scanner.scan(bytes.subarray(0, from + size), from);
  return scanner.closedAt;
}

describe('the scanner of quotes and brackets', () => {
  it('finds where the first bracket is closed', () => {
    const cases: [string, number][] = [
      ['f(a)', 4],
      ['f([1, {2}])+(3)', 11],
      ["f(')')", 6],
      ["f('\\')')", 8],
      ["f('''a')'' ''')", 15],
      ["f('')", 5],
      ["f('', ')')", 10],
      ['f("\'")', 6],
      ['f(#)', -1],
      ['f(', -1],
      [')', 1],
    ];
    for (const [text, at] of cases) assert.equal(closedAt(text, 1), at, text);
  });

  it('agrees with a tokenizer on any text, in any pieces', () => {
    const token = fc.constantFrom("'", "''", "'''", '"', '"""', '\\', '(', ')', '[', ']', '{', '}', '#', 'a', ' ');
    const text = fc.array(token, { maxLength: 14 }).map(tokens => tokens.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 5 }), (input, size) => {
        assert.equal(closedAt(input, size), expected(input));
      }),
      { numRuns: 5000 },
    );
  });
});
