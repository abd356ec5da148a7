import { indexError, memoryError, typeError, valueError } from '../../../core/errors.ts';
import { toInt } from '../../arguments.ts';
import { charge, tick } from '../../budget.ts';
import { bitLength, floorDivide, MAX_BITS } from '../../integers.ts';
import { listOf } from '../../iterators.ts';
import { log } from '../../libm/exponential.ts';
import {
  add,
  equals,
  findIndex,
  getItem,
  length,
  lessOrEqual,
  lessThan,
  multiply,
  setItem,
  toFloat,
  toIndex,
} from '../../operators.ts';
import { PyRange } from '../../range.ts';
import { repr } from '../../text.ts';
import { Bytes, Tuple, types, type Value } from '../../values.ts';
import type { Source } from './mersenneTwister.ts';

const SLOT_BYTES = 16;

/** An int of at least 0 and below `limit` (1 or more). */
function below(source: Source, limit: bigint): bigint {
  const bits = bitLength(limit);
  for (;;) {
    tick(1 + (bits >> 5));
    const drawn = source.bits(bits);
    if (drawn < limit) return drawn;
  }
}

function indexBelow(source: Source, limit: number): number {
  return Number(below(source, BigInt(limit)));
}

/** `getrandbits(k)`. */
export function randomBits(source: Source, count: Value): bigint {
  const size = toInt(count);
  if (size < 0) throw valueError('number of bits must be non-negative');
  if (size > MAX_BITS) throw memoryError();
  charge(size);
  tick(1 + (size >> 5));
  return size === 0 ? 0n : source.bits(size);
}

/** `randbytes(n)`. */
export function randomBytes(source: Source, count: Value): Bytes {
  const bits = randomBits(source, multiply(count, 8n));
  const size = toIndex(count);
  const hex = bits.toString(16).padStart(Number(size) * 2, '0');
  return new Bytes(new Uint8Array(Buffer.from(size === 0n ? '' : hex, 'hex').reverse()));
}

/** An argument of `randrange`: an int, or what equals the int that is made of it. */
function toWhole(value: Value, which: string): bigint {
  const index = findIndex(value);
  if (index !== null) return index;
  const whole = types.int.construct!.run(value) as bigint;
  if (!equals(whole, value)) throw valueError(`non-integer ${which} for randrange()`);
  return whole;
}

/** `randrange(start, stop, step)`. */
export function randomOfRange(source: Source, start: Value, stop: Value = null, step: Value = 1n): bigint {
  const first = toWhole(start, 'arg 1');
  if (stop === null) {
    if (step !== 1n) throw typeError('Missing a non-None stop argument');
    if (first <= 0n) throw valueError('empty range for randrange()');
    return below(source, first);
  }
  const last = toWhole(stop, 'stop');
  const by = toWhole(step, 'step');
  const width = last - first;
  if (by === 1n) {
    if (width <= 0n) throw valueError(`empty range for randrange() (${first}, ${last}, ${width})`);
    return first + below(source, width);
  }
  if (by === 0n) throw valueError('zero step for randrange()');
  const count = floorDivide(width + by + (by > 0n ? -1n : 1n), by);
  if (count <= 0n) throw valueError('empty range for randrange()');
  return first + by * below(source, count);
}

/** `randint(a, b)`: both ends belong to it. */
export function randomInteger(source: Source, first: Value, last: Value): bigint {
  return randomOfRange(source, first, add(last, 1n));
}

/** `choice(seq)`. */
export function choose(source: Source, sequence: Value): Value {
  const count = length(sequence);
  if (count === 0) throw indexError('Cannot choose from an empty sequence');
  return getItem(sequence, BigInt(indexBelow(source, count)));
}

/** `shuffle(x)`: in place. */
export function shuffle(source: Source, list: Value): null {
  for (let i = length(list) - 1; i > 0; i--) {
    const j = BigInt(indexBelow(source, i + 1));
    const [last, other] = [getItem(list, BigInt(i)), getItem(list, j)];
    setItem(list, BigInt(i), other);
    setItem(list, j, last);
  }
  return null;
}

function isSequence(value: Value): boolean {
  if (typeof value === 'string' || Array.isArray(value)) return true;
  return value instanceof Tuple || value instanceof PyRange || value instanceof Bytes;
}

/** `sample(population, k, counts=counts)`. */
export function sample(source: Source, population: Value, count: Value, counts: Value = null): Value[] {
  if (!isSequence(population)) throw typeError('Population must be a sequence.  For dicts or sets, use sorted(d).');
  if (counts !== null) return sampleCounted(source, population, count, counts);
  const total = length(population);
  if (!lessOrEqual(0n, count) || !lessOrEqual(count, BigInt(total)))
    throw valueError('Sample larger than population or is negative');
  const chosen = toCount(count);
  charge(chosen * SLOT_BYTES);
  return total <= poolLimit(chosen)
    ? sampleFromPool(source, listOf(population), chosen)
    : sampleByIndex(source, population, total, chosen);
}

function toCount(count: Value): number {
  if (typeof count === 'number') throw typeError("can't multiply sequence by non-int of type 'float'");
  return Number(toIndex(count));
}

/** Up to this size of the population, copying it is cheaper than remembering what was drawn; CPython's choice. */
function poolLimit(chosen: number): number {
  return 21 + (chosen > 5 ? 4 ** Math.ceil(log(chosen * 3) / log(4)) : 0);
}

function sampleFromPool(source: Source, pool: Value[], chosen: number): Value[] {
  const result: Value[] = [];
  for (let i = 0; i < chosen; i++) {
    const left = pool.length - i;
    const j = indexBelow(source, left);
    result.push(pool[j]);
    pool[j] = pool[left - 1];
  }
  return result;
}

function sampleByIndex(source: Source, population: Value, total: number, chosen: number): Value[] {
  const drawn = new Set<number>();
  const result: Value[] = [];
  while (result.length < chosen) {
    const j = indexBelow(source, total);
    if (drawn.has(j)) continue;
    drawn.add(j);
    result.push(getItem(population, BigInt(j)));
  }
  return result;
}

function sampleCounted(source: Source, population: Value, count: Value, counts: Value): Value[] {
  const sums = runningSums(counts);
  if (sums.length !== length(population)) throw valueError('The number of counts does not match the population');
  if (sums.length === 0) throw indexError('pop from empty list');
  const total = sums.pop()!;
  if (typeof total !== 'bigint') throw typeError('Counts must be integers');
  if (total <= 0n) throw valueError('Total of counts must be greater than zero');
  const drawn = sample(source, new PyRange(0n, total, 1n), count);
  return drawn.map(position => getItem(population, BigInt(bisect(sums, position, sums.length))));
}

/** `list(itertools.accumulate(values))`. */
function runningSums(values: Value): Value[] {
  const sums: Value[] = [];
  for (const value of listOf(values)) {
    tick();
    charge(SLOT_BYTES);
    sums.push(sums.length === 0 ? value : add(sums[sums.length - 1], value));
  }
  return sums;
}

/** `bisect.bisect(list, value, 0, end)`. */
function bisect(list: readonly Value[], value: Value, end: number): number {
  let [low, high] = [0, end];
  while (low < high) {
    tick();
    const middle = (low + high) >> 1;
    if (lessThan(value, list[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** `choices(population, weights, cum_weights=cumulative, k=count)`. */
export function choices(
  source: Source,
  population: Value,
  weights: Value = null,
  cumulative: Value = null,
  count: Value = 1n,
): Value[] {
  const total = length(population);
  const chosen = Math.max(0, Number(toIndex(count)));
  const sums = cumulative === null ? sumsOf(weights) : cumulative;
  if (cumulative !== null && weights !== null) throw typeError('Cannot specify both weights and cumulative weights');
  charge(chosen * SLOT_BYTES);
  const pick = sums === null ? pickEvenly(source, population, total) : pickWeighted(source, population, total, sums);
  const result: Value[] = [];
  for (let i = 0; i < chosen; i++) {
    tick();
    result.push(pick());
  }
  return result;
}

function sumsOf(weights: Value): Value[] | null {
  if (weights === null) return null;
  if (typeof weights === 'bigint' || typeof weights === 'boolean')
    throw typeError(`The number of choices must be a keyword argument: k=${repr(weights)}`);
  return runningSums(weights);
}

function pickEvenly(source: Source, population: Value, total: number): () => Value {
  return () => getItem(population, BigInt(Math.floor(source.random() * total)));
}

function pickWeighted(source: Source, population: Value, total: number, cumulative: Value): () => Value {
  const sums = Array.isArray(cumulative) ? cumulative : listOf(cumulative);
  if (sums.length !== total) throw valueError('The number of weights does not match the population');
  if (total === 0) throw indexError('list index out of range');
  const weight = toFloat(add(sums[total - 1], 0));
  if (weight <= 0) throw valueError('Total of weights must be greater than zero');
  if (!Number.isFinite(weight)) throw valueError('Total of weights must be finite');
  return () => getItem(population, BigInt(bisect(sums, source.random() * weight, total - 1)));
}
