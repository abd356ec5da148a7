import type { BinaryOperator, Tuple, UnaryOperator, Value } from '../values.ts';

type Operation = (a: Value, b: Value) => Value;

export function add(_a: Value, _b: Value): Value {
  throw new Error('being written');
}
export function subtract(_a: Value, _b: Value): Value {
  throw new Error('being written');
}
export function multiply(_a: Value, _b: Value): Value {
  throw new Error('being written');
}
/** `a / b`. */
export function trueDivide(_a: Value, _b: Value): Value {
  throw new Error('being written');
}
export function floorDivide(_a: Value, _b: Value): Value {
  throw new Error('being written');
}
export function modulo(_a: Value, _b: Value): Value {
  throw new Error('being written');
}
export function power(_a: Value, _b: Value): Value {
  throw new Error('being written');
}
/** `a @ b`: always a TypeError among values of data. */
export function matrixMultiply(_a: Value, _b: Value): Value {
  throw new Error('being written');
}
export function shiftLeft(_a: Value, _b: Value): Value {
  throw new Error('being written');
}
export function shiftRight(_a: Value, _b: Value): Value {
  throw new Error('being written');
}
export function bitAnd(_a: Value, _b: Value): Value {
  throw new Error('being written');
}
export function bitOr(_a: Value, _b: Value): Value {
  throw new Error('being written');
}
export function bitXor(_a: Value, _b: Value): Value {
  throw new Error('being written');
}
/** `-a` */
export function negate(_a: Value): Value {
  throw new Error('being written');
}
/** `+a` */
export function positive(_a: Value): Value {
  throw new Error('being written');
}
/** `~a` */
export function invert(_a: Value): Value {
  throw new Error('being written');
}
/** The operation of an operator, for a compiler to bind once. */
export function binaryOperation(_operator: BinaryOperator): Operation {
  throw new Error('being written');
}
/** The operation of `a OP= b`; changes a list, set or dict in place and returns it. */
export function inPlaceOperation(_operator: BinaryOperator): Operation {
  throw new Error('being written');
}
/** `a OP b`. @throws TypeError `unsupported operand type(s) for +: 'int' and 'str'` and whatever the operation throws. */
export function binary(operator: BinaryOperator, a: Value, b: Value): Value {
  return binaryOperation(operator)(a, b);
}
/** `a OP= b` (`operator` without the equals sign). */
export function inPlace(operator: BinaryOperator, a: Value, b: Value): Value {
  return inPlaceOperation(operator)(a, b);
}
/** `-a`, `+a`, `~a` (`not` is `!truth(a)`). */
export function unary(_operator: UnaryOperator, _a: Value): Value {
  throw new Error('being written');
}
/** `divmod(a, b)`. */
export function divideModulo(_a: Value, _b: Value): Tuple {
  throw new Error('being written');
}
/** `pow(a, b, c)`; c None or absent: `a ** b`. */
export function powerModulo(_a: Value, _b: Value, _c: Value = null): Value {
  throw new Error('being written');
}
/** `abs(a)`. */
export function absolute(_a: Value): Value {
  throw new Error('being written');
}
