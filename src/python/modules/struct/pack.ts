import { overflowError, PythonError } from '../../../core/errors.ts';
import { charge, tick } from '../../budget.ts';
import { toFloat, toIndex, truth } from '../../operators.ts';
import { Bytes, type Value } from '../../values.ts';
import { toHalf } from './halfFloat.ts';
import { type Field, type Layout, structError } from './layout.ts';

/** The values as bytes. @throws struct.error, OverflowError, MemoryError */
export function packValues(layout: Layout, values: readonly Value[]): Bytes {
  if (values.length !== layout.values)
    throw structError(`pack expected ${layout.values} items for packing (got ${values.length})`);
  charge(layout.size);
  tick(layout.size >> 4);
  const data = new Uint8Array(layout.size);
  const view = new DataView(data.buffer);
  let next = 0;
  for (const field of layout.fields) {
    for (let i = 0; i < field.count; i++) {
      tick();
      packValue(layout, field, view, field.offset + i * field.size, values[next++]);
    }
  }
  return new Bytes(data);
}

function packValue(layout: Layout, field: Field, view: DataView, at: number, value: Value): void {
  switch (field.kind) {
    case 'char':
      if (!(value instanceof Bytes) || value.data.length !== 1)
        throw structError('char format requires a bytes object of length 1');
      view.setUint8(at, value.data[0]);
      return;
    case 'text':
      copyBytes(view, at, toContent(value, field), field.size);
      return;
    case 'pascal':
      packPascal(view, at, toContent(value, field), field.size);
      return;
    case 'bool':
      view.setUint8(at, truth(value) ? 1 : 0);
      return;
    case 'float':
      packFloat(layout, field, view, at, toReal(value));
      return;
    default:
      packInteger(layout, field, view, at, toInteger(value));
  }
}

function toContent(value: Value, { letter }: Field): Uint8Array {
  if (value instanceof Bytes) return value.data;
  throw structError(`argument for '${letter}' must be a bytes object`);
}

function copyBytes(view: DataView, at: number, data: Uint8Array, size: number): void {
  new Uint8Array(view.buffer, at, size).set(data.subarray(0, size));
}

/** A byte with the length, then the text. */
function packPascal(view: DataView, at: number, data: Uint8Array, size: number): void {
  if (size === 0) return;
  const length = Math.min(data.length, size - 1, 255);
  view.setUint8(at, length);
  copyBytes(view, at + 1, data, size - 1);
}

function toReal(value: Value): number {
  try {
    return toFloat(value);
  } catch (error) {
    if (error instanceof PythonError && (error.type === 'TypeError' || error.type === 'OverflowError'))
      throw structError('required argument is not a float');
    throw error;
  }
}

function packFloat(
  { littleEndian, native }: Layout,
  { letter }: Field,
  view: DataView,
  at: number,
  value: number,
): void {
  if (letter === 'd') {
    view.setFloat64(at, value, littleEndian);
  } else if (letter === 'e') {
    const half = toHalf(value);
    if (half === null) throw overflowError('float too large to pack with e format');
    view.setUint16(at, half, littleEndian);
  } else {
    if (!native && Number.isFinite(value) && !Number.isFinite(Math.fround(value)))
      throw overflowError('float too large to pack with f format');
    view.setFloat32(at, value, littleEndian);
  }
}

function toInteger(value: Value): bigint {
  try {
    return toIndex(value);
  } catch (error) {
    if (error instanceof PythonError && error.type === 'TypeError')
      throw structError('required argument is not an integer');
    throw error;
  }
}

function packInteger(layout: Layout, field: Field, view: DataView, at: number, value: bigint): void {
  checkRange(layout, field, value);
  if (field.size === 1) view.setInt8(at, Number(BigInt.asIntN(8, value)));
  else if (field.size === 2) view.setInt16(at, Number(BigInt.asIntN(16, value)), layout.littleEndian);
  else if (field.size === 4) view.setInt32(at, Number(BigInt.asIntN(32, value)), layout.littleEndian);
  else view.setBigInt64(at, BigInt.asIntN(64, value), layout.littleEndian);
}

const NAMES = new Map([
  ['b', 'byte'],
  ['B', 'ubyte'],
  ['h', 'short'],
  ['H', 'ushort'],
]);

/** @throws struct.error in the words that C's function for the letter has; those of big-endian formats are others. */
function checkRange({ littleEndian }: Layout, { letter, kind, size }: Field, value: bigint): void {
  const bits = BigInt(size * 8);
  const low = kind === 'unsigned' ? 0n : -(2n ** (bits - 1n));
  const high = kind === 'signed' ? 2n ** (bits - 1n) - 1n : 2n ** bits - 1n;
  if (value >= low && value <= high) return;
  const tooLarge = kind === 'pointer' || (size === 8 && !littleEndian);
  if (tooLarge) throw structError('int too large to convert');
  const named = size === 1 || (size === 2 && littleEndian);
  const fetchedAsSigned = kind === 'signed' || named;
  const fetched = fetchedAsSigned ? BigInt.asIntN(64, value) === value : BigInt.asUintN(64, value) === value;
  if (size === 8 || !fetched) throw structError('argument out of range');
  const name = named ? NAMES.get(letter) : `'${letter}'`;
  throw structError(`${name} format requires ${low} <= number <= ${high}`);
}
