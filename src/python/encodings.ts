import { isUtf8 } from 'node:buffer';
import { lookupError, valueError } from '../core/errors.ts';
import { isAscii } from './strings.ts';
import { CODE_PAGES, ENCODING_ALIASES } from './unicodeTables.ts';

/** What cannot be decoded: bytes from `start` to before `end`, and why. */
export interface Flaw {
  start: number;
  end: number;
  reason: string;
}

/** An encoding, told by what it can do without errors and by where errors are. */
export interface Codec {
  /** As errors name it; `encodeName`: where those of encoding name it otherwise. */
  name: string;
  encodeName?: string;
  /** Whether a code point has no form in it, and the words for that. */
  lacks(codePoint: number): boolean;
  lackReason: string;
  /** Whether a whole text has a form in it, where there is a fast way to tell. */
  takes?(text: string): boolean;
  /** Bytes that a code unit of text takes at most. */
  unitBytes: number;
  /** Encodes text without what it lacks. */
  encode(text: string): Uint8Array;
  /** The first flaw at or after `from`. */
  findFlaw(data: Uint8Array, from: number): Flaw | null;
  /** Decodes bytes without flaws. */
  decode(data: Uint8Array): string;
}

export function isSurrogate(codePoint: number): boolean {
  return codePoint >= 0xd800 && codePoint < 0xe000;
}

/** Codecs of bytes to bytes, which `encode` and `decode` refuse. */
const NO_TEXT_ENCODINGS: ReadonlySet<string> = new Set(
  'base64 base_64 base64_codec bz2 bz2_codec hex hex_codec quopri quopri_codec rot13 rot_13 uu uu_codec zip zlib zlib_codec'.split(
    ' ',
  ),
);

/** An encoding as a program named it. */
export interface EncodingName {
  /** The name of the codec: `' UTF 8 '` is `utf_8`. */
  name: string;
  /** CPython has no need to look it up, and its errors come as they are. */
  direct: boolean;
}

/** @throws ValueError, LookupError */
export function readEncodingName(encoding: string): EncodingName {
  if (encoding === 'utf-8') return { name: 'utf_8', direct: true };
  if (encoding.includes('\0')) throw valueError('embedded null character');
  if (encoding.length > 100) throw lookupError(`unknown encoding: ${encoding}`);
  const words = encoding
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '_')
    .replace(/^_|_$/g, '');
  const name = ALIASES.get(words) ?? ALIASES.get(words.replaceAll('.', '_')) ?? words;
  return { name, direct: /^(utf_?(8|16|32)|(us_)?ascii|latin_?1|iso_?8859_1)$/.test(words) };
}

const ALIASES = new Map(
  ENCODING_ALIASES.flatMap(line => {
    const [name, ...aliases] = line.split(' ');
    return aliases.map((alias): [string, string] => [alias, name]);
  }),
);

/** The codec of a name. `verb`: which way. @throws LookupError */
export function codecOf(name: string, encoding: string, verb: 'encode' | 'decode'): Codec {
  const codec = CODECS.get(name) ?? codePage(name);
  if (codec) return codec;
  if (NO_TEXT_ENCODINGS.has(name))
    throw lookupError(`'${encoding}' is not a text encoding; use codecs.${verb}() to handle arbitrary codecs`);
  throw lookupError(`unknown encoding: ${encoding}`);
}

/** An encoding whose flaws are single bytes from 128 on. */
function findByte(isFlaw: (byte: number) => boolean, reason: string): Codec['findFlaw'] {
  return (data, from) => {
    for (let at = from; at < data.length; at++) if (isFlaw(data[at])) return { start: at, end: at + 1, reason };
    return null;
  };
}

function bufferOf(data: Uint8Array): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

const NOT_ASCII = 'ordinal not in range(128)';

const ASCII: Codec = {
  name: 'ascii',
  lacks: codePoint => codePoint >= 128,
  lackReason: NOT_ASCII,
  takes: isAscii,
  unitBytes: 1,
  encode: text => Buffer.from(text, 'latin1'),
  findFlaw: findByte(byte => byte >= 128, NOT_ASCII),
  decode: data => bufferOf(data).toString('latin1'),
};

const LATIN_1: Codec = {
  ...ASCII,
  name: 'latin-1',
  lacks: codePoint => codePoint >= 256,
  lackReason: 'ordinal not in range(256)',
  takes: text => !/[^\0-\xff]/.test(text),
  findFlaw: () => null,
};

export const UTF_8: Codec = {
  name: 'utf-8',
  lacks: isSurrogate,
  lackReason: 'surrogates not allowed',
  takes: text => text.isWellFormed(),
  unitBytes: 3,
  encode: text => Buffer.from(text, 'utf8'),
  findFlaw: (data, from) => (from === 0 && isUtf8(data) ? null : findUtf8Flaw(data, from)),
  decode: data => bufferOf(data).toString('utf8'),
};

export function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte < 0xc0;
}

function findUtf8Flaw(data: Uint8Array, from: number): Flaw | null {
  for (let at = from; at < data.length; ) {
    const first = data[at];
    if (first < 0x80) {
      at++;
      continue;
    }
    const length = first >= 0xf5 || first < 0xc2 ? 0 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (length === 0) return { start: at, end: at + 1, reason: 'invalid start byte' };
    let end = at + 1;
    while (end < at + length && end < data.length && isNext(first, data[end], end === at + 1)) end++;
    if (end < at + length)
      return { start: at, end, reason: end === data.length ? 'unexpected end of data' : 'invalid continuation byte' };
    at = end;
  }
  return null;
}

/** Whether a byte may follow: the second one is also bounded by overlong forms, surrogates and the last code point. */
function isNext(first: number, byte: number, isSecond: boolean): boolean {
  if (!isSecond) return isContinuation(byte);
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  return byte >= low && byte <= high;
}

type Endian = 'little' | 'big';

function utf16(name: string, endian: Endian): Codec {
  const swap = (data: Uint8Array) => (endian === 'little' ? bufferOf(data) : Buffer.from(data).swap16());
  return {
    name,
    lacks: isSurrogate,
    lackReason: UTF_8.lackReason,
    takes: UTF_8.takes,
    unitBytes: 2,
    encode: text => swap(Buffer.from(text, 'utf16le')),
    findFlaw: (data, from) => findUtf16Flaw(data, from, endian),
    decode: data => swap(data).toString('utf16le'),
  };
}

function findUtf16Flaw(data: Uint8Array, from: number, endian: Endian): Flaw | null {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const even = data.length - ((data.length - from) % 2);
  for (let at = from; at < even; at += 2) {
    const unit = view.getUint16(at, endian === 'little');
    if (!isSurrogate(unit)) continue;
    const flaw = (reason: string, end = at + 2): Flaw => ({ start: at, end, reason });
    if (unit >= 0xdc00) return flaw('illegal encoding');
    if (at + 2 >= even) return flaw('unexpected end of data', data.length);
    if (view.getUint16(at + 2, endian === 'little') >> 10 !== 0xdc00 >> 10) return flaw('illegal UTF-16 surrogate');
    at += 2;
  }
  return even < data.length ? { start: even, end: data.length, reason: 'truncated data' } : null;
}

function utf32(name: string, endian: Endian): Codec {
  return {
    name,
    lacks: isSurrogate,
    lackReason: UTF_8.lackReason,
    takes: UTF_8.takes,
    unitBytes: 4,
    encode: text => {
      const codePoints = Array.from(text, char => char.codePointAt(0)!);
      const view = new DataView(new ArrayBuffer(4 * codePoints.length));
      codePoints.forEach((codePoint, i) => void view.setUint32(4 * i, codePoint, endian === 'little'));
      return new Uint8Array(view.buffer);
    },
    findFlaw: (data, from) => findUtf32Flaw(data, from, endian),
    decode: data => {
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      const chars: string[] = [];
      for (let at = 0; at < data.length; at += 4)
        chars.push(String.fromCodePoint(view.getUint32(at, endian === 'little')));
      return chars.join('');
    },
  };
}

function findUtf32Flaw(data: Uint8Array, from: number, endian: Endian): Flaw | null {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let at = from; at < data.length; at += 4) {
    if (at + 4 > data.length) return { start: at, end: data.length, reason: 'truncated data' };
    const codePoint = view.getUint32(at, endian === 'little');
    const flaw = (reason: string): Flaw => ({ start: at, end: at + 4, reason });
    if (isSurrogate(codePoint)) return flaw('code point in surrogate code point range(0xd800, 0xe000)');
    if (codePoint > 0x10ffff) return flaw('code point not in range(0x110000)');
  }
  return null;
}

const CODECS = new Map<string, Codec>([
  ['ascii', ASCII],
  ['latin_1', LATIN_1],
  ['utf_8', UTF_8],
  ['utf_8_sig', UTF_8],
  ['utf_16', { ...utf16('utf-16-le', 'little'), encodeName: 'utf-16' }],
  ['utf_16_le', utf16('utf-16-le', 'little')],
  ['utf_16_be', utf16('utf-16-be', 'big')],
  ['utf_32', { ...utf32('utf-32-le', 'little'), encodeName: 'utf-32' }],
  ['utf_32_le', utf32('utf-32-le', 'little')],
  ['utf_32_be', utf32('utf-32-be', 'big')],
]);

/** The codec of a single-byte encoding; made when first used, and kept. */
const ASCII_HALF = String.fromCharCode(...Array(128).keys());

function codePage(name: string): Codec | undefined {
  if (!Object.hasOwn(CODE_PAGES, name)) return undefined;
  const listed = CODE_PAGES[name as keyof typeof CODE_PAGES];
  const page = listed.length === 256 ? listed : ASCII_HALF + listed;
  const bytes = new Map<number, number>();
  for (let byte = 0; byte < 256; byte++) if (page[byte] !== '\ufffd') bytes.set(page.charCodeAt(byte), byte);
  const reason = 'character maps to <undefined>';
  const codec: Codec = {
    name: 'charmap',
    lacks: codePoint => !bytes.has(codePoint),
    lackReason: reason,
    unitBytes: 1,
    encode: text => Uint8Array.from({ length: text.length }, (_, i) => bytes.get(text.charCodeAt(i))!),
    findFlaw: findByte(byte => page[byte] === '\ufffd', reason),
    decode: data => Array.from(data, byte => page[byte]).join(''),
  };
  CODECS.set(name, codec);
  return codec;
}
