import { typeError } from '../../core/errors.ts';
import { charge, tick } from '../budget.ts';
import { Bytes, typeName, type Value } from '../values.ts';

/** Bytes up to here are worth keeping as text until the next question about the same ones. */
const MAX_KEPT = 1 << 20;

let lastData: Uint8Array = new Uint8Array();
let lastText = '';

/** The bytes as Latin-1 text, so that what works on text works on them. */
export function latin({ data }: Bytes): string {
  if (data === lastData) return lastText;
  charge(data.length);
  tick(data.length >> 10);
  const text = Buffer.from(data.buffer, data.byteOffset, data.length).toString('latin1');
  if (data.length > MAX_KEPT) return text;
  lastData = data;
  lastText = text;
  return text;
}

/** Latin-1 text as bytes. */
export function fromLatin(text: string): Bytes {
  charge(text.length);
  return new Bytes(Buffer.from(text, 'latin1'));
}

/** An argument that must be bytes. @throws TypeError `a bytes-like object is required, not 'str'` */
export function bytesArgument(value: Value): Bytes {
  if (!(value instanceof Bytes)) throw typeError(`a bytes-like object is required, not '${typeName(value)}'`);
  return value;
}

/** Calls `step` with each byte and its index; ticked. */
export function forEachByte(data: Uint8Array, step: (byte: number, index: number) => void): void {
  for (let i = 0; i < data.length; i++) {
    if ((i & 0xff) === 0) tick(8);
    step(data[i], i);
  }
}

/** Bytes made of others one by one; ticked and charged. */
export function mapBytes(data: Uint8Array, change: (byte: number, index: number) => number): Bytes {
  charge(data.length);
  const result = new Uint8Array(data.length);
  forEachByte(data, (byte, i) => {
    result[i] = change(byte, i);
  });
  return new Bytes(result);
}
