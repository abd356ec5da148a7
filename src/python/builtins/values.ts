import { PythonError, typeError, valueError } from '../../core/errors.ts';
import { toInt, toText } from '../arguments.ts';
import { isCallable } from '../call.ts';
import { environment } from '../environment.ts';
import { roundFloat, roundToInteger } from '../floats.ts';
import { format } from '../format/format.ts';
import { hash } from '../hash.ts';
import { formatInteger, roundInteger } from '../integers.ts';
import { divideModulo, powerModulo } from '../operators/arithmetic.ts';
import { findIndex, length, toIndex } from '../operators/protocol.ts';
import { absolute } from '../operators/unary.ts';
import { builtin } from '../signature.ts';
import { ascii, repr, str } from '../text.ts';
import { Bytes, PyType, Tuple, typeName, typeOf, UnionType, type Value } from '../values.ts';

/** `bin`, `oct`, `hex`. */
function inBase(base: number, prefix: string) {
  return (value: Value): string => {
    const digits = formatInteger(toIndex(value), base);
    return digits.startsWith('-') ? `-${prefix}${digits.slice(1)}` : prefix + digits;
  };
}

function chr(value: Value): string {
  const codePoint = toInt(value);
  if (codePoint < 0 || codePoint > 0x10ffff) throw valueError('chr() arg not in range(0x110000)');
  return String.fromCodePoint(codePoint);
}

function ord(value: Value): bigint {
  if (typeof value !== 'string' && !(value instanceof Bytes))
    throw typeError(`ord() expected string of length 1, but ${typeName(value)} found`);
  const size = length(value);
  if (size !== 1) throw typeError(`ord() expected a character, but string of length ${size} found`);
  return BigInt(typeof value === 'string' ? value.codePointAt(0)! : value.data[0]);
}

function round(value: Value, digits: Value = null): Value {
  if (typeof value === 'number') {
    return digits === null ? roundToInteger(value) : roundFloat(value, toIndex(digits));
  }
  if (typeof value !== 'bigint' && typeof value !== 'boolean')
    throw typeError(`type ${typeName(value)} doesn't define __round__ method`);
  const integer = findIndex(value)!;
  return digits === null ? integer : roundInteger(integer, toIndex(digits));
}

/** Whether `test` holds for a type, or for any of a union or tuple of them. `refusal`: for what is neither. */
function anyType(types: Value, test: (type: PyType) => boolean, refusal: string): boolean {
  if (types instanceof PyType) return test(types);
  if (types instanceof UnionType) return types.members.some(test);
  if (types instanceof Tuple) return types.items.some(item => anyType(item, test, refusal));
  throw typeError(refusal);
}

function isInstance(value: Value, types: Value): boolean {
  const own = typeOf(value);
  const refusal = 'isinstance() arg 2 must be a type, a tuple of types, or a union';
  return anyType(types, type => own.isSubtypeOf(type), refusal);
}

function isSubclass(type: Value, types: Value): boolean {
  if (types instanceof Tuple) return types.items.some(item => isSubclass(type, item));
  if (!(type instanceof PyType)) throw typeError('issubclass() arg 1 must be a class');
  const refusal = 'issubclass() arg 2 must be a class, a tuple of classes, or a union';
  return anyType(types, other => type.isSubtypeOf(other), refusal);
}

function print(values: Value[], separator: Value = null, end: Value = null, file: Value = null): null {
  const between = optionalText('sep', separator) ?? ' ';
  const last = optionalText('end', end) ?? '\n';
  if (file !== null) throw new PythonError('AttributeError', `'${typeName(file)}' object has no attribute 'write'`);
  const text = values.map(str).join(between) + last;
  environment.once(() => {
    environment.print(text.endsWith('\n') ? text.slice(0, -1) : text);
    return null;
  });
  return null;
}

function optionalText(name: string, value: Value): string | null {
  if (value !== null && typeof value !== 'string')
    throw typeError(`${name} must be None or a string, not ${typeName(value)}`);
  return value;
}

/** The functions of single values. */
export const VALUES = [
  builtin('abs', 'x, /', absolute),
  builtin('ascii', 'obj, /', ascii),
  builtin('bin', 'number, /', inBase(2, '0b')),
  builtin('callable', 'obj, /', isCallable),
  builtin('chr', 'i, /', chr),
  builtin('divmod', 'x, y, /', divideModulo),
  builtin('format', "value, format_spec='', /", (value: Value, spec?: Value) =>
    format(value, spec === undefined ? '' : toText(spec, 'format() argument 2')),
  ),
  builtin('hash', 'obj, /', hash),
  builtin('hex', 'number, /', inBase(16, '0x')),
  builtin('isinstance', 'obj, class_or_tuple, /', isInstance),
  builtin('issubclass', 'cls, class_or_tuple, /', isSubclass),
  builtin('len', 'obj, /', (value: Value) => BigInt(length(value))),
  builtin('oct', 'number, /', inBase(8, '0o')),
  builtin('ord', 'c, /', ord),
  builtin('pow', 'base, exp, mod=None', powerModulo),
  builtin('print', "*args, sep=' ', end='\\n', file=None, flush=False", print),
  builtin('repr', 'obj, /', repr),
  builtin('round', 'number, ndigits=None', round),
];
