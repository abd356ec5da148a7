import { typeError } from '../core/errors.ts';
import { getAttribute } from './attributes.ts';
import { invoke, invokeOne, invokeWith } from './signature.ts';
import { Builtin, ClassMethod, PyObject, PyType, typeName, typeOf, type Value } from './values.ts';

/** `fn(*positional, **named)`. @throws TypeError `'int' object is not callable`, or what binding the arguments throws. */
export function call(fn: Value, positional: Value[], named: Map<string, Value> | null = null): Value {
  if (fn instanceof Builtin) return invoke(fn, positional, named);
  if (fn instanceof PyObject && fn.call) return fn.call({ positional, named });
  throw notCallable(fn);
}

/** What is said of a call of what is no function. */
export function notCallable(value: Value): Error {
  return typeError(`'${typeName(value)}' object is not callable`);
}

/** `fn(argument)`: what map, filter, sort and `key=` call. */
export function callOne(fn: Value, argument: Value): Value {
  if (fn instanceof PyObject && fn.callOne) return fn.callOne(argument);
  if (fn instanceof Builtin) return invokeOne(fn, argument);
  if (fn instanceof PyType && fn.construct) return invokeOne(fn.construct, argument);
  return call(fn, [argument]);
}

/** `self.name(*positional, **named)`; makes no bound method where the type's own method is called. */
export function callMethod(
  self: Value,
  name: string,
  positional: Value[],
  named: Map<string, Value> | null = null,
): Value {
  if (!(self instanceof PyType)) {
    const type = typeOf(self);
    const member = type.find(name);
    if (member instanceof Builtin && member.self === undefined)
      return invokeWith(member, member instanceof ClassMethod ? type : self, positional, named);
  }
  return call(getAttribute(self, name), positional, named);
}

/** `callable(value)`. */
export function isCallable(value: Value): boolean {
  return value instanceof Builtin || (value instanceof PyObject && value.call !== undefined);
}
