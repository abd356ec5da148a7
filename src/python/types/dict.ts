import { keyError } from '../../core/errors.ts';
import { findAttribute } from '../attributes.ts';
import { callMethod } from '../call.ts';
import { Dict, missingKey } from '../dict.ts';
import { forEachValue } from '../iterators.ts';
import { MappingProxy } from '../mappingProxy.ts';
import { getItem } from '../operators/subscript.ts';
import { defineClassMethods, defineConstructor, defineGetters, defineMethods } from '../signature.ts';
import { PyObject, Tuple, types, type Value } from '../values.ts';
import { DictItems, DictKeys, DictValues, type DictView } from '../views.ts';

/** `dict.update(source, **named)`; what has `keys` is a mapping. */
function update(dict: Dict, source: Value | undefined, named: ReadonlyMap<string, Value>): void {
  if (source instanceof PyObject && !(source instanceof Dict) && findAttribute(source, 'keys') !== undefined) {
    forEachValue(callMethod(source, 'keys', []), key => dict.set(key, getItem(source, key)));
  } else if (source !== undefined) dict.updateFrom(source);
  for (const [key, value] of named) dict.set(key, value);
}

defineConstructor(types.dict, 'mapping=, /, **kwargs', (source: Value | undefined, named: Map<string, Value>) => {
  const dict = new Dict();
  update(dict, source, named);
  return dict;
});

defineMethods(types.dict, {
  clear: [
    '',
    (self: Dict) => {
      self.clear();
      return null;
    },
  ],
  copy: ['', (self: Dict) => self.copy()],
  get: [
    'key, default=None, /',
    (self: Dict, key: Value, otherwise: Value = null) => {
      const value = self.get(key);
      return value === undefined ? otherwise : value;
    },
  ],
  items: ['', (self: Dict) => new DictItems(self)],
  keys: ['', (self: Dict) => new DictKeys(self)],
  values: ['', (self: Dict) => new DictValues(self)],
  pop: [
    'key, default=, /',
    (self: Dict, key: Value, otherwise?: Value) => {
      // An empty dict doesn't ask for the key's hash.
      const value = self.size === 0 ? undefined : self.pop(key);
      if (value !== undefined) return value;
      if (otherwise === undefined) throw missingKey(key);
      return otherwise;
    },
  ],
  popitem: [
    '',
    (self: Dict) => {
      const entry = self.popLast();
      if (!entry) throw keyError("'popitem(): dictionary is empty'");
      return new Tuple(entry);
    },
  ],
  setdefault: [
    'key, default=None, /',
    (self: Dict, key: Value, otherwise: Value = null) => {
      const value = self.get(key);
      if (value !== undefined) return value;
      self.set(key, otherwise);
      return otherwise;
    },
  ],
  update: [
    'mapping=, /, **kwargs',
    (self: Dict, source: Value | undefined, named: Map<string, Value>) => {
      update(self, source, named);
      return null;
    },
  ],
});

defineClassMethods(types.dict, {
  fromkeys: [
    'iterable, value=None, /',
    (_type, iterable: Value, value: Value = null) => {
      const dict = new Dict();
      forEachValue(iterable, key => dict.set(key, value));
      return dict;
    },
  ],
});

for (const type of [types.dict_keys, types.dict_values, types.dict_items])
  defineGetters(type, { mapping: (self: DictView) => new MappingProxy(self.dict) });

for (const type of [types.dict_keys, types.dict_items])
  defineMethods(type, {
    isdisjoint: ['other, /', (self: DictKeys | DictItems, other: Value) => self.isDisjoint(other)],
  });
