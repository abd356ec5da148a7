import { tick } from '../budget.ts';
import { add, type DoubleDouble, exactProduct, squareRoot, toNumber, ZERO } from './doubleDouble.ts';
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

const CBRT_2 = 1.2599210498948732;
const CBRT_4 = 1.5874010519681996;
/** The cube root of 2 ** n, for n from -2 to 2. */
const FACTORS = [1 / CBRT_4, 1 / CBRT_2, 1, CBRT_2, CBRT_4];
/** Of a polynomial near the cube root between 0.5 and 1, from the highest power down. */
const COEFFICIENTS = [
  -0.14526389938548637, 0.7849323449766392, -1.8346927748361308, 2.4469312256353444, -2.114994941673713,
  1.508191937815849, 0.35489576504391984,
];

/** The cube root, by the very steps of glibc before 2.41: it is not always the nearest float. */
export function cbrt(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const [mantissa, exponent] = frexp(Math.abs(x));
  const start = COEFFICIENTS.reduce((sum, coefficient) => sum * mantissa + coefficient);
  const cube = start * start * start;
  const root = ((start * (cube + 2 * mantissa)) / (2 * cube + mantissa)) * FACTORS[2 + (exponent % 3)];
  return ldexp(x > 0 ? root : -root, Math.trunc(exponent / 3));
}
