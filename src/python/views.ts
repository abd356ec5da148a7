import { tick } from './budget.ts';
import type { Dict } from './dict.ts';
import { contains, equals, same } from './operators/compare.ts';
import { iterate, length } from './operators/protocol.ts';
import { PySet } from './set.ts';
import { repr, reprContainer } from './text.ts';
import {
  type BinaryOperator,
  NOT_IMPLEMENTED,
  type NotImplemented,
  type Ordering,
  type PyIterator,
  PyObject,
  type PyType,
  Tuple,
  types,
  type Value,
} from './values.ts';

/** What `dict.keys()`, `dict.values()` and `dict.items()` have in common: they show the dict as it is at the time. */
export abstract class DictView extends PyObject {
  readonly dict: Dict;
  protected abstract readonly of: 'keys' | 'values' | 'items';

  constructor(dict: Dict) {
    super();
    this.dict = dict;
  }

  override length(): number {
    return this.dict.size;
  }

  override iterate(): PyIterator {
    return this.dict.iterator(this.of);
  }

  override iterateReversed(): PyIterator {
    return this.dict.reverseIterator(this.of);
  }

  override repr(): string {
    const items = this.of === 'items' ? asTuples(this.dict) : this.dict[this.of]();
    return reprContainer(this, `${this.type.name}([`, '])', items, repr);
  }
}

function* asTuples(dict: Dict): IterableIterator<Value> {
  for (const entry of dict.entries()) yield new Tuple(entry);
}

/** `dict.values()`. */
export class DictValues extends DictView {
  protected readonly of = 'values';

  get type(): PyType {
    return types.dict_values;
  }
}

/** The views that are sets as well: keys and items. */
export abstract class DictSetView extends DictView {
  abstract override contains(item: Value): boolean;

  override equals(other: Value): boolean | NotImplemented {
    if (!isSetLike(other)) return NOT_IMPLEMENTED;
    return this.length() === length(other) && isWithin(this, other);
  }

  override order(operator: Ordering, other: Value): boolean | NotImplemented {
    if (!isSetLike(other)) return NOT_IMPLEMENTED;
    const mine = this.length();
    const theirs = length(other);
    switch (operator) {
      case '<':
        return mine < theirs && isWithin(this, other);
      case '<=':
        return mine <= theirs && isWithin(this, other);
      case '>':
        return mine > theirs && isWithin(other, this);
      default:
        return mine >= theirs && isWithin(other, this);
    }
  }

  /** Results are sets; the other operand may be any iterable. */
  override binary(operator: BinaryOperator, other: Value, reflected: boolean): Value | NotImplemented {
    if (operator === '&') return this.#intersection(other);
    if (operator === '^' && this instanceof DictItems && other instanceof DictItems) return differingItems(this, other);
    const [left, right] = reflected ? [other, this] : [this, other];
    switch (operator) {
      case '|': {
        const result = setOf(left);
        result.update(right);
        return result;
      }
      case '-': {
        const result = setOf(left);
        result.differenceUpdate(right);
        return result;
      }
      case '^': {
        const result = setOf(left);
        result.symmetricDifferenceUpdate(right);
        return result;
      }
      default:
        return NOT_IMPLEMENTED;
    }
  }

  /** CPython's choice of the side to walk over, which decides the order of the result. */
  #intersection(other: Value): PySet {
    if (other instanceof PySet && !other.frozen && this.length() <= other.size) return other.intersection(this);
    if (other instanceof DictSetView && other.length() > this.length()) return other.#intersection(this);
    const result = new PySet();
    const iterator = iterate(other);
    for (let item = iterator.next(); item !== undefined; item = iterator.next()) {
      tick();
      if (this.contains(item)) result.add(item);
    }
    return result;
  }

  /** `view.isdisjoint(other)`. */
  isDisjoint(other: Value): boolean {
    if (other === this) return this.length() === 0;
    const [walked, asked] =
      isSetLike(other) && length(other) > this.length() ? ([this, other] as const) : ([other, this] as const);
    const iterator = iterate(walked);
    for (let item = iterator.next(); item !== undefined; item = iterator.next()) {
      tick();
      if (contains(asked, item)) return false;
    }
    return true;
  }
}

/** A set of what a value iterates over; a dict's keys come by CPython's quick way for dicts, which decides their order. */
function setOf(value: Value): PySet {
  return PySet.from(value instanceof DictKeys ? value.dict : value);
}

/** `a ^ b` of items, which hashes only those that differ: others may have values that cannot be hashed. */
function differingItems(a: DictItems, b: DictItems): PySet {
  const rest = b.dict.copy();
  const result = new PySet();
  for (const [key, value] of a.dict.entries()) {
    tick();
    const other = rest.get(key);
    if (other !== undefined && equals(other, value)) rest.delete(key);
    else result.add(new Tuple([key, value]));
  }
  for (const item of asTuples(rest)) result.add(item);
  return result;
}

function isSetLike(value: Value): value is PySet | DictSetView {
  return value instanceof PySet || value instanceof DictSetView;
}

function isWithin(inner: Value, outer: Value): boolean {
  const iterator = iterate(inner);
  for (let item = iterator.next(); item !== undefined; item = iterator.next()) {
    tick();
    if (!contains(outer, item)) return false;
  }
  return true;
}

/** `dict.keys()`. */
export class DictKeys extends DictSetView {
  protected readonly of = 'keys';

  get type(): PyType {
    return types.dict_keys;
  }

  override contains(item: Value): boolean {
    return this.dict.has(item);
  }
}

/** `dict.items()`. */
export class DictItems extends DictSetView {
  protected readonly of = 'items';

  get type(): PyType {
    return types.dict_items;
  }

  override contains(item: Value): boolean {
    if (!(item instanceof Tuple) || item.items.length !== 2) return false;
    const value = this.dict.get(item.items[0]);
    return value !== undefined && same(value, item.items[1]);
  }
}
