import { keyError, permissionError, typeError } from '../core/errors.ts';
import { compilePattern, type KeyPattern } from '../core/fnmatch.ts';
import { requirePattern } from '../core/identity.ts';
import { chain, isPending, type PromiseOrValue } from '../core/promiseOrValue.ts';
import { call } from '../python/call.ts';
import { Dict } from '../python/dict.ts';
import { iterate } from '../python/operators.ts';
import { defineMethods } from '../python/signature.ts';
import { repr } from '../python/text.ts';
import { type PyIterator, PyObject, PyType, typeName, types, type Value } from '../python/values.ts';
import { DictItems, DictKeys, DictValues } from '../python/views.ts';
import type { RequestContext } from './context.ts';
import { isFact, mergeByKey } from './facts.ts';
import { journalled } from './journal.ts';
import { checkKey } from './names.ts';

/** MyData as the commands see it: the registry and the server's own facts under one roof. */

export const EVERY_KEY = compilePattern('*');

/** The value of a key, of the registry or of the server's own; undefined where there is none. */
export function readKey(context: RequestContext, key: string): PromiseOrValue<Value | undefined> {
  return isFact(key) ? journalled(() => context.services.facts.get(key)) : context.registry.get(key);
}

/** All that match, the server's own too, in the order of the keys. */
export function readEntries(context: RequestContext, pattern: KeyPattern): PromiseOrValue<[string, Value][]> {
  return chain(context.registry.entries(pattern), entries =>
    chain(
      journalled(() => context.services.facts.entries(pattern)),
      facts => mergeByKey(entries, facts),
    ),
  );
}

/** Removes what matches; the server's own keys stay. */
export function deleteMatching(context: RequestContext, pattern: KeyPattern): PromiseOrValue<number> {
  return context.registry.deleteMatching(pattern);
}

/** @throws PermissionError for a key of the server's own. */
export function refuseFact(key: string): void {
  if (isFact(key)) throw permissionError(`'${key}' is read-only: the server.* keys are the server's own`);
}

const myDataType = new PyType('MyData');

/**
 * The mapping `MyData` in expressions. It belongs to the evaluation that is running; in one, no port waits (an
 * evaluation that must is given up and run again), so everything here is synchronous.
 */
export class MyData extends PyObject {
  readonly #context: () => RequestContext;

  constructor(context: () => RequestContext) {
    super();
    this.#context = context;
  }

  get type(): PyType {
    return myDataType;
  }

  override repr(): string {
    return repr(this.toDict());
  }

  override length(): number {
    const context = this.#readAll();
    const facts = journalled(() => context.services.facts.keys(EVERY_KEY).length);
    return there(context.registry.count()) + there(facts);
  }

  override contains(key: Value): boolean {
    return typeof key === 'string' && this.read(key) !== undefined;
  }

  override iterate(): PyIterator {
    return iterate(this.toDict());
  }

  override getItem(key: Value): Value {
    const value = this.read(textKey(key));
    if (value === undefined) throw keyError(repr(key));
    return value;
  }

  override setItem(key: Value, value: Value): void {
    const text = writableKey(key);
    there(this.#for('write', text).registry.set(text, value));
  }

  override deleteItem(key: Value): void {
    const text = writableKey(key);
    if (!there(this.#for('write', text).registry.delete(text))) throw keyError(repr(key));
  }

  /** `MyData[key] = change(MyData[key])`, atomically. */
  override updateItem(key: Value, change: (old: Value) => Value): void {
    const text = writableKey(key);
    this.#for('read', text);
    there(
      this.#for('write', text).registry.update(text, old => {
        if (old === undefined) throw keyError(repr(key));
        return change(old);
      }),
    );
  }

  read(key: string): Value | undefined {
    return there(readKey(this.#for('read', key), key));
  }

  toDict(): Dict {
    return Dict.of(there(readEntries(this.#readAll(), EVERY_KEY)));
  }

  /** @throws PermissionError */
  #for(scope: 'read' | 'write', key: string): RequestContext {
    const context = this.#context();
    context.requireKey(scope, key);
    return context;
  }

  #readAll(): RequestContext {
    const context = this.#context();
    requirePattern(context.session.identity, 'read', EVERY_KEY);
    return context;
  }
}

/** What is there at once: inside an evaluation, all that a port returns. */
function there<T>(result: PromiseOrValue<T>): T {
  if (isPending(result)) throw new Error('a port waited inside an evaluation');
  return result;
}

function textKey(key: Value): string {
  if (typeof key !== 'string') throw typeError(`key must be str, not ${typeName(key)}`);
  return key;
}

function writableKey(key: Value): string {
  const text = checkKey(textKey(key), 'key');
  refuseFact(text);
  return text;
}

defineMethods(myDataType, {
  get: [
    'key, default=None, /',
    (self: MyData, key: Value, fallback: Value = null) => {
      const value = self.read(textKey(key));
      return value === undefined ? fallback : value;
    },
  ],
  keys: ['', (self: MyData) => new DictKeys(self.toDict())],
  values: ['', (self: MyData) => new DictValues(self.toDict())],
  items: ['', (self: MyData) => new DictItems(self.toDict())],
  pop: [
    'key, default=None, /',
    (self: MyData, key: Value, fallback?: Value) => {
      const value = self.read(textKey(key));
      if (value === undefined && fallback !== undefined) return fallback;
      self.deleteItem(key);
      return value as Value;
    },
  ],
  setdefault: [
    'key, default=None, /',
    (self: MyData, key: Value, fallback: Value = null) => {
      const value = self.read(textKey(key));
      if (value !== undefined) return value;
      self.setItem(key, fallback);
      return self.getItem(key);
    },
  ],
  update: [
    'mapping=(), /, **values',
    (self: MyData, mapping: Value | undefined, values: Map<string, Value>) => {
      const given = call(types.dict, mapping === undefined ? [] : [mapping], values) as Dict;
      for (const [key, value] of given.entries()) self.setItem(key, value);
      return null;
    },
  ],
});
