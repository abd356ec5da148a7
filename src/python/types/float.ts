import { overflowError, typeError, valueError } from '../../core/errors.ts';
import { tick } from '../budget.ts';
import { ratioOf, scaleByPower } from '../floats.ts';
import { parseFloatText } from '../numerals.ts';
import { findFloat } from '../operators/protocol.ts';
import { defineClassMethods, defineConstructor, defineGetters, defineMethods } from '../signature.ts';
import { type PyType, Tuple, typeName, types, type Value } from '../values.ts';
import { textOf } from './int.ts';

/** `float(x)`. @throws TypeError, ValueError, OverflowError as CPython words them. */
function construct(x?: Value): Value {
  if (x === undefined) return 0;
  const text = textOf(x);
  if (text !== null) return parseFloatText(text, x);
  const value = findFloat(x);
  if (value === null) throw typeError(`float() argument must be a string or a real number, not '${typeName(x)}'`);
  return value;
}

const FRACTION_DIGITS = 13;
const MIN_EXPONENT = -1022;

/** `(1.5).hex()`: `0x1.8000000000000p+0`. */
function toHex(value: number): Value {
  if (Number.isNaN(value)) return 'nan';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (!Number.isFinite(value)) return `${sign}inf`;
  if (value === 0) return `${sign}0x0.0p+0`;
  const size = Math.abs(value);
  let exponent = Math.max(Math.floor(Math.log2(size)), MIN_EXPONENT);
  // log2 rounds, so that it may be one off near a power of two.
  if (size / 2 ** exponent >= 2) exponent++;
  else if (size / 2 ** exponent < 1 && exponent > MIN_EXPONENT) exponent--;
  const leading = size / 2 ** exponent;
  const digits = BigInt((leading % 1) * 2 ** (4 * FRACTION_DIGITS)).toString(16);
  const shown = `${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
  return `${sign}0x${Math.floor(leading)}.${digits.padStart(FRACTION_DIGITS, '0')}p${shown}`;
}

/** Hexadecimal digits that decide a float; what follows them matters only by being zero or not. */
const DECISIVE_DIGITS = 20;
/** Exponents beyond this make any text of a request 0 or too large. */
const MAX_EXPONENT = 1e9;

const invalid = () => valueError('invalid hexadecimal floating-point string');

const SPECIAL = new Map([
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['nan', Number.NaN],
]);

/** `float.fromhex(text)`. @throws ValueError, OverflowError. */
function fromHex(_type: PyType, text: Value): Value {
  if (typeof text !== 'string') throw typeError('bad argument type for built-in operation');
  tick(text.length >> 5);
  const trimmed = trimAscii(text);
  const negative = trimmed[0] === '-';
  const unsigned = negative || trimmed[0] === '+' ? trimmed.slice(1) : trimmed;
  const special = unsigned.length > 8 ? undefined : SPECIAL.get(unsigned.toLowerCase());
  const value = special ?? parseHex(unsigned);
  if (special === undefined && !Number.isFinite(value)) {
    throw overflowError('hexadecimal value too large to represent as a float');
  }
  return negative ? -value : value;
}

function trimAscii(text: string): string {
  const isBlank = (unit: number) => unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function skip(text: string, start: number, isPart: (unit: number) => boolean): number {
  let at = start;
  while (at < text.length && isPart(text.charCodeAt(at))) at++;
  return at;
}

const isDigit = (unit: number) => unit >= 0x30 && unit <= 0x39;
const isHexDigit = (unit: number) => isDigit(unit) || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x66);

function parseHex(text: string): number {
  const start = text[0] === '0' && (text[1] === 'x' || text[1] === 'X') ? 2 : 0;
  const wholeEnd = skip(text, start, isHexDigit);
  const fractionStart = text[wholeEnd] === '.' ? wholeEnd + 1 : wholeEnd;
  const end = fractionStart > wholeEnd ? skip(text, fractionStart, isHexDigit) : wholeEnd;
  const digits = text.slice(start, wholeEnd) + text.slice(fractionStart, end);
  if (digits === '') throw invalid();
  const exponent = parseExponent(text.slice(end));
  let first = 0;
  while (digits[first] === '0') first++;
  if (first === digits.length) return 0;
  const decisive = digits.slice(first, first + DECISIVE_DIGITS);
  const sticky = skip(digits, first + DECISIVE_DIGITS, unit => unit === 0x30) < digits.length;
  const mantissa = BigInt(`0x${decisive}`) * 2n + (sticky ? 1n : 0n);
  const dropped = digits.length - first - decisive.length;
  return scaleByPower(mantissa, exponent + 4 * (dropped - (end - fractionStart)) - 1);
}

/** `p+12`, or nothing. */
function parseExponent(text: string): number {
  if (text === '') return 0;
  if (text[0] !== 'p' && text[0] !== 'P') throw invalid();
  const start = text[1] === '+' || text[1] === '-' ? 2 : 1;
  if (start === text.length || skip(text, start, isDigit) < text.length) throw invalid();
  const size = Math.min(Number(text.slice(start)), MAX_EXPONENT);
  return text[1] === '-' ? -size : size;
}

defineConstructor(types.float, 'x=0, /', construct);
defineMethods(types.float, {
  as_integer_ratio: ['', self => new Tuple(ratioOf(self))],
  conjugate: ['', self => self],
  hex: ['', toHex],
  is_integer: ['', self => Number.isInteger(self)],
});
defineClassMethods(types.float, { fromhex: ['string, /', fromHex] });
defineGetters(types.float, { real: self => self, imag: () => 0 });
