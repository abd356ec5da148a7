import { PyObject, type PyType, types, type Value } from './values.ts';

/** A Python dict: keeps the order of insertion. */
export class Dict extends PyObject {
  static of(_entries: Iterable<readonly [Value, Value]>): Dict {
    throw new Error('being written');
  }
  get type(): PyType {
    return types.dict;
  }
  get size(): number {
    throw new Error('being written');
  }
  get(_key: Value): Value | undefined {
    throw new Error('being written');
  }
  set(_key: Value, _value: Value): void {
    throw new Error('being written');
  }
  has(_key: Value): boolean {
    throw new Error('being written');
  }
  /** Whether the key was there. */
  delete(_key: Value): boolean {
    throw new Error('being written');
  }
  clear(): void {
    throw new Error('being written');
  }
  copy(): Dict {
    throw new Error('being written');
  }
  /** Takes a key out and returns its value, undefined where there is none. */
  pop(_key: Value): Value | undefined {
    throw new Error('being written');
  }
  /** Takes the last entry out, undefined where the dict is empty. */
  popLast(): [Value, Value] | undefined {
    throw new Error('being written');
  }
  entries(): Iterable<[Value, Value]> {
    throw new Error('being written');
  }
  keys(): Iterable<Value> {
    throw new Error('being written');
  }
  values(): Iterable<Value> {
    throw new Error('being written');
  }
}
