import { tick } from '../python/budget.ts';
import { Dict } from '../python/dict.ts';
import { Tuple, type Value } from '../python/values.ts';
import { MyData } from './myData.ts';

/** Deeper in a value MyData stays, and its text is an error. */
const MAX_DEPTH = 100;

/**
 * A value as it leaves its evaluation: MyData in it, by itself or in lists, tuples and dicts, is a dict of what it is now, since it can be read
 * in an evaluation alone. What has none in it is returned as it is.
 */
export function withoutMyData(value: Value): Value {
  return replaceIn(value, new Set(), 0);
}

function replaceIn(value: Value, around: Set<Value>, depth: number): Value {
  if (value instanceof MyData) return value.toDict();
  const isContainer = Array.isArray(value) || value instanceof Tuple || value instanceof Dict;
  if (!isContainer || depth === MAX_DEPTH || around.has(value)) return value;
  around.add(value);
  const replace = (item: Value) => {
    tick();
    return replaceIn(item, around, depth + 1);
  };
  const copy = value instanceof Dict ? replaceInDict(value, replace) : replaceInItems(value, replace);
  around.delete(value);
  return copy;
}

function replaceInItems(value: Value[] | Tuple, replace: (item: Value) => Value): Value {
  const items = value instanceof Tuple ? value.items : value;
  const replaced = items.map(replace);
  if (replaced.every((item, index) => Object.is(item, items[index]))) return value;
  return value instanceof Tuple ? new Tuple(replaced) : replaced;
}

function replaceInDict(value: Dict, replace: (item: Value) => Value): Value {
  let isSame = true;
  const replaced = [...value.entries()].map(([key, item]): [Value, Value] => {
    const copy = replace(item);
    isSame &&= Object.is(copy, item);
    return [key, copy];
  });
  return isSame ? value : Dict.of(replaced);
}
