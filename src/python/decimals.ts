import { charge, tick } from './budget.ts';
import { ratioOf } from './floats.ts';
import { padExponent } from './text.ts';

/** Places after the point that toFixed and toExponential of JavaScript give at most. */
const NATIVE_DIGITS = 100;
/** Digits up to which toExponential may go JavaScript's way. */
const MAX_QUICK = 17;
/** Size from which JavaScript's toFixed writes an exponent. */
const NATIVE_FIXED = 1e21;
/** Digits after the point that a float has at most. */
const MAX_PLACES = 1074;

/**
 * The text of a finite float with `digits` places after the point, rounded half to even on its exact value: C's `%.Nf`.
 * Where JavaScript's own cannot meet a tie it is used, since it is exact but for those.
 */
export function toFixed(value: number, digits: number): string {
  const native = digits <= NATIVE_DIGITS && Math.abs(value) < NATIVE_FIXED && !mayTie(value, digits);
  if (native) return Object.is(value, -0) ? `-${(0).toFixed(digits)}` : signed(value, Math.abs(value).toFixed(digits));
  const { digits: all, point } = exactDigits(Math.abs(value));
  const kept = roundDigits(all, point, point + digits);
  charge(kept.digits.length + digits);
  const padded = kept.digits.padStart(kept.digits.length + Math.max(1 - kept.point, 0), '0');
  const whole = Math.max(kept.point, 1);
  const fraction = padded.slice(whole).padEnd(digits, '0').slice(0, digits);
  const integer = padded.slice(0, whole).padEnd(whole, '0');
  return signed(value, digits > 0 ? `${integer}.${fraction}` : integer);
}

/** The text of a finite float as C's `%.Ne`: one digit, `digits` more after the point, an exponent of at least two digits. */
export function toExponential(value: number, digits: number): string {
  if (value === 0 || (digits <= MAX_QUICK && !mayTieEarly(value))) {
    charge(digits);
    const text = Math.abs(value).toExponential(Math.min(digits, NATIVE_DIGITS));
    const padding = '0'.repeat(Math.max(digits - NATIVE_DIGITS, 0));
    return signed(value, padExponent(text.replace('e', `${padding}e`)));
  }
  const { digits: all, point } = exactDigits(Math.abs(value));
  const kept = roundDigits(all, point, digits + 1);
  charge(digits * 2);
  const text = kept.digits.padEnd(digits + 1, '0');
  const mantissa = digits > 0 ? `${text[0]}.${text.slice(1)}` : text[0];
  const exponent = kept.point - 1;
  return signed(value, padExponent(`${mantissa}e${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`));
}

/** The exponent that `%.{digits}e` shows: of the value once it is rounded. */
export function exponentOf(exponential: string): number {
  return Number(exponential.slice(exponential.lastIndexOf('e') + 1));
}

const signed = (value: number, text: string) => (value < 0 || Object.is(value, -0) ? `-${text}` : text);

/** Whether a value may lie exactly between two numbers of so many places: only a multiple of 2**-(digits + 1) can. */
function mayTie(value: number, digits: number): boolean {
  return !Number.isInteger(value) && Number.isInteger(value * 2 ** (digits + 1));
}

/** Whether it may tie at up to MAX_QUICK digits: n / 2**k has k digits after the point at least, and 5**k has them as a factor. */
function mayTieEarly(value: number): boolean {
  return Number.isInteger(value * 2 ** 28) || Math.abs(value) > Number.MAX_SAFE_INTEGER;
}

/** The exact digits of a positive finite float, without zeros at either end, and where the point stands in them. */
function exactDigits(value: number): { digits: string; point: number } {
  if (value === 0) return { digits: '', point: 0 };
  const [numerator, denominator] = ratioOf(value);
  tick(100);
  const places = denominator.toString(2).length - 1;
  // n / 2**k = n * 5**k / 10**k
  const digits = (numerator * 5n ** BigInt(Math.min(places, MAX_PLACES))).toString();
  return { digits, point: digits.length - places };
}

/** The first `count` digits, rounded half to even; there may be less, the rest being zeros. */
function roundDigits(digits: string, point: number, count: number): { digits: string; point: number } {
  if (count >= digits.length) return { digits, point };
  if (count < 0) return { digits: '', point };
  const kept = digits.slice(0, count);
  const next = digits.charCodeAt(count) - 0x30;
  const odd = count > 0 && (digits.charCodeAt(count - 1) & 1) === 1;
  const up = next > 5 || (next === 5 && (odd || hasMore(digits, count + 1)));
  if (!up) return { digits: kept, point };
  const raised = count === 0 ? '1' : (BigInt(kept) + 1n).toString();
  // All nines became a one and zeros, of which the last is one digit too many.
  return { digits: raised.slice(0, Math.max(count, 1)), point: point + raised.length - count };
}

function hasMore(digits: string, from: number): boolean {
  for (let i = from; i < digits.length; i++) if (digits[i] !== '0') return true;
  return false;
}
