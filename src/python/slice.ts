import { PyObject, type PyType, types, type Value } from './values.ts';

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

  /** Start, stop and step for a sequence of `length` items, clipped to it; never more than a double holds exactly. @throws TypeError, ValueError `slice step cannot be zero`. */
  indices(_length: number): { start: number; stop: number; step: number; count: number } {
    throw new Error('being written');
  }
}
