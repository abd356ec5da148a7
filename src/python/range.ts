import { PyObject, type PyType, types } from './values.ts';

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
}
