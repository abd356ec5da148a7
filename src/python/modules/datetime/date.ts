import { overflowError } from '../../../core/errors.ts';
import {
  type BinaryOperator,
  type HashKey,
  NOT_IMPLEMENTED,
  type NotImplemented,
  type Ordering,
  PyObject,
  PyType,
  type Value,
} from '../../values.ts';
import { type CivilDate, checkDate, fromOrdinal, MAX_ORDINAL, pad, toOrdinal } from './calendar.ts';
import { compare, DAY, TimeDelta } from './timeDelta.ts';

export const dateType = new PyType('datetime.date');

/** A day. */
export class PyDate extends PyObject {
  /** Days, 0001-01-01 being 1. */
  readonly ordinal: number;

  /** @throws OverflowError outside of the years 1 to 9999. */
  constructor(ordinal: number) {
    super();
    if (ordinal < 1 || ordinal > MAX_ORDINAL) throw overflowError('date value out of range');
    this.ordinal = ordinal;
  }

  /** @throws ValueError where there is no such day. */
  static of(year: number, month: number, day: number): PyDate {
    checkDate(year, month, day);
    return new PyDate(toOrdinal(year, month, day));
  }

  get type(): PyType {
    return dateType;
  }

  get civil(): CivilDate {
    return fromOrdinal(this.ordinal);
  }

  override repr(): string {
    const { year, month, day } = this.civil;
    return `datetime.date(${year}, ${month}, ${day})`;
  }

  override str(): string {
    return this.isoDate();
  }

  /** `2020-09-08`. */
  isoDate(): string {
    const { year, month, day } = this.civil;
    return `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
  }

  override equals(other: Value): boolean | NotImplemented {
    return isPlainDate(other) ? this.ordinal === other.ordinal : NOT_IMPLEMENTED;
  }

  override order(operator: Ordering, other: Value): boolean | NotImplemented {
    return isPlainDate(other) ? compare(operator, this.ordinal, other.ordinal) : NOT_IMPLEMENTED;
  }

  override hashKey(): HashKey {
    return `date:${this.ordinal}`;
  }

  override binary(operator: BinaryOperator, other: Value, reflected: boolean): Value | NotImplemented {
    if (operator === '+' && other instanceof TimeDelta) return this.#plusDays(other.days);
    if (operator !== '-' || reflected) return NOT_IMPLEMENTED;
    if (other instanceof TimeDelta) return this.#plusDays(-other.days);
    if (isPlainDate(other)) return new TimeDelta(BigInt(this.ordinal - other.ordinal) * DAY);
    return NOT_IMPLEMENTED;
  }

  #plusDays(days: bigint): PyDate {
    return new PyDate(this.ordinal + Number(days));
  }
}

function isPlainDate(value: Value): value is PyDate {
  return value instanceof PyDate && value.type === dateType;
}
