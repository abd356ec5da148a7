/** `chr(codePoint).isprintable()` in Unicode 14.0. */
export function isPrintable(_codePoint: number): boolean {
  throw new Error('being written');
}
/** `chr(codePoint).isspace()`: what strip and split take for white space, and int() and float() around a number. */
export function isSpace(_codePoint: number): boolean {
  throw new Error('being written');
}
/** The value of a decimal digit of any script (`'٣'` is 3), or -1. */
export function decimalValue(_codePoint: number): number {
  throw new Error('being written');
}
/** Whether an identifier may begin with it (`_` and XID_Start). */
export function isIdentifierStart(_codePoint: number): boolean {
  throw new Error('being written');
}
/** Whether an identifier may go on with it (XID_Continue). */
export function isIdentifierPart(_codePoint: number): boolean {
  throw new Error('being written');
}
