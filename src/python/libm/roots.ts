import { tick } from '../budget.ts';
import { add, type DoubleDouble, exactProduct, squareRoot, subtract, toNumber, ZERO } from './doubleDouble.ts';
import { frexp, ldexp } from './parts.ts';

/** The root of the sum of the squares, without overflow on the way. */
export function hypot(values: readonly number[]): number {
  const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  if (values.some(value => Math.abs(value) === Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY;
  if (largest === 0 || Number.isNaN(largest)) return largest;
  const [, exponent] = frexp(largest);
  let sum: DoubleDouble = ZERO;
  for (const value of values) {
    tick();
    const scaled = ldexp(value, -exponent);
    // What is so much smaller does not show, and its square would underflow.
    if (Math.abs(scaled) > 2 ** -450) sum = add(sum, exactProduct(scaled, scaled));
  }
  return toNumber(squareRoot(sum), exponent);
}

/**
 * The cube root, to the nearest float. That of glibc before 2.41 is off by up to 3 units in the last place; its polynomial is under another licence
 * and is not taken over.
 */
export function cbrt(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const [mantissa, exponent] = frexp(x);
  const third = Math.floor(exponent / 3);
  const scaled = ldexp(mantissa, exponent - 3 * third);
  const start = Math.cbrt(scaled);
  const square = exactProduct(start, start);
  const cube = add(exactProduct(square.high, start), exactProduct(square.low, start));
  const error = subtract(cube, { high: scaled, low: 0 }).high;
  return ldexp(start - error / (3 * square.high), third);
}
