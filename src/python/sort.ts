import { charge, tick } from './budget.ts';
import { callOne } from './call.ts';
import { toSafeNumber } from './integers.ts';
import { lessThan } from './operators/compare.ts';
import { compareStrings, hasSurrogates } from './strings.ts';
import type { Value } from './values.ts';

export type SortOrder = 'ascending' | 'descending';

/**
 * A sorted copy of `values`, stable as Python's; `key` null: the values themselves. Asks only `<`, as Python does, and
 * goes as Python's timsort does through runs of up to 64 items, so that NaN and sets end up where they do there.
 */
export function sorted(values: readonly Value[], key: Value, order: SortOrder): Value[] {
  charge(24 * values.length);
  tick(values.length);
  if (key === null) return sortedAlike(values, order) ?? sortedByComparison(values, order);
  return sortedByKey(values.slice(), key, order);
}

/** `values` are the sort's own: a key function may change the list that they are from. */
function sortedByKey(values: readonly Value[], key: Value, order: SortOrder): Value[] {
  const { length } = values;
  const keys: Value[] = new Array(length);
  for (let i = 0; i < length; i++) keys[i] = callOne(key, values[i]);
  // Reversed before and after: items of equal keys keep their order.
  if (order === 'descending') keys.reverse();
  const positions = sortedPositions(keys);
  const last = length - 1;
  const result: Value[] = new Array(length);
  if (order === 'ascending') for (let i = 0; i <= last; i++) result[i] = values[positions[i]];
  else for (let i = 0; i <= last; i++) result[i] = values[last - positions[last - i]];
  return result;
}

/** Ints, floats or texts alone, whose equal ones can't be told apart; undefined where there is anything else. */
function sortedAlike(values: readonly Value[], order: SortOrder): Value[] | undefined {
  const sorted = sortInts(values) ?? sortFloats(values) ?? (arePlainTexts(values) ? values.slice().sort() : undefined);
  return order === 'descending' ? sorted?.reverse() : sorted;
}

function sortedByComparison(values: readonly Value[], order: SortOrder): Value[] {
  const result = values.slice();
  if (order === 'ascending') return result.sort(compare);
  // Reversed before and after: equal items keep their order.
  return result.reverse().sort(compare).reverse();
}

/** The positions of the keys in sorted order, those of equal ones in their own. */
function sortedPositions(keys: readonly Value[]): Uint32Array {
  const numbers = asNumbers(keys);
  if (numbers) return positionsOfRun(numbers) ?? sortPacked(numbers) ?? mergeSort(numbers);
  const compareKeys = arePlainTexts(keys) ? compareUnits : compare;
  // A plain array: a typed one's sort is not Python's where keys contradict themselves.
  const positions = Array.from(keys, (_, i) => i);
  return Uint32Array.from(positions.sort((i, j) => compareKeys(keys[i] as string, keys[j] as string)));
}

function compareUnits(a: string, b: string): number {
  return a < b ? -1 : a === b ? 0 : 1;
}

function compare(a: Value, b: Value): number {
  tick();
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  return lessThan(a, b) ? -1 : 0;
}

/** Characters up to which texts are compared without looking at the clock. */
const MAX_TEXT = 1 << 16;

/** Texts that sort by code units, and are short enough to be compared at one go. */
function arePlainTexts(values: readonly Value[]): values is string[] {
  let length = 0;
  return values.every(value => {
    if (typeof value !== 'string') return false;
    length += value.length;
    return length <= MAX_TEXT && !hasSurrogates(value);
  });
}

/** V8 sorts 64-bit integers several times as fast as anything else. */
function sortInts(values: readonly Value[]): Value[] | undefined {
  const { length } = values;
  const ints = new BigInt64Array(length);
  for (let i = 0; i < length; i++) {
    const value = values[i];
    if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) return undefined;
    ints[i] = value;
  }
  ints.sort();
  const result: Value[] = new Array(length);
  for (let i = 0; i < length; i++) result[i] = ints[i];
  return result;
}

/** By their bits, which order as the floats do once those of negative ones are turned round. */
function sortFloats(values: readonly Value[]): Value[] | undefined {
  const { length } = values;
  const floats = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const value = values[i];
    // NaN has no order, and -0.0 equals 0.0 without being it.
    if (typeof value !== 'number' || Number.isNaN(value) || Object.is(value, -0)) return undefined;
    floats[i] = value;
  }
  const halves = new Int32Array(floats.buffer);
  turnNegatives(halves);
  new BigInt64Array(floats.buffer).sort();
  turnNegatives(halves);
  return Array.from(floats);
}

function turnNegatives(halves: Int32Array): void {
  for (let i = 0; i < halves.length; i += 2) {
    if (halves[i + 1] >= 0) continue;
    halves[i] = ~halves[i];
    halves[i + 1] ^= 0x7fffffff;
  }
}

/** The keys as numbers where that loses nothing. */
function asNumbers(keys: readonly Value[]): Float64Array | null {
  const numbers = new Float64Array(keys.length);
  for (let i = 0; i < numbers.length; i++) {
    const key = keys[i];
    if (typeof key === 'bigint') {
      const number = toSafeNumber(key);
      if (Number.isNaN(number)) return null;
      numbers[i] = number;
    } else if (typeof key === 'number' && !Number.isNaN(key)) numbers[i] = key;
    else return null;
  }
  return numbers;
}

/** The positions of what is in order already, or strictly in the reverse one; null for all else. */
function positionsOfRun(numbers: Float64Array): Uint32Array | null {
  const { length } = numbers;
  let end = 1;
  while (end < length && numbers[end] >= numbers[end - 1]) end++;
  if (end >= length) return inOrder(length);
  if (end > 1) return null;
  while (end < length && numbers[end] < numbers[end - 1]) end++;
  return end < length ? null : inOrder(length).reverse();
}

/** 0, 1, 2, … */
function inOrder(length: number): Uint32Array<ArrayBuffer> {
  const positions = new Uint32Array(length);
  for (let i = 0; i < length; i++) positions[i] = i;
  return positions;
}

/** Sorts whole numbers together with their positions, both packed in one 64-bit integer; null where they don't fit. */
function sortPacked(numbers: Float64Array): Uint32Array | null {
  const { length } = numbers;
  const positionBits = 32 - Math.clz32(length);
  const unit = 2 ** (32 - positionBits);
  const packed = new BigInt64Array(length);
  const halves = new Int32Array(packed.buffer);
  for (let i = 0; i < length; i++) {
    const high = Math.floor(numbers[i] / unit);
    const low = numbers[i] - high * unit;
    if ((high | 0) !== high || (low | 0) !== low) return null;
    halves[2 * i] = (low << positionBits) | i;
    halves[2 * i + 1] = high;
  }
  packed.sort();
  const positions = new Uint32Array(length);
  const mask = 2 ** positionBits - 1;
  for (let i = 0; i < length; i++) positions[i] = halves[2 * i] & mask;
  return positions;
}

/** The positions of numbers in sorted order, stably: half the time of a sort with a function that compares. */
function mergeSort(numbers: Float64Array): Uint32Array {
  let from = inOrder(numbers.length);
  let to = new Uint32Array(from.length);
  for (let width = 1; width < from.length; width *= 2) {
    for (let start = 0; start < from.length; start += 2 * width) mergeRuns(from, to, numbers, start, width);
    [from, to] = [to, from];
  }
  return from;
}

function mergeRuns(from: Uint32Array, to: Uint32Array, numbers: Float64Array, start: number, width: number): void {
  const middle = Math.min(start + width, from.length);
  const end = Math.min(middle + width, from.length);
  for (let at = start, left = start, right = middle; at < end; at++) {
    const takeRight = right < end && (left >= middle || numbers[from[right]] < numbers[from[left]]);
    to[at] = takeRight ? from[right++] : from[left++];
  }
}
