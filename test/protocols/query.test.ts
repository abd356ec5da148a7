import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeEscapes, parseQuery, queryValue, splitTarget } from '../../src/protocols/query.ts';

describe('a query', () => {
  it('is what URLSearchParams reads', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }))), pairs => {
        const wellFormed = pairs.map(([name, value]) => [name.toWellFormed(), value.toWellFormed()]);
        assert.deepEqual(parseQuery(new URLSearchParams(wellFormed as [string, string][]).toString()), wellFormed);
      }),
    );
  });

  it('keeps what is no escape, names without a value, and the order', () => {
    assert.deepEqual(parseQuery('a=10 %25 3&b=5%&&c&=x&a=%4g'), [
      ['a', '10 % 3'],
      ['b', '5%'],
      ['c', ''],
      ['', 'x'],
      ['a', '%4g'],
    ]);
    assert.equal(queryValue(parseQuery('a=1&a=2'), 'a'), '1');
    assert.equal(queryValue([], 'a'), undefined);
  });

  it('may hold bytes that are not escaped', () => {
    assert.deepEqual(parseQuery(Buffer.from('a=ä€').toString('latin1')), [['a', 'ä€']]);
  });

  it('that is not UTF-8 is refused', () => {
    const error = { type: 'UnicodeDecodeError', message: /can't decode byte 0xff in position 1: invalid start byte/ };
    assert.throws(() => parseQuery('a=x%ff'), error);
    assert.throws(() => decodeEscapes('a%ff'), error);
  });

  it('begins behind the first question mark', () => {
    assert.deepEqual(splitTarget('/a?b=c?d'), { path: '/a', query: 'b=c?d' });
    assert.deepEqual(splitTarget('/a'), { path: '/a', query: '' });
  });
});
