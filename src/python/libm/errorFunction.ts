import { exp } from './exponential.ts';
import { withoutLowWord } from './parts.ts';

/*
 * By the steps of C libraries (Sun's fdlibm, with the sums in the order in which glibc does them): the results are off by
 * a bit now and then, and it must be the same bit.
 */

/** erf(1) as a float of few bits: the approximation near 1 adds to it. */
const ERF_1 = 0.8450629115104675;
/** 2 / sqrt(pi) - 1 */
const SLOPE = 0.1283791670955126;

/** Quotients of polynomials, from the lowest power up, for the parts into which the axis is cut. */
const BELOW_0_84 = {
  over: [0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442, -2.3763016656650163e-5],
  under: [
    1, 0.39791722395915535, 0.0650222499887673, 0.005081306281875766, 0.00013249473800432164, -3.960228278775368e-6,
  ],
};
const BELOW_1_25 = {
  over: [
    -0.0023621185607526594, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175, -0.11089469428239668,
    0.035478304325618236, -0.002166375594868791,
  ],
  under: [
    1, 0.10642088040084423, 0.540397917702171, 0.07182865441419627, 0.12617121980876164, 0.01363708391202905,
    0.011984499846799107,
  ],
};
const BELOW_2_86 = {
  over: [
    -0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006, -162.39666946257347,
    -184.60509290671104, -81.2874355063066, -9.814329344169145,
  ],
  under: [
    1, 19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679, 429.00814002756783,
    108.63500554177944, 6.570249770319282, -0.0604244152148581,
  ],
};
const ABOVE_2_86 = {
  over: [
    -0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192, -637.5664433683896,
    -1025.0951316110772, -483.5191916086514,
  ],
  under: [
    1, 30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955, 2553.0504064331644,
    474.52854120695537, -22.44095244658582,
  ],
};

function quotient({ over, under }: typeof BELOW_0_84, x: number): number {
  return polynomial(over, x) / polynomial(under, x);
}

/** Adds the terms in pairs, as glibc does. */
function polynomial(coefficients: readonly number[], x: number): number {
  const square = x * x;
  const fourth = square * square;
  const powers = [1, square, fourth, fourth * square, fourth * fourth];
  let sum = 0;
  for (let i = 0; i < coefficients.length; i += 2) {
    const pair = i + 1 < coefficients.length ? coefficients[i] + x * coefficients[i + 1] : coefficients[i];
    sum += powers[i / 2] * pair;
  }
  return sum;
}

/** 1 - erf(x) for x from 1.25 to 28. */
function complement(x: number, limit: number): number {
  const ratio = quotient(x < limit ? BELOW_2_86 : ABOVE_2_86, 1 / (x * x));
  const rounded = withoutLowWord(x);
  return (exp(-rounded * rounded - 0.5625) * exp((rounded - x) * (rounded + x) + ratio)) / x;
}

/** Where the two outer parts meet, for erf and for erfc. */
const ERF_LIMIT = 2.8571434020996094;
const ERFC_LIMIT = 2.8571414947509766;

/** The error function. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x)) return x;
  if (size < 2 ** -1022) return 0.0625 * (16 * x + 16 * SLOPE * x);
  if (size < 2 ** -28) return x + SLOPE * x;
  if (size < 0.84375) return x + x * quotient(BELOW_0_84, x * x);
  return Math.sign(x) * erfOfLarge(size);
}

function erfOfLarge(x: number): number {
  if (x < 1.25) return ERF_1 + quotient(BELOW_1_25, x - 1);
  return x < 6 ? 1 - complement(x, ERF_LIMIT) : 1;
}

/** 1 - erf(x), precise where that is small too. */
export function erfc(x: number): number {
  if (Number.isNaN(x)) return x;
  const size = Math.abs(x);
  if (size < 0.84375) return erfcOfSmall(x);
  if (size < 1.25) {
    const above = quotient(BELOW_1_25, size - 1);
    return x > 0 ? 1 - ERF_1 - above : 1 + (ERF_1 + above);
  }
  if (x <= -6) return 2;
  if (size >= 28) return 0;
  const rest = complement(size, ERFC_LIMIT);
  return x > 0 ? rest : 2 - rest;
}

function erfcOfSmall(x: number): number {
  if (Math.abs(x) < 2 ** -56) return 1 - x;
  const above = x * quotient(BELOW_0_84, x * x);
  return x < 0.25 ? 1 - (x + above) : 0.5 - (above + (x - 0.5));
}
