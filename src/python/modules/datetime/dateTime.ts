import { typeError } from '../../../core/errors.ts';
import {
  type BinaryOperator,
  type HashKey,
  NOT_IMPLEMENTED,
  type NotImplemented,
  type Ordering,
  PyType,
  type Value,
} from '../../values.ts';
import { dateType, PyDate } from './date.ts';
import { type Clock, clockText, PyTime, splitClock } from './time.ts';
import { compare, DAY, floorTo, TimeDelta } from './timeDelta.ts';
import { offsetText, type TimeZone } from './timeZone.ts';

export const dateTimeType = new PyType('datetime.datetime', dateType);

/** A day and a time of day, perhaps with its zone. */
export class DateTime extends PyDate {
  /** Microseconds since 0001-01-01T00:00 of its own zone. */
  readonly microseconds: bigint;
  readonly zone: TimeZone | null;
  readonly fold: 0 | 1;

  /** @throws OverflowError outside of the years 1 to 9999. */
  constructor(microseconds: bigint, zone: TimeZone | null = null, fold: 0 | 1 = 0) {
    super(Number(floorTo(microseconds, DAY)) + 1);
    this.microseconds = microseconds;
    this.zone = zone;
    this.fold = fold;
  }

  /** A day and a time of day. */
  static join(date: PyDate, microseconds: bigint, zone: TimeZone | null = null, fold: 0 | 1 = 0): DateTime {
    return new DateTime(BigInt(date.ordinal - 1) * DAY + microseconds, zone, fold);
  }

  override get type(): PyType {
    return dateTimeType;
  }

  get clock(): Clock {
    return splitClock(this.microseconds % DAY);
  }

  get date(): PyDate {
    return new PyDate(this.ordinal);
  }

  /** The time of day, without the zone. */
  get time(): PyTime {
    return new PyTime(this.microseconds % DAY, null, this.fold);
  }

  /** Microseconds since 0001-01-01T00:00 UTC where there is a zone, else of its own. */
  get utcMicroseconds(): bigint {
    return this.microseconds - (this.zone?.offset ?? 0n);
  }

  override repr(): string {
    const { year, month, day } = this.civil;
    const { hour, minute, second, microsecond } = this.clock;
    let text = `datetime.datetime(${year}, ${month}, ${day}, ${hour}, ${minute}`;
    if (second || microsecond) text += `, ${second}`;
    if (microsecond) text += `, ${microsecond}`;
    if (this.fold) text += ', fold=1';
    if (this.zone) text += `, tzinfo=${this.zone.repr()}`;
    return `${text})`;
  }

  override str(): string {
    return this.isoText(' ');
  }

  /** `2020-09-08T12:30:00+02:00`. */
  isoText(separator: string): string {
    const offset = this.zone ? offsetText(this.zone.offset, ':') : '';
    return this.isoDate() + separator + clockText(this.clock) + offset;
  }

  override equals(other: Value): boolean | NotImplemented {
    if (!(other instanceof PyDate)) return NOT_IMPLEMENTED;
    if (!(other instanceof DateTime) || !this.zone !== !other.zone) return false;
    return this.utcMicroseconds === other.utcMicroseconds;
  }

  override order(operator: Ordering, other: Value): boolean | NotImplemented {
    if (!(other instanceof PyDate)) return NOT_IMPLEMENTED;
    if (!(other instanceof DateTime)) throw typeError("can't compare datetime.datetime to datetime.date");
    if (!this.zone !== !other.zone) throw typeError("can't compare offset-naive and offset-aware datetimes");
    return compare(operator, this.utcMicroseconds, other.utcMicroseconds);
  }

  override hashKey(): HashKey {
    return `datetime:${this.zone ? 'utc' : ''}:${this.utcMicroseconds}`;
  }

  override binary(operator: BinaryOperator, other: Value, reflected: boolean): Value | NotImplemented {
    if (operator === '+' && other instanceof TimeDelta) return this.plus(other.microseconds);
    if (operator !== '-' || reflected) return NOT_IMPLEMENTED;
    if (other instanceof TimeDelta) return this.plus(-other.microseconds);
    if (!(other instanceof DateTime)) return NOT_IMPLEMENTED;
    if (!this.zone !== !other.zone) throw typeError("can't subtract offset-naive and offset-aware datetimes");
    return new TimeDelta(this.utcMicroseconds - other.utcMicroseconds);
  }

  /** Later by so much, in the same zone. @throws OverflowError outside of the years 1 to 9999. */
  plus(microseconds: bigint): DateTime {
    return new DateTime(this.microseconds + microseconds, this.zone);
  }
}
