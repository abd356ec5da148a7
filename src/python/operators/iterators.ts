import { type Bytes, PyIterator, PyType, type Tuple, type Value } from '../values.ts';

const LIST_ITERATOR = new PyType('list_iterator');
const TUPLE_ITERATOR = new PyType('tuple_iterator');
const STRING_ITERATOR = new PyType('str_iterator');
const ASCII_ITERATOR = new PyType('str_ascii_iterator');
const BYTES_ITERATOR = new PyType('bytes_iterator');

/** Walks over a list as it is at each step: items appended meanwhile come too. */
export class ListIterator extends PyIterator {
  #items: readonly Value[];
  #at = 0;

  constructor(items: readonly Value[]) {
    super();
    this.#items = items;
  }

  get type(): PyType {
    return LIST_ITERATOR;
  }

  next(): Value | undefined {
    if (this.#at < this.#items.length) return this.#items[this.#at++];
    this.#items = [];
    return undefined;
  }

  override lengthHint(): number {
    return Math.max(this.#items.length - this.#at, 0);
  }
}

/** Walks over a tuple. */
export class TupleIterator extends PyIterator {
  readonly #items: readonly Value[];
  #at = 0;

  constructor(tuple: Tuple) {
    super();
    this.#items = tuple.items;
  }

  get type(): PyType {
    return TUPLE_ITERATOR;
  }

  next(): Value | undefined {
    return this.#at < this.#items.length ? this.#items[this.#at++] : undefined;
  }

  override lengthHint(): number {
    return this.#items.length - this.#at;
  }
}

/** Walks over a str by code points. */
export class StringIterator extends PyIterator {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  get type(): PyType {
    for (let i = 0; i < this.#text.length; i++) if (this.#text.charCodeAt(i) > 0x7f) return STRING_ITERATOR;
    return ASCII_ITERATOR;
  }

  next(): Value | undefined {
    const at = this.#at;
    if (at >= this.#text.length) return undefined;
    const unit = this.#text.charCodeAt(at);
    if (unit >= 0xd800 && unit < 0xdc00 && this.#text.codePointAt(at)! > 0xffff) {
      this.#at = at + 2;
      return this.#text.slice(at, at + 2);
    }
    this.#at = at + 1;
    return this.#text[at];
  }
}

/** Walks over bytes, as ints. */
export class BytesIterator extends PyIterator {
  readonly #data: Uint8Array;
  #at = 0;

  constructor(bytes: Bytes) {
    super();
    this.#data = bytes.data;
  }

  get type(): PyType {
    return BYTES_ITERATOR;
  }

  next(): Value | undefined {
    return this.#at < this.#data.length ? BigInt(this.#data[this.#at++]) : undefined;
  }

  override lengthHint(): number {
    return this.#data.length - this.#at;
  }
}
