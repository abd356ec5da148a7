import { overflowError, typeError, valueError } from '../../core/errors.ts';
import { argumentType, toInt, toText } from '../arguments.ts';
import { charge, tick } from '../budget.ts';
import { decodeBytes, encodeText } from '../codecs.ts';
import { encodeHex } from '../hexDigits.ts';
import { listOf } from '../iterators.ts';
import { findIndex, findIterator, fitsSize, length, toIndex, toSize } from '../operators/protocol.ts';
import { expandTabs, pad, zeroFill } from '../padding.ts';
import { replace } from '../search.ts';
import { defineClassMethods, defineConstructor, defineMethods, defineStatic } from '../signature.ts';
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
import { Bytes, Tuple, typeName, types, type Value } from '../values.ts';
import { bytesArgument, forEachByte, fromLatin, latin, mapBytes } from './bytesText.ts';

defineConstructor(types.bytes, 'source=, encoding=, errors=', (source?: Value, encoding?: Value, errors?: Value) => {
  const codec = encoding === undefined ? undefined : toText(encoding, "bytes() argument 'encoding'");
  const handler = errors === undefined ? undefined : toText(errors, "bytes() argument 'errors'");
  if (typeof source !== 'string') {
    if (codec !== undefined) throw typeError('encoding without a string argument');
    if (handler !== undefined) throw typeError('errors without a string argument');
    return source === undefined ? new Bytes(new Uint8Array()) : bytesFrom(source);
  }
  if (codec === undefined) throw typeError('string argument without an encoding');
  return new Bytes(encodeText(source, codec, handler));
});

function bytesFrom(source: Value): Bytes {
  if (source instanceof Bytes) return source;
  const size = findIndex(source);
  if (size !== null) return zeros(size, source);
  if (!findIterator(source)) throw typeError(`cannot convert '${typeName(source)}' object to bytes`);
  const items = Array.isArray(source) ? source : listOf(source);
  charge(items.length);
  tick(items.length);
  return new Bytes(Uint8Array.from(items, byteOf));
}

function byteOf(value: Value): number {
  const byte = toIndex(value);
  if (byte < 0n || byte > 255n) throw valueError('bytes must be in range(0, 256)');
  return Number(byte);
}

function zeros(size: bigint, source: Value): Bytes {
  if (!fitsSize(size)) throw overflowError(`cannot fit '${typeName(source)}' into an index-sized integer`);
  if (size < 0n) throw valueError('negative count');
  charge(Number(size));
  return new Bytes(new Uint8Array(Number(size)));
}

const PADDING = 'width, fillchar=, /';

function padding(name: string, side: 'left' | 'right' | 'center') {
  return (self: Bytes, width: Value, fill?: Value): Bytes => {
    const size = toSize(width);
    if (fill !== undefined && !(fill instanceof Bytes && fill.data.length === 1))
      throw typeError(`${name}() argument 2 must be a byte string of length 1, not ${argumentType(fill)}`);
    return fromLatin(pad(latin(self), size, fill === undefined ? ' ' : latin(fill as Bytes), side));
  };
}

/** Blanks as bytes know them: ASCII's. */
function isBlank(unit: number): boolean {
  return unit === 32 || (unit >= 9 && unit <= 13);
}

function stripping(side: Side) {
  return (self: Bytes, chars: Value = null): Bytes => {
    if (chars === null) return fromLatin(strip(latin(self), side, isBlank));
    const dropped = new Set(bytesArgument(chars).data);
    return fromLatin(strip(latin(self), side, unit => dropped.has(unit)));
  };
}

function listOfBytes(texts: readonly string[]): Bytes[] {
  charge(64 * texts.length);
  tick(texts.length);
  return texts.map(fromLatin);
}

function limitOf(value: Value | undefined): number {
  const limit = value === undefined ? -1 : toSize(value);
  return limit < 0 ? Number.POSITIVE_INFINITY : limit;
}

function splitting(cut: typeof split, cutBlanks: typeof splitBlanks) {
  return (self: Bytes, separator: Value = null, maxSplit?: Value): Bytes[] => {
    const limit = limitOf(maxSplit);
    if (separator === null) return listOfBytes(cutBlanks(latin(self), limit, isBlank));
    return listOfBytes(cut(latin(self), latin(bytesArgument(separator)), limit));
  };
}

function partitioning(cut: typeof partition) {
  return (self: Bytes, separator: Value) => new Tuple(listOfBytes(cut(latin(self), latin(bytesArgument(separator)))));
}

defineMethods(types.bytes, {
  center: [PADDING, padding('center', 'center')],
  ljust: [PADDING, padding('ljust', 'left')],
  rjust: [PADDING, padding('rjust', 'right')],
  zfill: ['width, /', (self: Bytes, width: Value) => fromLatin(zeroFill(latin(self), toSize(width)))],
  expandtabs: [
    'tabsize=8',
    (self: Bytes, size?: Value) => fromLatin(expandTabs(latin(self), size === undefined ? 8 : toInt(size))),
  ],
  strip: ['bytes=None, /', stripping('both')],
  lstrip: ['bytes=None, /', stripping('left')],
  rstrip: ['bytes=None, /', stripping('right')],
  split: ['sep=None, maxsplit=-1', splitting(split, splitBlanks)],
  rsplit: ['sep=None, maxsplit=-1', splitting(splitFromEnd, splitBlanksFromEnd)],
  splitlines: [
    'keepends=False',
    (self: Bytes, keepEnds?: Value) => {
      const ends = keepEnds !== undefined && toInt(keepEnds) !== 0 ? 'keep' : 'drop';
      return listOfBytes(splitLines(latin(self), ends, unit => unit === 10 || unit === 13));
    },
  ],
  partition: ['sep, /', partitioning(partition)],
  rpartition: ['sep, /', partitioning(partitionFromEnd)],
  replace: [
    'old, new, count=-1, /',
    (self: Bytes, old: Value, replacement: Value, times?: Value) => {
      const pattern = latin(bytesArgument(old));
      const by = latin(bytesArgument(replacement));
      return fromLatin(replace(latin(self), pattern, by, limitOf(times)));
    },
  ],
  join: ['iterable_of_bytes, /', join],
  translate: ['table, /, delete=', translate],
  hex: ['sep=, bytes_per_sep=1', hex],
  decode: [
    "encoding='utf-8', errors='strict'",
    (self: Bytes, encoding?: Value, errors?: Value) => {
      const codec = encoding === undefined ? undefined : toText(encoding, "decode() argument 'encoding'");
      const handler = errors === undefined ? undefined : toText(errors, "decode() argument 'errors'");
      return decodeBytes(self.data, codec, handler);
    },
  ],
});

defineClassMethods(types.bytes, {
  fromhex: ['string, /', (_type, text: Value) => fromHex(toText(text, 'fromhex() argument'))],
});

defineStatic(types.bytes, {
  maketrans: [
    'frm, to, /',
    (from: Value, to: Value) => {
      const [bytes, replacements] = [bytesArgument(from).data, bytesArgument(to).data];
      if (bytes.length !== replacements.length) throw valueError('maketrans arguments must have same length');
      const table = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      bytes.forEach((byte, i) => {
        table[byte] = replacements[i];
      });
      return new Bytes(table);
    },
  ],
});

function join(self: Bytes, iterable: Value): Bytes {
  if (!findIterator(iterable)) throw typeError('can only join an iterable');
  const items = Array.isArray(iterable) ? iterable : listOf(iterable);
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (!(item instanceof Bytes))
      throw typeError(`sequence item ${i}: expected a bytes-like object, ${typeName(item)} found`);
    if (i > 0) parts.push(self.data);
    parts.push(item.data);
    size += item.data.length + (i > 0 ? self.data.length : 0);
  }
  tick(parts.length);
  charge(size + 16 * parts.length);
  return new Bytes(Buffer.concat(parts));
}

function translate(self: Bytes, table: Value, dropped?: Value): Bytes {
  const map = table === null ? null : bytesArgument(table).data;
  if (map && map.length !== 256) throw valueError('translation table must be 256 characters long');
  const without = new Set(dropped === undefined ? [] : bytesArgument(dropped).data);
  if (without.size === 0) return map ? mapBytes(self.data, byte => map[byte]) : self;
  charge(self.data.length);
  const kept = new Uint8Array(self.data.length);
  let length = 0;
  forEachByte(self.data, byte => {
    if (!without.has(byte)) kept[length++] = map ? map[byte] : byte;
  });
  return new Bytes(kept.subarray(0, length));
}

function hex(self: Bytes, separator?: Value, group?: Value): string {
  const groupSize = group === undefined ? 1 : toInt(group);
  const mark = separator === undefined ? '' : hexSeparator(separator);
  return encodeHex(self.data, mark, groupSize);
}

function hexSeparator(separator: Value): string {
  if (length(separator) !== 1) throw valueError('sep must be length 1.');
  if (typeof separator !== 'string' && !(separator instanceof Bytes)) throw typeError('sep must be str or bytes.');
  const mark = typeof separator === 'string' ? separator : latin(separator);
  if (mark.charCodeAt(0) > 127) throw valueError('sep must be ASCII.');
  return mark;
}

function fromHex(text: string): Bytes {
  charge(text.length);
  const bytes = new Uint8Array(text.length >> 1);
  let count = 0;
  for (let at = 0; ; at += 2) {
    while (at < text.length && isBlank(text.charCodeAt(at))) at++;
    if (at >= text.length) break;
    if ((count & 0x3f) === 0) tick(16);
    bytes[count++] = digitAt(text, at) * 16 + digitAt(text, at + 1);
  }
  return new Bytes(bytes.subarray(0, count));
}

function digitAt(text: string, at: number): number {
  const digit = at < text.length ? HEX_DIGITS.indexOf(text[at].toLowerCase()) : -1;
  if (digit < 0) throw valueError(`non-hexadecimal number found in fromhex() arg at position ${at}`);
  return digit;
}

const HEX_DIGITS = '0123456789abcdef';
