/** Whether `text` holds a UTF-16 surrogate, so that code units are not code points. Constant time for Latin-1 text. */
export function hasSurrogates(text: string): boolean {
  return /[\ud800-\udfff]/.test(text);
}

/** `len(text)`: code points. */
export function lengthOf(_text: string): number {
  throw new Error('being written');
}

/** `text[index]` for an index in range (0 to length - 1). */
export function charAt(_text: string, _index: number): string {
  throw new Error('being written');
}

/** `text[start:stop:step]` for indices as `slice.indices(len)` gives them. */
export function sliceOf(_text: string, _start: number, _stop: number, _step: number): string {
  throw new Error('being written');
}

/** The code points of `text`. Charges what it allocates. */
export function codePointsOf(_text: string): Uint32Array {
  throw new Error('being written');
}

/** -1, 0 or 1: by code points, as Python compares, not by UTF-16 units. */
export function compareStrings(_a: string, _b: string): number {
  throw new Error('being written');
}

/** `text * times`, charged before it is built; '' for times <= 0. */
export function repeat(_text: string, _times: bigint | number): string {
  throw new Error('being written');
}
