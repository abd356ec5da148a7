import { PythonError } from '../core/errors.ts';
import { charge, tick } from './budget.ts';
import { Dict, ENTRY_BYTES } from './dict.ts';
import { frozenKey, hashKey, stableHash } from './hash.ts';
import { iterate } from './operators/protocol.ts';
import { SetIterator } from './setIterator.ts';
import { type Hash, SetTable } from './setTable.ts';
import { repr, reprContainer } from './text.ts';
import {
  type BinaryOperator,
  type HashKey,
  NOT_IMPLEMENTED,
  type NotImplemented,
  type Ordering,
  type PyIterator,
  PyObject,
  type PyType,
  types,
  type Value,
} from './values.ts';

/** A set so much larger than the other one that CPython takes another way through a difference. */
const MUCH_LARGER = 8;

/**
 * A Python set or frozenset. It iterates in the order of CPython's hash table where hashes are not random (numbers and
 * tuples of them), else in order of insertion. The table is built when the order is first asked for, and kept from then on.
 */
export class PySet extends PyObject {
  readonly type: PyType;
  #values = new Map<HashKey, Value>();
  #table: SetTable | null = null;
  /** `pending`: the table, when it is built, has all keys in order of insertion. `insertion`: there is none. */
  #order: 'pending' | 'table' | 'insertion' = 'pending';
  /** One after the slot of the table that `pop` emptied last; outlives the table itself, as in CPython. */
  #finger = 0;
  /** Stands at the first key of a set in order of insertion while keys are popped: a Map walks over the gaps they leave. */
  #front: Iterator<HashKey> | null = null;

  /** An empty set; `type`: `types.set` or `types.frozenset`. */
  constructor(type: PyType = types.set) {
    super();
    this.type = type;
  }

  /** A set of the items, added one after the other. */
  static of(items: Iterable<Value>, type: PyType = types.set): PySet {
    const set = new PySet(type);
    for (const item of items) set.add(item);
    return set;
  }

  /** `set(iterable)`, `frozenset(iterable)`. */
  static from(iterable: Value, type: PyType = types.set): PySet {
    const set = new PySet(type);
    set.update(iterable);
    return set;
  }

  /** A display of constants, `{3, 1, 2}`, which CPython makes from one constant where there are three or more. */
  static ofConstants(items: readonly Value[]): PySet {
    return items.length < 3 ? PySet.of(items) : PySet.constantOf(items).copy(types.set);
  }

  /** What CPython's compiler makes of a display of constants that is only iterated over: a frozenset, made anew from one. */
  static constantOf(items: readonly Value[]): PySet {
    return PySet.of(PySet.of(items).values(), types.frozenset);
  }

  get frozen(): boolean {
    return this.type === types.frozenset;
  }

  get size(): number {
    return this.#values.size;
  }

  /** The table, or null where the set is in order of insertion. */
  #tableNow(): SetTable | null {
    if (this.#order === 'pending') {
      this.#order = 'table';
      this.#table = new SetTable();
      for (const [key, value] of this.#values) {
        if (!this.#enterTable(key, value)) break;
      }
    }
    return this.#table;
  }

  #enterTable(key: HashKey, value: Value): boolean {
    const hash = hashOf(key, value);
    if (hash === null) {
      this.#order = 'insertion';
      this.#table = null;
      return false;
    }
    tick();
    this.#table!.add(key, hash);
    return true;
  }

  /** @throws TypeError `unhashable type: 'list'`; so do the others that take an item. */
  add(value: Value): void {
    this.#addKey(hashKey(value), value);
  }

  #addKey(key: HashKey, value: Value): void {
    if (this.#values.has(key)) return;
    charge(ENTRY_BYTES);
    this.#values.set(key, value);
    if (this.#order === 'table') this.#enterTable(key, value);
  }

  has(value: Value): boolean {
    return this.#values.has(lookupKey(value));
  }

  /** Whether it was there. */
  delete(value: Value): boolean {
    return this.#deleteKey(lookupKey(value));
  }

  #deleteKey(key: HashKey): boolean {
    const value = this.#values.get(key);
    if (value === undefined) return false;
    this.#tableNow()?.remove(key, hashOf(key, value)!);
    this.#values.delete(key);
    return true;
  }

  clear(): void {
    this.#values = new Map();
    this.#front = null;
    this.#table = null;
    this.#order = 'pending';
    this.#finger = 0;
  }

  /** Takes an item out, the one that CPython takes; undefined where the set is empty. */
  pop(): Value | undefined {
    if (this.size === 0) return undefined;
    const table = this.#tableNow();
    const key = table ? this.#keyToPop(table) : this.#frontKey();
    const value = this.#values.get(key)!;
    this.#deleteKey(key);
    return value;
  }

  #keyToPop(table: SetTable): HashKey {
    const position = table.nextToPop(this.#finger);
    this.#finger = position + 1;
    return table.keyAt(position);
  }

  #frontKey(): HashKey {
    this.#front ??= this.#values.keys();
    let { done, value } = this.#front.next();
    if (done) {
      this.#front = this.#values.keys();
      value = this.#front.next().value;
    }
    return value!;
  }

  copy(type: PyType = this.type): PySet {
    const copy = new PySet(type);
    copy.#merge(this);
    return copy;
  }

  /** Items in the order in which the set prints. */
  *values(): IterableIterator<Value> {
    for (const key of this.#keys()) yield this.#values.get(key)!;
  }

  *#keys(): IterableIterator<HashKey> {
    const table = this.#tableNow();
    if (!table) {
      yield* this.#values.keys();
      return;
    }
    for (let at = table.next(0); at >= 0; at = table.next(at + 1)) yield table.keyAt(at);
  }

  /** `set.update(other)` for any iterable. */
  update(other: Value): void {
    if (other instanceof PySet) {
      this.#merge(other);
      return;
    }
    if (other instanceof Dict) {
      const table = this.#order === 'pending' && this.size === 0 ? this.#tableNow() : this.#table;
      table?.reserve(other.size);
    }
    forEach(other, value => this.add(value));
  }

  #merge(other: PySet): void {
    if (other === this || other.size === 0) return;
    const theirs = other.#tableNow();
    const ours = this.#tableNow();
    if (theirs && ours) ours.merge(theirs, key => !this.#values.has(key));
    else this.#order = 'insertion';
    if (this.#order === 'insertion') this.#table = null;
    for (const [key, value] of other.#values) {
      tick();
      if (this.#values.has(key)) continue;
      charge(ENTRY_BYTES);
      this.#values.set(key, value);
    }
  }

  /** `self | other`; for other types of `other`, the method of that name. So with the three that follow. */
  union(other: Value): PySet {
    const result = this.copy();
    if (other !== this) result.update(other);
    return result;
  }

  intersection(other: Value): PySet {
    if (other === this) return this.copy();
    const result = new PySet(this.type);
    if (!(other instanceof PySet)) {
      forEach(other, value => {
        if (this.has(value)) result.add(value);
      });
      return result;
    }
    const [smaller, larger] = other.size > this.size ? [this, other] : [other, this];
    for (const key of smaller.#keys()) {
      tick();
      if (larger.#values.has(key)) result.#addKey(key, smaller.#values.get(key)!);
    }
    return result;
  }

  difference(other: Value): PySet {
    const sized = other instanceof PySet || other instanceof Dict;
    if (!sized || this.size >> 2 > other.size) {
      const result = this.copy();
      result.differenceUpdate(other);
      return result;
    }
    const result = new PySet(this.type);
    for (const key of this.#keys()) {
      tick();
      const value = this.#values.get(key)!;
      const there = other instanceof PySet ? other.#values.has(key) : other.has(value);
      if (!there) result.#addKey(key, value);
    }
    return result;
  }

  symmetricDifference(other: Value): PySet {
    const result = PySet.from(other, this.type);
    result.symmetricDifferenceUpdate(this);
    return result;
  }

  /** Takes over the items of another set, in their order; that one is no longer to be used. */
  become(result: PySet): void {
    this.#values = result.#values;
    this.#front = null;
    this.#table = result.#table;
    this.#order = result.#order;
  }

  differenceUpdate(other: Value): void {
    if (other === this) {
      this.clear();
    } else if (other instanceof PySet) {
      const common = other.size / MUCH_LARGER >= this.size + 1 ? this.intersection(other) : other;
      for (const key of common.#keys()) {
        tick();
        this.#deleteKey(key);
      }
    } else {
      forEach(other, value => this.delete(value));
    }
    this.#table?.dropDummies();
  }

  symmetricDifferenceUpdate(other: Value): void {
    if (other === this) {
      this.clear();
      return;
    }
    const toggle = (key: HashKey, value: Value) => {
      tick();
      if (!this.#deleteKey(key)) this.#addKey(key, value);
    };
    if (other instanceof Dict) {
      for (const key of other.keys()) toggle(hashKey(key), key);
      return;
    }
    const set = other instanceof PySet ? other : PySet.from(other, this.type);
    for (const key of set.#keys()) toggle(key, set.#values.get(key)!);
  }

  isSubset(other: PySet): boolean {
    if (this.size > other.size) return false;
    tick(this.size >> 2);
    for (const key of this.#values.keys()) if (!other.#values.has(key)) return false;
    return true;
  }

  isDisjoint(other: Value): boolean {
    if (other instanceof PySet) {
      const [smaller, larger] = other.size > this.size ? [this, other] : [other, this];
      tick(smaller.size >> 2);
      for (const key of smaller.#values.keys()) if (larger.#values.has(key)) return false;
      return true;
    }
    const iterator = iterate(other);
    for (let item = iterator.next(); item !== undefined; item = iterator.next()) {
      tick();
      if (this.has(item)) return false;
    }
    return true;
  }

  override length(): number {
    return this.size;
  }

  override contains(item: Value): boolean {
    return this.has(item);
  }

  override iterate(): PyIterator {
    const table = this.#tableNow();
    return new SetIterator(this, table ? tablePositions(table, this.#values) : this.#values.values());
  }

  override equals(other: Value): boolean | NotImplemented {
    if (!(other instanceof PySet)) return NOT_IMPLEMENTED;
    return this.size === other.size && this.isSubset(other);
  }

  override order(operator: Ordering, other: Value): boolean | NotImplemented {
    if (!(other instanceof PySet)) return NOT_IMPLEMENTED;
    switch (operator) {
      case '<':
        return this.size < other.size && this.isSubset(other);
      case '<=':
        return this.isSubset(other);
      case '>':
        return this.size > other.size && other.isSubset(this);
      default:
        return other.isSubset(this);
    }
  }

  override hashKey(): HashKey {
    if (!this.frozen) throw new PythonError('TypeError', "unhashable type: 'set'");
    return frozenKey(this.#values.keys());
  }

  /** The key a frozenset of the same items has. */
  frozenKey(): HashKey {
    return frozenKey(this.#values.keys());
  }

  override binary(operator: BinaryOperator, other: Value, reflected: boolean): Value | NotImplemented {
    if (reflected || !(other instanceof PySet)) return NOT_IMPLEMENTED;
    switch (operator) {
      case '|':
        return this.union(other);
      case '&':
        return this.intersection(other);
      case '-':
        return this.difference(other);
      case '^':
        return this.symmetricDifference(other);
      default:
        return NOT_IMPLEMENTED;
    }
  }

  override inPlace(operator: BinaryOperator, other: Value): Value | NotImplemented {
    if (this.frozen || !(other instanceof PySet)) return this.binary(operator, other, false);
    switch (operator) {
      case '|':
        this.update(other);
        return this;
      case '&':
        this.become(this.intersection(other));
        return this;
      case '-':
        this.differenceUpdate(other);
        return this;
      case '^':
        this.symmetricDifferenceUpdate(other);
        return this;
      default:
        return NOT_IMPLEMENTED;
    }
  }

  override repr(): string {
    if (this.size === 0) return `${this.type.name}()`;
    const [open, close] = this.frozen ? ['frozenset({', '})'] : ['{', '}'];
    return reprContainer(this, open, close, this.values(), repr);
  }
}

/** The hash that decides the order, null where CPython's is random. That of a whole number is itself, but for -1. */
function hashOf(key: HashKey, value: Value): Hash | null {
  if (typeof key !== 'number' || !Number.isInteger(key)) return stableHash(value);
  return key === -1 ? -2 : key;
}

/** A set may be looked up (not kept) among frozensets. */
function lookupKey(value: Value): HashKey {
  return value instanceof PySet && !value.frozen ? value.frozenKey() : hashKey(value);
}

function forEach(iterable: Value, step: (value: Value) => void): void {
  const iterator = iterate(iterable);
  for (let item = iterator.next(); item !== undefined; item = iterator.next()) {
    tick();
    step(item);
  }
}

function* tablePositions(table: SetTable, values: ReadonlyMap<HashKey, Value>): IterableIterator<Value> {
  for (let at = table.next(0); at >= 0; at = table.next(at + 1)) yield values.get(table.keyAt(at))!;
}
