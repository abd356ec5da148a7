import { PythonError, typeError, valueError } from '../../core/errors.ts';
import { charge, tick } from '../budget.ts';
import { Bytes, PyType, typeName, type Value } from '../values.ts';
import { shortTypeName } from './arguments.ts';

export const binasciiErrorType = new PyType('binascii.Error');

/** `binascii.Error`, a ValueError. */
export function binasciiError(message: string): PythonError {
  return new PythonError('Error', message);
}

/** Accounts for work on so many bytes. */
function spend(data: Uint8Array): Uint8Array {
  tick(data.length >> 2);
  charge(data.length * 4);
  return data;
}

/** The content of bytes. @throws TypeError */
export function toData(value: Value): Uint8Array {
  if (value instanceof Bytes) return spend(value.data);
  throw typeError(`a bytes-like object is required, not '${typeName(value)}'`);
}

/** The content of bytes or of a str that is ASCII. `expected`: what the TypeError of a function in Python says it should be. */
export function toAsciiData(value: Value, expected?: string): Uint8Array {
  if (value instanceof Bytes) return spend(value.data);
  if (typeof value !== 'string')
    throw typeError(
      expected === undefined
        ? `argument should be bytes, buffer or ASCII string, not '${typeName(value)}'`
        : `${expected}, not '${shortTypeName(value)}'`,
    );
  if (!/^[\0-\x7f]*$/.test(value)) throw valueError('string argument should contain only ASCII characters');
  return spend(fromText(value));
}

/** The bytes of ASCII text. */
export function fromText(text: string): Uint8Array {
  const data = new Uint8Array(text.length);
  Buffer.from(data.buffer).write(text, 'latin1');
  return data;
}

/** Bytes as text, one character each. */
export function toLatin1(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.length).toString('latin1');
}

/** The bytes of ASCII text, as a value. */
export function asciiBytes(text: string): Bytes {
  return new Bytes(fromText(text));
}
