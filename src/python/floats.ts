/** `a // b`. @throws ZeroDivisionError */
export function floorDivideFloat(_a: number, _b: number): number {
  throw new Error('being written');
}
/** `a % b`. @throws ZeroDivisionError */
export function moduloFloat(_a: number, _b: number): number {
  throw new Error('being written');
}
/** `a ** b` where the result is real (a negative base with a fraction as exponent is `Complex`'s business). @throws ZeroDivisionError, OverflowError. */
export function powerFloat(_a: number, _b: number): number {
  throw new Error('being written');
}
/** `float(text)`. @throws ValueError `could not convert string to float: 'x'`. */
export function parseFloatText(_text: string): number {
  throw new Error('being written');
}
/** `int(value)`: towards zero. @throws ValueError, OverflowError for nan and inf. */
export function truncateFloat(_value: number): bigint {
  throw new Error('being written');
}
/** `round(value, digits)`: half to even on the exact value. @throws OverflowError */
export function roundFloat(_value: number, _digits: bigint): number {
  throw new Error('being written');
}
/** The numerator and (positive) denominator of a finite float in lowest terms. */
export function ratioOf(_value: number): [bigint, bigint] {
  throw new Error('being written');
}
/** The exact decimal text of a float with `digits` places after the point, rounded half to even (C's %.Nf). */
export function toFixed(_value: number, _digits: number): string {
  throw new Error('being written');
}
/** C's %.Ne: at least two digits of exponent. */
export function toExponential(_value: number, _digits: number): string {
  throw new Error('being written');
}
