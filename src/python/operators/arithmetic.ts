import { type PythonError, typeError, valueError, zeroDivisionError } from '../../core/errors.ts';
import { Complex } from '../complex.ts';
import { divideModuloFloat, floorDivideFloat, moduloFloat, powerFloat } from '../floats.ts';
import { formatPercent, formatPercentBytes } from '../format/percent.ts';
import * as integers from '../integers.ts';
import {
  type BinaryOperator,
  Builtin,
  Bytes,
  NOT_IMPLEMENTED,
  type NotImplemented,
  PyObject,
  Tuple,
  typeName,
  typeOf,
  type Value,
} from '../values.ts';
import { concatenate, extend, repeat, repeatInPlace } from './sequences.ts';

type Operation = (a: Value, b: Value) => Value;

/** What an operator does with two ints and with two floats; absent where it is not for them. */
interface Arithmetic {
  integers?: (a: bigint, b: bigint) => Value;
  floats?: (a: number, b: number) => Value;
  booleans?: (a: boolean, b: boolean) => boolean;
}

const ARITHMETIC: Record<BinaryOperator, Arithmetic> = {
  '+': { integers: integers.add, floats: (a, b) => a + b },
  '-': { integers: integers.subtract, floats: (a, b) => a - b },
  '*': { integers: integers.multiply, floats: (a, b) => a * b },
  '/': { integers: integers.trueDivide, floats: divideFloats },
  '//': { integers: integers.floorDivide, floats: floorDivideFloat },
  '%': { integers: integers.modulo, floats: moduloFloat },
  '**': { integers: powerOfIntegers, floats: powerOfFloats },
  '@': {},
  '<<': { integers: integers.shiftLeft },
  '>>': { integers: integers.shiftRight },
  '&': { integers: (a, b) => a & b, booleans: (a, b) => a && b },
  '|': { integers: (a, b) => integers.accountFor(a | b), booleans: (a, b) => a || b },
  '^': { integers: (a, b) => integers.accountFor(a ^ b), booleans: (a, b) => a !== b },
};

function divideFloats(a: number, b: number): number {
  if (b === 0) throw zeroDivisionError('float division by zero');
  return a / b;
}

function powerOfIntegers(base: bigint, exponent: bigint): Value {
  if (exponent >= 0n) return integers.power(base, exponent);
  return powerFloat(integers.toNumber(base), integers.toNumber(exponent));
}

function powerOfFloats(base: number, exponent: number): Value {
  const complex = base < 0 && Number.isFinite(base) && Number.isFinite(exponent) && !Number.isInteger(exponent);
  if (!complex) return powerFloat(base, exponent);
  return new Complex(base, 0).binary('**', exponent, false) as Value;
}

/** `a + b`; so with the twelve that follow. @throws TypeError `unsupported operand type(s) for +: 'int' and 'str'` and what the operation throws. */
export function add(a: Value, b: Value): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') return integers.add(a, b);
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  return operate('+', a, b, '+');
}

export function subtract(a: Value, b: Value): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') return integers.subtract(a, b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return operate('-', a, b, '-');
}

export function multiply(a: Value, b: Value): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') return integers.multiply(a, b);
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  return operate('*', a, b, '*');
}

/** `a / b`. */
export function divide(a: Value, b: Value): Value {
  if (typeof a === 'number' && typeof b === 'number') return divideFloats(a, b);
  return typeof a === 'bigint' && typeof b === 'bigint' ? integers.trueDivide(a, b) : operate('/', a, b, '/');
}

export function floorDivide(a: Value, b: Value): Value {
  return typeof a === 'bigint' && typeof b === 'bigint' ? integers.floorDivide(a, b) : operate('//', a, b, '//');
}

export function modulo(a: Value, b: Value): Value {
  return typeof a === 'bigint' && typeof b === 'bigint' ? integers.modulo(a, b) : operate('%', a, b, '%');
}

export function power(a: Value, b: Value): Value {
  return operate('**', a, b, '** or pow()');
}

/** `a @ b`: a TypeError for all values of data. */
export function matrixMultiply(a: Value, b: Value): Value {
  return operate('@', a, b, '@');
}

export function shiftLeft(a: Value, b: Value): Value {
  return operate('<<', a, b, '<<');
}

export function shiftRight(a: Value, b: Value): Value {
  return operate('>>', a, b, '>>');
}

export function bitAnd(a: Value, b: Value): Value {
  return operate('&', a, b, '&');
}

export function bitOr(a: Value, b: Value): Value {
  return operate('|', a, b, '|');
}

export function bitXor(a: Value, b: Value): Value {
  return operate('^', a, b, '^');
}

/** `shown`: the operator as the TypeError names it. */
function operate(operator: BinaryOperator, a: Value, b: Value, shown: string): Value {
  const number = operateNumbers(operator, a, b);
  if (number !== NOT_IMPLEMENTED) return number;
  const formatted = operator === '%' ? formatByPercent(a, b) : NOT_IMPLEMENTED;
  if (formatted !== NOT_IMPLEMENTED) return formatted;
  const result = operateObjects(operator, a, b);
  if (result !== NOT_IMPLEMENTED) return result;
  const sequence = operator === '+' ? concatenate(a, b) : operator === '*' ? repeat(a, b) : NOT_IMPLEMENTED;
  if (sequence !== NOT_IMPLEMENTED) return sequence;
  throw unsupported(shown, a, b);
}

function operateNumbers(operator: BinaryOperator, a: Value, b: Value): Value | NotImplemented {
  const { integers, floats, booleans } = ARITHMETIC[operator];
  if (typeof a === 'number' || typeof b === 'number') {
    if (!floats || !isNumber(a) || !isNumber(b)) return NOT_IMPLEMENTED;
    return floats(realOf(a), realOf(b));
  }
  if (booleans && typeof a === 'boolean' && typeof b === 'boolean') return booleans(a, b);
  if (!integers || !isNumber(a) || !isNumber(b)) return NOT_IMPLEMENTED;
  return integers(wholeOf(a), wholeOf(b));
}

function isNumber(value: Value): value is bigint | number | boolean {
  return typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean';
}

function realOf(value: bigint | number | boolean): number {
  if (typeof value === 'number') return value;
  return typeof value === 'bigint' ? integers.toNumber(value) : Number(value);
}

/** Of an int or a bool. */
function wholeOf(value: bigint | number | boolean): bigint {
  return typeof value === 'bigint' ? value : BigInt(value);
}

function formatByPercent(a: Value, b: Value): Value | NotImplemented {
  if (typeof a === 'string') return formatPercent(a, b);
  return a instanceof Bytes ? formatPercentBytes(a, b) : NOT_IMPLEMENTED;
}

function operateObjects(operator: BinaryOperator, a: Value, b: Value): Value | NotImplemented {
  if (a instanceof PyObject && a.binary) {
    const result = a.binary(operator, b, false);
    if (result !== NOT_IMPLEMENTED) return result;
  }
  return b instanceof PyObject && b.binary ? b.binary(operator, a, true) : NOT_IMPLEMENTED;
}

function unsupported(shown: string, a: Value, b: Value): PythonError {
  const hint =
    shown === '>>' && a instanceof Builtin && a.name === 'print'
      ? '. Did you mean "print(<message>, file=<output_stream>)"?'
      : '';
  return typeError(`unsupported operand type(s) for ${shown}: '${typeName(a)}' and '${typeName(b)}'${hint}`);
}

const OPERATIONS: Record<BinaryOperator, Operation> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '//': floorDivide,
  '%': modulo,
  '**': power,
  '@': matrixMultiply,
  '<<': shiftLeft,
  '>>': shiftRight,
  '&': bitAnd,
  '|': bitOr,
  '^': bitXor,
};

/** The operation of an operator, for a compiler to bind once. */
export function binaryOperation(operator: BinaryOperator): Operation {
  return OPERATIONS[operator];
}

/** `a OP b`. @throws TypeError and what the operation throws. */
export function binary(operator: BinaryOperator, a: Value, b: Value): Value {
  return OPERATIONS[operator](a, b);
}

/** `a OP= b` (`operator` without the equals sign): changes a list, set or dict in place and returns it; else as `binary`. */
export function inPlace(operator: BinaryOperator, a: Value, b: Value): Value {
  if (Array.isArray(a)) {
    if (operator === '+') return extend(a, b);
    if (operator === '*') return repeatInPlace(a, b);
  }
  if (a instanceof PyObject && a.inPlace) {
    const result = a.inPlace(operator, b);
    if (result !== NOT_IMPLEMENTED) return result;
  }
  // CPython asks a sequence on the right for repetition only if the left operand has nothing of a container.
  if (operator === '*' && a instanceof PyObject && a.length) throw unsupported('*=', a, b);
  return operate(operator, a, b, `${operator}=`);
}

/** The operation of `a OP= b`, for a compiler to bind once. */
export function inPlaceOperation(operator: BinaryOperator): Operation {
  return (a, b) => inPlace(operator, a, b);
}

/** `divmod(a, b)`. @throws TypeError, ZeroDivisionError */
export function divideModulo(a: Value, b: Value): Tuple {
  if (isNumber(a) && isNumber(b)) {
    if (typeof a === 'number' || typeof b === 'number') return new Tuple(divideModuloFloat(realOf(a), realOf(b)));
    const quotient = integers.floorDivide(wholeOf(a), wholeOf(b));
    return new Tuple([quotient, integers.modulo(wholeOf(a), wholeOf(b))]);
  }
  const quotient = typeOf(a) === typeOf(b) ? operateObjects('//', a, b) : NOT_IMPLEMENTED;
  const remainder = quotient === NOT_IMPLEMENTED ? NOT_IMPLEMENTED : operateObjects('%', a, b);
  if (quotient === NOT_IMPLEMENTED || remainder === NOT_IMPLEMENTED) throw unsupported('divmod()', a, b);
  return new Tuple([quotient, remainder]);
}

/** `pow(a, b, c)`; c None: `a ** b`. @throws TypeError, ValueError as CPython words them. */
export function powerModulo(a: Value, b: Value, c: Value = null): Value {
  if (c === null) return power(a, b);
  if (isWhole(a) && isWhole(b) && isWhole(c)) return integers.powerModulo(wholeOf(a), wholeOf(b), wholeOf(c));
  for (const operand of [a, b, c]) {
    if (typeof operand === 'number')
      throw typeError('pow() 3rd argument not allowed unless all arguments are integers');
    if (operand instanceof Complex && isComplex(a) && isComplex(b)) throw valueError('complex modulo');
  }
  const names = [a, b, c].map(operand => `'${typeName(operand)}'`).join(', ');
  throw typeError(`unsupported operand type(s) for ** or pow(): ${names}`);
}

const isWhole = (value: Value): value is bigint | boolean => typeof value === 'bigint' || typeof value === 'boolean';
const isComplex = (value: Value) => isNumber(value) || value instanceof Complex;
