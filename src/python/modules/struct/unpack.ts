import { charge, tick } from '../../budget.ts';
import { Bytes, PyIterator, PyType, Tuple, type Value } from '../../values.ts';
import { fromHalf } from './halfFloat.ts';
import type { Field, Layout } from './layout.ts';

const VALUE_BYTES = 24;

/** The values that stand at an offset, where there are enough bytes. */
export function unpackValues(layout: Layout, data: Uint8Array, offset: number): Tuple {
  charge(layout.values * VALUE_BYTES + layout.size);
  const view = new DataView(data.buffer, data.byteOffset + offset, layout.size);
  const values: Value[] = [];
  for (const field of layout.fields) {
    for (let i = 0; i < field.count; i++) {
      tick();
      values.push(unpackValue(layout.littleEndian, field, view, field.offset + i * field.size));
    }
  }
  return new Tuple(values);
}

function unpackValue(littleEndian: boolean, { kind, letter, size }: Field, view: DataView, at: number): Value {
  switch (kind) {
    case 'char':
    case 'text':
      return bytesAt(view, at, size);
    case 'pascal':
      return size === 0 ? new Bytes(new Uint8Array(0)) : bytesAt(view, at + 1, Math.min(view.getUint8(at), size - 1));
    case 'bool':
      return view.getUint8(at) !== 0;
    case 'float':
      if (letter === 'd') return view.getFloat64(at, littleEndian);
      return letter === 'f' ? view.getFloat32(at, littleEndian) : fromHalf(view.getUint16(at, littleEndian));
    case 'signed':
      return BigInt.asIntN(size * 8, bitsAt(littleEndian, size, view, at));
    default:
      return bitsAt(littleEndian, size, view, at);
  }
}

function bytesAt(view: DataView, at: number, size: number): Bytes {
  return new Bytes(new Uint8Array(view.buffer, view.byteOffset + at, size).slice());
}

function bitsAt(littleEndian: boolean, size: number, view: DataView, at: number): bigint {
  switch (size) {
    case 1:
      return BigInt(view.getUint8(at));
    case 2:
      return BigInt(view.getUint16(at, littleEndian));
    case 4:
      return BigInt(view.getUint32(at, littleEndian));
    default:
      return view.getBigUint64(at, littleEndian);
  }
}

const unpackIteratorType = new PyType('_struct.unpack_iterator');

/** What `iter_unpack` gives: a tuple for each part of the data. */
export class UnpackIterator extends PyIterator {
  readonly #layout: Layout;
  readonly #data: Uint8Array;
  #at = 0;

  constructor(layout: Layout, data: Uint8Array) {
    super();
    this.#layout = layout;
    this.#data = data;
  }

  get type(): PyType {
    return unpackIteratorType;
  }

  next(): Value | undefined {
    if (this.#at >= this.#data.length) return undefined;
    const values = unpackValues(this.#layout, this.#data, this.#at);
    this.#at += this.#layout.size;
    return values;
  }

  override lengthHint(): number {
    return (this.#data.length - this.#at) / this.#layout.size;
  }
}
