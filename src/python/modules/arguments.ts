import { overflowError, valueError } from '../../core/errors.ts';
import { ratioOf } from '../floats.ts';
import { toIndex } from '../operators.ts';
import { typeName, type Value } from '../values.ts';

export { argumentType, toText } from '../arguments.ts';

/** An int as C's `int` takes it. @throws TypeError for other types, OverflowError past 32 bits. */
export function toCInt(value: Value): number {
  const number = toIndex(value);
  if (BigInt.asIntN(64, number) !== number) throw overflowError('Python int too large to convert to C long');
  if (number > 0x7fffffffn) throw overflowError('signed integer is greater than maximum');
  if (number < -0x80000000n) throw overflowError('signed integer is less than minimum');
  return Number(number);
}

/** `float.as_integer_ratio()`. @throws ValueError for nan, OverflowError for inf */
export function exactRatio(value: number): [bigint, bigint] {
  if (Number.isNaN(value)) throw valueError('cannot convert NaN to integer ratio');
  if (!Number.isFinite(value)) throw overflowError('cannot convert Infinity to integer ratio');
  return ratioOf(value);
}

/** `type(value).__name__`: the type's name without its module. */
export function shortTypeName(value: Value): string {
  const name = typeName(value);
  return name.slice(name.lastIndexOf('.') + 1);
}
