import { charge, enter, leave, tick } from './budget.ts';
import { Dict } from './dict.ts';
import { formatInteger } from './integers.ts';
import { isPrintable } from './unicode.ts';
import { ADDRESS, Bytes, PyObject, Tuple, typeOf, type Value } from './values.ts';

/** `str(value)`. */
export function str(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof PyObject && value.str) return value.str();
  return repr(value);
}

/** `repr(value)`. What it allocates is charged, and its depth is bounded. */
export function repr(value: Value): string {
  switch (typeof value) {
    case 'string':
      return stringRepr(value);
    case 'bigint':
      return formatInteger(value);
    case 'number':
      return floatRepr(value);
    case 'boolean':
      return value ? 'True' : 'False';
    default:
      return value === null ? 'None' : objectRepr(value);
  }
}

function objectRepr(value: Value[] | PyObject): string {
  if (Array.isArray(value)) return reprContainer(value, '[', ']', value, repr);
  if (value.repr) return value.repr();
  if (value instanceof Tuple)
    return reprContainer(value, '(', value.items.length === 1 ? ',)' : ')', value.items, repr);
  if (value instanceof Bytes) return bytesRepr(value.data);
  return `<${typeOf(value).qualifiedName} object at ${ADDRESS}>`;
}

/** The containers whose repr is under way: one that contains itself is shown as `[...]`. */
const active = new Set<object>();

/** The repr of a container: `open`, the pieces of its items, separated, `close`. */
export function reprContainer<T>(
  container: Value[] | PyObject,
  open: string,
  close: string,
  items: Iterable<T>,
  pieceOf: (item: T) => string,
): string {
  if (active.has(container)) return placeholder(container);
  enter('while getting the repr of an object');
  active.add(container);
  try {
    let text = open;
    let separator = '';
    for (const item of items) {
      tick();
      const piece = pieceOf(item);
      charge(2 * piece.length + 4);
      text += separator + piece;
      separator = ', ';
    }
    return text + close;
  } finally {
    active.delete(container);
    leave();
  }
}

function placeholder(container: Value[] | PyObject): string {
  if (Array.isArray(container)) return '[...]';
  if (container instanceof Dict) return '{...}';
  return container instanceof Tuple ? '(...)' : '...';
}

/** `ascii(value)`. */
export function ascii(value: Value): string {
  return escapeNonAscii(repr(value));
}

/** Non-ASCII characters as `\xe9`, `\u20ac`, `\U0001f600`. */
function escapeNonAscii(text: string): string {
  let result = '';
  let copied = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    tick();
    charge(20);
    const codePoint = text.codePointAt(i)!;
    result += text.slice(copied, i) + escapeCodePoint(codePoint);
    if (codePoint > 0xffff) i++;
    copied = i + 1;
  }
  return copied === 0 ? text : result + text.slice(copied);
}

/** A float as Python prints it: the shortest digits that read back the same. */
export function floatRepr(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e16) {
    const text = String(value);
    return Number.isInteger(value) ? `${text}.0` : text;
  }
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  if (Number.isNaN(value)) return 'nan';
  if (size === Number.POSITIVE_INFINITY) return value > 0 ? 'inf' : '-inf';
  return padExponent(value.toExponential());
}

/** An exponent of at least two digits, as C prints it: `1e-5` to `1e-05`. */
export function padExponent(text: string): string {
  const sign = text.lastIndexOf('e') + 1;
  return text.length - sign === 2 ? `${text.slice(0, sign + 1)}0${text.slice(sign + 1)}` : text;
}

const CONTROL_ESCAPES = new Map([
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0d, '\\r'],
]);

/** The repr of a str. */
export function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const quoteUnit = quote.charCodeAt(0);
  let result = '';
  let copied = 0;
  for (let i = 0; i < text.length; i++) {
    if (i % STRIDE === 0) tick(STRIDE >> 6);
    const unit = text.charCodeAt(i);
    if (unit >= 0x20 && unit < 0x7f && unit !== quoteUnit && unit !== 0x5c) continue;
    const codePoint = unit < 0xd800 ? unit : text.codePointAt(i)!;
    const width = codePoint > 0xffff ? 2 : 1;
    if (codePoint < 0x80 || !isPrintable(codePoint)) {
      charge(24);
      tick();
      const escaped = unit === quoteUnit || unit === 0x5c ? `\\${text[i]}` : escapeCodePoint(codePoint);
      result += text.slice(copied, i) + escaped;
      copied = i + width;
    }
    i += width - 1;
  }
  return quote + (copied === 0 ? text : result + text.slice(copied)) + quote;
}

function escapeCodePoint(codePoint: number): string {
  const control = CONTROL_ESCAPES.get(codePoint);
  if (control) return control;
  const digits = codePoint.toString(16);
  if (codePoint < 0x100) return `\\x${digits.padStart(2, '0')}`;
  return codePoint < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

/** `\\x00` and so on for each byte, or the character itself. */
const BYTE_TEXTS: readonly Buffer[] = Array.from({ length: 256 }, (_, byte) =>
  Buffer.from(byte === 0x5c ? '\\\\' : byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : escapeCodePoint(byte)),
);
const QUOTE = 0x27;
/** The same between single quotes. */
const QUOTED_BYTE_TEXTS = BYTE_TEXTS.with(QUOTE, Buffer.from("\\'"));
/** Bytes between two ticks. */
const STRIDE = 4096;

/** The repr of bytes. */
export function bytesRepr(data: Uint8Array): string {
  const quote = data.includes(QUOTE) && !data.includes(0x22) ? '"' : "'";
  const texts = quote === "'" ? QUOTED_BYTE_TEXTS : BYTE_TEXTS;
  let length = 0;
  for (let i = 0; i < data.length; i++) {
    if (i % STRIDE === 0) tick(STRIDE >> 6);
    length += texts[data[i]].length;
  }
  charge(2 * length);
  const out = Buffer.allocUnsafe(length);
  for (let i = 0, at = 0; i < data.length; i++) {
    if (i % STRIDE === 0) tick(STRIDE >> 5);
    const text = texts[data[i]];
    for (let j = 0; j < text.length; j++) out[at++] = text[j];
  }
  return `b${quote}${out.toString('latin1')}${quote}`;
}
