import { overflowError, type PythonError, typeError, valueError, zeroDivisionError } from '../../../core/errors.ts';
import { nameInCalls } from '../../functionNames.ts';
import { bitLength } from '../../integers.ts';
import { erf, erfc } from '../../libm/errorFunction.ts';
import { exp, exp2, log, log2, log10, pow } from '../../libm/exponential.ts';
import { gamma, lgamma } from '../../libm/gamma.ts';
import { acosh, asinh, atanh, cosh, expm1, log1p, sinh, tanh } from '../../libm/hyperbolic.ts';
import { copySign, frexp, ldexp, nextAfter, ulp } from '../../libm/parts.ts';
import { cbrt } from '../../libm/roots.ts';
import { acos, asin, atan, atan2, cos, sin, tan } from '../../libm/trigonometric.ts';
import { toFloat } from '../../operators.ts';
import { builtin } from '../../signature.ts';
import { type Builtin, Tuple, type Value } from '../../values.ts';

const domainError = () => valueError('math domain error');
const rangeError = () => overflowError('math range error');

/** A function of one float. `tooLarge`: what it means if a finite argument has no finite result. */
function unary(name: string, run: (x: number) => number, tooLarge: () => PythonError = domainError): Builtin {
  return builtin(`math.${name}`, 'x, /', (value: Value) => {
    const x = toFloat(value);
    const result = run(x);
    if (Number.isFinite(result) || !Number.isFinite(x)) {
      if (Number.isNaN(result) && !Number.isNaN(x)) throw domainError();
      return result;
    }
    throw Number.isNaN(result) ? domainError() : tooLarge();
  });
}

/** A function of two floats. */
function binary(name: string, run: (x: number, y: number) => number): Builtin {
  return builtin(`math.${name}`, 'x, y, /', (first: Value, second: Value) => {
    const x = toFloat(first);
    const y = toFloat(second);
    const result = run(x, y);
    if (Number.isNaN(result) && !Number.isNaN(x) && !Number.isNaN(y)) throw domainError();
    if (!Number.isFinite(result) && Number.isFinite(x) && Number.isFinite(y)) throw rangeError();
    return result;
  });
}

const gammaOrPole = (x: number) => {
  if (x === 0) throw domainError();
  return gamma(x);
};
const lgammaOrPole = (x: number) => {
  if (Number.isInteger(x) && x <= 0) throw domainError();
  return lgamma(x);
};
const powOrPole = (x: number, y: number) => {
  if (x === 0 && y < 0 && Number.isFinite(y)) throw domainError();
  return pow(x, y);
};

/** x - y * n for the n nearest to x / y, the even one of two. */
function remainder(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y) || !Number.isFinite(x) || y === 0) return Number.NaN;
  if (!Number.isFinite(y)) return x;
  const size = Math.abs(x);
  const divisor = Math.abs(y);
  const rest = size % divisor;
  const other = divisor - rest;
  let result: number;
  if (rest < other) result = rest;
  else if (rest > other) result = -other;
  else result = rest - 2 * ((0.5 * (size - rest)) % divisor);
  return copySign(1, x) * result;
}

/** A logarithm of an int of any size, or of a float. @throws ValueError where there is none */
export function logarithm(value: Value, run: (x: number) => number): number {
  const integer = typeof value === 'boolean' ? BigInt(value) : value;
  if (typeof integer !== 'bigint') {
    const x = toFloat(value);
    if (x <= 0) throw domainError();
    return run(x);
  }
  if (integer <= 0n) throw domainError();
  const size = Number(integer);
  if (Number.isFinite(size)) return run(size);
  const shift = bitLength(integer) - 64;
  // The lowest bit stands for all those that are cut off, so that the rounding to a float is right.
  const top = (integer >> BigInt(shift)) | (integer & ((1n << BigInt(shift)) - 1n) ? 1n : 0n);
  const [mantissa, exponent] = frexp(Number(top));
  return run(mantissa) + run(2) * (exponent + shift);
}

/** The arguments of `log` are neither counted nor named as those of others. */
const logFunction = builtin('log', '*args', (args: Value[]) => {
  if (args.length < 1 || args.length > 2) throw typeError('math.log requires 1 to 2 arguments');
  const result = logarithm(args[0], log);
  if (args.length === 1) return result;
  const base = logarithm(args[1], log);
  if (base === 0) throw zeroDivisionError('float division by zero');
  return result / base;
});
nameInCalls(logFunction, 'math.log');

/** More than any float's exponents are apart. */
const MAX_SHIFT = 10_000n;

function shiftExponent(value: Value, places: Value): number {
  const x = toFloat(value);
  const shift = typeof places === 'boolean' ? BigInt(places) : places;
  if (typeof shift !== 'bigint') throw typeError('Expected an int as second argument to ldexp.');
  if (x === 0 || !Number.isFinite(x)) return x;
  const bounded = shift > MAX_SHIFT ? MAX_SHIFT : shift < -MAX_SHIFT ? -MAX_SHIFT : shift;
  const result = ldexp(x, Number(bounded));
  if (!Number.isFinite(result)) throw rangeError();
  return result;
}

function splitFraction(x: number): Tuple {
  if (!Number.isFinite(x)) return new Tuple([Number.isNaN(x) ? x : copySign(0, x), x]);
  const whole = Math.trunc(x);
  return new Tuple([copySign(x - whole, x), whole]);
}

function isClose(first: Value, second: Value, relative: Value = 1e-9, absolute: Value = 0): boolean {
  const [a, b, relativeTolerance, absoluteTolerance] = [first, second, relative, absolute].map(toFloat);
  if (relativeTolerance < 0 || absoluteTolerance < 0) throw valueError('tolerances must be non-negative');
  if (a === b) return true;
  if (Math.abs(a) === Number.POSITIVE_INFINITY || Math.abs(b) === Number.POSITIVE_INFINITY) return false;
  const difference = Math.abs(b - a);
  return (
    difference <= Math.abs(relativeTolerance * b) ||
    difference <= Math.abs(relativeTolerance * a) ||
    difference <= absoluteTolerance
  );
}

/** The functions of floats. */
export const floatFunctions: readonly Builtin[] = [
  unary('acos', acos),
  unary('acosh', acosh),
  unary('asin', asin),
  unary('asinh', asinh),
  unary('atan', atan),
  unary('atanh', atanh),
  unary('cbrt', cbrt),
  unary('cos', cos),
  unary('cosh', cosh, rangeError),
  unary('erf', erf),
  unary('erfc', erfc),
  unary('exp', exp, rangeError),
  unary('exp2', exp2, rangeError),
  unary('expm1', expm1, rangeError),
  unary('fabs', Math.abs),
  unary('gamma', gammaOrPole, rangeError),
  unary('lgamma', lgammaOrPole, rangeError),
  unary('log1p', log1p),
  unary('sin', sin),
  unary('sinh', sinh, rangeError),
  unary('sqrt', Math.sqrt),
  unary('tan', tan),
  unary('tanh', tanh),
  builtin('math.degrees', 'x, /', (x: Value) => toFloat(x) * (180 / Math.PI)),
  unary('radians', x => x * (Math.PI / 180)),
  binary('atan2', atan2),
  binary('copysign', copySign),
  binary('fmod', (x, y) => x % y),
  binary('pow', powOrPole),
  binary('remainder', remainder),
  logFunction,
  builtin('math.log2', 'x, /', (value: Value) => logarithm(value, log2)),
  builtin('math.log10', 'x, /', (value: Value) => logarithm(value, log10)),
  builtin('math.nextafter', 'x, y, /', (x: Value, y: Value) => nextAfter(toFloat(x), toFloat(y))),
  builtin('math.ulp', 'x, /', (x: Value) => ulp(toFloat(x))),
  builtin('math.ldexp', 'x, i, /', shiftExponent),
  builtin('math.frexp', 'x, /', (value: Value) => {
    const [mantissa, exponent] = frexp(toFloat(value));
    return new Tuple([mantissa, BigInt(exponent)]);
  }),
  builtin('math.modf', 'x, /', (value: Value) => splitFraction(toFloat(value))),
  builtin('math.isclose', 'a, b, *, rel_tol=1e-09, abs_tol=0.0', isClose),
  builtin('math.isfinite', 'x, /', (value: Value) => Number.isFinite(toFloat(value))),
  builtin('math.isinf', 'x, /', (value: Value) => Math.abs(toFloat(value)) === Number.POSITIVE_INFINITY),
  builtin('math.isnan', 'x, /', (value: Value) => Number.isNaN(toFloat(value))),
];
