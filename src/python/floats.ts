import { overflowError, type PythonError, valueError, zeroDivisionError } from '../core/errors.ts';
import { toFixed } from './decimals.ts';
import { bitLength } from './integers.ts';

import { pow } from './libm/exponential.ts';

export { toExponential, toFixed } from './decimals.ts';
export { parseFloatText } from './numerals.ts';

/** `a // b`. @throws ZeroDivisionError */
export function floorDivideFloat(a: number, b: number): number {
  if (b === 0) throw zeroDivisionError('float floor division by zero');
  return divideModuloFloat(a, b)[0];
}

/** `a % b`. @throws ZeroDivisionError */
export function moduloFloat(a: number, b: number): number {
  if (b === 0) throw zeroDivisionError('float modulo');
  const remainder = a % b;
  if (remainder === 0) return copySign(0, b);
  return b < 0 !== remainder < 0 ? remainder + b : remainder;
}

/** `divmod(a, b)`. @throws ZeroDivisionError */
export function divideModuloFloat(a: number, b: number): [number, number] {
  if (b === 0) throw zeroDivisionError('float divmod()');
  let remainder = a % b;
  let quotient = (a - remainder) / b;
  if (remainder === 0) {
    remainder = copySign(0, b);
  } else if (b < 0 !== remainder < 0) {
    remainder += b;
    quotient -= 1;
  }
  if (quotient === 0) return [copySign(0, a / b), remainder];
  // quotient is nearly an integer: the nearest one is the answer, which floor alone would miss.
  const floor = Math.floor(quotient);
  return [quotient - floor > 0.5 ? floor + 1 : floor, remainder];
}

/** `size` with the sign of `sign`, be it that of a zero. */
export function copySign(size: number, sign: number): number {
  const negative = sign < 0 || Object.is(sign, -0);
  return negative === (size < 0 || Object.is(size, -0)) ? size : -size;
}

/** What CPython raises where C sets errno to ERANGE. */
export function resultOutOfRange(): PythonError {
  return overflowError("(34, 'Numerical result out of range')");
}

/**
 * `a ** b` where that is real: a negative finite `a` with a `b` that is no whole number is complex, and not for this function.
 * @throws ZeroDivisionError, OverflowError
 */
export function powerFloat(a: number, b: number): number {
  if (b === 0 || a === 1) return 1;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
  if (!Number.isFinite(b)) {
    const size = Math.abs(a);
    if (size === 1) return 1;
    return b > 0 === size > 1 ? Number.POSITIVE_INFINITY : 0;
  }
  if (!Number.isFinite(a)) return a ** b;
  if (a === 0 && b < 0) throw zeroDivisionError('0.0 cannot be raised to a negative power');
  const result = pow(a, b);
  if (!Number.isFinite(result)) throw resultOutOfRange();
  return result;
}

/** `int(value)`: towards zero. @throws ValueError, OverflowError for nan and inf. */
export function truncateFloat(value: number): bigint {
  return BigInt(Math.trunc(finite(value)));
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) throw valueError('cannot convert float NaN to integer');
  throw overflowError('cannot convert float infinity to integer');
}

/** `round(value)`: the nearest int, of two the even one. @throws ValueError, OverflowError for nan and inf. */
export function roundToInteger(value: number): bigint {
  const floor = Math.floor(finite(value));
  const rest = value - floor;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  return BigInt(up ? floor + 1 : floor);
}

/** Beyond these, rounding leaves every float as it is, or makes it 0. */
const MAX_PLACES = 323n;
const MIN_PLACES = -308n;

/** `round(value, digits)`: half to even on the exact value. @throws OverflowError */
export function roundFloat(value: number, digits: bigint): number {
  if (!Number.isFinite(value) || value === 0 || digits > MAX_PLACES) return value;
  if (digits < MIN_PLACES) return 0 * value;
  const places = Number(digits);
  const rounded = places >= 0 ? Number(toFixed(value, places)) : roundToPower(value, -places);
  if (!Number.isFinite(rounded)) throw overflowError('rounded value too large to represent');
  return rounded;
}

/** `value` rounded to a multiple of 10**exponent. */
function roundToPower(value: number, exponent: number): number {
  const unit = 10n ** BigInt(exponent);
  const [numerator, denominator] = ratioOf(Math.abs(value));
  const divisor = denominator * unit;
  let quotient = numerator / divisor;
  const twice = (numerator % divisor) * 2n;
  if (twice > divisor || (twice === divisor && quotient & 1n)) quotient++;
  return copySign(Number(quotient * unit), value);
}

const bits = new DataView(new ArrayBuffer(8));
const MANTISSA_BITS = 52n;
const MANTISSA = (1n << MANTISSA_BITS) - 1n;
const EXPONENT_MASK = 0x7ff;
const EXPONENT_BIAS = 1075;

/** The numerator and the (positive) denominator of a finite float in lowest terms. @throws ValueError, OverflowError for nan and inf. */
export function ratioOf(value: number): [bigint, bigint] {
  if (Number.isNaN(value)) throw valueError('cannot convert NaN to integer ratio');
  if (!Number.isFinite(value)) throw overflowError('cannot convert Infinity to integer ratio');
  if (Number.isInteger(value)) return [BigInt(value), 1n];
  bits.setFloat64(0, value);
  const all = bits.getBigUint64(0);
  const biased = Number(all >> MANTISSA_BITS) & EXPONENT_MASK;
  let mantissa = biased === 0 ? all & MANTISSA : (all & MANTISSA) | (1n << MANTISSA_BITS);
  let places = EXPONENT_BIAS - Math.max(biased, 1);
  const zeros = trailingZeros(mantissa);
  mantissa >>= BigInt(zeros);
  places -= zeros;
  return [value < 0 ? -mantissa : mantissa, 1n << BigInt(places)];
}

const MANTISSA_SIZE = 53;
const MIN_EXPONENT = -1074;
const MAX_EXPONENT = 1024;

/** `mantissa * 2**exponent` for a mantissa that is not negative, rounded once, half to even; Infinity past the largest float. */
export function scaleByPower(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n) return 0;
  const size = bitLength(mantissa);
  const top = size + exponent;
  if (top > MAX_EXPONENT) return Number.POSITIVE_INFINITY;
  if (top < MIN_EXPONENT) return 0;
  const excess = size - Math.min(MANTISSA_SIZE, top - MIN_EXPONENT);
  if (excess <= 0) return Number(mantissa) * 2 ** exponent;
  const kept = mantissa >> BigInt(excess);
  const rest = mantissa - (kept << BigInt(excess));
  const half = 1n << BigInt(excess - 1);
  const up = rest > half || (rest === half && (kept & 1n) === 1n);
  return Number(up ? kept + 1n : kept) * 2 ** (exponent + excess);
}

function trailingZeros(value: bigint): number {
  let zeros = 0;
  while (((value >> BigInt(zeros)) & 1n) === 0n) zeros++;
  return zeros;
}
