import { PythonError, typeError, valueError } from '../core/errors.ts';
import { charge, tick } from './budget.ts';
import { call, callOne } from './call.ts';
import { equals } from './operators/compare.ts';
import { iterate, truth } from './operators/protocol.ts';
import { charAt, lengthOf } from './strings.ts';
import { Bytes, PyIterator, PyObject, PyType, Tuple, typeName, type Value } from './values.ts';

/** Bytes that an item drained from an iterator takes, about: its place and, mostly, itself. */
const ITEM_BYTES = 24;
/** Items that are accounted for at one go, before they are drained. */
const BLOCK = 32;

/** The values of an iterable in a new array, ticked and charged. */
export function listOf(iterable: Value): Value[] {
  if (Array.isArray(iterable) || iterable instanceof Tuple) return copyOf(itemsOf(iterable));
  const iterator = iterate(iterable);
  const values: Value[] = [];
  for (let value = iterator.next(); value !== undefined; value = iterator.next()) {
    if (values.length % BLOCK === 0) {
      tick(BLOCK);
      charge(BLOCK * ITEM_BYTES);
    }
    values.push(value);
  }
  return values;
}

/** A copy of an array, ticked and charged. */
export function copyOf(values: readonly Value[]): Value[] {
  tick(values.length >> 4);
  charge(8 * values.length);
  return values.slice();
}

function itemsOf(sequence: Value[] | Tuple): readonly Value[] {
  return Array.isArray(sequence) ? sequence : sequence.items;
}

/** Calls `visit` with each value of an iterable, ticked; stops where it returns false. */
export function forEachValue(iterable: Value, visit: (value: Value) => unknown): void {
  const iterator = iterate(iterable);
  for (let value = iterator.next(); value !== undefined; value = iterator.next()) {
    tick();
    if (visit(value) === false) return;
  }
}

/** The types that are both functions of the language and types of iterators. */
export const iteratorTypes = {
  enumerate: new PyType('enumerate'),
  zip: new PyType('zip'),
  map: new PyType('map'),
  filter: new PyType('filter'),
  reversed: new PyType('reversed'),
  list_reverseiterator: new PyType('list_reverseiterator'),
  callable_iterator: new PyType('callable_iterator'),
};

/** `enumerate(iterable, start)`. */
export class Enumerate extends PyIterator {
  readonly #source: PyIterator;
  #count: bigint;

  constructor(iterable: Value, start: bigint) {
    super();
    this.#source = iterate(iterable);
    this.#count = start;
  }

  get type(): PyType {
    return iteratorTypes.enumerate;
  }

  next(): Value | undefined {
    const value = this.#source.next();
    return value === undefined ? undefined : new Tuple([this.#count++, value]);
  }
}

/** `zip(*iterables, strict=…)`. */
export class Zip extends PyIterator {
  readonly #sources: PyIterator[];
  readonly #ending: 'shortest' | 'strict';

  constructor(iterables: readonly Value[], ending: 'shortest' | 'strict') {
    super();
    this.#sources = iterables.map(iterate);
    this.#ending = ending;
  }

  get type(): PyType {
    return iteratorTypes.zip;
  }

  next(): Value | undefined {
    const sources = this.#sources;
    if (sources.length === 0) return undefined;
    const items: Value[] = [];
    for (let i = 0; i < sources.length; i++) {
      const item = sources[i].next();
      if (item === undefined) {
        if (this.#ending === 'strict') this.#checkEnds(i);
        return undefined;
      }
      items.push(item);
    }
    return new Tuple(items);
  }

  /** @throws ValueError unless all sources end where the one at `ended` did. */
  #checkEnds(ended: number): void {
    const before = (index: number) => (index === 1 ? ' 1' : `s 1-${index}`);
    if (ended > 0) throw valueError(`zip() argument ${ended + 1} is shorter than argument${before(ended)}`);
    for (let i = 1; i < this.#sources.length; i++) {
      if (this.#sources[i].next() !== undefined)
        throw valueError(`zip() argument ${i + 1} is longer than argument${before(i)}`);
    }
  }
}

/** Whether a function that an iterator calls said that there is no more: the end, for who iterates. */
function isStop(error: unknown): boolean {
  return error instanceof PythonError && error.type === 'StopIteration';
}

/** `map(fn, *iterables)`. */
export class MapIterator extends PyIterator {
  readonly #fn: Value;
  readonly #sources: PyIterator[];

  constructor(fn: Value, iterables: readonly Value[]) {
    super();
    this.#fn = fn;
    this.#sources = iterables.map(iterate);
  }

  get type(): PyType {
    return iteratorTypes.map;
  }

  next(): Value | undefined {
    try {
      if (this.#sources.length > 1) return this.#callWithAll();
      const value = this.#sources[0].next();
      return value === undefined ? undefined : callOne(this.#fn, value);
    } catch (error) {
      if (isStop(error)) return undefined;
      throw error;
    }
  }

  #callWithAll(): Value | undefined {
    const values: Value[] = [];
    for (const source of this.#sources) {
      const value = source.next();
      if (value === undefined) return undefined;
      values.push(value);
    }
    return call(this.#fn, values);
  }
}

/** `filter(fn, iterable)`; without a function, what is true stays. */
export class Filter extends PyIterator {
  readonly #fn: Value;
  readonly #source: PyIterator;

  constructor(fn: Value, iterable: Value) {
    super();
    this.#fn = fn;
    this.#source = iterate(iterable);
  }

  get type(): PyType {
    return iteratorTypes.filter;
  }

  next(): Value | undefined {
    try {
      for (let value = this.#source.next(); value !== undefined; value = this.#source.next()) {
        tick();
        if (truth(this.#fn === null ? value : callOne(this.#fn, value))) return value;
      }
      return undefined;
    } catch (error) {
      if (isStop(error)) return undefined;
      throw error;
    }
  }
}

/** `iter(fn, sentinel)`: what the function returns, until it returns the sentinel. */
export class CallIterator extends PyIterator {
  #fn: Value | undefined;
  readonly #sentinel: Value;

  constructor(fn: Value, sentinel: Value) {
    super();
    this.#fn = fn;
    this.#sentinel = sentinel;
  }

  get type(): PyType {
    return iteratorTypes.callable_iterator;
  }

  next(): Value | undefined {
    if (this.#fn === undefined) return undefined;
    const value = this.#callOnce(this.#fn);
    if (value !== undefined && !equals(value, this.#sentinel)) return value;
    this.#fn = undefined;
    return undefined;
  }

  #callOnce(fn: Value): Value | undefined {
    try {
      return call(fn, []);
    } catch (error) {
      if (isStop(error)) return undefined;
      throw error;
    }
  }
}

/** A sequence from its last item to its first. */
class Reversed extends PyIterator {
  readonly type: PyType;
  readonly #at: (index: number) => Value | undefined;
  #index: number;

  constructor(length: number, at: (index: number) => Value | undefined, type: PyType) {
    super();
    this.#index = length;
    this.#at = at;
    this.type = type;
  }

  next(): Value | undefined {
    if (this.#index <= 0) return undefined;
    const value = this.#at(--this.#index);
    if (value === undefined) this.#index = 0;
    return value;
  }

  override lengthHint(): number {
    return this.#index;
  }
}

/** `reversed(sequence)`. @throws TypeError `'set' object is not reversible`. */
export function reversed(sequence: Value): PyIterator {
  const { reversed: type, list_reverseiterator: listType } = iteratorTypes;
  // A list may shrink meanwhile: then what is beyond its end is undefined, and the iteration ends.
  if (Array.isArray(sequence)) return new Reversed(sequence.length, index => sequence[index], listType);
  if (typeof sequence === 'string') return new Reversed(lengthOf(sequence), index => charAt(sequence, index), type);
  if (sequence instanceof Tuple) return new Reversed(sequence.items.length, index => sequence.items[index], type);
  if (sequence instanceof Bytes) return new Reversed(sequence.data.length, index => BigInt(sequence.data[index]), type);
  if (sequence instanceof PyObject && sequence.iterateReversed) return sequence.iterateReversed();
  throw typeError(`'${typeName(sequence)}' object is not reversible`);
}
