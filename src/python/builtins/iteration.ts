import { PythonError, typeError, valueError } from '../../core/errors.ts';
import { toInt } from '../arguments.ts';
import { callOne, isCallable } from '../call.ts';
import {
  CallIterator,
  Enumerate,
  Filter,
  forEachValue,
  iteratorTypes,
  listOf,
  MapIterator,
  reversed,
  Zip,
} from '../iterators.ts';
import { greaterThan, lessThan } from '../operators/compare.ts';
import { iterate, toIndex, truth } from '../operators/protocol.ts';
import { builtin, defineConstructor } from '../signature.ts';
import { sorted } from '../sort.ts';
import { PyIterator, typeName, type Value } from '../values.ts';

type Named = ReadonlyMap<string, Value>;

const { enumerate, filter, map, reversed: reversedType, zip } = iteratorTypes;

defineConstructor(enumerate, '*args, **kwargs', (args: Value[], named: Named) => {
  const given = args.length + named.size;
  if (given === 0 || named.size > 2) throw typeError("enumerate() missing required argument 'iterable'");
  if (given > 2) throw typeError(`enumerate() takes at most 2 arguments (${given} given)`);
  const isTaken = (name: string) => (name === 'iterable' && args.length === 0) || (name === 'start' && given === 2);
  for (const name of named.keys())
    if (!isTaken(name)) throw typeError(`'${name}' is an invalid keyword argument for enumerate()`);
  const start = args.length > 1 ? args[1] : named.get('start');
  return new Enumerate(args.length > 0 ? args[0] : named.get('iterable')!, start === undefined ? 0n : toIndex(start));
});

defineConstructor(filter, 'function, iterable, /', (fn: Value, iterable: Value) => new Filter(fn, iterable));

defineConstructor(map, '*args', (args: Value[]) => {
  if (args.length < 2) throw typeError('map() must have at least two arguments.');
  return new MapIterator(args[0], args.slice(1));
});

defineConstructor(reversedType, 'sequence, /', reversed);

defineConstructor(zip, '*args, **kwargs', (iterables: Value[], named: Named) => {
  checkNames('zip', named, ['strict']);
  return new Zip(iterables, truth(named.get('strict') ?? null) ? 'strict' : 'shortest');
});

/** The check of PyArg_ParseTupleAndKeywords for what takes its positional arguments another way. @throws TypeError */
function checkNames(name: string, named: Named, allowed: readonly string[]): void {
  const plural = allowed.length === 1 ? '' : 's';
  if (named.size > allowed.length)
    throw typeError(`${name}() takes at most ${allowed.length} keyword argument${plural} (${named.size} given)`);
  for (const given of named.keys())
    if (!allowed.includes(given)) throw typeError(`'${given}' is an invalid keyword argument for ${name}()`);
}

/** `max` and `min`: `wins` tells whether a value is to be preferred to the best so far. */
function extreme(name: string, wins: (value: Value, best: Value) => boolean) {
  return builtin(name, '*args, **kwargs', (args: Value[], named: Named) => {
    if (args.length === 0) throw typeError(`${name} expected at least 1 argument, got 0`);
    checkNames(name, named, ['key', 'default']);
    if (args.length > 1 && named.has('default'))
      throw typeError(`Cannot specify a default for ${name}() with multiple positional arguments`);
    const found = bestOf(args.length > 1 ? args : args[0], named.get('key') ?? null, wins);
    const best = found === undefined ? named.get('default') : found;
    if (best === undefined) throw valueError(`${name}() arg is an empty sequence`);
    return best;
  });
}

function bestOf(values: Value, key: Value, wins: (value: Value, best: Value) => boolean): Value | undefined {
  let best: Value | undefined;
  let bestKey: Value = null;
  forEachValue(values, value => {
    const valueKey = key === null ? value : callOne(key, value);
    if (best !== undefined && !wins(valueKey, bestKey)) return;
    best = value;
    bestKey = valueKey;
  });
  return best;
}

function sort(args: Value[], named: Named): Value {
  if (args.length !== 1) throw typeError(`sorted expected 1 argument, got ${args.length}`);
  const values = Array.isArray(args[0]) ? args[0] : listOf(args[0]);
  if (named.size === 0) return sorted(values, null, 'ascending');
  checkNames('sort', named, ['key', 'reverse']);
  const isReversed = toInt(named.has('reverse') ? named.get('reverse')! : false) !== 0;
  return sorted(values, named.get('key') ?? null, isReversed ? 'descending' : 'ascending');
}

function next(iterator: Value, otherwise?: Value): Value {
  if (!(iterator instanceof PyIterator)) throw typeError(`'${typeName(iterator)}' object is not an iterator`);
  const value = iterator.next();
  if (value !== undefined) return value;
  if (otherwise === undefined) throw new PythonError('StopIteration');
  return otherwise;
}

function iter(value: Value, sentinel?: Value): Value {
  if (sentinel === undefined) return iterate(value);
  if (!isCallable(value)) throw typeError('iter(v, w): v must be callable');
  return new CallIterator(value, sentinel);
}

function any(iterable: Value): boolean {
  let found = false;
  forEachValue(iterable, value => {
    found = truth(value);
    return !found;
  });
  return found;
}

function all(iterable: Value): boolean {
  let holds = true;
  forEachValue(iterable, value => {
    holds = truth(value);
    return holds;
  });
  return holds;
}

/** The functions over what can be iterated over. */
export const ITERATION = [
  builtin('all', 'iterable, /', all),
  builtin('any', 'iterable, /', any),
  builtin('iter', 'object, sentinel=, /', iter),
  extreme('max', greaterThan),
  extreme('min', lessThan),
  builtin('next', 'iterator, default=, /', next),
  builtin('sorted', '*args, **kwargs', sort),
];
