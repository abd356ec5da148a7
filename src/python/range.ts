import { indexError, overflowError, typeError } from '../core/errors.ts';
import { Complex } from './complex.ts';
import { hashKey } from './hash.ts';
import { formatInteger } from './numerals.ts';
import { same } from './operators/compare.ts';
import { PySlice } from './slice.ts';
import {
  type HashKey,
  NOT_IMPLEMENTED,
  type NotImplemented,
  PyIterator,
  PyObject,
  PyType,
  Tuple,
  typeName,
  types,
  type Value,
} from './values.ts';

const MAX_SIZE = 2n ** 63n - 1n;

/** `range(start, stop, step)`; step is not 0. */
export class PyRange extends PyObject {
  readonly start: bigint;
  readonly stop: bigint;
  readonly step: bigint;
  /** How many numbers it has. */
  readonly count: bigint;

  constructor(start: bigint, stop: bigint, step: bigint) {
    super();
    this.start = start;
    this.stop = stop;
    this.step = step;
    const span = step > 0n ? stop - start : start - stop;
    const stride = step > 0n ? step : -step;
    this.count = span > 0n ? (span - 1n) / stride + 1n : 0n;
  }

  get type(): PyType {
    return types.range;
  }

  /** What tells it from ranges of other numbers: count, first, step, None where they do not matter. */
  get identity(): Value[] {
    if (this.count === 0n) return [0n, null, null];
    return this.count === 1n ? [1n, this.start, null] : [this.count, this.start, this.step];
  }

  /** The number at a position from 0 to count - 1. */
  at(position: bigint): bigint {
    return this.start + position * this.step;
  }

  /** Where `value` stands, -1n if it does not. */
  indexOf(value: bigint): bigint {
    const offset = value - this.start;
    if (offset % this.step !== 0n) return -1n;
    const position = offset / this.step;
    return position >= 0n && position < this.count ? position : -1n;
  }

  /** @throws OverflowError past 2**63 - 1 numbers. */
  override length(): number {
    if (this.count > MAX_SIZE) throw overflowError('Python int too large to convert to C ssize_t');
    return Number(this.count);
  }

  override truth(): boolean {
    return this.count > 0n;
  }

  override contains(item: Value): boolean {
    const number = asInteger(item);
    return number !== null && this.indexOf(number) >= 0n;
  }

  override getItem(key: Value): Value {
    if (key instanceof PySlice) return this.#slice(key);
    const index = asIndex(key);
    if (index === null) throw typeError(`range indices must be integers or slices, not ${typeName(key)}`);
    const position = index < 0n ? index + this.count : index;
    if (position < 0n || position >= this.count) throw indexError('range object index out of range');
    return this.at(position);
  }

  #slice(slice: PySlice): PyRange {
    const { start, stop, step } = slice.exactIndices(this.count);
    return new PyRange(this.at(start), this.at(stop), this.step * step);
  }

  override iterate(): PyIterator {
    return new RangeIterator(this, this.start, this.step);
  }

  override iterateReversed(): PyIterator {
    return new RangeIterator(this, this.at(this.count - 1n), -this.step);
  }

  /** Whether CPython has to iterate in ints of any size, in the direction of this step. */
  isLong(direction: bigint): boolean {
    const { start, stop, step, count } = this;
    const past = direction !== step ? start - step : count === 0n ? 0n : stop + step + (step > 0n ? -1n : 1n);
    return ![start, stop, direction, step, count, past].every(value => BigInt.asIntN(64, value) === value);
  }

  override equals(other: Value): boolean | NotImplemented {
    if (!(other instanceof PyRange)) return NOT_IMPLEMENTED;
    return this.identity.every((part, i) => same(part, other.identity[i]));
  }

  override hashKey(): HashKey {
    return `range${hashKey(new Tuple(this.identity))}`;
  }

  override repr(): string {
    const { start, stop, step } = this;
    const [first, last] = [formatInteger(start), formatInteger(stop)];
    return step === 1n ? `range(${first}, ${last})` : `range(${first}, ${last}, ${formatInteger(step)})`;
  }
}

/** The int that equals `value`, null where none does. */
function asInteger(value: Value): bigint | null {
  if (value instanceof Complex) return value.imag === 0 ? asInteger(value.real) : null;
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : null;
  return asIndex(value);
}

function asIndex(value: Value): bigint | null {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return value instanceof PyObject && value.index ? value.index() : null;
}

const ITERATOR_TYPE = new PyType('range_iterator');
const LONG_ITERATOR_TYPE = new PyType('longrange_iterator');

const isInt32 = (value: bigint) => BigInt.asIntN(32, value) === value;

export class RangeIterator extends PyIterator {
  readonly #range: PyRange;
  readonly #step: bigint;
  /** A number, since counting down a bigint costs more than the rest. */
  #left: number;
  /** Whether the engine can count in small integers, which takes half the time of adding bigints: then by `#at`, else by `#next`. */
  readonly #isShort: boolean;
  #at = 0;
  #stride = 0;
  #next: bigint;

  constructor(range: PyRange, first: bigint, step: bigint) {
    super();
    this.#range = range;
    this.#next = first;
    this.#step = step;
    this.#left = Number(range.count);
    this.#isShort = isInt32(range.start) && isInt32(range.stop) && isInt32(step);
    if (!this.#isShort) return;
    this.#at = Number(first);
    this.#stride = Number(step);
  }

  get type(): PyType {
    return this.#range.isLong(this.#step) ? LONG_ITERATOR_TYPE : ITERATOR_TYPE;
  }

  next(): Value | undefined {
    if (this.#left <= 0) return undefined;
    this.#left--;
    if (this.#isShort) {
      const at = this.#at;
      this.#at = at + this.#stride;
      return BigInt(at);
    }
    const value = this.#next;
    this.#next = value + this.#step;
    return value;
  }

  override lengthHint(): number {
    return this.#left;
  }
}
