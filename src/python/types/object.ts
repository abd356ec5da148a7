import { typeError } from '../../core/errors.ts';
import { argumentType } from '../arguments.ts';
import { defineConstructor, defineMethods } from '../signature.ts';
import { PyObject, type PyType, typeOf, types, type Value } from '../values.ts';

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
  if (args.length === 3) throw refusedClass(args);
  if (named.size > 0) throw typeError('type() takes no keyword arguments');
  return typeOf(args[0]);
});

function refusedClass(args: readonly Value[]): Error {
  const expected = [types.str, types.tuple, types.dict];
  const wrong = args.findIndex((arg, i) => typeOf(arg) !== expected[i]);
  if (wrong < 0) return typeError("cannot create 'type' instances");
  const given = argumentType(args[wrong]);
  return typeError(`type.__new__() argument ${wrong + 1} must be ${expected[wrong].name}, not ${given}`);
}

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
