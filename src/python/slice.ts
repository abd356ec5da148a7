import { typeError, valueError } from '../core/errors.ts';
import { order, same } from './operators/compare.ts';
import { toIndex } from './operators/protocol.ts';
import { repr } from './text.ts';
import {
  type HashKey,
  NOT_IMPLEMENTED,
  type NotImplemented,
  type Ordering,
  PyObject,
  type PyType,
  Tuple,
  types,
  type Value,
} from './values.ts';

/** A slice that was fitted to a length: `count` items from `start` on, `step` apart. */
export interface FittedSlice {
  start: number;
  stop: number;
  step: number;
  count: number;
}

const MAX_STEP = BigInt(Number.MAX_SAFE_INTEGER);

/** `start:stop:step`, each None where it is not given. */
export class PySlice extends PyObject {
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;

  constructor(start: Value, stop: Value, step: Value) {
    super();
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  get type(): PyType {
    return types.slice;
  }

  /**
   * Start, stop and step for a sequence of `length` items, clipped to it, and how many items that are.
   * @throws TypeError `slice indices must be integers or None or have an __index__ method`, ValueError `slice step cannot be zero`.
   */
  indices(length: number): FittedSlice {
    const step = this.step === null ? 1 : clip(sliceIndex(this.step));
    if (step === 0) throw valueError('slice step cannot be zero');
    const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
    const fit = (index: Value, absent: number): number => {
      if (index === null) return absent;
      const given = clip(sliceIndex(index));
      return Math.min(Math.max(given < 0 ? given + length : given, low), high);
    };
    const start = fit(this.start, step > 0 ? low : high);
    const stop = fit(this.stop, step > 0 ? high : low);
    const count = step > 0 ? Math.ceil((stop - start) / step) : Math.ceil((start - stop) / -step);
    return { start, stop, step, count: Math.max(count, 0) };
  }

  /** As `indices`, for a sequence of any length (a range's). */
  exactIndices(length: bigint): { start: bigint; stop: bigint; step: bigint } {
    const step = this.step === null ? 1n : sliceIndex(this.step);
    if (step === 0n) throw valueError('slice step cannot be zero');
    const [low, high] = step > 0n ? [0n, length] : [-1n, length - 1n];
    const fit = (index: Value, absent: bigint): bigint => {
      if (index === null) return absent;
      const given = sliceIndex(index);
      const counted = given < 0n ? given + length : given;
      return counted < low ? low : counted > high ? high : counted;
    };
    return {
      start: fit(this.start, step > 0n ? low : high),
      stop: fit(this.stop, step > 0n ? high : low),
      step,
    };
  }

  #parts(): Tuple {
    return new Tuple([this.start, this.stop, this.step]);
  }

  override equals(other: Value): boolean | NotImplemented {
    return other instanceof PySlice ? same(this.#parts(), other.#parts()) : NOT_IMPLEMENTED;
  }

  override order(operator: Ordering, other: Value): boolean | NotImplemented {
    return other instanceof PySlice ? order(operator, this.#parts(), other.#parts()) : NOT_IMPLEMENTED;
  }

  override hashKey(): HashKey {
    throw typeError("unhashable type: 'slice'");
  }

  override repr(): string {
    return `slice(${repr(this.start)}, ${repr(this.stop)}, ${repr(this.step)})`;
  }
}

/** An index so far out that it stays out, as a number. */
function clip(index: bigint): number {
  return Number(index > MAX_STEP ? MAX_STEP : index < -MAX_STEP ? -MAX_STEP : index);
}

function sliceIndex(value: Value): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (value instanceof PyObject && value.index) return toIndex(value);
  throw typeError('slice indices must be integers or None or have an __index__ method');
}
