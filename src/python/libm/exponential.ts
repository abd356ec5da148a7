import {
  add,
  addNumber,
  type DoubleDouble,
  divide,
  exactSum,
  INVERSE_FACTORIALS,
  multiply,
  multiplyNumber,
  ONE,
  shift,
  subtract,
  toNumber,
  ZERO,
} from './doubleDouble.ts';
import { frexp } from './parts.ts';
import { fillTables, quickExp, quickLog, quickLog2, quickPow } from './quick.ts';

const LN2: DoubleDouble = { high: Math.LN2, low: 2.3190468138462996e-17 };
const LOG2_E: DoubleDouble = { high: Math.LOG2E, low: 2.0355273740931033e-17 };

/** Past it, exp overflows. */
const MAX_EXPONENT = 709.782712893384;
/** Below it, exp is 0. */
const MIN_EXPONENT = -745.1332191019412;

const HALVINGS = 5;
/** Terms of e**x - 1 for arguments below 2 ** -6: in double-double as far as what a float loses would show. */
const EXACT_TERMS = 7;
const TERMS = 12;

/** `e ** x` as `value * 2 ** exponent`. */
export function expParts(x: DoubleDouble): { value: DoubleDouble; exponent: number } {
  const exponent = Math.round(x.high / LN2.high);
  const reduced = shift(subtract(x, multiplyNumber(LN2, exponent)), 2 ** -HALVINGS);
  let tail = 0;
  for (let n = TERMS; n > EXACT_TERMS; n--) tail = (INVERSE_FACTORIALS[n].high + tail) * reduced.high;
  let sum: DoubleDouble = { high: tail, low: 0 };
  for (let n = EXACT_TERMS; n > 0; n--) sum = multiply(add(INVERSE_FACTORIALS[n], sum), reduced);
  // e**2x - 1 = 2(e**x - 1) + (e**x - 1)**2 keeps the low bits that squaring e**x would lose.
  for (let i = 0; i < HALVINGS; i++) sum = add(shift(sum, 2), multiply(sum, sum));
  return { value: addNumber(sum, 1), exponent };
}

/** `e ** x`; Infinity where that is too large. */
export function exp(x: number): number {
  if (Number.isNaN(x) || x > MAX_EXPONENT) return x > 0 ? Number.POSITIVE_INFINITY : x;
  if (x < MIN_EXPONENT) return 0;
  if (Math.abs(x) < 2 ** -54) return 1 + x;
  const quick = quickExp(x);
  if (!Number.isNaN(quick)) return quick;
  const { value, exponent } = expParts({ high: x, low: 0 });
  return toNumber(value, exponent);
}

/** `2 ** x`. */
export function exp2(x: number): number {
  if (Number.isNaN(x) || x >= 1024) return x > 0 ? Number.POSITIVE_INFINITY : x;
  if (x < -1076) return 0;
  const whole = Math.round(x);
  const power = multiplyNumber(LN2, x);
  const quick = quickExp(power.high, power.low);
  if (!Number.isNaN(quick)) return quick;
  const { value, exponent } = expParts(multiplyNumber(LN2, x - whole));
  return toNumber(value, exponent + whole);
}

/** `x` (positive, finite) as `mantissa * 2 ** exponent`, the mantissa between the roots of 1/2 and 2. */
function logReduce(x: number): { mantissa: number; exponent: number } {
  let [mantissa, exponent] = frexp(x);
  if (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    exponent--;
  }
  return { mantissa, exponent };
}

/** The natural logarithm of a number between 0.7 and 1.42. */
function logNearOne(x: number): DoubleDouble {
  const offset = x - 1;
  if (offset === 0) return ZERO;
  if (Math.abs(offset) < 2 ** -6) return logSeries(exactSum(x, -1));
  // One step of Newton's method from V8's value, for e**y = x.
  const start = Math.log(x);
  const { value, exponent } = expParts({ high: -start, low: 0 });
  const error = addNumber(multiplyNumber(shift(value, 2 ** exponent), x), -1).high;
  return exactSum(start, error - (error * error) / 2);
}

/** ln(1 + t) = 2 atanh(t / (2 + t)) for small t. */
function logSeries(t: DoubleDouble): DoubleDouble {
  const ratio = divide(t, addNumber(t, 2));
  const square = multiply(ratio, ratio);
  let sum = ZERO;
  for (let n = 17; n >= 3; n -= 2) sum = multiply(add(sum, divide(ONE, { high: n, low: 0 })), square);
  return shift(multiply(ratio, addNumber(sum, 1)), 2);
}

/** The natural logarithm of a positive finite number. */
function logParts(x: number): DoubleDouble {
  const { mantissa, exponent } = logReduce(x);
  return add(multiplyNumber(LN2, exponent), logNearOne(mantissa));
}

/** nan below 0, -Infinity at 0. */
function logOfSpecial(x: number): number {
  return x === 0 ? Number.NEGATIVE_INFINITY : x < 0 ? Number.NaN : x;
}

/** The natural logarithm. */
export function log(x: number): number {
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) return logOfSpecial(x);
  const quick = quickLog(x);
  return Number.isNaN(quick) ? toNumber(logParts(x)) : quick;
}

/** The logarithm to base 2; exact for powers of 2. */
export function log2(x: number): number {
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) return logOfSpecial(x);
  const quick = quickLog2(x, LOG2_E);
  if (!Number.isNaN(quick)) return quick;
  const { mantissa, exponent } = logReduce(x);
  return toNumber(addNumber(multiply(logNearOne(mantissa), LOG2_E), exponent));
}

/** log10(2) in two parts, the first with so few bits that its product with an exponent is exact. */
const LOG10_2_HIGH = 0.30102999566361177;
const LOG10_2_LOW = 3.694239077158931e-13;

/** The logarithm to base 10, composed as C libraries do it, so that it is the same where they are not exact. */
export function log10(x: number): number {
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) return logOfSpecial(x);
  const [half, above] = frexp(x);
  const exponent = above - 1;
  const [mantissa, scaled] = exponent < 0 ? [half, exponent + 1] : [half * 2, exponent];
  return scaled * LOG10_2_LOW + Math.LOG10E * log(mantissa) + scaled * LOG10_2_HIGH;
}

/** `base ** exponent` as C's pow has it, with its special cases. */
export function pow(base: number, exponent: number): number {
  if (exponent === 0 || base === 1) return 1;
  if (Number.isNaN(base) || Number.isNaN(exponent)) return Number.NaN;
  if (!Number.isFinite(exponent)) return base === -1 ? 1 : base ** exponent;
  if (!Number.isFinite(base) || base === 0) return base ** exponent;
  if (base < 0 && !Number.isInteger(exponent)) return Number.NaN;
  const magnitude = powPositive(Math.abs(base), exponent);
  return base < 0 && exponent % 2 !== 0 ? -magnitude : magnitude;
}

function powPositive(base: number, exponent: number): number {
  if (base === 1) return 1;
  if (exponent === 1) return base;
  if (exponent === 2) return base * base;
  if (exponent === 0.5) return Math.sqrt(base);
  const estimate = exponent * Math.log(base);
  if (estimate > 710) return Number.POSITIVE_INFINITY;
  if (estimate < -746) return 0;
  const quick = quickPow(base, exponent);
  if (!Number.isNaN(quick)) return quick;
  const product = multiplyNumber(logParts(base), exponent);
  const { value, exponent: binary } = expParts(Math.abs(product.high) < 1e-290 ? ZERO : product);
  return toNumber(value, binary);
}

fillTables(LN2, logParts, x => {
  const { value, exponent } = expParts(x);
  return shift(value, 2 ** exponent);
});
