import type { HashKey, Value } from './values.ts';

/** The key under which dicts and sets keep `value`: the same exactly for equal values (1, 1.0 and True share one). @throws TypeError `unhashable type: 'list'`. */
export function hashKey(_value: Value): HashKey {
  throw new Error('being written');
}

/** A key of its own kind, apart from all strings: for `hashKey` methods of other values. `kind`: one letter or word, `text`: what distinguishes the value. */
export function taggedKey(_kind: string, _text: string): HashKey {
  throw new Error('being written');
}

/** `hash(value)`: CPython's own for numbers and tuples of them; stable, but another than CPython's random one for text. */
export function hash(_value: Value): bigint {
  throw new Error('being written');
}
