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

const SCALE = 2 ** 600;
/** From here on squares overflow, up to here they underflow. */
const LARGE = 2 ** 511;
const TINY = 2 ** -459;
/** What is so much smaller than the other side does not show. */
const NEGLIGIBLE = 2 ** -54;

/**
 * The hypotenuse as C libraries have it, by Borges, "An Improved Algorithm for hypot(a,b)" (2019): not always the nearest float, which the `hypot` of
 * Python's math is.
 */
export function hypotenuse(x: number, y: number): number {
  const [a, b] = [Math.abs(x), Math.abs(y)];
  if (a === Number.POSITIVE_INFINITY || b === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  const [long, short] = a < b ? [b, a] : [a, b];
  if (short <= long * NEGLIGIBLE) return long + short;
  if (long > LARGE) return correctedRoot(long / SCALE, short / SCALE) * SCALE;
  if (short < TINY) return correctedRoot(long * SCALE, short * SCALE) / SCALE;
  return correctedRoot(long, short);
}

/** The root of the sum of the squares, less half its error in the square over itself. */
function correctedRoot(long: number, short: number): number {
  const root = Math.sqrt(long * long + short * short);
  const isWide = root <= 2 * short;
  const rest = root - (isWide ? short : long);
  const error = isWide
    ? long * (2 * rest - long) + (rest - 2 * (long - short)) * rest
    : 2 * rest * (long - 2 * short) + ((4 * rest - short) * short + rest * rest);
  return root - error / (2 * root);
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
