import { attributeError, PythonError, typeError } from '../../../core/errors.ts';
import { charge, tick } from '../../budget.ts';
import { bitLength, trueDivide } from '../../integers.ts';
import type { Value } from '../../values.ts';
import { exactRatio, shortTypeName } from '../arguments.ts';
import { integerRoot } from '../math/integers.ts';

/** `statistics.StatisticsError`, a ValueError. */
export function statisticsError(message: string): PythonError {
  return new PythonError('StatisticsError', message);
}

/** A fraction, its denominator positive; or nan or an infinity, where one was among the data. */
export type Exact = { numerator: bigint; denominator: bigint } | { special: number };

/** What data are: ints give ints where that is exact, else floats. */
export type DataType = 'int' | 'float';

/** All floats are multiples of it: 2 ** -1074. */
const UNIT_BITS = 1074n;
const UNITS = 1n << UNIT_BITS;
const UNIT_BYTES = 160;

/** A number in units of 2 ** -1074, or what has no ratio. @throws TypeError for what is no number */
function inUnits(value: Value): bigint | number {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return value;
    const [numerator, denominator] = exactRatio(value);
    return (numerator << UNIT_BITS) / denominator;
  }
  if (typeof value === 'bigint') return value << UNIT_BITS;
  if (typeof value === 'boolean') return value ? UNITS : 0n;
  throw typeError(`can't convert type '${shortTypeName(value)}' to numerator/denominator`);
}

/** Sums of data: of the values and, if wanted, of their squares. */
export interface Sums {
  type: DataType;
  count: bigint;
  sum: Exact;
  /** Sum of the squares of the distances from the mean. */
  squares: Exact;
}

/** Exact sums. `power`: 2 to have the squares too. */
export function sumExactly(data: readonly Value[], power: 1 | 2): Sums {
  let type: DataType = 'int';
  let sum = 0n;
  let squares = 0n;
  let special: number | null = null;
  for (const value of data) {
    tick(2);
    charge(UNIT_BYTES * power);
    if (typeof value === 'number') type = 'float';
    const units = inUnits(value);
    if (typeof units === 'number') {
      special = (special ?? 0) + units;
    } else {
      sum += units;
      if (power === 2) squares += units * units;
    }
  }
  const count = BigInt(data.length);
  if (special !== null) return { type, count, sum: { special }, squares: { special } };
  const scatter = { numerator: count * squares - sum * sum, denominator: (count || 1n) * UNITS * UNITS };
  return { type, count, sum: { numerator: sum, denominator: UNITS }, squares: scatter };
}

/** `value` divided by a positive int. */
export function divideExact(value: Exact, divisor: bigint): Exact {
  if ('special' in value) return { special: value.special / Number(divisor) };
  return { numerator: value.numerator, denominator: value.denominator * divisor };
}

/** As an int where the data are ints and it is whole; else as a float. */
export function toResult(value: Exact, type: DataType): Value {
  if ('special' in value) return value.special;
  const { numerator, denominator } = value;
  if (type === 'int' && numerator % denominator === 0n) return numerator / denominator;
  return trueDivide(numerator, denominator);
}

/** Bits of a root that suffice to round it right. */
const ROOT_BITS = 2 * 53 + 3;

/** The root of a fraction as a float, rounded once. */
export function rootOf(value: Exact): number {
  if ('special' in value) throw attributeError("'float' object has no attribute 'numerator'");
  const { numerator, denominator } = value;
  const shift = Math.floor((bitLength(numerator) - bitLength(denominator) - ROOT_BITS) / 2);
  if (shift >= 0) {
    const root = stickyRoot(numerator, denominator << BigInt(2 * shift));
    return trueDivide(root << BigInt(shift), 1n);
  }
  return trueDivide(stickyRoot(numerator << BigInt(-2 * shift), denominator), 1n << BigInt(-shift));
}

/** The root of n/m rounded down, its last bit set where that is not exact. */
function stickyRoot(n: bigint, m: bigint): bigint {
  const root = integerRoot(n / m);
  return root * root * m === n ? root : root | 1n;
}
