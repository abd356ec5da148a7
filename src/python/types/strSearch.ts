import { typeError, valueError } from '../../core/errors.ts';
import { toText } from '../arguments.ts';
import { boundsOf } from '../bounds.ts';
import { tick } from '../budget.ts';
import { count, find, findLast } from '../search.ts';
import { defineMethods } from '../signature.ts';
import { hasSurrogates, indexAt, lengthOf, offsetOf } from '../strings.ts';
import { Tuple, typeName, types, type Value } from '../values.ts';

/** What is searched for. @throws TypeError `must be str, not int` */
export function text(value: Value): string {
  if (typeof value !== 'string') throw typeError(`must be str, not ${typeName(value)}`);
  return value;
}

const SEARCH = 'sub, start=None, end=None, /';

/** What a search looks at, in code units: `window` ends where it does, `from` may lie beyond that. */
function windowOf(self: string, start?: Value, end?: Value): { window: string; from: number } {
  if (start === undefined && end === undefined) return { window: self, from: 0 };
  const bounds = boundsOf(start, end, lengthOf(self));
  if (bounds.start > bounds.end) return { window: '', from: 1 };
  return { window: self.slice(0, offsetOf(self, bounds.end)), from: offsetOf(self, bounds.start) };
}

function search(self: string, sub: Value, start?: Value, end?: Value): number {
  const { window, from } = windowOf(self, start, end);
  const pattern = text(sub);
  const at = from > window.length ? -1 : find(window, pattern, from);
  return at < 0 ? -1 : indexAt(self, at);
}

function searchLast(self: string, sub: Value, start?: Value, end?: Value): number {
  const { window, from } = windowOf(self, start, end);
  const pattern = text(sub);
  const at = from > window.length ? -1 : findLast(window, pattern);
  return at < from ? -1 : indexAt(self, at);
}

function found(index: number): bigint {
  if (index < 0) throw valueError('substring not found');
  return BigInt(index);
}

function countIn(self: string, sub: Value, start?: Value, end?: Value): number {
  const { window, from } = windowOf(self, start, end);
  const pattern = text(sub);
  if (from > window.length) return 0;
  const part = window.slice(from);
  return pattern === '' ? lengthOf(part) + 1 : count(part, pattern);
}

type Affix = (part: string, affix: string) => boolean;

/** `startswith` and `endswith`: of one str or any of a tuple. */
function affixTest(name: string, test: Affix) {
  return (self: string, affix: Value, start?: Value, end?: Value): boolean => {
    const bounds = boundsOf(start, end, lengthOf(self));
    const matches = (one: string): boolean => {
      if (bounds.start > bounds.end) return false;
      return test(self.slice(offsetOf(self, bounds.start), offsetOf(self, bounds.end)), one);
    };
    if (typeof affix === 'string') return matches(affix);
    if (!(affix instanceof Tuple))
      throw typeError(`${name} first arg must be str or a tuple of str, not ${typeName(affix)}`);
    return affix.items.some(item => {
      tick();
      if (typeof item !== 'string') throw typeError(`tuple for ${name} must only contain str, not ${typeName(item)}`);
      return matches(item);
    });
  };
}

/** Whether a text begins with another: in code points, so that half a pair is no beginning. */
const beginsWith: Affix = (part, affix) => {
  tick(affix.length >> 10);
  return part.startsWith(affix) && (!hasSurrogates(affix) || find(part, affix) === 0);
};
const endsWith: Affix = (part, affix) => {
  tick(affix.length >> 10);
  return part.endsWith(affix) && (!hasSurrogates(affix) || findLast(part, affix) === part.length - affix.length);
};

defineMethods(types.str, {
  find: [SEARCH, (self, sub, start, end) => BigInt(search(self, sub, start, end)), 'parsed'],
  rfind: [SEARCH, (self, sub, start, end) => BigInt(searchLast(self, sub, start, end)), 'parsed'],
  index: [SEARCH, (self, sub, start, end) => found(search(self, sub, start, end)), 'parsed'],
  rindex: [SEARCH, (self, sub, start, end) => found(searchLast(self, sub, start, end)), 'parsed'],
  count: [SEARCH, (self, sub, start, end) => BigInt(countIn(self, sub, start, end)), 'parsed'],
  startswith: ['prefix, start=None, end=None, /', affixTest('startswith', beginsWith), 'parsed'],
  endswith: ['suffix, start=None, end=None, /', affixTest('endswith', endsWith), 'parsed'],
  removeprefix: [
    'prefix, /',
    (self: string, prefix: Value) => {
      const start = toText(prefix, 'removeprefix() argument');
      return beginsWith(self, start) ? self.slice(start.length) : self;
    },
  ],
  removesuffix: [
    'suffix, /',
    (self: string, suffix: Value) => {
      const end = toText(suffix, 'removesuffix() argument');
      return end !== '' && endsWith(self, end) ? self.slice(0, -end.length) : self;
    },
  ],
});
