import { PythonError } from '../core/errors.ts';
import type { Dict, Entry } from './dict.ts';
import { PyIterator, PyType, Tuple, type Value } from './values.ts';

export const ITERATOR_TYPES = {
  keys: new PyType('dict_keyiterator'),
  values: new PyType('dict_valueiterator'),
  items: new PyType('dict_itemiterator'),
};
export const REVERSE_ITERATOR_TYPES = {
  keys: new PyType('dict_reversekeyiterator'),
  values: new PyType('dict_reversevalueiterator'),
  items: new PyType('dict_reverseitemiterator'),
};

/** The iterators of a dict and its views: they notice that the dict changed its size or its keys. */
export class DictIterator extends PyIterator {
  readonly type: PyType;
  readonly #dict: Dict;
  readonly #entries: Iterator<Entry>;
  readonly #of: 'keys' | 'values' | 'items';
  /** The size at the start; -1 once it was found changed. */
  #size: number;
  #left: number;

  constructor(dict: Dict, entries: Iterator<Entry>, of: 'keys' | 'values' | 'items', type: PyType) {
    super();
    this.type = type;
    this.#dict = dict;
    this.#entries = entries;
    this.#of = of;
    this.#size = this.#left = dict.size;
  }

  next(): Value | undefined {
    if (this.#left < 0) return undefined;
    if (this.#size !== this.#dict.size) {
      this.#size = -1;
      throw new PythonError('RuntimeError', 'dictionary changed size during iteration');
    }
    const { done, value: entry } = this.#entries.next();
    if (done) {
      this.#left = -1;
      return undefined;
    }
    if (this.#left-- === 0) throw new PythonError('RuntimeError', 'dictionary keys changed during iteration');
    if (this.#of === 'keys') return entry.key;
    return this.#of === 'values' ? entry.value : new Tuple([entry.key, entry.value]);
  }

  override lengthHint(): number {
    return this.#size === this.#dict.size ? Math.max(this.#left, 0) : 0;
  }
}
