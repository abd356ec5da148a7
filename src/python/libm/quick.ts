import { type DoubleDouble, exactProduct, multiplyNumber } from './doubleDouble.ts';
import { fromBits } from './parts.ts';

/*
 * The logarithm and the exponential function to some 68 bits, in the way of tables: enough to tell the nearest float
 * nearly always, in a tenth of the time that 106 bits take. Where it is not enough they say so, by nan. No objects on the
 * way: results have two parts, and the lower one stands in a variable.
 */

const float = new Float64Array(1);
const words = new Int32Array(float.buffer);
/** Which of the two words has the exponent. */
const UPPER = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;
const SPLITTER = 2 ** 27 + 1;

/** ln 2 in parts; the first has so few bits that its products with exponents are exact. */
const LN2_HIGH = fromBits(0x3fe62e42fefa3800n);
const LN2_LOW = fromBits(0x3d2ef35793c76730n);

/** Arguments between 1/sqrt(2) and sqrt(2) are compared with so many points. */
const LOG_POINTS = 128;
/** 1 / point, of 12 bits; and its logarithm, in two parts. */
const inverses = new Float64Array(2 * LOG_POINTS);
const logHighs = new Float64Array(2 * LOG_POINTS);
const logLows = new Float64Array(2 * LOG_POINTS);

/** The error of a logarithm, at the most. */
const LOG_ERROR = 2 ** -71;

/** Makes the table of logarithms, by a function that knows them to 106 bits. */
function fillLogTable(logOf: (x: number) => DoubleDouble): void {
  for (let i = Math.floor(LOG_POINTS * 0.7); i <= LOG_POINTS * 1.42; i++) {
    inverses[i] = Math.round((2 ** 11 * LOG_POINTS) / i) / 2 ** 11;
    const { high, low } = logOf(inverses[i]);
    logHighs[i] = -high;
    logLows[i] = -low;
  }
}

/** What is to be added to the result of `logHigh`. */
let logLow = 0;

/** The upper part of the natural logarithm of a positive number; nan for those near 1, and for subnormal ones. */
function logHigh(x: number): number {
  float[0] = x;
  const word = words[UPPER];
  let exponent = (word >>> 20) - 1023;
  if (exponent === -1023) return Number.NaN;
  words[UPPER] = (word & 0xfffff) | 0x3ff00000;
  let mantissa = float[0];
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  if (exponent === 0 && Math.abs(mantissa - 1) < 2 ** -6) return Number.NaN;
  const i = Math.floor(mantissa * LOG_POINTS + 0.5);
  const inverse = inverses[i];
  // r = mantissa * inverse - 1, exactly, as a sum of two.
  let carry = SPLITTER * mantissa;
  let upper = carry - (carry - mantissa);
  const a = upper * inverse - 1;
  const b = (mantissa - upper) * inverse;
  const r = a + b;
  let part = r - a;
  const rest = a - (r - part) + (b - part);
  // r * r, exactly.
  const square = r * r;
  carry = SPLITTER * r;
  upper = carry - (carry - r);
  const lower = r - upper;
  const squareRest = upper * upper - square + 2 * upper * lower + lower * lower;
  const powers =
    r *
    square *
    (1 / 3 + r * (-1 / 4 + r * (1 / 5 + r * (-1 / 6 + r * (1 / 7 + r * (-1 / 8 + r * (1 / 9 - r / 10)))))));
  // exponent * ln 2 - ln inverse + r - r * r / 2 + …
  const base = exponent * LN2_HIGH;
  const point = logHighs[i];
  let sum = base + point;
  part = sum - base;
  let low = base - (sum - part) + (point - part);
  let next = sum + r;
  part = next - sum;
  low += sum - (next - part) + (r - part);
  sum = next;
  next = sum - square / 2;
  part = next - sum;
  low += sum - (next - part) + (-square / 2 - part);
  logLow = low + (exponent * LN2_LOW + logLows[i]) + (rest - squareRest / 2 - r * rest + powers);
  return next;
}

/** The natural logarithm of a positive number as the nearest float; nan where that is not certain. */
export function quickLog(x: number): number {
  const high = logHigh(x);
  const result = high + (logLow + LOG_ERROR);
  return result === high + (logLow - LOG_ERROR) ? result : Number.NaN;
}

/** The same to base 2; `perLn2`: 1 / ln 2 to 106 bits. */
export function quickLog2(x: number, perLn2: DoubleDouble): number {
  const first = logHigh(x);
  const high = first + logLow;
  const low = logLow - (high - first);
  const product = exactProduct(high, perLn2.high);
  const rest = product.low + (high * perLn2.low + low * perLn2.high);
  const result = product.high + (rest + 2 * LOG_ERROR);
  return result === product.high + (rest - 2 * LOG_ERROR) ? result : Number.NaN;
}

/** Points of a doubling. */
const EXP_POINTS = 128;
/** 2 ** (i / 128) in two parts. */
const powerHighs = new Float64Array(EXP_POINTS);
const powerLows = new Float64Array(EXP_POINTS);
/** ln 2 / 128 in three parts; products of the first with the numbers of points are exact. */
let step1 = 0;
let step2 = 0;
let step3 = 0;

/** The relative error of an exponential, at the most. */
const EXP_ERROR = 2 ** -67;

function fillExpTable(ln2: DoubleDouble, expOf: (x: DoubleDouble) => DoubleDouble): void {
  for (let i = 0; i < EXP_POINTS; i++) {
    const { high, low } = expOf(multiplyNumber(ln2, i / EXP_POINTS));
    powerHighs[i] = high;
    powerLows[i] = low;
  }
  float[0] = ln2.high / EXP_POINTS;
  words[1 - UPPER] &= ~0xfffff;
  step1 = float[0];
  step2 = ln2.high / EXP_POINTS - step1;
  step3 = ln2.low / EXP_POINTS;
}

/** Makes both tables. `ln2`: to 106 bits, as are the functions. */
export function fillTables(
  ln2: DoubleDouble,
  logOf: (x: number) => DoubleDouble,
  expOf: (x: DoubleDouble) => DoubleDouble,
): void {
  fillLogTable(logOf);
  fillExpTable(ln2, expOf);
}

/** `e ** (high + low)` as the nearest float, `error` being that of the exponent; nan where that is not certain, or out of the common range. */
export function quickExp(high: number, low = 0, error = 0): number {
  if (!(high < 700 && high > -700)) return Number.NaN;
  const count = Math.round(high * (EXP_POINTS / Math.LN2));
  const near = high - count * step1;
  const { high: back, low: backLow } = exactProduct(count, step2);
  const r = near - back;
  const rest = near - r - back - backLow - count * step3 + low;
  const i = count & (EXP_POINTS - 1);
  const point = powerHighs[i];
  const square = r * r;
  const tail =
    rest + r * rest + square / 2 + square * r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r / 5040))));
  const product = exactProduct(point, r);
  const sum = point + product.high;
  const lower = product.high - (sum - point) + (product.low + powerLows[i] * (1 + r) + point * tail);
  const margin = 2 * (EXP_ERROR + error);
  const result = sum + (lower + margin);
  if (result !== sum + (lower - margin)) return Number.NaN;
  words[1 - UPPER] = 0;
  words[UPPER] = ((count >> 7) + 1023) << 20;
  return result * float[0];
}

/** `base ** exponent` of a positive base as the nearest float; nan where that is not certain. */
export function quickPow(base: number, exponent: number): number {
  const first = logHigh(base);
  const high = first + logLow;
  const low = logLow - (high - first);
  const product = exactProduct(high, exponent);
  return quickExp(product.high, product.low + low * exponent, Math.abs(exponent) * LOG_ERROR);
}
