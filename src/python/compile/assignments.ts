import { attributeError, type PythonError, typeError, valueError } from '../../core/errors.ts';
import { findAttribute, findGetter, MEMBER_TYPES, noAttribute } from '../attributes.ts';
import { charge, tick } from '../budget.ts';
import { deleteItem, findIterator, getItem, inPlaceOperation, setItem } from '../operators.ts';
import type {
  Assignment,
  Attribute,
  AugmentedAssignment,
  Deletion,
  NamedExpression,
  Statement,
  Subscript,
  Target,
} from '../parse/ast.ts';
import { type PyIterator, PyObject, PyType, typeName, typeOf, type Value } from '../values.ts';
import { compileExpression } from './expressions.ts';
import type { Assign, Evaluate, Execute } from './frame.ts';
import { compileName, compileNameAssign, compileNameDeletion, compileReservedCheck } from './names.ts';
import type { Scope } from './scope.ts';

/** A statement that is no expression. */
export function compileStatement(node: Exclude<Statement, { type: 'ExpressionStatement' }>, scope: Scope): Execute {
  switch (node.type) {
    case 'Assignment':
      return compileAssignment(node, scope);
    case 'AugmentedAssignment':
      return compileAugmented(node, scope);
    case 'Deletion':
      return compileDeletion(node, scope);
  }
}

function compileAssignment(node: Assignment, scope: Scope): Execute {
  const value = compileExpression(node.value, scope);
  const targets = node.targets.map(target => compileTarget(target, scope));
  return frame => {
    const assigned = value(frame);
    for (const assign of targets) assign(frame, assigned);
  };
}

/** What an assignment, or a `for`, assigns to. */
export function compileTarget(target: Target, scope: Scope): Assign {
  switch (target.type) {
    case 'Name':
      if (target.name === '__debug__') scope.fail('cannot assign to __debug__', target.start);
      return compileNameAssign(target.name, scope);
    case 'Attribute':
      return compileAttributeAssign(target, scope);
    case 'Subscript': {
      const object = compileExpression(target.object, scope);
      const key = compileExpression(target.key, scope);
      return (frame, value) => {
        const container = object(frame);
        setItem(container, key(frame), value);
      };
    }
    case 'Starred':
      scope.fail('starred assignment target must be in a list or tuple', target.start);
      return () => {};
    default:
      return compileUnpacking(target.items as Target[], scope);
  }
}

function compileUnpacking(items: readonly Target[], scope: Scope): Assign {
  const starred = items.findIndex(({ type }) => type === 'Starred');
  const second = items.findLastIndex(({ type }) => type === 'Starred');
  if (second !== starred)
    scope.fail('multiple starred expressions in assignment', (items[second] as { start: number }).start);
  const targets = items.map(item => compileTarget(item.type === 'Starred' ? (item.argument as Target) : item, scope));
  return (frame, value) => {
    const values = starred < 0 ? unpack(value, targets.length) : unpackStarred(value, starred, targets.length);
    for (let i = 0; i < targets.length; i++) targets[i](frame, values[i]);
  };
}

function iterator(value: Value): PyIterator {
  const found = findIterator(value);
  if (!found) throw typeError(`cannot unpack non-iterable ${typeName(value)} object`);
  return found;
}

/** Exactly so many values. @throws ValueError, TypeError */
function unpack(value: Value, count: number): Value[] {
  const source = iterator(value);
  const values: Value[] = [];
  for (let i = 0; i < count; i++) {
    const item = source.next();
    if (item === undefined) throw valueError(`not enough values to unpack (expected ${count}, got ${i})`);
    values.push(item);
  }
  if (source.next() !== undefined) throw valueError(`too many values to unpack (expected ${count})`);
  return values;
}

/** So many values, the one at `starred` a list of what the others leave. */
function unpackStarred(value: Value, starred: number, count: number): Value[] {
  const source = iterator(value);
  const values: Value[] = [];
  for (let item = source.next(); item !== undefined; item = source.next()) {
    tick();
    charge(8);
    values.push(item);
  }
  if (values.length < count - 1)
    throw valueError(`not enough values to unpack (expected at least ${count - 1}, got ${values.length})`);
  const behind = count - starred - 1;
  const middle = values.splice(starred, values.length - starred - behind);
  values.splice(starred, 0, middle);
  return values;
}

function compileAttributeAssign(target: Attribute, scope: Scope): Assign {
  if (target.name === '__debug__') scope.fail('cannot assign to __debug__', target.start);
  const object = compileExpression(target.object, scope);
  return frame => {
    throw unassignable(object(frame), target.name);
  };
}

/** No value has attributes that could be set. */
function unassignable(object: Value, name: string): PythonError | Error {
  if (object instanceof PyType) return typeError(`cannot set '${name}' attribute of immutable type '${object.name}'`);
  if (findAttribute(object, name) === undefined) return noAttribute(object, name);
  const type = typeOf(object);
  if (MEMBER_TYPES.has(type)) return attributeError('readonly attribute');
  if (findGetter(type, name)) return attributeError(`attribute '${name}' of '${type.name}' objects is not writable`);
  return attributeError(`'${typeName(object)}' object attribute '${name}' is read-only`);
}

/** `target OP= value`: the container and the key are evaluated once, before the value. */
function compileAugmented(node: AugmentedAssignment, scope: Scope): Execute {
  const { target } = node;
  const operation = inPlaceOperation(node.operator);
  const value = compileExpression(node.value, scope);
  if (target.type === 'Subscript') return compileItemUpdate(target, operation, value, scope);
  const assign = compileTarget(target, scope);
  if (target.type === 'Attribute') {
    const object = compileExpression(target, scope);
    return frame => {
      object(frame);
      assign(frame, value(frame));
    };
  }
  const check = compileReservedCheck(target.name, scope);
  const read = compileName(target.name, scope);
  return frame => {
    check(frame);
    const old = read(frame);
    assign(frame, operation(old, value(frame)));
  };
}

function compileItemUpdate(
  target: Subscript,
  operation: (a: Value, b: Value) => Value,
  value: Evaluate,
  scope: Scope,
): Execute {
  const object = compileExpression(target.object, scope);
  const key = compileExpression(target.key, scope);
  return frame => {
    const container = object(frame);
    const at = key(frame);
    if (container instanceof PyObject && container.updateItem) {
      const operand = value(frame);
      container.updateItem(at, old => operation(old, operand));
      return;
    }
    const old = getItem(container, at);
    setItem(container, at, operation(old, value(frame)));
  };
}

function compileDeletion(node: Deletion, scope: Scope): Execute {
  const deletions = node.targets.map(target => compileDeletionTarget(target, scope));
  return frame => {
    for (const execute of deletions) execute(frame);
  };
}

function compileDeletionTarget(target: Target, scope: Scope): Execute {
  switch (target.type) {
    case 'Name':
      if (target.name === '__debug__') scope.fail('cannot delete __debug__', target.start);
      return compileNameDeletion(target.name, scope);
    case 'Subscript': {
      const object = compileExpression(target.object, scope);
      const key = compileExpression(target.key, scope);
      return frame => {
        const container = object(frame);
        deleteItem(container, key(frame));
      };
    }
    case 'Attribute': {
      const object = compileExpression(target.object, scope);
      return frame => {
        throw unassignable(object(frame), target.name);
      };
    }
    default:
      return compileDeletion({ type: 'Deletion', targets: (target as { items: Target[] }).items }, scope);
  }
}

/** `name := value`: binds in the lambda or program around the comprehensions it stands in. */
export function compileNamedExpression({ target, value }: NamedExpression, scope: Scope): Evaluate {
  const { name, start } = target;
  if (name === '__debug__') scope.fail('cannot assign to __debug__', start);
  scope.declareNamed(name, start);
  const evaluate = compileExpression(value, scope);
  const place = scope.find(name);
  const assign = compileNameAssign(name, scope);
  const check = !place || place.scope.kind === 'program' ? compileReservedCheck(name, scope) : null;
  return frame => {
    const result = evaluate(frame);
    check?.(frame);
    assign(frame, result);
    return result;
  };
}
