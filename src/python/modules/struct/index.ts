import { typeError } from '../../../core/errors.ts';
import { hashKey } from '../../hash.ts';
import { toSize } from '../../operators.ts';
import { builtin, defineConstructor, defineGetters, defineMethods, type Run } from '../../signature.ts';
import { type Builtin, type Bytes, Module, PyObject, PyType, type Tuple, type Value } from '../../values.ts';
import { toData } from '../binary.ts';
import { type Layout, parseLayout, structError } from './layout.ts';
import { packValues } from './pack.ts';
import { UnpackIterator, unpackValues } from './unpack.ts';

const structType = new PyType('_struct.Struct');

/** A parsed format, as a value. */
class Struct extends PyObject {
  readonly layout: Layout;
  constructor(layout: Layout) {
    super();
    this.layout = layout;
  }
  get type(): PyType {
    return structType;
  }
}

function unpack(layout: Layout, buffer: Value): Tuple {
  const data = toData(buffer);
  if (data.length !== layout.size) throw structError(`unpack requires a buffer of ${layout.size} bytes`);
  return unpackValues(layout, data, 0);
}

function unpackFrom(layout: Layout, buffer: Value, offset: Value = 0n): Tuple {
  const data = toData(buffer);
  const { size } = layout;
  let at = toSize(offset);
  if (at < 0) {
    if (at + size > 0) throw structError(`not enough data to unpack ${size} bytes at offset ${at}`);
    if (at + data.length < 0) throw structError(`offset ${at} out of range for ${data.length}-byte buffer`);
    at += data.length;
  }
  if (data.length - at < size)
    throw structError(
      `unpack_from requires a buffer of at least ${size + at} bytes for unpacking ${size} bytes at offset ${at} (actual buffer size is ${data.length})`,
    );
  return unpackValues(layout, data, at);
}

function iterUnpack(layout: Layout, buffer: Value): UnpackIterator {
  const data = toData(buffer);
  if (layout.size === 0) throw structError('cannot iteratively unpack with a struct of length 0');
  if (data.length % layout.size)
    throw structError(`iterative unpacking requires a buffer of a multiple of ${layout.size} bytes`);
  return new UnpackIterator(layout, data);
}

/** The functions of the module keep what they have parsed in a dict. @throws TypeError also for what is not hashable */
function layoutOf(format: Value): Layout {
  hashKey(format);
  return parseLayout(format);
}

function pack(values: Value[]): Bytes {
  if (values.length === 0) throw typeError('missing format argument');
  return packValues(layoutOf(values[0]), values.slice(1));
}

defineConstructor(structType, 'format', (format: Value) => new Struct(parseLayout(format)));
defineGetters(structType, {
  format: (self: Struct) => self.layout.format,
  size: (self: Struct) => BigInt(self.layout.size),
});
const withLayout =
  (run: (layout: Layout, ...values: any[]) => Value): Run =>
  (self: Struct, ...values) =>
    run(self.layout, ...values);
defineMethods(structType, {
  pack: ['*values', withLayout(packValues)],
  unpack: ['buffer, /', withLayout(unpack)],
  unpack_from: ['buffer, offset=0', withLayout(unpackFrom)],
  iter_unpack: ['buffer, /', withLayout(iterUnpack)],
});

const withFormat =
  (run: (layout: Layout, ...values: any[]) => Value): Run =>
  (format: Value, ...values) =>
    run(layoutOf(format), ...values);

const functions: readonly Builtin[] = [
  builtin('_struct.pack', '*values', pack),
  builtin('_struct.calcsize', 'format, /', (format: Value) => BigInt(layoutOf(format).size)),
  builtin('_struct.unpack', 'format, buffer, /', withFormat(unpack)),
  builtin('_struct.unpack_from', 'format, /, buffer, offset=0', withFormat(unpackFrom)),
  builtin('_struct.iter_unpack', 'format, buffer, /', withFormat(iterUnpack)),
];

/** Python's `struct`. */
export const struct = new Module(
  'struct',
  new Map<string, Value>([
    ['Struct', structType],
    ['error', new PyType('struct.error')],
    ...functions.map((fn): [string, Value] => [fn.name, fn]),
  ]),
);
