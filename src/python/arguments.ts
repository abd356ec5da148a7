import { overflowError, typeError } from '../core/errors.ts';
import { toIndex } from './operators/protocol.ts';
import { typeName, type Value } from './values.ts';

/** A str. `what`: `strftime() argument 1`. @throws TypeError `… must be str, not int` */
export function toText(value: Value, what: string): string {
  if (typeof value !== 'string') throw typeError(`${what} must be str, not ${argumentType(value)}`);
  return value;
}

/** The type of a value as the errors of C functions name it. */
export function argumentType(value: Value): string {
  return value === null ? 'None' : typeName(value);
}

/** An int as most functions of the language itself take C's `int`. @throws TypeError, OverflowError past 32 bits. */
export function toInt(value: Value): number {
  const number = toIndex(value);
  if (BigInt.asIntN(32, number) !== number) throw overflowError('Python int too large to convert to C int');
  return Number(number);
}
