import { typeError } from '../../core/errors.ts';
import { tick } from '../budget.ts';
import { toSafeNumber } from '../integers.ts';
import { add } from '../operators/arithmetic.ts';
import { iterate } from '../operators/protocol.ts';
import { builtin } from '../signature.ts';
import { Bytes, type PyIterator, type Value } from '../values.ts';

/** Sums of ints up to this are exact as numbers, which are added ten times as fast as bigints. */
const MAX_EXACT = 2 ** 53;

function sum(iterable: Value, start: Value = 0n): Value {
  const iterator = iterate(iterable);
  if (typeof start === 'string') throw typeError("sum() can't sum strings [use ''.join(seq) instead]");
  if (start instanceof Bytes) throw typeError("sum() can't sum bytes [use b''.join(seq) instead]");
  let total: Value = start as Value;
  let value = iterator.next();
  if (typeof total === 'bigint') [total, value] = sumInts(iterator, total, value);
  if (typeof total === 'number') [total, value] = sumFloats(iterator, total, value);
  for (; value !== undefined; value = iterator.next()) {
    tick();
    total = add(total, value);
  }
  return total;
}

/** Adds ints as long as there are some and their sum is small; returns the first value that was not added as well. */
function sumInts(iterator: PyIterator, start: bigint, first: Value | undefined): [Value, Value | undefined] {
  let total = Number(start);
  if (!(Math.abs(total) < MAX_EXACT)) return [start, first];
  let value = first;
  for (; value !== undefined; value = iterator.next()) {
    if (typeof value !== 'bigint') break;
    tick();
    const next = total + toSafeNumber(value);
    if (!(next < MAX_EXACT && next > -MAX_EXACT)) break;
    total = next;
  }
  return [BigInt(total), value];
}

function sumFloats(iterator: PyIterator, start: number, first: Value | undefined): [Value, Value | undefined] {
  let total = start;
  let value = first;
  for (; typeof value === 'number'; value = iterator.next()) {
    tick();
    total += value;
  }
  return [total, value];
}

/** `sum(iterable, /, start=0)`. */
export const SUM = builtin('sum', 'iterable, /, start=0', sum);
