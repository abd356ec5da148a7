import { typeError } from '../../../core/errors.ts';
import { Dict } from '../../dict.ts';
import { listOf } from '../../iterators.ts';
import { builtin, defineGetters } from '../../signature.ts';
import { repr } from '../../text.ts';
import { Bytes, PyObject, PyType, Tuple, types, type Value } from '../../values.ts';

export const structTimeType = new PyType('time.struct_time', types.tuple);

const FIELDS = ['tm_year', 'tm_mon', 'tm_mday', 'tm_hour', 'tm_min', 'tm_sec', 'tm_wday', 'tm_yday', 'tm_isdst'];

/** A broken-down time: a tuple of nine ints whose items have names. */
export class StructTime extends Tuple {
  /** The name of the zone, or None. */
  readonly zone: Value;
  /** Seconds east of UTC, or None. */
  readonly offset: Value;

  constructor(items: readonly Value[], zone: Value = null, offset: Value = null) {
    super(items);
    this.zone = zone;
    this.offset = offset;
  }

  override get type(): PyType {
    return structTimeType;
  }

  override repr(): string {
    return `time.struct_time(${FIELDS.map((name, i) => `${name}=${repr(this.items[i])}`).join(', ')})`;
  }
}

defineGetters(structTimeType, {
  ...Object.fromEntries(FIELDS.map((name, i) => [name, (self: StructTime) => self.items[i]])),
  tm_zone: (self: StructTime) => self.zone,
  tm_gmtoff: (self: StructTime) => self.offset,
});
structTimeType.attributes.set('n_fields', 11n).set('n_sequence_fields', 9n).set('n_unnamed_fields', 0n);

structTimeType.construct = builtin('structseq', 'sequence, dict=None', (sequence: Value, named?: Value) => {
  if (!isIterable(sequence)) throw typeError('constructor requires a sequence');
  const items = listOf(sequence);
  if (named !== undefined && !(named instanceof Dict))
    throw typeError('time.struct_time() takes a dict as second arg, if any');
  const wrong = (bound: string) =>
    typeError(`time.struct_time() takes an ${bound}-sequence (${items.length}-sequence given)`);
  if (items.length < 9) throw wrong('at least 9');
  if (items.length > 11) throw wrong('at most 11');
  return new StructTime(items.slice(0, 9), items[9] ?? null, items[10] ?? null);
});

function isIterable(value: Value): boolean {
  if (typeof value === 'string' || Array.isArray(value) || value instanceof Tuple || value instanceof Bytes)
    return true;
  return value instanceof PyObject && value.iterate !== undefined;
}
