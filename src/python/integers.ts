/** Guarded arithmetic of ints: nothing computes before its size and time are accounted for. */

/** `a * b`. @throws MemoryError past 4 Mbit. */
export function multiply(_a: bigint, _b: bigint): bigint {
  throw new Error('being written');
}
/** `base ** exponent` for exponent >= 0. @throws MemoryError */
export function power(_base: bigint, _exponent: bigint): bigint {
  throw new Error('being written');
}
/** `pow(base, exponent, modulus)`. @throws ValueError as CPython. */
export function powerModulo(_base: bigint, _exponent: bigint, _modulus: bigint): bigint {
  throw new Error('being written');
}
/** `a << count`. @throws ValueError negative shift count, OverflowError, MemoryError. */
export function shiftLeft(_a: bigint, _count: bigint): bigint {
  throw new Error('being written');
}
/** `a >> count`. @throws ValueError negative shift count. */
export function shiftRight(_a: bigint, _count: bigint): bigint {
  throw new Error('being written');
}
/** `a // b`. @throws ZeroDivisionError */
export function floorDivide(_a: bigint, _b: bigint): bigint {
  throw new Error('being written');
}
/** `a % b`. @throws ZeroDivisionError */
export function modulo(_a: bigint, _b: bigint): bigint {
  throw new Error('being written');
}
/** `a / b`, correctly rounded. @throws ZeroDivisionError, OverflowError. */
export function trueDivide(_a: bigint, _b: bigint): number {
  throw new Error('being written');
}
/** `float(a)`. @throws OverflowError `int too large to convert to float`. */
export function toNumber(_a: bigint): number {
  throw new Error('being written');
}
/** `a.bit_length()`. */
export function bitLength(_a: bigint): number {
  throw new Error('being written');
}
/** `int(text, base)`; base 0 or 2 to 36. @throws ValueError as CPython words it, with Python's limit of 4,300 digits. */
export function parseInteger(_text: string, _base = 10): bigint {
  throw new Error('being written');
}
/** The digits of `value` in base 2 to 36, with sign, without prefix. @throws ValueError past 4,300 decimal digits. */
export function formatInteger(_value: bigint, _base = 10): string {
  throw new Error('being written');
}
/** `round(value, digits)`: half to even; only negative digits change anything. */
export function roundInteger(_value: bigint, _digits: bigint): bigint {
  throw new Error('being written');
}
