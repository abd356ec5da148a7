import { overflowError, typeError, valueError } from '../../core/errors.ts';
import { charge, tick } from '../budget.ts';
import { truncateFloat } from '../floats.ts';
import { formatInteger } from '../integers.ts';
import { findFloat, findIndex, fitsSize, toFloat } from '../operators/protocol.ts';
import { getItem } from '../operators/subscript.ts';
import { lengthOf, sliceOf } from '../strings.ts';
import { ascii, repr, str } from '../text.ts';
import { Bytes, PyObject, Tuple, typeName, type Value } from '../values.ts';
import { formatDouble } from './double.ts';
import { DEFAULT_PRECISION } from './format.ts';

const MAX_SIZE = 2 ** 63 - 1;
const MAX_INT = 2 ** 31 - 1;
const MAX_CODE_POINT = 0x10ffffn;

/** One `%…` of a template, taken apart. */
interface Directive {
  leftAligned: boolean;
  sign: '' | '+' | ' ';
  alternate: boolean;
  zeros: boolean;
  /** -1 where it is not given; so is the precision. */
  width: number;
  precision: number;
  /** The character that says how the value is converted, and where it stands. */
  conversion: string;
  position: number;
}

/** What differs between formatting a str and bytes (whose template is handled as characters below 256). */
interface Dialect {
  /** As messages have it: `not all arguments converted during string formatting`. */
  name: 'string' | 'bytes';
  isMapping(args: Value): boolean;
  key(text: string): Value;
  /** The text of a `%s` and its like; undefined for a conversion that there is none of. */
  text(directive: Directive, value: Value): string | undefined;
  /** The float of a `%f`. @throws TypeError, OverflowError */
  real(value: Value): number;
  unknown(directive: Directive): Error;
}

/** `template % args` for str. @throws TypeError, ValueError, OverflowError, KeyError as CPython words them. */
export function formatPercent(template: string, args: Value): string {
  return new PercentFormatter(template, args, STRING).run();
}

/** `template % args` for bytes. @throws the same. */
export function formatPercentBytes(template: Bytes, args: Value): Bytes {
  charge(template.data.length);
  const text = new PercentFormatter(Buffer.from(template.data).toString('latin1'), args, BYTES).run();
  return new Bytes(new Uint8Array(Buffer.from(text, 'latin1')));
}

class PercentFormatter {
  readonly #template: string;
  readonly #dialect: Dialect;
  /** The argument itself where it is a mapping, for `%(key)s`. */
  readonly #mapping: Value | undefined;
  /** What positional directives take, one after the other. */
  #args: readonly Value[];
  #next = 0;
  #at = 0;

  constructor(template: string, args: Value, dialect: Dialect) {
    this.#template = template;
    this.#dialect = dialect;
    this.#mapping = dialect.isMapping(args) ? args : undefined;
    this.#args = args instanceof Tuple ? args.items : [args];
  }

  run(): string {
    const template = this.#template;
    let result = '';
    for (;;) {
      const percent = template.indexOf('%', this.#at);
      const literal = template.slice(this.#at, percent < 0 ? template.length : percent);
      charge(literal.length);
      result += literal;
      if (percent < 0) break;
      tick(4);
      this.#at = percent + 1;
      result += this.#directive();
    }
    if (this.#next < this.#args.length && this.#mapping === undefined) {
      throw typeError(`not all arguments converted during ${this.#dialect.name} formatting`);
    }
    return result;
  }

  #directive(): string {
    if (this.#template[this.#at] === '%') {
      this.#at++;
      return '%';
    }
    const directive = this.#parse();
    const value = this.#argument();
    const text = isNumeric(directive.conversion)
      ? layOutNumber(directive, numberText(directive, value, this.#dialect))
      : this.#text(directive, value);
    charge(text.length);
    return text;
  }

  #text(directive: Directive, value: Value): string {
    const text = this.#dialect.text(directive, value);
    if (text === undefined) throw this.#dialect.unknown(directive);
    const { width, precision, leftAligned } = directive;
    const cut = precision >= 0 && directive.conversion !== 'c' && precision < lengthOf(text);
    const shown = cut ? sliceOf(text, 0, precision, 1) : text;
    return padTo(shown, width, leftAligned);
  }

  #argument(): Value {
    if (this.#next >= this.#args.length) throw typeError('not enough arguments for format string');
    return this.#args[this.#next++];
  }

  #parse(): Directive {
    if (this.#template[this.#at] === '(') this.#takeKey();
    const flags = this.#takeFlags();
    let width = this.#takeSize('width');
    if (width < -1) {
      flags.leftAligned = true;
      width = -width;
    }
    let precision = -1;
    if (this.#template[this.#at] === '.') {
      this.#at++;
      precision = Math.max(this.#takeSize('precision'), 0);
    }
    if ('hlL'.includes(this.#template[this.#at] ?? ' ')) this.#at++;
    if (this.#at >= this.#template.length) throw valueError('incomplete format');
    const position = this.#at;
    const conversion = String.fromCodePoint(this.#template.codePointAt(position)!);
    this.#at += conversion.length;
    return { ...flags, width, precision, conversion, position };
  }

  /** `(key)`: from here on the directive's argument is what the mapping has under the key. */
  #takeKey(): void {
    if (this.#mapping === undefined) throw typeError('format requires a mapping');
    const start = ++this.#at;
    for (let open = 1; open > 0; this.#at++) {
      const unit = this.#template[this.#at];
      if (unit === undefined) throw valueError('incomplete format key');
      if (unit === '(') open++;
      else if (unit === ')') open--;
    }
    const key = this.#dialect.key(this.#template.slice(start, this.#at - 1));
    this.#args = [getItem(this.#mapping, key)];
    this.#next = 0;
  }

  #takeFlags() {
    const flags = { leftAligned: false, sign: '' as Directive['sign'], alternate: false, zeros: false };
    for (; ; this.#at++) {
      switch (this.#template[this.#at]) {
        case '-':
          flags.leftAligned = true;
          break;
        case '+':
          flags.sign = '+';
          break;
        case ' ':
          flags.sign ||= ' ';
          break;
        case '#':
          flags.alternate = true;
          break;
        case '0':
          flags.zeros = true;
          break;
        default:
          return flags;
      }
    }
  }

  /** Digits, or `*` for an argument; -1 if there are neither. */
  #takeSize(of: 'width' | 'precision'): number {
    if (this.#template[this.#at] === '*') {
      this.#at++;
      return sizeOf(this.#argument(), of);
    }
    const start = this.#at;
    let size = 0;
    for (; this.#at < this.#template.length; this.#at++) {
      const digit = this.#template.charCodeAt(this.#at) - 0x30;
      if (digit < 0 || digit > 9) break;
      size = size * 10 + digit;
      if (size > (of === 'width' ? MAX_SIZE : MAX_INT)) throw valueError(`${this.#tooBig(of)} too big`);
    }
    return this.#at === start ? -1 : size;
  }

  #tooBig(of: 'width' | 'precision'): string {
    return of === 'precision' && this.#dialect.name === 'bytes' ? 'prec' : of;
  }
}

function sizeOf(value: Value, of: 'width' | 'precision'): number {
  if (typeof value !== 'bigint' && typeof value !== 'boolean') throw typeError('* wants int');
  const size = BigInt(value);
  const fits = of === 'width' ? fitsSize(size) : size === BigInt.asIntN(32, size);
  if (!fits) throw overflowError(`Python int too large to convert to C ${of === 'width' ? 'ssize_t' : 'int'}`);
  // A width of -1 means left-aligned in one column, which is what no width means.
  return Number(size);
}

function padTo(text: string, width: number, leftAligned: boolean): string {
  const missing = width - lengthOf(text);
  if (missing <= 0) return text;
  charge(missing);
  return leftAligned ? text + ' '.repeat(missing) : ' '.repeat(missing) + text;
}

const isNumeric = (conversion: string) => 'diuoxXeEfFgG'.includes(conversion);

interface NumberText {
  negative: boolean;
  prefix: string;
  digits: string;
}

function numberText(directive: Directive, value: Value, dialect: Dialect): NumberText {
  return 'eEfFgG'.includes(directive.conversion)
    ? realText(directive, value, dialect)
    : wholeText(directive, value, dialect);
}

function realText({ conversion, precision, alternate }: Directive, value: Value, dialect: Dialect): NumberText {
  const text = formatDouble(dialect.real(value), {
    code: conversion,
    precision: precision < 0 ? DEFAULT_PRECISION : precision,
    alternate,
  });
  const negative = text[0] === '-';
  return { negative, prefix: '', digits: negative ? text.slice(1) : text };
}

const BASES = new Map([
  ['o', 8],
  ['x', 16],
  ['X', 16],
]);

function wholeText(directive: Directive, value: Value, dialect: Dialect): NumberText {
  const { conversion, precision, alternate } = directive;
  const base = BASES.get(conversion) ?? 10;
  const number = findIndex(value) ?? (base === 10 && typeof value === 'number' ? truncateFloat(value) : null);
  if (number === null) {
    const shown = dialect.name === 'bytes' && conversion === 'i' ? 'd' : conversion;
    const wanted = base === 10 ? 'a real number' : 'an integer';
    throw typeError(`%${shown} format: ${wanted} is required, not ${typeName(value)}`);
  }
  if (precision > MAX_INT - 3) throw overflowError('precision too large');
  const digits = formatInteger(number < 0n ? -number : number, base);
  if (precision > digits.length) charge(precision);
  const padded = digits.padStart(precision, '0');
  return {
    negative: number < 0n,
    prefix: alternate && base !== 10 ? `0${conversion}` : '',
    digits: conversion === 'X' ? padded.toUpperCase() : padded,
  };
}

function layOutNumber(directive: Directive, { negative, prefix, digits }: NumberText): string {
  const head = (negative ? '-' : directive.sign) + prefix;
  const missing = directive.width - head.length - digits.length;
  if (missing <= 0 || !directive.zeros || directive.leftAligned) {
    return padTo(head + digits, directive.width, directive.leftAligned);
  }
  charge(missing);
  return head + '0'.repeat(missing) + digits;
}

/** What can be subscripted counts as a mapping, lists too, but for the types that are arguments themselves. */
function isMapping(args: Value): boolean {
  if (Array.isArray(args) || args instanceof Bytes) return true;
  return args instanceof PyObject && args.getItem !== undefined;
}

const STRING: Dialect = {
  name: 'string',
  isMapping,
  key: text => text,
  text({ conversion }, value) {
    switch (conversion) {
      case 's':
        return str(value);
      case 'r':
        return repr(value);
      case 'a':
        return ascii(value);
      case 'c':
        return characterOf(value);
      default:
        return undefined;
    }
  },
  real: toFloat,
  unknown({ conversion, position }) {
    const codePoint = conversion.codePointAt(0)!;
    const shown = codePoint > 31 && codePoint < 127 ? conversion : '?';
    return valueError(`unsupported format character '${shown}' (0x${codePoint.toString(16)}) at index ${position}`);
  },
};

function characterOf(value: Value): string {
  if (typeof value === 'string' && lengthOf(value) === 1) return value;
  const code = findIndex(value);
  if (code === null) throw typeError('%c requires int or char');
  if (code < 0n || code > MAX_CODE_POINT) throw overflowError('%c arg not in range(0x110000)');
  return String.fromCodePoint(Number(code));
}

const BYTES: Dialect = {
  name: 'bytes',
  isMapping: args => !(args instanceof Bytes) && isMapping(args),
  key: text => new Bytes(new Uint8Array(Buffer.from(text, 'latin1'))),
  text({ conversion }, value) {
    switch (conversion) {
      case 's':
      case 'b':
        return contentOf(value);
      case 'r':
      case 'a':
        return ascii(value);
      case 'c':
        return byteOf(value);
      default:
        return undefined;
    }
  },
  real(value) {
    // An int that is too large gets this message as well.
    const tooLarge = typeof value === 'bigint' && !Number.isFinite(Number(value));
    const real = tooLarge ? null : findFloat(value);
    if (real === null) throw typeError(`float argument required, not ${typeName(value)}`);
    return real;
  },
  unknown({ conversion, position }) {
    const code = conversion.charCodeAt(0);
    // CPython hands the byte to %c as a signed one.
    if (code > 127) return overflowError('character argument not in range(0x110000)');
    return valueError(`unsupported format character '${conversion}' (0x${code.toString(16)}) at index ${position}`);
  },
};

function contentOf(value: Value): string {
  if (!(value instanceof Bytes)) {
    const wanted = 'a bytes-like object, or an object that implements __bytes__';
    throw typeError(`%b requires ${wanted}, not '${typeName(value)}'`);
  }
  charge(value.data.length);
  return Buffer.from(value.data).toString('latin1');
}

function byteOf(value: Value): string {
  if (value instanceof Bytes && value.data.length === 1) return String.fromCharCode(value.data[0]);
  const code = findIndex(value);
  if (code === null) throw typeError('%c requires an integer in range(256) or a single byte');
  if (code < 0n || code > 255n) throw overflowError('%c arg not in range(256)');
  return String.fromCharCode(Number(code));
}
