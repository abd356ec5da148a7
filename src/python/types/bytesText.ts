import { typeError } from '../../core/errors.ts';
import { charge } from '../budget.ts';
import { Bytes, typeName, type Value } from '../values.ts';

/** The bytes as Latin-1 text, so that what works on text works on them. */
export function latin({ data }: Bytes): string {
  charge(data.length);
  return Buffer.from(data.buffer, data.byteOffset, data.length).toString('latin1');
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
