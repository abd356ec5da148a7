import { PyObject, type PyType, types, type Value } from './values.ts';

/** A Python set or frozenset. Iterates in the order of CPython's hash table where hashes are not random (numbers and tuples of them), else in order of insertion. */
export class PySet extends PyObject {
  readonly type: PyType;

  /** An empty set; `type`: `types.set` or `types.frozenset`. */
  constructor(type: PyType = types.set) {
    super();
    this.type = type;
  }
  /** A set of the items, added one after the other. */
  static of(_items: Iterable<Value>, _type: PyType = types.set): PySet {
    throw new Error('being written');
  }
  /** A display of constants, `{3, 1, 2}`, which CPython builds by way of a frozenset where there are three or more. */
  static ofConstants(_items: readonly Value[]): PySet {
    throw new Error('being written');
  }
  get frozen(): boolean {
    return this.type === types.frozenset;
  }
  get size(): number {
    throw new Error('being written');
  }
  add(_value: Value): void {
    throw new Error('being written');
  }
  has(_value: Value): boolean {
    throw new Error('being written');
  }
  /** Whether it was there. */
  delete(_value: Value): boolean {
    throw new Error('being written');
  }
  clear(): void {
    throw new Error('being written');
  }
  /** Takes an item out, CPython's choice; undefined where the set is empty. */
  pop(): Value | undefined {
    throw new Error('being written');
  }
  copy(_type: PyType = this.type): PySet {
    throw new Error('being written');
  }
  /** Items in the order in which the set prints. */
  values(): Iterable<Value> {
    throw new Error('being written');
  }
  /** Adds the items of any iterable (`set.update`). */
  update(_other: Value): void {
    throw new Error('being written');
  }
  union(_other: Value): PySet {
    throw new Error('being written');
  }
  intersection(_other: Value): PySet {
    throw new Error('being written');
  }
  difference(_other: Value): PySet {
    throw new Error('being written');
  }
  symmetricDifference(_other: Value): PySet {
    throw new Error('being written');
  }
  intersectionUpdate(_other: Value): void {
    throw new Error('being written');
  }
  differenceUpdate(_other: Value): void {
    throw new Error('being written');
  }
  symmetricDifferenceUpdate(_other: Value): void {
    throw new Error('being written');
  }
  isSubset(_other: PySet): boolean {
    throw new Error('being written');
  }
  isDisjoint(_other: Value): boolean {
    throw new Error('being written');
  }
}
