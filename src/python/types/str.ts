import { typeError } from '../../core/errors.ts';
import { toInt, toText } from '../arguments.ts';
import { charge, tick } from '../budget.ts';
import { decodeBytes, encodeText } from '../codecs.ts';
import { formatTemplate } from '../format/template.ts';
import { listOf } from '../iterators.ts';
import { findIterator, toSize } from '../operators/protocol.ts';
import { getItem } from '../operators/subscript.ts';
import { expandTabs, pad, zeroFill } from '../padding.ts';
import { replace } from '../search.ts';
import { defineConstructor, defineMethods, defineStatic } from '../signature.ts';
import {
  partition,
  partitionFromEnd,
  type Side,
  split,
  splitBlanks,
  splitBlanksFromEnd,
  splitFromEnd,
  splitLines,
  strip,
} from '../splitting.ts';
import { codePointsOf, hasSurrogates, isLatin, lengthOf, offsetOf } from '../strings.ts';
import { str } from '../text.ts';
import * as unicode from '../unicode.ts';
import { Bytes, Tuple, typeName, types, type Value } from '../values.ts';
import { text } from './strSearch.ts';
import { translate, translationTable } from './translation.ts';

defineConstructor(types.str, 'object=, encoding=, errors=', (object?: Value, encoding?: Value, errors?: Value) => {
  if (encoding === undefined && errors === undefined) return object === undefined ? '' : str(object);
  const codec = encoding === undefined ? undefined : toText(encoding, "str() argument 'encoding'");
  const handler = errors === undefined ? undefined : toText(errors, "str() argument 'errors'");
  if (object === undefined) return '';
  if (typeof object === 'string') throw typeError('decoding str is not supported');
  if (!(object instanceof Bytes))
    throw typeError(`decoding to str: need a bytes-like object, ${typeName(object)} found`);
  return decodeBytes(object.data, codec, handler);
});

const PADDING = 'width, fillchar=, /';

function padding(side: 'left' | 'right' | 'center') {
  return (self: string, width: Value, fill?: Value): string => {
    const size = toSize(width);
    if (fill !== undefined && typeof fill !== 'string')
      throw typeError(`The fill character must be a unicode character, not ${typeName(fill)}`);
    if (fill !== undefined && lengthOf(fill) !== 1)
      throw typeError('The fill character must be exactly one character long');
    return pad(self, size, fill ?? ' ', side);
  };
}

defineMethods(types.str, {
  center: [PADDING, padding('center')],
  ljust: [PADDING, padding('left')],
  rjust: [PADDING, padding('right')],
  zfill: ['width, /', (self: string, width: Value) => zeroFill(self, toSize(width))],
  expandtabs: [
    'tabsize=8',
    (self: string, tabSize?: Value) => expandTabs(self, tabSize === undefined ? 8 : toInt(tabSize)),
  ],
});

/** `maxsplit`, `count`: negative is no limit. */
function limitOf(value: Value | undefined): number {
  const limit = value === undefined ? -1 : toSize(value);
  return limit < 0 ? Number.POSITIVE_INFINITY : limit;
}

function stripping(name: string, side: Side) {
  return (self: string, chars: Value = null): string => {
    if (chars === null) return strip(self, side, unicode.isSpace);
    if (typeof chars !== 'string') throw typeError(`${name} arg must be None or str`);
    return stripChars(self, side, chars);
  };
}

function stripChars(self: string, side: Side, chars: string): string {
  if (!hasSurrogates(chars)) {
    const units = new Set(Array.from(chars, char => char.charCodeAt(0)));
    return strip(self, side, unit => units.has(unit));
  }
  const dropped = new Set(codePointsOf(chars));
  const points = codePointsOf(self);
  let start = 0;
  let end = points.length;
  if (side !== 'right') while (start < end && dropped.has(points[start])) start++;
  if (side !== 'left') while (end > start && dropped.has(points[end - 1])) end--;
  return self.slice(offsetOf(self, start), offsetOf(self, end));
}

type Cut = (text: string, separator: string, limit: number) => string[];
type CutBlanks = (text: string, limit: number, isBlank: (unit: number) => boolean) => string[];

function splitting(cut: Cut, cutBlanks: CutBlanks) {
  return (self: string, separator: Value = null, maxSplit?: Value): Value[] => {
    const limit = limitOf(maxSplit);
    if (separator === null) return cutBlanks(self, limit, unicode.isSpace);
    if (typeof separator !== 'string') throw typeError(`must be str or None, not ${typeName(separator)}`);
    return cut(self, separator, limit);
  };
}

/** Line breaks as `splitlines` sees them: more than files have. */
function isLineBreak(unit: number): boolean {
  if (unit < 0x85) return (unit >= 10 && unit <= 13) || (unit >= 0x1c && unit <= 0x1e);
  return unit === 0x85 || unit === 0x2028 || unit === 0x2029;
}

defineMethods(types.str, {
  strip: ['chars=None, /', stripping('strip', 'both')],
  lstrip: ['chars=None, /', stripping('lstrip', 'left')],
  rstrip: ['chars=None, /', stripping('rstrip', 'right')],
  split: ['sep=None, maxsplit=-1', splitting(split, splitBlanks)],
  rsplit: ['sep=None, maxsplit=-1', splitting(splitFromEnd, splitBlanksFromEnd)],
  splitlines: [
    'keepends=False',
    (self: string, keepEnds?: Value) =>
      splitLines(self, keepEnds !== undefined && toInt(keepEnds) !== 0 ? 'keep' : 'drop', isLineBreak),
  ],
  partition: ['sep, /', (self: string, separator: Value) => new Tuple(partition(self, text(separator)))],
  rpartition: ['sep, /', (self: string, separator: Value) => new Tuple(partitionFromEnd(self, text(separator)))],
  join: ['iterable, /', join],
});

/** Characters up to which a joined text is accounted for as if it were of two bytes each. */
const MAX_UNSEEN = 1 << 14;

function join(self: string, iterable: Value): string {
  if (!findIterator(iterable)) throw typeError('can only join an iterable');
  const items = Array.isArray(iterable) ? iterable : listOf(iterable);
  let length = 0;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (typeof item !== 'string') throw typeError(`sequence item ${i}: expected str instance, ${typeName(item)} found`);
    length += item.length + (i > 0 ? self.length : 0);
  }
  tick(items.length);
  // To look at every item of a short text would take longer than to join them.
  const isWide = length <= MAX_UNSEEN || !isLatin(self) || !items.every(item => isLatin(item as string));
  charge(isWide ? 2 * length : length);
  return items.join(self);
}

defineMethods(types.str, {
  replace: [
    'old, new, count=-1, /',
    (self: string, old: Value, replacement: Value, times?: Value) => {
      const pattern = toText(old, 'replace() argument 1');
      const by = toText(replacement, 'replace() argument 2');
      return replace(self, pattern, by, limitOf(times));
    },
  ],
  encode: [
    "encoding='utf-8', errors='strict'",
    (self: string, encoding?: Value, errors?: Value) => {
      const codec = encoding === undefined ? undefined : toText(encoding, "encode() argument 'encoding'");
      const handler = errors === undefined ? undefined : toText(errors, "encode() argument 'errors'");
      return new Bytes(encodeText(self, codec, handler));
    },
  ],
  format: [
    '*args, **kwargs',
    (self: string, positional: Value[], named: Map<string, Value>) => formatTemplate(self, positional, named),
  ],
  format_map: [
    'mapping, /',
    (self: string, mapping: Value) => formatTemplate(self, null, name => getItem(mapping, name)),
  ],
  translate: ['table, /', translate],
});

defineStatic(types.str, { maketrans: ['x, y=, z=, /', translationTable] });
