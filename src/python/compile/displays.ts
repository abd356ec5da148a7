import { typeError } from '../../core/errors.ts';
import { charge, tick } from '../budget.ts';
import { callMethod } from '../call.ts';
import { Dict } from '../dict.ts';
import { format } from '../format/format.ts';
import { findIterator, getItem, iterate } from '../operators.ts';
import type {
  DictDisplay,
  DictEntry,
  Expression,
  FormattedString,
  FormattedValue,
  Sequence,
  Slice,
  Subscript,
} from '../parse/ast.ts';
import { PySet } from '../set.ts';
import { PySlice } from '../slice.ts';
import { ascii, repr, str } from '../text.ts';
import { type PyIterator, Tuple, typeName, typeOf, type Value } from '../values.ts';
import { compileExpression } from './expressions.ts';
import type { Evaluate, Frame } from './frame.ts';
import type { Scope } from './scope.ts';

/** Compiled items, evaluated into a new array; starred ones give all their values. `called`: the function whose arguments they are. */
export type EvaluateItems = (frame: Frame, called: Value) => Value[];
/** What is said of a starred value that is not iterable. */
type Refuse = (value: Value, called: Value) => Error;

export function compileItems(items: readonly Expression[], scope: Scope, refuse: Refuse): EvaluateItems {
  if (items.some(({ type }) => type === 'Starred')) return compileStarredItems(items, scope, refuse);
  const evaluators = items.map(item => compileExpression(item, scope));
  const [first, second, third] = evaluators;
  switch (evaluators.length) {
    case 0:
      return () => [];
    case 1:
      return frame => [first(frame)];
    case 2:
      return frame => [first(frame), second(frame)];
    case 3:
      return frame => [first(frame), second(frame), third(frame)];
    default:
      return frame => {
        charge(8 * evaluators.length);
        const values: Value[] = [];
        for (const evaluate of evaluators) values.push(evaluate(frame));
        return values;
      };
  }
}

function compileStarredItems(items: readonly Expression[], scope: Scope, refuse: Refuse): EvaluateItems {
  const steps = items.map(item =>
    item.type === 'Starred'
      ? { evaluate: compileExpression(item.argument, scope), starred: true }
      : { evaluate: compileExpression(item, scope), starred: false },
  );
  return (frame, called) => {
    const values: Value[] = [];
    for (const { evaluate, starred } of steps) {
      const value = evaluate(frame);
      charge(8);
      if (!starred) {
        values.push(value);
        continue;
      }
      const iterator = findIterator(value);
      if (!iterator) throw refuse(value, called);
      appendAll(values, iterator);
    }
    return values;
  };
}

function appendAll(values: Value[], iterator: PyIterator): void {
  for (let value = iterator.next(); value !== undefined; value = iterator.next()) {
    tick();
    charge(8);
    values.push(value);
  }
}

/** What is said of a starred value among others. */
export function valueAfterStar(value: Value): Error {
  return typeError(`Value after * must be an iterable, not ${typeName(value)}`);
}

function notIterable(value: Value): Error {
  return typeError(`'${typeName(value)}' object is not iterable`);
}

export function compileSequence(node: Sequence, scope: Scope): Evaluate {
  const items = compileItems(node.items, scope, node.type === 'Set' ? notIterable : valueAfterStar);
  if (node.type === 'List') return frame => items(frame, null);
  if (node.type === 'Tuple') return compileTuple(node, items);
  if (node.type === 'Set' && node.items.some(({ type }) => type === 'Starred')) return compileStarredSet(node, scope);
  return isConstantSet(node) ? frame => PySet.ofConstants(items(frame, null)) : frame => PySet.of(items(frame, null));
}

/** A starred set goes in as a whole, which decides the order of its items. */
function compileStarredSet(node: Sequence, scope: Scope): Evaluate {
  const steps = node.items.map(item => {
    const starred = item.type === 'Starred';
    return { starred, evaluate: compileExpression(starred ? item.argument : item, scope) };
  });
  const first = steps.findIndex(({ starred }) => starred);
  const [leading, others] = [steps.slice(0, first), steps.slice(first)];
  return frame => {
    // Those in front are hashed when all of them are evaluated.
    const set = PySet.of(leading.map(({ evaluate }) => evaluate(frame)));
    for (const { starred, evaluate } of others) {
      if (starred) set.update(evaluate(frame));
      else set.add(evaluate(frame));
    }
    return set;
  };
}

/** A set display that CPython folds into a constant, which decides the order of its items. */
export function isConstantSet(node: Expression): node is Sequence {
  return node.type === 'Set' && node.items.every(isConstant);
}

function isConstant(node: Expression): boolean {
  if (node.type === 'Literal') return true;
  if (node.type === 'Unary') return isConstant(node.argument);
  let left: Expression = node;
  // Long sums are deep on their left.
  while (left.type === 'Binary') {
    if (!isConstant(left.right)) return false;
    left = left.left;
  }
  if (left !== node) return isConstant(left);
  return node.type === 'Tuple' && node.items.every(isConstant);
}

/** A constant set that is iterated over by a comprehension. */
export function compileIteratedSet(node: Sequence, scope: Scope): Evaluate {
  const items = compileItems(node.items, scope, notIterable);
  return frame => PySet.constantOf(items(frame, null));
}

function compileTuple(node: Sequence, items: EvaluateItems): Evaluate {
  if (node.items.length === 0) {
    const empty = new Tuple([]);
    return () => empty;
  }
  return frame => new Tuple(items(frame, null));
}

/** CPython builds a dict of so many entries at once, more of them one by one. */
const MAX_AT_ONCE = 15;
/** So many entries it takes together. */
const CHUNK = 17;

export function compileDict(node: DictDisplay, scope: Scope): Evaluate {
  const ends = chunkEnds(node.entries);
  const entries = node.entries.map(({ key, value }, i) => ({
    key: key && compileExpression(key, scope),
    value: compileExpression(value, scope),
    isLast: ends[i],
  }));
  return frame => {
    const dict = new Dict();
    // Keys and values that wait to be put in: an unhashable key is found only then.
    let pending: Value[] = [];
    for (const { key, value, isLast } of entries) {
      if (key) pending.push(key(frame), value(frame));
      else mergeInto(dict, value(frame));
      if (isLast) pending = setAll(dict, pending);
    }
    return dict;
  };
}

/** For each entry, whether those up to it are put into the dict before the next one is evaluated. */
function chunkEnds(entries: readonly DictEntry[]): boolean[] {
  const ends: boolean[] = [];
  for (let start = 0; start < entries.length; start = ends.length) {
    let end = start + 1;
    if (entries[start].key) while (end < entries.length && end < start + CHUNK && entries[end].key) end++;
    for (let i = start; i < end; i++) ends.push(i === end - 1 || end - start > MAX_AT_ONCE);
  }
  return ends;
}

function setAll(dict: Dict, pending: Value[]): Value[] {
  for (let i = 0; i < pending.length; i += 2) dict.set(pending[i], pending[i + 1]);
  return [];
}

function mergeInto(dict: Dict, source: Value): void {
  forEachEntry(
    source,
    (key, value) => dict.set(key, value),
    () => typeError(`'${typeName(source)}' object is not a mapping`),
  );
}

/** Goes through a mapping; what is none ends in `refuse()`. */
export function forEachEntry(source: Value, take: (key: Value, value: Value) => void, refuse: () => Error): void {
  if (source instanceof Dict) {
    for (const [key, value] of source.entries()) {
      tick();
      take(key, value);
    }
    return;
  }
  if (typeOf(source).find('keys') === undefined) throw refuse();
  const iterator = iterate(callMethod(source, 'keys', []));
  for (let key = iterator.next(); key !== undefined; key = iterator.next()) {
    tick();
    take(key, getItem(source, key));
  }
}

/** A format specification is nearly always plain text. */
type EvaluateText = (frame: Frame) => string;

export function compileFormattedString(node: FormattedString, scope: Scope): EvaluateText {
  const parts = node.parts.map(part => (typeof part === 'string' ? () => part : compileFormattedValue(part, scope)));
  const [first, second] = parts;
  if (parts.length === 1) return first;
  if (parts.length === 2) return frame => joined(first(frame), second(frame));
  return frame => {
    let text = '';
    for (const part of parts) text = joined(text, part(frame));
    return text;
  };
}

function joined(a: string, b: string): string {
  charge(2 * b.length);
  return a + b;
}

function compileFormattedValue({ expression, conversion, spec }: FormattedValue, scope: Scope): EvaluateText {
  const evaluate = compileExpression(expression, scope);
  const convert = CONVERSIONS[conversion];
  if (!spec) {
    if (convert) return frame => convert(evaluate(frame));
    return frame => {
      const value = evaluate(frame);
      return typeof value === 'string' ? value : format(value, '');
    };
  }
  const evaluateSpec = compileFormattedString(spec, scope);
  return frame => {
    const value = evaluate(frame);
    return format(convert ? convert(value) : value, evaluateSpec(frame));
  };
}

const CONVERSIONS = { '': null, s: str, r: repr, a: ascii };

export function compileSubscript(node: Subscript, scope: Scope): Evaluate {
  const object = compileExpression(node.object, scope);
  const key = compileExpression(node.key, scope);
  return frame => getItem(object(frame), key(frame));
}

export function compileSlice(node: Slice, scope: Scope): Evaluate {
  const [from, to, step] = [node.from, node.to, node.step].map(part =>
    part ? compileExpression(part, scope) : () => null,
  );
  return frame => new PySlice(from(frame), to(frame), step(frame));
}
