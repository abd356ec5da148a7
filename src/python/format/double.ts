import { charge } from '../budget.ts';
import { exponentOf, toExponential, toFixed } from '../decimals.ts';
import { floatRepr } from '../text.ts';

/** How C's printf (and Python's `r`) writes a double. */
export interface DoubleStyle {
  /** `e`, `f`, `g`, or `r` for the repr; in upper case, so are its letters. */
  code: string;
  precision: number;
  /** `#`: the point is always there, and `g` keeps its zeros. */
  alternate?: boolean;
  /** What is rounded to zero has no sign. */
  noNegativeZero?: boolean;
  /** `g` gives at least one digit after the point (or an exponent), `r` too. */
  pointZero?: boolean;
}

/** Digits beyond which no float has any but zeros. */
const MAX_DIGITS = 1100;

/** A float as text: `-`, digits, point, exponent; `inf` and `nan` for what has none. */
export function formatDouble(value: number, style: DoubleStyle): string {
  const lower = style.code.toLowerCase();
  const text = Number.isFinite(value) ? formatFinite(value, lower, style) : notFinite(value);
  const unsigned = style.noNegativeZero && text[0] === '-' && Number.isFinite(value) && isZero(text);
  const signed = unsigned ? text.slice(1) : text;
  return lower === style.code ? signed : signed.toUpperCase();
}

function notFinite(value: number): string {
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}

/** Whether a text has no other digits than zeros, its exponent aside. */
function isZero(text: string): boolean {
  for (let i = 0; i < text.length && text[i] !== 'e'; i++) if (text[i] >= '1' && text[i] <= '9') return false;
  return true;
}

function formatFinite(value: number, code: string, style: DoubleStyle): string {
  const { precision, alternate = false } = style;
  switch (code) {
    case 'r': {
      const text = floatRepr(value);
      const bare = style.pointZero || !text.endsWith('.0') ? text : text.slice(0, -2);
      return alternate ? withPoint(bare) : bare;
    }
    case 'e': {
      charge(precision);
      const text = toExponential(value, precision);
      return alternate ? withPoint(text) : text;
    }
    case 'f': {
      charge(precision);
      const text = toFixed(value, precision);
      return alternate ? withPoint(text) : text;
    }
    default:
      return formatGeneral(value, style);
  }
}

function withPoint(text: string): string {
  if (text.includes('.')) return text;
  const exponent = text.indexOf('e');
  return exponent < 0 ? `${text}.` : `${text.slice(0, exponent)}.${text.slice(exponent)}`;
}

/** `g`: as many digits as the precision says, without the zeros at the end, with an exponent where the number is long. */
function formatGeneral(value: number, { precision, alternate, pointZero }: DoubleStyle): string {
  const wanted = Math.max(precision, 1);
  if (alternate) charge(wanted * 2);
  const digits = alternate ? wanted : Math.min(wanted, MAX_DIGITS);
  const exponential = toExponential(value, digits - 1);
  const exponent = exponentOf(exponential);
  const sign = exponential[0] === '-' ? '-' : '';
  const mantissa = exponential.slice(sign.length, exponential.indexOf('e')).replace('.', '');
  const kept = alternate ? mantissa : withoutZeros(mantissa);
  if (exponent < -4 || exponent >= wanted - (pointZero ? 1 : 0)) {
    const point = kept.length > 1 || alternate ? '.' : '';
    return sign + kept[0] + point + kept.slice(1) + exponential.slice(exponential.indexOf('e'));
  }
  return sign + placePoint(kept, exponent + 1, alternate ? '.' : pointZero ? '.0' : '');
}

function withoutZeros(digits: string): string {
  let end = digits.length;
  while (end > 1 && digits[end - 1] === '0') end--;
  return digits.slice(0, end);
}

/** `0.digits * 10**point` written out; `ending`: what follows a number without fraction. */
function placePoint(digits: string, point: number, ending: string): string {
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  if (digits.length <= point) return digits.padEnd(point, '0') + ending;
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}
