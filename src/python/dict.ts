import { PythonError, typeError, valueError } from '../core/errors.ts';
import { charge, enter, leave, tick } from './budget.ts';
import { callMethod } from './call.ts';
import { DictIterator, ITERATOR_TYPES, REVERSE_ITERATOR_TYPES } from './dictIterator.ts';
import { hashKey } from './hash.ts';
import { same } from './operators/compare.ts';
import { findIterator, iterate } from './operators/protocol.ts';
import { getItem } from './operators/subscript.ts';
import { repr, reprContainer } from './text.ts';
import {
  type BinaryOperator,
  type HashKey,
  NOT_IMPLEMENTED,
  type NotImplemented,
  type PyIterator,
  PyObject,
  type PyType,
  typeOf,
  types,
  type Value,
} from './values.ts';

/** A key in the form it was first set with, and its value. */
export interface Entry {
  readonly key: Value;
  value: Value;
}

/** Bytes that an entry of a dict or set takes, about. */
export const ENTRY_BYTES = 96;

/** A Python dict: keeps the order of insertion. A key that is there keeps its place and its form (`{1: 'a'}[True] = …`). */
export class Dict extends PyObject {
  readonly #entries = new Map<HashKey, Entry>();
  /** The keys in order while entries are being taken from the end, since a Map knows no last key. */
  #ending: HashKey[] | null = null;
  /** No number above it was ever a key: one that is need not be looked for, as where a dict is filled in order. A small integer, to begin with. */
  #highest = -1;

  static of(entries: Iterable<readonly [Value, Value]>): Dict {
    const dict = new Dict();
    for (const [key, value] of entries) dict.set(key, value);
    return dict;
  }

  get type(): PyType {
    return types.dict;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** @throws TypeError for an unhashable key; so do the others that take one. */
  get(key: Value): Value | undefined {
    return this.#entries.get(hashKey(key))?.value;
  }

  set(key: Value, value: Value): void {
    const hashed = hashKey(key);
    const isNew = typeof hashed === 'number' && hashed > this.#highest;
    const entry = isNew ? undefined : this.#entries.get(hashed);
    if (entry) {
      entry.value = value;
    } else {
      this.#append(hashed, key, value);
    }
  }

  #append(hashed: HashKey, key: Value, value: Value): void {
    charge(ENTRY_BYTES);
    if (typeof hashed === 'number' && hashed > this.#highest) this.#highest = hashed;
    this.#ending = null;
    this.#entries.set(hashed, { key, value });
  }

  has(key: Value): boolean {
    return this.#entries.has(hashKey(key));
  }

  /** Whether the key was there. */
  delete(key: Value): boolean {
    this.#ending = null;
    return this.#entries.delete(hashKey(key));
  }

  clear(): void {
    this.#ending = null;
    this.#entries.clear();
  }

  copy(): Dict {
    const copy = new Dict();
    copy.update(this);
    return copy;
  }

  /** Sets every entry of another dict. */
  update(other: Dict): void {
    if (other === this) return;
    for (const [hashed, { key, value }] of other.#entries) {
      tick();
      const entry = this.#entries.get(hashed);
      if (entry) {
        entry.value = value;
      } else {
        this.#append(hashed, key, value);
      }
    }
  }

  /** Takes a key out and returns its value, undefined where there is none. */
  pop(key: Value): Value | undefined {
    const hashed = hashKey(key);
    const entry = this.#entries.get(hashed);
    if (!entry) return undefined;
    this.#ending = null;
    this.#entries.delete(hashed);
    return entry.value;
  }

  /** Takes the last entry out, undefined where the dict is empty. */
  popLast(): [Value, Value] | undefined {
    if (this.size === 0) return undefined;
    if (!this.#ending) {
      tick(this.size >> 3);
      charge(this.size * 8);
      this.#ending = [...this.#entries.keys()];
    }
    const last = this.#ending.pop()!;
    const { key, value } = this.#entries.get(last)!;
    this.#entries.delete(last);
    return [key, value];
  }

  *entries(): IterableIterator<[Value, Value]> {
    for (const { key, value } of this.#entries.values()) yield [key, value];
  }

  *keys(): IterableIterator<Value> {
    for (const { key } of this.#entries.values()) yield key;
  }

  *values(): IterableIterator<Value> {
    for (const { value } of this.#entries.values()) yield value;
  }

  /** The keys, values or items as Python's iterators give them: they notice a change of size. */
  iterator(of: 'keys' | 'values' | 'items'): PyIterator {
    return new DictIterator(this, this.#entries.values(), of, ITERATOR_TYPES[of]);
  }

  /** As `iterator`, from the last to the first. */
  reverseIterator(of: 'keys' | 'values' | 'items'): PyIterator {
    tick(this.size >> 3);
    charge(this.size * 8);
    const entries = [...this.#entries.values()].reverse();
    return new DictIterator(this, entries.values(), of, REVERSE_ITERATOR_TYPES[of]);
  }

  override iterate(): PyIterator {
    return this.iterator('keys');
  }

  override iterateReversed(): PyIterator {
    return this.reverseIterator('keys');
  }

  override length(): number {
    return this.size;
  }

  override getItem(key: Value): Value {
    const value = this.get(key);
    if (value === undefined) throw missingKey(key);
    return value;
  }

  override setItem(key: Value, value: Value): void {
    this.set(key, value);
  }

  override deleteItem(key: Value): void {
    if (!this.delete(key)) throw missingKey(key);
  }

  override contains(item: Value): boolean {
    return this.has(item);
  }

  override equals(other: Value): boolean | NotImplemented {
    if (!(other instanceof Dict)) return NOT_IMPLEMENTED;
    if (this.size !== other.size) return false;
    enter('in comparison');
    try {
      for (const [key, { value }] of this.#entries) {
        tick();
        const entry = other.#entries.get(key);
        if (!entry || !same(value, entry.value)) return false;
      }
      return true;
    } finally {
      leave();
    }
  }

  /**
   * `dict.update(source)`: a dict, what has keys, or an iterable of pairs.
   * @throws TypeError, ValueError as CPython words them.
   */
  updateFrom(source: Value): void {
    if (source instanceof Dict) {
      this.update(source);
      return;
    }
    if (typeOf(source).find('keys') !== undefined) {
      this.#updateFromMapping(source);
      return;
    }
    const iterator = iterate(source);
    for (let i = 0, item = iterator.next(); item !== undefined; i++, item = iterator.next()) {
      tick();
      const pair = pairOf(item, i);
      this.set(pair[0], pair[1]);
    }
  }

  #updateFromMapping(source: Value): void {
    const keys = iterate(callMethod(source, 'keys', []));
    for (let key = keys.next(); key !== undefined; key = keys.next()) {
      tick();
      this.set(key, getItem(source, key));
    }
  }

  override inPlace(operator: BinaryOperator, other: Value): Value | NotImplemented {
    if (operator !== '|') return NOT_IMPLEMENTED;
    this.updateFrom(other);
    return this;
  }

  override binary(operator: BinaryOperator, other: Value, reflected: boolean): Value | NotImplemented {
    if (operator !== '|' || reflected || !(other instanceof Dict)) return NOT_IMPLEMENTED;
    const result = this.copy();
    result.update(other);
    return result;
  }

  override repr(): string {
    return reprContainer(this, '{', '}', this.#entries.values(), ({ key, value }) => `${repr(key)}: ${repr(value)}`);
  }
}

/** `KeyError` as `d[key]` raises it: its text is the key's repr. */
export function missingKey(key: Value): PythonError {
  return new PythonError('KeyError', repr(key));
}

function pairOf(item: Value, position: number): Value[] {
  const iterator = findIterator(item);
  if (!iterator) throw typeError(`cannot convert dictionary update sequence element #${position} to a sequence`);
  const pair: Value[] = [];
  for (let value = iterator.next(); value !== undefined; value = iterator.next()) {
    tick();
    if (pair.length === 2) charge(8);
    pair.push(value);
  }
  if (pair.length !== 2) {
    throw valueError(`dictionary update sequence element #${position} has length ${pair.length}; 2 is required`);
  }
  return pair;
}
