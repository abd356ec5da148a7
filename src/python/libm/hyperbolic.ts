import { exp, log } from './exponential.ts';

/*
 * Composed of e**x - 1 and ln(1 + x) as C libraries compose them, so that the last digit is theirs where it isn't the
 * nearest. V8's own expm1, log1p and atanh agree with them already.
 */

export const { expm1, log1p, atanh } = Math;

/** From here on e**-x is nothing beside e**x. */
const LARGE = 22;
/** From here on e**x is too large while half of it may not be. */
const NEARLY_TOO_LARGE = 709.78;

/** Half of `e ** x` for large x. */
function halfExp(x: number): number {
  if (x < NEARLY_TOO_LARGE) return 0.5 * exp(x);
  const root = exp(0.5 * x);
  return 0.5 * root * root;
}

export function sinh(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude >= 2 ** -28)) return x;
  const half = x < 0 ? -0.5 : 0.5;
  if (magnitude >= LARGE) return half * 2 * halfExp(magnitude);
  const grown = Math.expm1(magnitude);
  if (magnitude < 1) return half * (2 * grown - (grown * grown) / (grown + 1));
  return half * (grown + grown / (grown + 1));
}

export function cosh(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude < LARGE)) return halfExp(magnitude);
  if (magnitude < 0.5 * Math.LN2) {
    const grown = Math.expm1(magnitude);
    return 1 + (grown * grown) / (2 * (1 + grown));
  }
  const power = exp(magnitude);
  return 0.5 * power + 0.5 / power;
}

export function tanh(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude >= 2 ** -55)) return x;
  let result = 1;
  if (magnitude < 1) {
    const shrunk = Math.expm1(-2 * magnitude);
    result = -shrunk / (shrunk + 2);
  } else if (magnitude < LARGE) {
    result = 1 - 2 / (Math.expm1(2 * magnitude) + 2);
  }
  return x < 0 ? -result : result;
}

export function asinh(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude >= 2 ** -28) || magnitude === Number.POSITIVE_INFINITY) return x;
  const square = magnitude * magnitude;
  let result: number;
  if (magnitude > 2 ** 28) result = log(magnitude) + Math.LN2;
  else if (magnitude > 2) result = log(2 * magnitude + 1 / (Math.sqrt(square + 1) + magnitude));
  else result = Math.log1p(magnitude + square / (1 + Math.sqrt(1 + square)));
  return x < 0 ? -result : result;
}

/** nan below 1. */
export function acosh(x: number): number {
  if (!(x > 1)) return x === 1 ? 0 : Number.NaN;
  if (x > 2 ** 28) return log(x) + (x < Number.POSITIVE_INFINITY ? Math.LN2 : 0);
  if (x > 2) return log(2 * x - 1 / (x + Math.sqrt(x * x - 1)));
  const above = x - 1;
  return Math.log1p(above + Math.sqrt(2 * above + above * above));
}
