import { overflowError, valueError } from '../../core/errors.ts';
import { Complex } from '../complex.ts';
import { formatInteger, toNumber } from '../integers.ts';
import { lengthOf, sliceOf } from '../strings.ts';
import { str } from '../text.ts';
import { PyObject, typeName, type Value } from '../values.ts';
import { type DoubleStyle, formatDouble } from './double.ts';
import { layOutNumber, type NumberParts, pad, signOf } from './layout.ts';
import { parseSpec, type Spec, unknownType, unsupportedSpec } from './spec.ts';

/** Precision of `e`, `f` and `g` where none is given. */
export const DEFAULT_PRECISION = 6;
const MAX_PRECISION = 2 ** 31 - 1;
const MAX_CODE_POINT = 0x10ffffn;

/** `format(value, spec)`: what f-strings, str.format and the builtin call. @throws ValueError, TypeError as CPython words them. */
export function format(value: Value, spec: string): string {
  if (value instanceof PyObject && value.format) return value.format(spec);
  if (spec === '') return str(value);
  switch (typeof value) {
    case 'string':
      return formatText(value, spec);
    case 'bigint':
      return formatWhole(value, spec, 'int');
    case 'boolean':
      return formatWhole(value ? 1n : 0n, spec, 'bool');
    case 'number':
      return formatReal(value, parseSpec(spec, { typeName: 'float', align: '>', type: '' }), 'float');
    default:
      if (value instanceof Complex) return formatComplex(value, spec);
      throw unsupportedSpec(typeName(value));
  }
}

function formatText(text: string, source: string): string {
  const spec = parseSpec(source, { typeName: 'str', align: '<', type: 's' });
  if (spec.type !== 's') throw unknownType(spec, 'str');
  const within = 'allowed in string format specifier';
  if (spec.sign !== '') throw valueError(`${spec.sign === ' ' ? 'Space' : 'Sign'} not ${within}`);
  if (spec.noNegativeZero) throw valueError(`Negative zero coercion (z) not ${within}`);
  if (spec.alternate) throw valueError(`Alternate form (#) not ${within}`);
  if (spec.align === '=') throw valueError(`'=' alignment not ${within}`);
  const length = lengthOf(text);
  const cut = spec.precision >= 0 && spec.precision < length;
  const shown = cut ? sliceOf(text, 0, spec.precision, 1) : text;
  const padding = spec.width - (cut ? spec.precision : length);
  return padding > 0 ? pad(shown, padding, spec.fill, spec.align) : shown;
}

const BASES = new Map([
  ['d', { base: 10, prefix: '' }],
  ['n', { base: 10, prefix: '' }],
  ['b', { base: 2, prefix: '0b' }],
  ['o', { base: 8, prefix: '0o' }],
  ['x', { base: 16, prefix: '0x' }],
  ['X', { base: 16, prefix: '0X' }],
]);

function formatWhole(value: bigint, source: string, typeName: string): string {
  const spec = parseSpec(source, { typeName, align: '>', type: 'd' });
  if ('eEfFgG%'.includes(spec.type)) return formatReal(toNumber(value), spec, typeName);
  const form = BASES.get(spec.type);
  if (!form && spec.type !== 'c') throw unknownType(spec, typeName);
  if (spec.precision >= 0) throw valueError('Precision not allowed in integer format specifier');
  if (spec.noNegativeZero) throw valueError('Negative zero coercion (z) not allowed in integer format specifier');
  if (!form) return layOutNumber({ sign: '', prefix: '', digits: '', rest: characterOf(value, spec) }, spec);
  const digits = formatInteger(value < 0n ? -value : value, form.base);
  return layOutNumber(
    {
      sign: signOf(value < 0n, spec),
      prefix: spec.alternate ? form.prefix : '',
      digits: spec.type === 'X' ? digits.toUpperCase() : digits,
      rest: '',
    },
    spec,
  );
}

function characterOf(value: bigint, spec: Readonly<Spec>): string {
  const within = "not allowed with integer format specifier 'c'";
  if (spec.sign !== '') throw valueError(`Sign ${within}`);
  if (spec.alternate) throw valueError(`Alternate form (#) ${within}`);
  if (value !== BigInt.asIntN(64, value)) throw overflowError('Python int too large to convert to C long');
  if (value < 0n || value > MAX_CODE_POINT) throw overflowError('%c arg not in range(0x110000)');
  return String.fromCodePoint(Number(value));
}

/** How a spec's type writes a float; null for a type that floats do not have. */
function doubleStyle(spec: Readonly<Spec>): DoubleStyle | null {
  const { type, precision, alternate, noNegativeZero } = spec;
  const common = { precision: precision < 0 ? DEFAULT_PRECISION : precision, alternate, noNegativeZero };
  if (type === '') return { ...common, code: precision < 0 ? 'r' : 'g', pointZero: true };
  if (type === 'n') return { ...common, code: 'g' };
  if (type === '%') return { ...common, code: 'f' };
  return 'eEfFgG'.includes(type) ? { ...common, code: type } : null;
}

function formatReal(value: number, spec: Readonly<Spec>, typeName: string): string {
  const style = doubleStyle(spec);
  if (!style) throw unknownType(spec, typeName);
  if (spec.precision > MAX_PRECISION) throw valueError('precision too big');
  const percent = spec.type === '%';
  const text = formatDouble(percent ? value * 100 : value, style);
  return layOutNumber(splitNumber(percent ? `${text}%` : text, spec), spec);
}

function splitNumber(text: string, spec: Readonly<Spec>): NumberParts {
  const negative = text[0] === '-';
  const start = negative ? 1 : 0;
  let end = start;
  while (end < text.length && text[end] >= '0' && text[end] <= '9') end++;
  return { sign: signOf(negative, spec), prefix: '', digits: text.slice(start, end), rest: text.slice(end) };
}

function formatComplex(value: Complex, source: string): string {
  const spec = parseSpec(source, { typeName: 'complex', align: '>', type: '' });
  const style = spec.type === '%' ? null : doubleStyle(spec);
  if (!style) throw unknownType(spec, 'complex');
  if (spec.precision > MAX_PRECISION) throw valueError('precision too big');
  if (spec.fill === '0') throw valueError('Zero padding is not allowed in complex format specifier');
  if (spec.align === '=') throw valueError("'=' alignment flag is not allowed in complex format specifier");
  style.pointZero = false;
  const bare = spec.type === '';
  const withoutReal = bare && value.real === 0 && !Object.is(value.real, -0);
  const partSpec: Spec = { ...spec, width: -1, fill: ' ', align: '<' };
  const part = (number: number, sign: Spec['sign']) => {
    const text = formatDouble(number, style);
    return layOutNumber(splitNumber(text, { ...partSpec, sign }), partSpec);
  };
  const imag = `${part(value.imag, withoutReal ? spec.sign : '+')}j`;
  const text = withoutReal ? imag : part(value.real, spec.sign) + imag;
  const whole = bare && !withoutReal ? `(${text})` : text;
  const padding = spec.width - whole.length;
  return padding > 0 ? pad(whole, padding, spec.fill, spec.align) : whole;
}
