import {
  type DoubleDouble,
  divide,
  exactSum,
  fromBigInt,
  INVERSE_FACTORIALS,
  multiply,
  ONE,
  squareRoot,
  subtract,
  toNumber,
} from './doubleDouble.ts';
import { frexp, ldexp } from './parts.ts';

const PI: DoubleDouble = { high: Math.PI, low: 1.2246467991473532e-16 };
const HALF_PI: DoubleDouble = { high: Math.PI / 2, low: 6.123233995736766e-17 };

/** Bits of 2/pi: for the largest exponent, and as many again as a result needs. */
const TWO_OVER_PI_BITS = 1300;
const TWO_OVER_PI = (1n << BigInt(2 * TWO_OVER_PI_BITS + 1)) / machinPi(TWO_OVER_PI_BITS);

/** pi * 2 ** bits, by Machin's formula. */
function machinPi(bits: number): bigint {
  const guard = 32n;
  const one = 1n << (BigInt(bits) + guard);
  const arctanInverse = (x: bigint) => {
    let sum = 0n;
    let sign = 1n;
    for (let term = one / x, n = 1n; term !== 0n; term /= x * x, n += 2n, sign = -sign) sum += (sign * term) / n;
    return sum;
  };
  return (4n * (4n * arctanInverse(5n) - arctanInverse(239n))) >> guard;
}

/** An angle as a quarter turn's number (0 to 3) and a rest of at most an eighth of a turn. */
function reduceAngle(x: number): { quarter: number; rest: DoubleDouble } {
  if (Math.abs(x) <= Math.PI / 4) return { quarter: 0, rest: { high: x, low: 0 } };
  const [mantissa, exponent] = frexp(x);
  const integer = BigInt(mantissa * 2 ** 53);
  // x = integer * 2**power; what 2/pi has above the bits that matter is a multiple of whole turns.
  const power = exponent - 53;
  const bits = 256 + Math.max(power, 0);
  const turns = integer * (TWO_OVER_PI >> BigInt(TWO_OVER_PI_BITS - bits));
  const scale = BigInt(bits - power);
  const quarter = (turns + (1n << (scale - 1n))) >> scale;
  const fraction = fromBigInt(turns - (quarter << scale), Number(scale));
  return { quarter: Number(BigInt.asUintN(2, quarter)), rest: multiply(fraction, HALF_PI) };
}

/** Terms from this power on may be floats: what they lose does not show. */
const EXACT_POWERS = 16;

/** Sum of (-1)**i * x**(2i+first) / (2i+first)!, without the first power of x where there is one. */
function series(square: DoubleDouble, first: 0 | 1): DoubleDouble {
  let tail = 0;
  for (let n = 26 + first; n > EXACT_POWERS; n -= 2) tail = (INVERSE_FACTORIALS[n].high - tail) * square.high;
  let sum: DoubleDouble = { high: tail, low: 0 };
  for (let n = EXACT_POWERS - first; n > first; n -= 2) sum = multiply(subtract(INVERSE_FACTORIALS[n], sum), square);
  return subtract(ONE, sum);
}

/** Sine and cosine of an angle of at most an eighth of a turn. */
function sinCos(x: DoubleDouble): { sin: DoubleDouble; cos: DoubleDouble } {
  const square = multiply(x, x);
  return { sin: multiply(x, series(square, 1)), cos: series(square, 0) };
}

/** Below it, sine and tangent are their argument. */
const TINY = 2 ** -27;

export function sin(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  if (Math.abs(x) < TINY) return Math.abs(x) < 2 ** -60 ? x : x - (x * x * x) / 6;
  const { quarter, rest } = reduceAngle(x);
  const { sin, cos } = sinCos(rest);
  const value = toNumber(quarter % 2 ? cos : sin);
  return quarter < 2 ? value : -value;
}

export function cos(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  const { quarter, rest } = reduceAngle(x);
  const { sin, cos } = sinCos(rest);
  const value = toNumber(quarter % 2 ? sin : cos);
  return quarter === 1 || quarter === 2 ? -value : value;
}

export function tan(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  if (Math.abs(x) < TINY) return Math.abs(x) < 2 ** -60 ? x : x + (x * x * x) / 3;
  const { quarter, rest } = reduceAngle(x);
  const { sin, cos } = sinCos(rest);
  return quarter % 2 ? -toNumber(divide(cos, sin)) : toNumber(divide(sin, cos));
}

/** The angle of a point in the first quarter, neither coordinate 0. */
function angleOf(y: DoubleDouble, x: DoubleDouble): DoubleDouble {
  if (y.high > x.high) return subtract(HALF_PI, angleOf(x, y));
  const ratio = y.high / x.high;
  if (ratio < 2 ** -60) return divide(y, x);
  // V8's value, turned by what is missing.
  const start = Math.atan(ratio);
  const { sin, cos } = sinCos({ high: start, low: 0 });
  const across = subtract(multiply(y, cos), multiply(x, sin));
  const along = x.high * cos.high + y.high * sin.high;
  return exactSum(start, across.high / along);
}

export function atan2(y: number, x: number): number {
  // Zeros, infinities and nan as C has them.
  if (!Number.isFinite(y) || !Number.isFinite(x) || y === 0 || x === 0) return Math.atan2(y, x);
  const [yMantissa, yExponent] = frexp(Math.abs(y));
  const [xMantissa, xExponent] = frexp(Math.abs(x));
  const difference = yExponent - xExponent;
  let angle: DoubleDouble;
  if (difference < -100 && x > 0) return y / x;
  if (difference < -100) angle = { high: 0, low: 0 };
  else if (difference > 100) angle = HALF_PI;
  else angle = angleOf({ high: ldexp(yMantissa, difference), low: 0 }, { high: xMantissa, low: 0 });
  const magnitude = toNumber(x < 0 ? subtract(PI, angle) : angle);
  return y < 0 ? -magnitude : magnitude;
}

export function atan(x: number): number {
  return atan2(x, 1);
}

/** The root of 1 - x * x. */
function complement(x: number): DoubleDouble {
  return squareRoot(multiply(exactSum(1, -x), exactSum(1, x)));
}

/** nan outside of -1 to 1. */
export function asin(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude < 1)) return magnitude === 1 ? x * HALF_PI.high : Number.NaN;
  if (magnitude < TINY) return magnitude < 2 ** -60 ? x : x + (x * x * x) / 6;
  const angle = toNumber(angleOf({ high: magnitude, low: 0 }, complement(x)));
  return x < 0 ? -angle : angle;
}

/** nan outside of -1 to 1. */
export function acos(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude < 1)) return magnitude === 1 ? (x < 0 ? PI.high : 0) : Number.NaN;
  if (magnitude < 2 ** -60) return HALF_PI.high;
  const angle = angleOf(complement(x), { high: magnitude, low: 0 });
  return toNumber(x < 0 ? subtract(PI, angle) : angle);
}
