import { PythonError, typeError } from '../../../core/errors.ts';
import { charge, tick } from '../../budget.ts';
import { encodeText } from '../../codecs.ts';
import { Bytes, type Value } from '../../values.ts';
import { shortTypeName } from '../arguments.ts';
import { toLatin1 } from '../binary.ts';

/** What a format's letter stands for. */
export type Kind = 'pad' | 'char' | 'text' | 'pascal' | 'bool' | 'signed' | 'unsigned' | 'pointer' | 'float';

/** A letter of a format, with its count. */
export interface Field {
  letter: string;
  kind: Kind;
  /** Bytes of one value; of `text` and `pascal`, of the whole. */
  size: number;
  /** Values; of `text` and `pascal` 1, of `pad` 0. */
  count: number;
  offset: number;
}

/** A parsed format. */
export interface Layout {
  format: string;
  fields: readonly Field[];
  size: number;
  values: number;
  littleEndian: boolean;
  /** Native sizes and alignment (`@` or no mark). */
  native: boolean;
}

export function structError(message: string): PythonError {
  return new PythonError('error', message);
}

const KINDS: Record<Kind, string> = {
  pad: 'x',
  char: 'c',
  text: 's',
  pascal: 'p',
  bool: '?',
  signed: 'bhilqn',
  unsigned: 'BHILQN',
  pointer: 'P',
  float: 'efd',
};
const KIND_OF = new Map(Object.entries(KINDS).flatMap(([kind, letters]) => [...letters].map(l => [l, kind as Kind])));

const size = (sizes: Record<number, string>) =>
  new Map(Object.entries(sizes).flatMap(([bytes, letters]) => [...letters].map(l => [l, Number(bytes)])));
/** As on a 64-bit machine with a Unix. */
const NATIVE_SIZES = size({ 1: 'xcsp?bB', 2: 'hHe', 4: 'iIf', 8: 'lLqQnNPd' });
const STANDARD_SIZES = size({ 1: 'xcsp?bB', 2: 'hHe', 4: 'iIlLf', 8: 'qQd' });

const MAX_SIZE = 2 ** 63;

/** @throws struct.error, TypeError */
export function parseLayout(value: Value): Layout {
  const format = toFormat(value);
  const mark = '@=<>!'.includes(format[0]) ? format[0] : '@';
  const native = mark === '@';
  const sizes = native ? NATIVE_SIZES : STANDARD_SIZES;
  if (format.includes('\0')) throw structError('embedded null character');
  const fields: Field[] = [];
  let offset = 0;
  let values = 0;
  for (const [, digits, letter] of format.slice(format[0] === mark ? 1 : 0).matchAll(/(\d*)([^\d])|\d+$|\s/g)) {
    tick(4);
    if (letter === undefined) throw structError('repeat count given without format specifier');
    if (digits === '' && /\s/.test(letter)) continue;
    const bytes = sizes.get(letter);
    if (bytes === undefined) throw structError('bad char in struct format');
    const count = digits === '' ? 1 : Number(digits);
    const kind = KIND_OF.get(letter)!;
    if (native && kind !== 'text' && kind !== 'pascal') offset = Math.ceil(offset / bytes) * bytes;
    const whole = kind === 'text' || kind === 'pascal';
    const field = { letter, kind, size: whole ? count : bytes, count: kind === 'pad' ? 0 : whole ? 1 : count, offset };
    fields.push(field);
    values += field.count;
    offset += count * bytes;
    if (offset >= MAX_SIZE) throw structError('total struct size too long');
  }
  return { format, fields, size: offset, values, littleEndian: mark !== '>' && mark !== '!', native };
}

function toFormat(value: Value): string {
  const size = value instanceof Bytes ? value.data.length : typeof value === 'string' ? value.length : 0;
  charge(size * 16);
  tick(size);
  if (value instanceof Bytes) return toLatin1(value.data);
  if (typeof value !== 'string')
    throw typeError(`Struct() argument 1 must be a str or bytes object, not ${shortTypeName(value)}`);
  encodeText(value, 'ascii');
  return value;
}
