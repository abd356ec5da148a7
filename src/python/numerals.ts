import { valueError } from '../core/errors.ts';
import { charge, tick } from './budget.ts';
import { repr } from './text.ts';
import { decimalValue, isSpace } from './unicode.ts';
import type { Value } from './values.ts';

/** The most decimal digits that an int is read from or written with (Python's own limit). */
export const MAX_DIGITS = 4300;
const LIMIT_TEXT = `Exceeds the limit (${MAX_DIGITS} digits) for integer string conversion`;
const REMEDY = 'use sys.set_int_max_str_digits() to increase the limit';
const LARGEST = 10n ** BigInt(MAX_DIGITS);
/** Characters of the text that the message of a failed `int()` shows. */
const SHOWN = 200;
/** Digits that are put together at once in a base that V8 cannot read. */
const CHUNK = 8;

/** Blanks around a number removed and digits of other scripts made ASCII ones; what is neither stays and makes it invalid. */
export function normalizeNumeral(text: string): string {
  tick(text.length >> 5);
  // CPython looks at Unicode's white space only where a text is not ASCII, which makes a difference for \x1c to \x1f.
  if (isAscii(text)) return trim(text, isAsciiSpace);
  charge(text.length * 2);
  let normal = '';
  for (const character of trim(text, isSpace)) {
    const codePoint = character.codePointAt(0)!;
    const digit = codePoint < 0x80 ? -1 : decimalValue(codePoint);
    normal += digit < 0 ? character : String(digit);
  }
  return normal;
}

function trim(text: string, isBlank: (unit: number) => boolean): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

const isAsciiSpace = (unit: number) => unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/** The value of a digit or letter as in base 36; 37 for anything else. */
function digitValue(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x7a ? lower - 0x57 : 37;
}

const PREFIXES = new Map([
  ['x', 16],
  ['o', 8],
  ['b', 2],
]);

/**
 * `int(text, base)`; base 0 (as in a program's text) or 2 to 36. `shown`: the argument as the message shows it, where it is not `text`.
 * @throws ValueError as CPython words it, with Python's limit of 4,300 digits.
 */
export function parseInteger(text: string, base = 10, shown: Value = text): bigint {
  if (base !== 0 && (base < 2 || base > 36)) throw valueError('int() base must be >= 2 and <= 36, or 0');
  const numeral = normalizeNumeral(text);
  let at = 0;
  const negative = numeral[0] === '-';
  if (negative || numeral[0] === '+') at++;
  let radix = base;
  if (numeral[at] === '0') {
    const prefixed = PREFIXES.get(numeral[at + 1]?.toLowerCase());
    if (prefixed !== undefined && (base === 0 || base === prefixed)) {
      radix = prefixed;
      at += 2;
      if (numeral[at] === '_') at++;
    }
  }
  if (radix === 0) radix = 10;
  const { digits, end } = scanDigits(numeral, at, radix);
  if (end !== numeral.length || digits === '') throw invalidLiteral(base, shown);
  // In a program's text, a decimal number may not begin with 0.
  const size = digitsToInteger(digits, radix);
  if (base === 0 && radix === 10 && digits[0] === '0' && size !== 0n) throw invalidLiteral(base, shown);
  return negative ? -size : size;
}

/** The digits from `start` on without underscores, and where they end; an underscore out of place ends them. */
function scanDigits(text: string, start: number, base: number): { digits: string; end: number } {
  let end = start;
  let underscores = 0;
  for (; end < text.length; end++) {
    const unit = text.charCodeAt(end);
    if (unit === 0x5f) {
      if (end === start || text.charCodeAt(end - 1) === 0x5f) break;
      underscores++;
    } else if (digitValue(unit) >= base) break;
  }
  const span = text.slice(start, end);
  if (span.endsWith('_')) return { digits: '', end };
  const digits = underscores > 0 ? span.replaceAll('_', '') : span;
  if (digits.length > MAX_DIGITS && (base & (base - 1)) !== 0) {
    throw valueError(`${LIMIT_TEXT}: value has ${digits.length} digits; ${REMEDY}`);
  }
  return { digits, end };
}

function invalidLiteral(base: number, shown: Value): Error {
  const characters = [...repr(shown).slice(0, 2 * SHOWN)];
  return valueError(`invalid literal for int() with base ${base}: ${characters.slice(0, SHOWN).join('')}`);
}

const NATIVE_PREFIXES = new Map([
  [10, ''],
  [16, '0x'],
  [8, '0o'],
  [2, '0b'],
]);

function digitsToInteger(digits: string, base: number): bigint {
  if (digits.length <= CHUNK) return BigInt(Number.parseInt(digits, base));
  charge(digits.length);
  tick(digits.length >> 2);
  const native = NATIVE_PREFIXES.get(base);
  if (native !== undefined) return BigInt(native + digits);
  if (base === 4 || base === 32) return BigInt(`0b${inBinary(digits, base)}`);
  let value = 0n;
  const first = digits.length % CHUNK;
  if (first > 0) value = BigInt(Number.parseInt(digits.slice(0, first), base));
  const factor = BigInt(base) ** BigInt(CHUNK);
  for (let i = first; i < digits.length; i += CHUNK) {
    value = value * factor + BigInt(Number.parseInt(digits.slice(i, i + CHUNK), base));
  }
  return value;
}

function inBinary(digits: string, base: number): string {
  const width = Math.log2(base);
  charge(digits.length * width);
  let bits = '';
  for (const digit of digits) bits += digitValue(digit.charCodeAt(0)).toString(2).padStart(width, '0');
  return bits;
}

/** The digits of `value` in base 2, 8, 10 or 16, with sign, without prefix. @throws ValueError past 4,300 decimal digits. */
export function formatInteger(value: bigint, base = 10): string {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return base === 10 ? `${number}` : number.toString(base);
  if (base === 10) {
    if (value >= LARGEST || value <= -LARGEST) throw valueError(`${LIMIT_TEXT}; ${REMEDY}`);
    tick(8);
    return value.toString();
  }
  const text = value.toString(base);
  tick(text.length >> 4);
  charge(text.length);
  return text;
}

/**
 * `float(text)`. `shown`: the argument as the message shows it, where it is not `text`.
 * @throws ValueError `could not convert string to float: 'x'`.
 */
export function parseFloatText(text: string, shown: Value = text): number {
  const numeral = normalizeNumeral(text);
  const special = SPECIAL.get(numeral.length > 9 ? '' : numeral.toLowerCase().replace(/^[+-]/, ''));
  if (special !== undefined) return numeral[0] === '-' ? -special : special;
  const end = scanFloat(numeral, 0);
  if (end !== numeral.length || numeral === '') throw valueError(`could not convert string to float: ${repr(shown)}`);
  tick(numeral.length >> 5);
  return Number(numeral.replaceAll('_', ''));
}

const SPECIAL = new Map([
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['nan', Number.NaN],
]);

/** Where the decimal number that begins at `start` ends: sign, digits with a point, exponent; -1 if there is none. */
export function scanFloat(text: string, start: number): number {
  let at = start;
  if (text[at] === '+' || text[at] === '-') at++;
  const whole = scanDecimals(text, at);
  if (whole < 0) return -1;
  let digits = whole - at;
  at = whole;
  if (text[at] === '.') {
    const fraction = scanDecimals(text, at + 1);
    if (fraction < 0) return -1;
    digits += fraction - at - 1;
    at = fraction;
  }
  if (digits === 0) return -1;
  if (text[at] !== 'e' && text[at] !== 'E') return at;
  const exponent = text[at + 1] === '+' || text[at + 1] === '-' ? at + 2 : at + 1;
  const end = scanDecimals(text, exponent);
  return end === exponent ? at : end;
}

/** Where the digits from `start` on end, single underscores between them included; -1 for one out of place. */
function scanDecimals(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x30 && unit <= 0x39) continue;
    if (unit !== 0x5f) break;
    if (at === start || text.charCodeAt(at - 1) === 0x5f) return -1;
  }
  return at > start && text.charCodeAt(at - 1) === 0x5f ? -1 : at;
}
