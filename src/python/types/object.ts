import { typeError } from '../../core/errors.ts';
import { defineConstructor, defineMethods } from '../signature.ts';
import { PyObject, type PyType, typeName, typeOf, types, type Value } from '../values.ts';

/** `object()`: a value that is equal to itself alone. */
class PlainObject extends PyObject {
  get type(): PyType {
    return types.object;
  }
}

defineConstructor(types.object, '*args, **kwargs', (args: Value[], named: Map<string, Value>) => {
  if (args.length > 0 || named.size > 0) throw typeError('object() takes no arguments');
  return new PlainObject();
});

defineConstructor(types.NoneType, '*args, **kwargs', (args: Value[], named: Map<string, Value>) => {
  if (args.length > 0 || named.size > 0) throw typeError('NoneType takes no arguments');
  return null;
});

/** `type(value)`; classes can't be made here, so the form with three arguments is refused. */
defineConstructor(types.type, '*args, **kwargs', (args: Value[], named: Map<string, Value>) => {
  if (args.length !== 1 && args.length !== 3) throw typeError('type() takes 1 or 3 arguments');
  if (args.length === 3 && typeof args[0] !== 'string')
    throw typeError(`type.__new__() argument 1 must be str, not ${args[0] === null ? 'None' : typeName(args[0])}`);
  if (args.length === 3) throw typeError("cannot create 'type' instances");
  if (named.size > 0) throw typeError('type() takes no keyword arguments');
  return typeOf(args[0]);
});

defineMethods(types.type, {
  mro: [
    '',
    (self: PyType) => {
      const order: Value[] = [];
      for (let type: PyType | null = self; type; type = type.base) order.push(type);
      if (self !== types.object) order.push(types.object);
      return order;
    },
  ],
});
