import { PythonError } from '../core/errors.ts';
import type { PySet } from './set.ts';
import { PyIterator, PyType, type Value } from './values.ts';

const ITERATOR_TYPE = new PyType('set_iterator');

/** Walks over a set, and notices that it changed its size. */
export class SetIterator extends PyIterator {
  readonly #set: PySet;
  readonly #items: Iterator<Value>;
  /** The size at the start; -1 once it was found changed, -2 at the end. */
  #size: number;
  #left: number;

  constructor(set: PySet, items: Iterator<Value>) {
    super();
    this.#set = set;
    this.#items = items;
    this.#size = this.#left = set.size;
  }

  get type(): PyType {
    return ITERATOR_TYPE;
  }

  next(): Value | undefined {
    if (this.#left < 0) return undefined;
    if (this.#size !== this.#set.size) {
      this.#size = -1;
      throw new PythonError('RuntimeError', 'Set changed size during iteration');
    }
    const { done, value } = this.#items.next();
    if (done) {
      this.#left = -1;
      return undefined;
    }
    this.#left--;
    return value;
  }

  override lengthHint(): number {
    return this.#size === this.#set.size ? Math.max(this.#left, 0) : 0;
  }
}
