import { lookupError, PythonError, typeError } from '../core/errors.ts';
import { charge, tick } from './budget.ts';
import { type Codec, codecOf, type Flaw, isContinuation, readEncodingName, UTF_8 } from './encodings.ts';
import { indexAt, widthAt } from './strings.ts';

/** `text.encode(encoding, errors)`. @throws UnicodeEncodeError, LookupError, ValueError */
export function encodeText(text: string, encoding = 'utf-8', errors = 'strict'): Uint8Array {
  const { name, direct } = readEncodingName(encoding);
  const codec = codecOf(name, encoding, 'encode');
  const encode = () => encodeBody(text, codec, errors);
  const body = direct ? encode() : explained(`encoding with '${encoding}'`, encode);
  const mark = BYTE_ORDER_MARKS.get(name);
  return mark ? Buffer.concat([mark, body]) : body;
}

/** `data.decode(encoding, errors)`. @throws UnicodeDecodeError, LookupError, ValueError */
export function decodeBytes(data: Uint8Array, encoding = 'utf-8', errors = 'strict'): string {
  const { name, direct } = readEncodingName(encoding);
  // So does CPython, whatever the encoding is.
  if (data.length === 0) return '';
  const { codec, offset } = byMark(data, name, encoding);
  const decode = () => decodeBody(data, codec, errors, offset);
  return direct ? decode() : explained(`decoding with '${encoding}'`, decode);
}

/** The codec that a byte order mark asks for, and where the text begins behind it. */
function byMark(data: Uint8Array, name: string, encoding: string): { codec: Codec; offset: number } {
  const codec = codecOf(name, encoding, 'decode');
  const mark = BYTE_ORDER_MARKS.get(name);
  if (!mark) return { codec, offset: 0 };
  if (startsWith(data, mark)) return { codec, offset: mark.length };
  if (name === 'utf_8_sig' || !startsWith(data, Buffer.from(mark).reverse())) return { codec, offset: 0 };
  return { codec: codecOf(`${name}_be`, encoding, 'decode'), offset: mark.length };
}

/** Tells with which codec an error came, as CPython does for those that it looks up. */
function explained<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof PythonError && (error.type === 'LookupError' || error.type === 'TypeError'))
      throw new PythonError(error.type, `${what} codec failed (${error})`);
    throw error;
  }
}

const UTF8_MARK = Buffer.of(0xef, 0xbb, 0xbf);

/** What the encodings that tell their byte order begin with; decoding looks for it too. */
const BYTE_ORDER_MARKS: ReadonlyMap<string, Buffer> = new Map([
  ['utf_8_sig', UTF8_MARK],
  ['utf_16', Buffer.of(0xff, 0xfe)],
  ['utf_32', Buffer.of(0xff, 0xfe, 0, 0)],
]);

function startsWith(data: Uint8Array, start: Uint8Array): boolean {
  return start.every((byte, i) => data[i] === byte);
}

function encodeBody(text: string, codec: Codec, errors: string): Uint8Array {
  charge(text.length * codec.unitBytes);
  tick(text.length >> 6);
  if (codec.takes?.(text)) return codec.encode(text);
  const parts: Uint8Array[] = [];
  let start = 0;
  for (let at = nextLack(text, 0, codec); at < text.length; at = nextLack(text, start, codec)) {
    if (at > start) parts.push(codec.encode(text.slice(start, at)));
    start = endOfLack(text, at, codec);
    parts.push(encodeLack(text, at, start, codec, errors));
  }
  const rest = codec.encode(text.slice(start));
  return parts.length === 0 ? rest : Buffer.concat([...parts, rest]);
}

/** Characters between two ticks. */
const STRIDE = 4096;

function nextLack(text: string, from: number, codec: Codec): number {
  let at = from;
  for (let n = 0; at < text.length && !codec.lacks(text.codePointAt(at)!); n++) {
    if (n % STRIDE === 0) tick(STRIDE >> 6);
    at += widthAt(text, at);
  }
  return at;
}

function endOfLack(text: string, from: number, codec: Codec): number {
  let at = from;
  for (let n = 0; at < text.length && codec.lacks(text.codePointAt(at)!); n++) {
    if (n % STRIDE === 0) tick(STRIDE >> 6);
    at += widthAt(text, at);
  }
  return at;
}

/** What stands for a character that an encoding lacks, by handler. */
const SUBSTITUTES: ReadonlyMap<string, (codePoint: number) => string> = new Map([
  ['ignore', () => ''],
  ['replace', () => '?'],
  ['xmlcharrefreplace', codePoint => `&#${codePoint};`],
  ['backslashreplace', escaped],
]);
/** Bytes of a part of a text that is put together. */
const PART_BYTES = 32;

function encodeLack(text: string, start: number, end: number, codec: Codec, errors: string): Uint8Array {
  const substitute = SUBSTITUTES.get(errors);
  if (substitute) return codec.encode(substituted(text, start, end, substitute));
  if (errors === 'surrogatepass' && codec === UTF_8) return mapUnits(text, start, end, encodeSurrogate);
  let from = start;
  if (errors === 'surrogateescape') while (from < end && isEscapedByte(text.charCodeAt(from))) from++;
  if (from === end) return mapUnits(text, start, end, unit => [unit - 0xdc00]);
  if (!STRICT.has(errors)) throw unknownHandler(errors);
  throw encodeError(text, from, end, codec);
}

/** Handlers that leave an error as it is where they have no answer. */
const STRICT: ReadonlySet<string> = new Set(['strict', 'surrogatepass', 'surrogateescape']);

function substituted(text: string, start: number, end: number, substitute: (codePoint: number) => string): string {
  let result = '';
  for (let at = start; at < end; at += widthAt(text, at)) {
    tick();
    const part = substitute(text.codePointAt(at)!);
    charge(PART_BYTES + part.length);
    result += part;
  }
  return result;
}

/** A byte that `surrogateescape` has decoded. */
const isEscapedByte = (unit: number) => unit >= 0xdc80 && unit <= 0xdcff;

function mapUnits(text: string, start: number, end: number, encode: (unit: number) => readonly number[]): Uint8Array {
  charge(PART_BYTES * (end - start));
  const bytes: number[] = [];
  for (let at = start; at < end; at++) {
    tick();
    bytes.push(...encode(text.charCodeAt(at)));
  }
  return Uint8Array.from(bytes);
}

function encodeError(text: string, start: number, end: number, codec: Codec): PythonError {
  const first = indexAt(text, start);
  const last = indexAt(text, end) - 1;
  const what = first === last ? `character '${escaped(text.codePointAt(start)!)}'` : 'characters';
  const where = first === last ? first : `${first}-${last}`;
  return new PythonError(
    'UnicodeEncodeError',
    `'${codec.encodeName ?? codec.name}' codec can't encode ${what} in position ${where}: ${codec.lackReason}`,
  );
}

/** `\xe9`, `\u20ac`, `\U0001f600`. */
function escaped(codePoint: number): string {
  const digits = codePoint.toString(16);
  if (codePoint <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return codePoint <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

function encodeSurrogate(codePoint: number): readonly number[] {
  return [0xe0 | (codePoint >> 12), 0x80 | ((codePoint >> 6) & 0x3f), 0x80 | (codePoint & 0x3f)];
}

function decodeBody(data: Uint8Array, codec: Codec, errors: string, offset: number): string {
  charge(2 * data.length);
  tick(data.length >> 6);
  const parts: string[] = [];
  let start = offset;
  for (let flaw = codec.findFlaw(data, start); flaw; flaw = codec.findFlaw(data, start)) {
    tick();
    charge(32);
    if (flaw.start > start) parts.push(codec.decode(data.subarray(start, flaw.start)));
    const passed = errors === 'surrogatepass' && codec === UTF_8 ? decodeSurrogate(data, flaw.start) : null;
    parts.push(passed ?? decodeFlaw(data, flaw, codec, errors));
    start = passed ? flaw.start + 3 : flaw.end;
  }
  parts.push(codec.decode(data.subarray(start)));
  return parts.join('');
}

function decodeSurrogate(data: Uint8Array, at: number): string | null {
  if (data[at] !== 0xed || !(data[at + 1] >= 0xa0 && data[at + 1] < 0xc0 && isContinuation(data[at + 2]))) return null;
  return String.fromCharCode(0xd000 | ((data[at + 1] & 0x3f) << 6) | (data[at + 2] & 0x3f));
}

function decodeFlaw(data: Uint8Array, { start, end, reason }: Flaw, codec: Codec, errors: string): string {
  const bytes = data.subarray(start, end);
  switch (errors) {
    case 'ignore':
      return '';
    case 'replace':
      return '\ufffd';
    case 'backslashreplace':
      return Array.from(bytes, escaped).join('');
    case 'surrogateescape':
      if (bytes.every(byte => byte >= 128)) return String.fromCharCode(...Array.from(bytes, byte => 0xdc00 + byte));
      break;
    case 'strict':
    case 'surrogatepass':
      break;
    case 'xmlcharrefreplace':
    case 'namereplace':
      throw typeError("don't know how to handle UnicodeDecodeError in error callback");
    default:
      throw unknownHandler(errors);
  }
  const what = bytes.length === 1 ? `byte 0x${bytes[0].toString(16).padStart(2, '0')}` : 'bytes';
  const where = bytes.length === 1 ? start : `${start}-${end - 1}`;
  throw new PythonError(
    'UnicodeDecodeError',
    `'${codec.name}' codec can't decode ${what} in position ${where}: ${reason}`,
  );
}

function unknownHandler(errors: string): PythonError {
  return lookupError(`unknown error handler name '${errors}'`);
}
