import { typeError } from '../../core/errors.ts';
import { NOT_IMPLEMENTED, PyObject, typeName, type UnaryOperator, type Value } from '../values.ts';

/** `-a`. @throws TypeError `bad operand type for unary -: 'str'`; so do the two that follow. */
export function negate(a: Value): Value {
  switch (typeof a) {
    case 'bigint':
    case 'number':
      return -a;
    case 'boolean':
      return a ? -1n : 0n;
    default:
      return unaryOfObject('-', a);
  }
}

/** `+a`. */
export function positive(a: Value): Value {
  switch (typeof a) {
    case 'bigint':
    case 'number':
      return a;
    case 'boolean':
      return a ? 1n : 0n;
    default:
      return unaryOfObject('+', a);
  }
}

/** `~a`. */
export function invert(a: Value): Value {
  if (typeof a === 'bigint') return ~a;
  if (typeof a === 'boolean') return a ? -2n : -1n;
  return unaryOfObject('~', a);
}

function unaryOfObject(operator: UnaryOperator, a: Value): Value {
  const result = a instanceof PyObject && a.unary ? a.unary(operator) : NOT_IMPLEMENTED;
  if (result === NOT_IMPLEMENTED) throw typeError(`bad operand type for unary ${operator}: '${typeName(a)}'`);
  return result;
}

/** `-a`, `+a`, `~a` (`not a` is `!truth(a)`). */
export function unary(operator: UnaryOperator, a: Value): Value {
  return operator === '-' ? negate(a) : operator === '+' ? positive(a) : invert(a);
}

/** `abs(a)`. @throws TypeError `bad operand type for abs(): 'str'`. */
export function absolute(a: Value): Value {
  if (typeof a === 'bigint') return a < 0n ? -a : a;
  if (typeof a === 'number') return Math.abs(a);
  if (typeof a === 'boolean') return a ? 1n : 0n;
  if (a instanceof PyObject && a.absolute) return a.absolute();
  throw typeError(`bad operand type for abs(): '${typeName(a)}'`);
}
