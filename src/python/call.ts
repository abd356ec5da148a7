import type { Value } from './values.ts';

/** `fn(*positional, **named)`. @throws TypeError `'int' object is not callable`, or what binding the arguments throws. */
export function call(_fn: Value, _positional: Value[], _named: Map<string, Value> | null = null): Value {
  throw new Error('being written');
}

/** `fn(argument)`, without an array: what map, filter, sort and `key=` call. */
export function callOne(_fn: Value, _argument: Value): Value {
  throw new Error('being written');
}

/** `self.name(*positional, **named)`; makes no bound method where the type's own method is called. */
export function callMethod(
  _self: Value,
  _name: string,
  _positional: Value[],
  _named: Map<string, Value> | null = null,
): Value {
  throw new Error('being written');
}

/** `callable(value)`. */
export function isCallable(_value: Value): boolean {
  throw new Error('being written');
}
