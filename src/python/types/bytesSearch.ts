import { typeError, valueError } from '../../core/errors.ts';
import { boundsOf } from '../bounds.ts';
import { tick } from '../budget.ts';
import { findIndex } from '../operators/protocol.ts';
import { count, find, findLast } from '../search.ts';
import { defineMethods } from '../signature.ts';
import { Bytes, Tuple, typeName, types, type Value } from '../values.ts';
import { bytesArgument, latin } from './bytesText.ts';

const SEARCH = 'sub, start=None, end=None, /';

/** What is searched for: bytes, or one as an int. @throws TypeError, ValueError */
function patternOf(sub: Value): string {
  if (sub instanceof Bytes) return latin(sub);
  const byte = findIndex(sub);
  if (byte === null) throw typeError(`argument should be integer or bytes-like object, not '${typeName(sub)}'`);
  if (byte < 0n || byte > 255n) throw valueError('byte must be in range(0, 256)');
  return String.fromCharCode(Number(byte));
}

/** The part that is looked at, from the first byte on; `from` may lie beyond its end. */
function windowOf(self: Bytes, start?: Value, end?: Value): { window: string; from: number } {
  const bounds = boundsOf(start, end, self.data.length);
  return { window: latin(self).slice(0, bounds.end), from: bounds.start };
}

function search(self: Bytes, sub: Value, start?: Value, end?: Value): number {
  const { window, from } = windowOf(self, start, end);
  const pattern = patternOf(sub);
  return from > window.length ? -1 : find(window, pattern, from);
}

function searchLast(self: Bytes, sub: Value, start?: Value, end?: Value): number {
  const { window, from } = windowOf(self, start, end);
  const pattern = patternOf(sub);
  const at = from > window.length ? -1 : findLast(window, pattern);
  return at < from ? -1 : at;
}

function countIn(self: Bytes, sub: Value, start?: Value, end?: Value): number {
  const { window, from } = windowOf(self, start, end);
  const pattern = patternOf(sub);
  if (from > window.length) return 0;
  return pattern === '' ? window.length - from + 1 : count(window.slice(from), pattern);
}

function found(index: number): bigint {
  if (index < 0) throw valueError('subsection not found');
  return BigInt(index);
}

type Affix = (part: string, affix: string) => boolean;

function affixTest(name: string, test: Affix) {
  return (self: Bytes, affix: Value, start?: Value, end?: Value): boolean => {
    const { window, from } = windowOf(self, start, end);
    const part = window.slice(from);
    const matches = (one: Bytes) => {
      tick(one.data.length >> 10);
      return from <= window.length && test(part, latin(one));
    };
    if (affix instanceof Bytes) return matches(affix);
    if (!(affix instanceof Tuple))
      throw typeError(`${name} first arg must be bytes or a tuple of bytes, not ${typeName(affix)}`);
    return affix.items.some(item => {
      tick();
      return matches(bytesArgument(item));
    });
  };
}

defineMethods(types.bytes, {
  find: [SEARCH, (self, sub, start, end) => BigInt(search(self, sub, start, end)), 'parsed'],
  rfind: [SEARCH, (self, sub, start, end) => BigInt(searchLast(self, sub, start, end)), 'parsed'],
  index: [SEARCH, (self, sub, start, end) => found(search(self, sub, start, end)), 'parsed'],
  rindex: [SEARCH, (self, sub, start, end) => found(searchLast(self, sub, start, end)), 'parsed'],
  count: [SEARCH, (self, sub, start, end) => BigInt(countIn(self, sub, start, end)), 'parsed'],
  startswith: [
    'prefix, start=None, end=None, /',
    affixTest('startswith', (part, affix) => part.startsWith(affix)),
    'parsed',
  ],
  endswith: ['suffix, start=None, end=None, /', affixTest('endswith', (part, affix) => part.endsWith(affix)), 'parsed'],
  removeprefix: [
    'prefix, /',
    (self: Bytes, prefix: Value) => {
      const { length } = bytesArgument(prefix).data;
      return latin(self).startsWith(latin(prefix as Bytes)) ? new Bytes(self.data.subarray(length)) : self;
    },
  ],
  removesuffix: [
    'suffix, /',
    (self: Bytes, suffix: Value) => {
      const { length } = bytesArgument(suffix).data;
      const isThere = length > 0 && latin(self).endsWith(latin(suffix as Bytes));
      return isThere ? new Bytes(self.data.subarray(0, self.data.length - length)) : self;
    },
  ],
});
