import { overflowError, typeError, valueError } from '../../core/errors.ts';
import { charge, tick } from '../budget.ts';
import { truncateFloat } from '../floats.ts';
import { formatInteger } from '../integers.ts';
import { findIndex, fitsSize } from '../operators/protocol.ts';
import { getItem } from '../operators/subscript.ts';
import { lengthOf, sliceOf } from '../strings.ts';
import { Bytes, Tuple, typeName, type Value } from '../values.ts';
import { formatDouble } from './double.ts';
import { DEFAULT_PRECISION } from './format.ts';
import { BYTES, type Dialect, type Directive, STRING } from './percentDialects.ts';

const MAX_SIZE = 2 ** 63 - 1;
const MAX_INT = 2 ** 31 - 1;

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
