import { PythonError, valueError } from '../../../core/errors.ts';
import { tick } from '../../budget.ts';
import { exp, log } from '../../libm/exponential.ts';
import { acos, cos } from '../../libm/trigonometric.ts';
import { add, divide, lessOrEqual, modulo, multiply, power, subtract, toFloat } from '../../operators.ts';
import type { Value } from '../../values.ts';
import type { Source } from './mersenneTwister.ts';

const TWO_PI = 2 * Math.PI;
const NORMAL_CONSTANT = (4 * exp(-0.5)) / Math.sqrt(2);
const LOG_4 = log(4);
const GAMMA_CONSTANT = 1 + log(4.5);

/** `uniform(a, b)`. */
export function uniform(source: Source, low: Value, high: Value): Value {
  return add(low, multiply(subtract(high, low), source.random()));
}

/** `triangular(low, high, mode)`. */
export function triangular(source: Source, low: Value = 0, high: Value = 1, mode: Value = null): Value {
  let drawn = source.random();
  let part: number;
  try {
    part = mode === null ? 0.5 : toFloat(divide(subtract(mode, low), subtract(high, low)));
  } catch (error) {
    if (error instanceof PythonError && error.type === 'ZeroDivisionError') return low;
    throw error;
  }
  let [from, to] = [low, high];
  if (drawn > part) {
    drawn = 1 - drawn;
    part = 1 - part;
    [from, to] = [high, low];
  }
  return add(from, multiply(subtract(to, from), Math.sqrt(drawn * part)));
}

/** `normalvariate(mu, sigma)`, by the ratio of two uniform numbers. */
export function normal(source: Source, mean: Value = 0, deviation: Value = 1): Value {
  for (;;) {
    tick();
    const first = source.random();
    const second = 1 - source.random();
    const z = (NORMAL_CONSTANT * (first - 0.5)) / second;
    if ((z * z) / 4 <= -log(second)) return add(mean, multiply(z, deviation));
  }
}

/** `gauss(mu, sigma)`. */
export function gauss(source: Source, mean: Value = 0, deviation: Value = 1): Value {
  return add(mean, multiply(source.gauss(), deviation));
}

/** `lognormvariate(mu, sigma)`. */
export function logNormal(source: Source, mean: Value, deviation: Value): Value {
  const result = exp(toFloat(normal(source, mean, deviation)));
  if (result === Number.POSITIVE_INFINITY) throw new PythonError('OverflowError', 'math range error');
  return result;
}

/** `expovariate(lambd)`. */
export function exponential(source: Source, rate: Value): Value {
  return divide(-log(1 - source.random()), rate);
}

/** `vonmisesvariate(mu, kappa)`. */
export function vonMises(source: Source, mean: Value, concentration: Value): Value {
  if (lessOrEqual(concentration, 1e-6)) return TWO_PI * source.random();
  const s = toFloat(divide(0.5, concentration));
  const r = s + Math.sqrt(1 + s * s);
  let z: number;
  for (;;) {
    tick();
    z = cos(Math.PI * source.random());
    const d = z / (r + z);
    const drawn = source.random();
    if (drawn < 1 - d * d || drawn <= (1 - d) * exp(d)) break;
  }
  const q = 1 / r;
  const f = (q + z) / (1 + q * z);
  return modulo(source.random() > 0.5 ? add(mean, acos(f)) : subtract(mean, acos(f)), TWO_PI);
}

/** `gammavariate(alpha, beta)`. @throws ValueError where either is not above 0. */
export function gamma(source: Source, shape: Value, scale: Value): Value {
  if (lessOrEqual(shape, 0) || lessOrEqual(scale, 0)) throw valueError('gammavariate: alpha and beta must be > 0.0');
  const alpha = toFloat(shape);
  const drawn =
    alpha > 1 ? gammaAboveOne(source, alpha) : alpha === 1 ? -log(1 - source.random()) : gammaBelowOne(source, alpha);
  return multiply(drawn, scale);
}

/** Cheng's algorithm. */
function gammaAboveOne(source: Source, alpha: number): number {
  const root = Math.sqrt(2 * alpha - 1);
  const b = alpha - LOG_4;
  const c = alpha + root;
  for (;;) {
    tick();
    const first = source.random();
    if (!(first > 1e-7 && first < 0.9999999)) continue;
    const second = 1 - source.random();
    const v = log(first / (1 - first)) / root;
    const x = alpha * exp(v);
    const z = first * first * second;
    const r = b + c * v - x;
    if (r + GAMMA_CONSTANT - 4.5 * z >= 0 || r >= log(z)) return x;
  }
}

/** Ahrens' and Dieter's algorithm. */
function gammaBelowOne(source: Source, alpha: number): number {
  const b = (Math.E + alpha) / Math.E;
  for (;;) {
    tick();
    const p = b * source.random();
    const x = p <= 1 ? toFloat(power(p, 1 / alpha)) : -log((b - p) / alpha);
    const drawn = source.random();
    if (p > 1 ? drawn <= toFloat(power(x, alpha - 1)) : drawn <= exp(-x)) return x;
  }
}

/** `betavariate(alpha, beta)`. */
export function beta(source: Source, alpha: Value, other: Value): Value {
  const y = toFloat(gamma(source, alpha, 1));
  return y ? y / (y + toFloat(gamma(source, other, 1))) : 0;
}

/** `paretovariate(alpha)`. */
export function pareto(source: Source, shape: Value): Value {
  return power(1 - source.random(), divide(-1, shape));
}

/** `weibullvariate(alpha, beta)`. */
export function weibull(source: Source, scale: Value, shape: Value): Value {
  return multiply(scale, power(-log(1 - source.random()), divide(1, shape)));
}
