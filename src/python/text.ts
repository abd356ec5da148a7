import type { Value } from './values.ts';

/** `str(value)`. */
export function str(_value: Value): string {
  throw new Error('being written');
}
/** `repr(value)`; charged and bounded in depth. */
export function repr(_value: Value): string {
  throw new Error('being written');
}
/** `ascii(value)`. */
export function ascii(_value: Value): string {
  throw new Error('being written');
}
/** `repr` of a float: shortest text that reads back the same. */
export function floatRepr(_value: number): string {
  throw new Error('being written');
}
/** `repr` of a str. */
export function stringRepr(_text: string): string {
  throw new Error('being written');
}
/** `repr` of bytes. */
export function bytesRepr(_data: Uint8Array): string {
  throw new Error('being written');
}
