import type { Dict } from './dict.ts';
import { defineMethods } from './signature.ts';
import { repr } from './text.ts';
import { type PyIterator, PyObject, PyType, type Value } from './values.ts';
import { DictItems, DictKeys, DictValues } from './views.ts';

const TYPE = new PyType('mappingproxy');

/** A dict that can only be read: the `mapping` of its views. */
export class MappingProxy extends PyObject {
  readonly dict: Dict;

  constructor(dict: Dict) {
    super();
    this.dict = dict;
  }

  get type(): PyType {
    return TYPE;
  }

  override repr(): string {
    return `mappingproxy(${repr(this.dict)})`;
  }

  override str(): string {
    return repr(this.dict);
  }

  override length(): number {
    return this.dict.size;
  }

  override getItem(key: Value): Value {
    return this.dict.getItem(key);
  }

  override contains(item: Value): boolean {
    return this.dict.has(item);
  }

  override iterate(): PyIterator {
    return this.dict.iterate();
  }

  override iterateReversed(): PyIterator {
    return this.dict.iterateReversed();
  }
}

defineMethods(TYPE, {
  copy: ['', ({ dict }: MappingProxy) => dict.copy()],
  get: [
    'key, default=None, /',
    ({ dict }: MappingProxy, key: Value, otherwise: Value = null) => {
      const value = dict.get(key);
      return value === undefined ? otherwise : value;
    },
  ],
  items: ['', ({ dict }: MappingProxy) => new DictItems(dict)],
  keys: ['', ({ dict }: MappingProxy) => new DictKeys(dict)],
  values: ['', ({ dict }: MappingProxy) => new DictValues(dict)],
});
