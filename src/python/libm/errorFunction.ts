import {
  add,
  addNumber,
  type DoubleDouble,
  divide,
  exactProduct,
  multiply,
  multiplyNumber,
  negate,
  ONE,
  shift,
  subtract,
  toNumber,
} from './doubleDouble.ts';
import { expParts } from './exponential.ts';

/** 2 / sqrt(pi), 1 / sqrt(pi). */
const TWO_OVER_ROOT_PI: DoubleDouble = { high: 1.1283791670955126, low: 1.533545961316588e-17 };
const ONE_OVER_ROOT_PI = shift(TWO_OVER_ROOT_PI, 0.5);

/** Up to here 1 - erf keeps enough bits. */
const SERIES_LIMIT = 4;
const ERF_IS_ONE = 6;
const ERFC_IS_ZERO = 27.3;

/** erf of a small positive number: 2/sqrt(pi) * e**-x² * (x + 2x³/3 + 4x⁵/15 + …), all terms positive. */
function erfSeries(x: number): DoubleDouble {
  const square = exactProduct(x, x);
  const twice = shift(square, 2);
  let term: DoubleDouble = { high: x, low: 0 };
  let sum = term;
  for (let n = 3; term.high > sum.high * 2 ** -108; n += 2) {
    term = divide(multiply(term, twice), { high: n, low: 0 });
    sum = add(sum, term);
  }
  const { value, exponent } = expParts(negate(square));
  return multiply(multiply(sum, shift(value, 2 ** exponent)), TWO_OVER_ROOT_PI);
}

/** Levels of the continued fraction; its error at 4 is then below what shows. */
const FRACTION_LEVELS = 90;

/** erfc of a larger number: e**-x² / sqrt(pi) / (x + (1/2) / (x + 1 / (x + (3/2) / (x + …)))). */
function erfcFraction(x: number): number {
  let denominator: DoubleDouble = { high: x, low: 0 };
  for (let n = FRACTION_LEVELS; n > 0; n--) denominator = addNumber(divide({ high: n / 2, low: 0 }, denominator), x);
  const { value, exponent } = expParts(negate(exactProduct(x, x)));
  return toNumber(divide(multiply(value, ONE_OVER_ROOT_PI), denominator), exponent);
}

/** The error function. */
export function erf(x: number): number {
  const magnitude = Math.abs(x);
  if (Number.isNaN(x) || x === 0) return x;
  if (magnitude < 2 ** -28) return toNumber(multiplyNumber(shift(TWO_OVER_ROOT_PI, 2 ** 200), x), -200);
  const value = magnitude < ERF_IS_ONE ? toNumber(erfSeries(magnitude)) : 1;
  return x < 0 ? -value : value;
}

/** 1 - erf(x), exact where that is small too. */
export function erfc(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x < -ERF_IS_ONE) return 2;
  if (x < 0) return toNumber(add(ONE, erfSeries(-x)));
  if (x < SERIES_LIMIT) return toNumber(subtract(ONE, erfSeries(x)));
  return x < ERFC_IS_ZERO ? erfcFraction(x) : 0;
}
