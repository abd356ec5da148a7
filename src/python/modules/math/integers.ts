import { memoryError, overflowError, typeError, valueError } from '../../../core/errors.ts';
import { tick } from '../../budget.ts';
import { truncateFloat } from '../../floats.ts';
import { bitLength, floorDivide, MAX_BITS, modulo, multiply } from '../../integers.ts';
import { toFloat, toIndex } from '../../operators.ts';
import { builtin } from '../../signature.ts';
import { type Builtin, typeName, type Value } from '../../values.ts';

const MAX_COUNT = 2n ** 63n - 1n;

const magnitude = (value: bigint) => (value < 0n ? -value : value);

/** first * (first + 1) * … * last, by halves, so that factors of like size meet. */
function productOfRange(first: bigint, last: bigint): bigint {
  if (last - first < 8n) {
    let product = 1n;
    for (let factor = first; factor <= last; factor++) product = multiply(product, factor);
    return product;
  }
  tick();
  const middle = (first + last) >> 1n;
  return multiply(productOfRange(first, middle), productOfRange(middle + 1n, last));
}

/** The product of the `count` ints up to `last`. @throws MemoryError at once where it would be too large. */
function fallingProduct(last: bigint, count: bigint): bigint {
  if (count > BigInt(MAX_BITS) || Number(count) * (bitLength(last) - Math.log2(Number(count) + 1)) > 2 * MAX_BITS)
    throw memoryError();
  return productOfRange(last - count + 1n, last);
}

function factorial(value: Value): bigint {
  const n = toIndex(value);
  if (n > MAX_COUNT) throw overflowError(`factorial() argument should not exceed ${MAX_COUNT}`);
  if (n < 0n) throw valueError('factorial() not defined for negative values');
  return n < 2n ? 1n : fallingProduct(n, n);
}

function checkChoice(n: bigint, k: bigint): void {
  if (n < 0n) throw valueError('n must be a non-negative integer');
  if (k < 0n) throw valueError('k must be a non-negative integer');
}

function permutations(total: Value, chosen: Value = null): bigint {
  if (chosen === null) return factorial(total);
  const n = toIndex(total);
  const k = toIndex(chosen);
  checkChoice(n, k);
  if (k > n) return 0n;
  if (k > MAX_COUNT) throw overflowError(`k must not exceed ${MAX_COUNT}`);
  return k === 0n ? 1n : fallingProduct(n, k);
}

function combinations(total: Value, chosen: Value): bigint {
  const n = toIndex(total);
  const k = toIndex(chosen);
  checkChoice(n, k);
  if (k > n) return 0n;
  const fewer = k * 2n > n ? n - k : k;
  if (fewer > MAX_COUNT) throw overflowError(`min(n - k, k) must not exceed ${MAX_COUNT}`);
  if (fewer === 0n) return 1n;
  return floorDivide(fallingProduct(n, fewer), fallingProduct(fewer, fewer));
}

/** Bits up to which the remainders of two ints are cheap. */
const WORD = 64;

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [magnitude(a), magnitude(b)];
  while (smaller !== 0n) {
    tick(1 + Math.ceil(bitLength(smaller) / WORD / 4));
    [larger, smaller] = [smaller, modulo(larger, smaller)];
  }
  return larger;
}

function gcd(values: Value[]): bigint {
  return values.map(toIndex).reduce(greatestCommonDivisor, 0n);
}

function lcm(values: Value[]): bigint {
  return values.map(toIndex).reduce((a, b) => {
    if (a === 0n || b === 0n) return 0n;
    return magnitude(multiply(floorDivide(a, greatestCommonDivisor(a, b)), b));
  }, 1n);
}

function squareRoot(value: Value): bigint {
  const n = toIndex(value);
  if (n < 0n) throw valueError('isqrt() argument must be nonnegative');
  return integerRoot(n);
}

/** The root of an int (0 or more), rounded down: Newton's method with twice the bits at each step. */
export function integerRoot(n: bigint): bigint {
  if (n === 0n) return 0n;
  const half = (bitLength(n) - 1) >> 1;
  let root = 1n;
  let bits = 0;
  for (let s = 32 - Math.clz32(half) - 1; s >= 0; s--) {
    const before = bits;
    bits = half >> s;
    const shifted = n >> BigInt(2 * half - before - bits + 1);
    root = (root << BigInt(bits - before - 1)) + floorDivide(shifted, root);
  }
  return root * root > n ? root - 1n : root;
}

/** An int as it is, a float by `round` (to a whole float) and as an int. */
function rounding(name: 'floor' | 'ceil'): Builtin {
  return builtin(`math.${name}`, 'x, /', (value: Value) => {
    if (typeof value === 'bigint') return value;
    if (typeof value === 'boolean') return BigInt(value);
    return truncateFloat(Math[name](toFloat(value)));
  });
}

function truncate(value: Value): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return BigInt(value);
  if (typeof value !== 'number') throw typeError(`type ${typeName(value)} doesn't define __trunc__ method`);
  return truncateFloat(value);
}

/** The functions whose results are ints. */
export const integerFunctions: readonly Builtin[] = [
  rounding('ceil'),
  rounding('floor'),
  builtin('math.trunc', 'x, /', truncate),
  builtin('math.comb', 'n, k, /', combinations),
  builtin('math.perm', 'n, k=None, /', permutations),
  builtin('math.factorial', 'x, /', factorial),
  builtin('math.gcd', '*integers', gcd),
  builtin('math.lcm', '*integers', lcm),
  builtin('math.isqrt', 'n, /', squareRoot),
];
