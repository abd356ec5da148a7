import { exp, log, pow } from './exponential.ts';
import { cos, sin } from './trigonometric.ts';

/*
 * Lanczos' approximation with the parameters CPython has chosen (those of Boost's lanczos13m53), and in its order of
 * operations: it is off by some bits, and then by the same ones.
 */

const G = 6.02468004077673;
const G_MINUS_HALF = 5.52468004077673;
const NUMERATOR = [
  23531376880.41076, 42919803642.6491, 35711959237.35567, 17921034426.03721, 6039542586.352028, 1439720407.3117216,
  248874557.86205417, 31426415.585400194, 2876370.6289353725, 186056.26539522348, 8071.672002365816, 210.82427775157936,
  2.5066282746310002,
];
/** x * (x + 1) * … * (x + 11). */
const DENOMINATOR = [
  0, 39916800, 120543840, 150917976, 105258076, 45995730, 13339535, 2637558, 357423, 32670, 1925, 66, 1,
];
const LOG_PI = 1.1447298858494002;
const TINY = 1e-20;
/** Beyond it, gamma is too large, or 0. */
const LARGE = 200;
/** Up to here `pow` does not overflow on the way. */
const WHOLE_POWER = 140;

function lanczosSum(x: number): number {
  let numerator = 0;
  let denominator = 0;
  if (x < 5) {
    for (let i = NUMERATOR.length - 1; i >= 0; i--) {
      numerator = numerator * x + NUMERATOR[i];
      denominator = denominator * x + DENOMINATOR[i];
    }
  } else {
    for (let i = 0; i < NUMERATOR.length; i++) {
      numerator = numerator / x + NUMERATOR[i];
      denominator = denominator / x + DENOMINATOR[i];
    }
  }
  return numerator / denominator;
}

/** sin(pi * x), exact near whole numbers. */
function sinPi(x: number): number {
  const y = Math.abs(x) % 2;
  const sign = x < 0 ? -1 : 1;
  switch (Math.round(2 * y)) {
    case 0:
      return sign * sin(Math.PI * y);
    case 1:
      return sign * cos(Math.PI * (y - 0.5));
    case 2:
      return sign * sin(Math.PI * (1 - y));
    case 3:
      return sign * -cos(Math.PI * (y - 1.5));
    default:
      return sign * sin(Math.PI * (y - 2));
  }
}

/** The gamma function; nan at whole numbers below 0 and at -inf, ±Infinity at ±0 and where it is too large. */
export function gamma(x: number): number {
  if (!Number.isFinite(x)) return x > 0 ? x : Number.NaN;
  if (x === 0) return 1 / x;
  if (Number.isInteger(x)) {
    if (x < 0) return Number.NaN;
    if (x <= 23) return smallFactorial(x - 1);
  }
  const magnitude = Math.abs(x);
  if (magnitude < TINY) return 1 / x;
  if (magnitude > LARGE) return x < 0 ? 0 / sinPi(x) : Number.POSITIVE_INFINITY;
  const y = magnitude + G_MINUS_HALF;
  // What the addition lost, and what it changes in the result.
  const lost = magnitude > G_MINUS_HALF ? y - magnitude - G_MINUS_HALF : y - G_MINUS_HALF - magnitude;
  const correction = (lost * G) / y;
  return x < 0 ? gammaBelowZero(magnitude, y, correction) : gammaAboveZero(magnitude, y, correction);
}

function smallFactorial(n: number): number {
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return product;
}

function gammaAboveZero(x: number, y: number, correction: number): number {
  let result = lanczosSum(x) / exp(y);
  result += correction * result;
  if (x < WHOLE_POWER) return result * pow(y, x - 0.5);
  const root = pow(y, x / 2 - 0.25);
  return result * root * root;
}

/** gamma(-x) by the reflection formula. */
function gammaBelowZero(x: number, y: number, correction: number): number {
  let result = ((-Math.PI / sinPi(x) / x) * exp(y)) / lanczosSum(x);
  result -= correction * result;
  if (x < WHOLE_POWER) return result / pow(y, x - 0.5);
  const root = pow(y, x / 2 - 0.25);
  return result / root / root;
}

/** ln |gamma(x)|; Infinity at whole numbers from 0 down. */
export function lgamma(x: number): number {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? x : Number.POSITIVE_INFINITY;
  if (Number.isInteger(x) && x <= 2) return x <= 0 ? Number.POSITIVE_INFINITY : 0;
  const magnitude = Math.abs(x);
  if (magnitude < TINY) return -log(magnitude);
  let result = log(lanczosSum(magnitude)) - G;
  result += (magnitude - 0.5) * (log(magnitude + G - 0.5) - 1);
  if (x < 0) result = LOG_PI - log(Math.abs(sinPi(magnitude))) - log(magnitude) - result;
  return result;
}
