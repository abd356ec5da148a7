import { overflowError, typeError, valueError } from '../../core/errors.ts';
import { charge } from '../budget.ts';
import { findFloat, findIndex, toFloat } from '../operators/protocol.ts';
import { lengthOf } from '../strings.ts';
import { ascii, repr, str } from '../text.ts';
import { Bytes, PyObject, typeName, type Value } from '../values.ts';

const MAX_CODE_POINT = 0x10ffffn;

/** One `%…` of a template, taken apart. */
export interface Directive {
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
export interface Dialect {
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

/** What can be subscripted counts as a mapping, lists too, but for the types that are arguments themselves. */
function isMapping(args: Value): boolean {
  if (Array.isArray(args) || args instanceof Bytes) return true;
  return args instanceof PyObject && args.getItem !== undefined;
}

/** `str % args`. */
export const STRING: Dialect = {
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

/** `bytes % args`. */
export const BYTES: Dialect = {
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
