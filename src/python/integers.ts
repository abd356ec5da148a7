import { memoryError, overflowError, valueError, zeroDivisionError } from '../core/errors.ts';
import { charge, tick } from './budget.ts';
import { scaleByPower } from './floats.ts';

export { formatInteger, parseInteger } from './numerals.ts';

/**
 * Guarded arithmetic of ints: the size and time of a result are accounted for before it is computed, since V8 cannot be
 * interrupted in the midst of it. Ints have at most MAX_BITS bits; what would be larger is a MemoryError.
 */
export const MAX_BITS = 2 ** 22;
/** Below this, in size, no operation is worth a check. */
const SMALL = 1n << 1024n;
const WORD_BITS = 64;

// V8 answers the first question, nearly always the last one too, without a call.
const isSmall = (a: bigint) => BigInt.asIntN(64, a) === a || (a < SMALL && a > -SMALL);
const magnitude = (a: bigint) => (a < 0n ? -a : a);

/** `a.bit_length()`. */
export function bitLength(a: bigint): number {
  const size = magnitude(a);
  if (size <= 0xffffffffn) return 32 - Math.clz32(Number(size));
  const digits = size.toString(16);
  return digits.length * 4 - (Math.clz32(Number.parseInt(digits[0], 16)) - 28);
}

/** Accounts for an int of `bits` bits. @throws MemoryError */
function reserve(bits: number): void {
  if (bits > MAX_BITS) throw memoryError();
  // The digits by which it is measured count too.
  charge((bits / 8) * 3);
}

/** Ticks for a product of numbers of so many bits; a tick stands for some 4 ns. */
function tickProduct(bitsA: number, bitsB: number): void {
  const longer = Math.max(bitsA, bitsB) / WORD_BITS;
  const shorter = Math.min(bitsA, bitsB) / WORD_BITS;
  tick(Math.ceil(longer * Math.min(shorter / 4 + 1, 110)));
}

function tickQuotient(bitsA: number, bitsB: number): void {
  const dividend = Math.max(bitsA - bitsB, 0) / WORD_BITS + 1;
  tick(Math.ceil(dividend * Math.min(bitsB / WORD_BITS / 2 + 1, 220)));
}

/** `a + b`. */
export function add(a: bigint, b: bigint): bigint {
  const sum = a + b;
  return isSmall(sum) ? sum : accountFor(sum);
}

/** `a - b`. */
export function subtract(a: bigint, b: bigint): bigint {
  const difference = a - b;
  return isSmall(difference) ? difference : accountFor(difference);
}

/** Charges for a large int that is there already (it is only slightly larger than others that were accounted for). */
export function accountFor(a: bigint): bigint {
  if (!isSmall(a)) {
    const bits = bitLength(a);
    tick(bits >> 8);
    reserve(bits);
  }
  return a;
}

/** `a * b`. @throws MemoryError */
export function multiply(a: bigint, b: bigint): bigint {
  if (!(isSmall(a) && isSmall(b))) {
    const bitsA = bitLength(a);
    const bitsB = bitLength(b);
    reserve(bitsA + bitsB);
    tickProduct(bitsA, bitsB);
  }
  return a * b;
}

/** `base ** exponent` for an exponent that is not negative. @throws MemoryError */
export function power(base: bigint, exponent: bigint): bigint {
  if (base === 0n || base === 1n) return exponent === 0n ? 1n : base;
  if (base === -1n) return exponent & 1n ? base : 1n;
  if (base === 2n) return shiftLeft(1n, exponent);
  if (exponent > BigInt(MAX_BITS)) throw memoryError();
  const size = magnitude(base);
  const log = isSmall(size) ? Math.log2(Number(size)) || 1023 : bitLength(size);
  const bits = Math.min(log, bitLength(size)) * Number(exponent);
  if (bits > 1024) {
    reserve(bits);
    tickProduct(bits, bits / 2);
  }
  return base ** exponent;
}

/** `pow(base, exponent, modulus)`. @throws ValueError as CPython words it. */
export function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
  if (modulus === 0n) throw valueError('pow() 3rd argument cannot be 0');
  const size = magnitude(modulus);
  let factor = base % size;
  if (factor < 0n) factor += size;
  let left = exponent;
  if (exponent < 0n) {
    factor = inverse(factor, size);
    left = -exponent;
  }
  const bits = bitLength(size);
  let result = 1n % size;
  for (const digit of left.toString(2)) {
    tickProduct(bits, bits);
    tickQuotient(2 * bits, bits);
    result = (result * result) % size;
    if (digit === '1') result = (result * factor) % size;
  }
  return modulus < 0n && result > 0n ? result + modulus : result;
}

function inverse(value: bigint, modulus: bigint): bigint {
  const bits = bitLength(modulus);
  let [remainder, next] = [modulus, value];
  let [coefficient, nextCoefficient] = [0n, 1n];
  while (next !== 0n) {
    tick(1 + (bits >> 7));
    const quotient = remainder / next;
    [remainder, next] = [next, remainder - quotient * next];
    [coefficient, nextCoefficient] = [nextCoefficient, coefficient - quotient * nextCoefficient];
  }
  if (remainder !== 1n) throw valueError('base is not invertible for the given modulus');
  return coefficient < 0n ? coefficient + modulus : coefficient % modulus;
}

/** `a << count`. @throws ValueError for a negative count, OverflowError, MemoryError. */
export function shiftLeft(a: bigint, count: bigint): bigint {
  if (count < 0n) throw valueError('negative shift count');
  if (a === 0n) return 0n;
  if (count > 512n || !isSmall(a)) {
    if (count >= 1n << 66n) throw overflowError('too many digits in integer');
    reserve(bitLength(a) + Number(count));
  }
  return a << count;
}

/** `a >> count`. @throws ValueError for a negative count. */
export function shiftRight(a: bigint, count: bigint): bigint {
  if (count < 0n) throw valueError('negative shift count');
  if (count > BigInt(MAX_BITS)) return a < 0n ? -1n : 0n;
  return accountFor(a >> count);
}

function guardQuotient(a: bigint, b: bigint): void {
  if (isSmall(a)) return;
  const bits = bitLength(a);
  charge(bits / 8);
  tickQuotient(bits, bitLength(b));
}

/** `a // b`. @throws ZeroDivisionError */
export function floorDivide(a: bigint, b: bigint): bigint {
  if (b === 0n) throw zeroDivisionError('integer division or modulo by zero');
  guardQuotient(a, b);
  const quotient = a / b;
  return a < 0n !== b < 0n && quotient * b !== a ? quotient - 1n : quotient;
}

/** `a % b`. @throws ZeroDivisionError */
export function modulo(a: bigint, b: bigint): bigint {
  if (b === 0n) throw zeroDivisionError('integer modulo by zero');
  guardQuotient(a, b);
  const remainder = a % b;
  return remainder !== 0n && remainder < 0n !== b < 0n ? remainder + b : remainder;
}

/** Bits of a quotient that is to be rounded: a float's 53, one to round by, and more to spare. */
const QUOTIENT_BITS = 66;

/** `a / b`, correctly rounded. @throws ZeroDivisionError, OverflowError. */
export function trueDivide(a: bigint, b: bigint): number {
  if (b === 0n) throw zeroDivisionError('division by zero');
  const dividend = Number(a);
  const divisor = Number(b);
  if (Number.isSafeInteger(dividend) && Number.isSafeInteger(divisor)) return dividend / divisor;
  const sizeA = magnitude(a);
  const sizeB = magnitude(b);
  const bitsA = bitLength(a);
  const bitsB = bitLength(b);
  if (bitsA - bitsB > 1025) throw overflowError('integer division result too large for a float');
  if (bitsA - bitsB < -1080 || sizeA === 0n) return a < 0n === b < 0n ? 0 : -0;
  const quotient = divideRounded(sizeA, sizeB, bitsA - bitsB);
  if (quotient === Number.POSITIVE_INFINITY) throw overflowError('integer division result too large for a float');
  return a < 0n === b < 0n ? quotient : -quotient;
}

function divideRounded(a: bigint, b: bigint, excessBits: number): number {
  const shift = QUOTIENT_BITS - excessBits;
  tickQuotient(Math.max(shift, 0) + bitLength(a), bitLength(b));
  const dividend = shift > 0 ? a << BigInt(shift) : a;
  const divisor = shift < 0 ? b << BigInt(-shift) : b;
  const quotient = dividend / divisor;
  // The lowest bit tells that there was more: it decides what would look like a tie.
  return scaleByPower(quotient * divisor === dividend ? quotient : quotient | 1n, -shift);
}

const word = new BigInt64Array(1);
const halves = new Int32Array(word.buffer);

/** The int as a number where that is exact and safe, else NaN. Read from memory: `Number(a)` is a call out of compiled code. */
export function toSafeNumber(a: bigint): number {
  if (BigInt.asIntN(64, a) !== a) return Number.NaN;
  word[0] = a;
  const [low, high] = [halves[0], halves[1]];
  // A number that the engine knows to be a small integer is kept without being allocated.
  if (high === low >> 31) return low;
  const number = high * 2 ** 32 + (low >>> 0);
  return Number.isSafeInteger(number) ? number : Number.NaN;
}

/** `float(a)`. @throws OverflowError */
export function toNumber(a: bigint): number {
  const number = Number(a);
  if (Number.isFinite(number)) return number;
  throw overflowError('int too large to convert to float');
}

/** `round(value, digits)`: half to even; only negative digits change anything. */
export function roundInteger(value: bigint, digits: bigint): bigint {
  if (digits >= 0n) return value;
  const count = -digits;
  if (count > BigInt(Math.ceil(bitLength(value) * 0.30103) + 1)) return 0n;
  const unit = power(10n, count);
  const remainder = modulo(value, unit);
  const floor = value - remainder;
  const twice = remainder * 2n;
  if (twice < unit) return floor;
  if (twice > unit) return floor + unit;
  return (floorDivide(floor, unit) & 1n) === 0n ? floor : floor + unit;
}
