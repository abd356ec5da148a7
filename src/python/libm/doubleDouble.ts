/**
 * A number as the unevaluated sum of two floats, about 106 bits: `high` is the sum rounded, `low` what that lost. Results
 * of the elementary functions are computed so and rounded once, which gives the nearest float nearly always; V8's own
 * are one off for up to half of all arguments.
 */
export interface DoubleDouble {
  readonly high: number;
  readonly low: number;
}

export const ZERO: DoubleDouble = { high: 0, low: 0 };
export const ONE: DoubleDouble = { high: 1, low: 0 };

/** The sum of two floats of which the first is not smaller in magnitude, exactly. */
export function fastSum(a: number, b: number): DoubleDouble {
  const high = a + b;
  return { high, low: b - (high - a) };
}

/** The sum of two floats, exactly. */
export function exactSum(a: number, b: number): DoubleDouble {
  const high = a + b;
  const part = high - a;
  return { high, low: a - (high - part) + (b - part) };
}

const SPLITTER = 2 ** 27 + 1;

/** The product of two floats, exactly, where nothing overflows or underflows. */
export function exactProduct(a: number, b: number): DoubleDouble {
  const high = a * b;
  let carry = SPLITTER * a;
  const aHigh = carry - (carry - a);
  const aLow = a - aHigh;
  carry = SPLITTER * b;
  const bHigh = carry - (carry - b);
  const bLow = b - bHigh;
  return { high, low: aHigh * bHigh - high + aHigh * bLow + aLow * bHigh + aLow * bLow };
}

export function add(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const sum = exactSum(a.high, b.high);
  const rest = exactSum(a.low, b.low);
  const carried = fastSum(sum.high, sum.low + rest.high);
  return fastSum(carried.high, carried.low + rest.low);
}

export function addNumber(a: DoubleDouble, b: number): DoubleDouble {
  const sum = exactSum(a.high, b);
  return fastSum(sum.high, sum.low + a.low);
}

export function negate(a: DoubleDouble): DoubleDouble {
  return { high: -a.high, low: -a.low };
}

export function subtract(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  return add(a, negate(b));
}

export function multiply(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const product = exactProduct(a.high, b.high);
  return fastSum(product.high, product.low + (a.high * b.low + a.low * b.high));
}

export function multiplyNumber(a: DoubleDouble, b: number): DoubleDouble {
  const product = exactProduct(a.high, b);
  return fastSum(product.high, product.low + a.low * b);
}

/** Times a power of two. */
export function shift(a: DoubleDouble, factor: number): DoubleDouble {
  return { high: a.high * factor, low: a.low * factor };
}

export function divide(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const first = a.high / b.high;
  const rest = subtract(a, multiplyNumber(b, first));
  const second = rest.high / b.high;
  const third = subtract(rest, multiplyNumber(b, second)).high / b.high;
  return addNumber(fastSum(first, second), third);
}

export function squareRoot(a: DoubleDouble): DoubleDouble {
  if (a.high <= 0) return ZERO;
  const first = Math.sqrt(a.high);
  const rest = subtract(a, exactProduct(first, first));
  return fastSum(first, rest.high / (2 * first));
}

/** An integer times 2 ** -bits, rounded to 106 bits. */
export function fromBigInt(value: bigint, bits: number): DoubleDouble {
  const high = Number(value);
  const low = Number(value - BigInt(high));
  // In two steps: 2 ** -bits may be no float where the quotient is one.
  const half = 2 ** -(bits >> 1);
  const other = 2 ** -(bits - (bits >> 1));
  return { high: high * half * other, low: low * half * other };
}

/** `a` times 2 ** exponent as a float, rounded once, in the range of subnormals too. */
export function toNumber(a: DoubleDouble, exponent = 0): number {
  const { high, low } = fastSum(a.high, a.low);
  if (exponent > -960) return exponent < 1000 ? high * 2 ** exponent : high * 2 ** (exponent - 100) * 2 ** 100;
  if (high === 0) return high;
  // Adding and subtracting a number whose last place is that of the subnormals rounds there.
  const anchor = Math.sign(high) * 1.5 * 2 ** Math.min(1023, -1022 - exponent);
  if (Math.abs(high) >= Math.abs(anchor)) return high * 2 ** (exponent + 100) * 2 ** -100;
  const sum = exactSum(anchor, high);
  return (fastSum(sum.high, sum.low + low).high - anchor) * 2 ** (exponent + 500) * 2 ** -500;
}

/** 1/0!, 1/1! to 1/28!. */
export const INVERSE_FACTORIALS: readonly DoubleDouble[] = inverseFactorials(28);

function inverseFactorials(last: number): DoubleDouble[] {
  const list: DoubleDouble[] = [ONE];
  for (let n = 1; n <= last; n++) list.push(divide(list[n - 1], { high: n, low: 0 }));
  return list;
}
