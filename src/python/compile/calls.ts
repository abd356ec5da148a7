import { typeError } from '../../core/errors.ts';
import { findAttribute, getAttribute, noAttribute } from '../attributes.ts';
import { tick } from '../budget.ts';
import { call, callOne, isCallable, notCallable } from '../call.ts';
import { nameOfCalled } from '../functionNames.ts';
import { listOf } from '../iterators.ts';
import { Lambda } from '../lambda.ts';
import { findIterator } from '../operators.ts';
import type { Attribute, Call, NamedArgument, Starred } from '../parse/ast.ts';
import { invoke, invokeOne, invokeWith } from '../signature.ts';
import { str } from '../text.ts';
import { Builtin, ClassMethod, Module, PyType, typeName, typeOf, type Value } from '../values.ts';
import { compileItems, type EvaluateItems, forEachEntry, valueAfterStar } from './displays.ts';
import { compileExpression } from './expressions.ts';
import type { Evaluate, Frame } from './frame.ts';
import { constantNamed } from './names.ts';
import { compileOperand, type Operand } from './operand.ts';
import type { Scope } from './scope.ts';

/** Keyword arguments; null where there are none. */
type EvaluateNamed = (frame: Frame, fn: Value) => Map<string, Value> | null;

/** A call. What is called is looked up before the arguments are evaluated, as in CPython. */
export function compileCall(node: Call, scope: Scope): Evaluate {
  const { callee } = node;
  if (node.named.length > 0 && node.positional.length === 1 && node.positional[0].type === 'Starred')
    return compileStarCall(node, node.positional[0], scope);
  if (callee.type === 'Attribute' && constantOf(callee, scope) === undefined)
    return compileMethodCall(node, callee, scope);
  const fn = compileExpression(callee, scope);
  const constant = constantOf(callee, scope);
  if (node.named.length === 0 && node.positional.length === 1 && node.positional[0].type !== 'Starred')
    return compileCallOfOne(fn, constant, compileOperand(node.positional[0], scope));
  const positional = compilePositional(node, scope);
  const named = compileNamed(node.named, scope);
  const builtin = constant instanceof PyType ? constant.construct : constant;
  if (builtin instanceof Builtin && constant !== undefined && !named)
    return frame => invoke(builtin, positional(frame, constant), null);
  if (!named) {
    return frame => {
      const called = fn(frame);
      return call(called, positional(frame, called), null);
    };
  }
  return frame => {
    const called = fn(frame);
    return call(called, positional(frame, called), named(frame, called));
  };
}

/** `fn(value)`. */
function compileCallOfOne(fn: Evaluate, constant: Value | undefined, argument: Operand): Evaluate {
  const builtin = constant instanceof PyType ? constant.construct : constant;
  if (builtin instanceof Builtin) return frame => invokeOne(builtin, argument.read(frame));
  return frame => {
    const called = fn(frame);
    return callOne(called, argument.read(frame));
  };
}

/** `fn(*values, name=value)`: CPython goes through the values when all arguments are evaluated. */
function compileStarCall(node: Call, { argument }: Starred, scope: Scope): Evaluate {
  const fn = compileExpression(node.callee, scope);
  const values = compileExpression(argument, scope);
  const named = compileNamed(node.named, scope)!;
  return frame => {
    const called = fn(frame);
    const source = values(frame);
    const names = named(frame, called);
    if (!findIterator(source)) throw notIterable(source, called);
    return call(called, listOf(source), names);
  };
}

function notIterable(value: Value, called: Value): Error {
  return typeError(`${describe(called)} argument after * must be an iterable, not ${typeName(value)}`);
}

function compileMethodCall(node: Call, callee: Attribute, scope: Scope): Evaluate {
  const { name } = callee;
  const object = compileExpression(callee.object, scope);
  const positional = compilePositional(node, scope);
  const named = compileNamed(node.named, scope) ?? (() => null);
  // CPython binds the method first where arguments are unpacked, which shows in what it says of names.
  const isBound = node.named.some(isUnpacking) || node.positional.some(isStarred);
  return frame => {
    const self = object(frame);
    const type = typeOf(self);
    const method = isBound || self instanceof PyType ? undefined : type.find(name);
    if (method instanceof Builtin && method.self === undefined) {
      const args = positional(frame, method);
      return invokeWith(method, method instanceof ClassMethod ? type : self, args, named(frame, method));
    }
    const called = getAttribute(self, name);
    return call(called, positional(frame, called), named(frame, called));
  };
}

const isUnpacking = ({ name }: NamedArgument) => name === null;
const isStarred = ({ type }: Call['positional'][number]) => type === 'Starred';

function compilePositional(node: Call, scope: Scope): EvaluateItems {
  const isAlone = node.positional.length === 1;
  return compileItems(node.positional, scope, (value, called) =>
    isAlone ? notIterable(value, called) : valueAfterStar(value),
  );
}

function compileNamed(named: readonly NamedArgument[], scope: Scope): EvaluateNamed | null {
  if (named.length === 0) return null;
  checkRepeated(named, scope);
  const steps = named.map(({ name, value }) => ({ name, evaluate: compileExpression(value, scope) }));
  return (frame, fn) => {
    const result = new Map<string, Value>();
    let areNames = true;
    for (const { name, evaluate } of steps) {
      const value = evaluate(frame);
      if (name !== null) addNamed(result, name, value, fn);
      else areNames = mergeNamed(result, value, fn) && areNames;
    }
    // CPython finds this when all has been evaluated.
    if (!areNames) throw isCallable(fn) ? typeError('keywords must be strings') : notCallable(fn);
    return result;
  };
}

function checkRepeated(named: readonly NamedArgument[], scope: Scope): void {
  /** The names by their places: of several that come again, CPython names the one that came first. */
  const places = new Map<string, number>();
  let first = named.length;
  let again = 0;
  named.forEach(({ name, start }, at) => {
    if (name === null) return;
    if (name === '__debug__') scope.fail('cannot assign to __debug__', start);
    const place = places.get(name);
    if (place === undefined) places.set(name, at);
    else if (place < first) [first, again] = [place, start];
  });
  if (first < named.length) scope.fail(`keyword argument repeated: ${named[first].name}`, again);
}

/** False where keys of the source are no names, which are left out. */
function mergeNamed(result: Map<string, Value>, source: Value, fn: Value): boolean {
  let areNames = true;
  forEachEntry(
    source,
    (key, value) => {
      if (typeof key === 'string') addNamed(result, key, value, fn);
      else areNames = false;
    },
    () => typeError(`${describe(fn)} argument after ** must be a mapping, not ${typeName(source)}`),
  );
  return areNames;
}

function addNamed(result: Map<string, Value>, name: string, value: Value, fn: Value): void {
  tick();
  if (result.has(name)) throw typeError(`${describe(fn)} got multiple values for keyword argument '${name}'`);
  result.set(name, value);
}

/** A function as CPython names it in these errors. */
function describe(fn: Value): string {
  if (fn instanceof Builtin) return `${nameOfCalled(fn)}()`;
  if (fn instanceof PyType) return `${fn.name}()`;
  return fn instanceof Lambda ? fn.called : str(fn);
}

/** `object.name`. */
export function compileAttribute(node: Attribute, scope: Scope): Evaluate {
  const constant = constantOf(node, scope);
  if (constant !== undefined) return () => constant;
  const { name } = node;
  const object = compileExpression(node.object, scope);
  // No type lists such a name; this makes sure of values that look names up themselves.
  if (name.startsWith('_')) {
    return frame => {
      throw noAttribute(object(frame), name);
    };
  }
  return frame => getAttribute(object(frame), name);
}

/** The value that a builtin's name, or a member of a module or type, has always; undefined for all else. */
function constantOf(node: Call['callee'], scope: Scope): Value | undefined {
  if (node.type === 'Name') return scope.find(node.name) ? undefined : constantNamed(node.name);
  if (node.type !== 'Attribute') return undefined;
  const object = constantOf(node.object, scope);
  if (!(object instanceof Module || object instanceof PyType)) return undefined;
  return findAttribute(object, node.name);
}
