import { valueError } from '../../../core/errors.ts';
import { stringRepr } from '../../text.ts';
import { type HashKey, NOT_IMPLEMENTED, type NotImplemented, PyObject, PyType, type Value } from '../../values.ts';
import { pad } from './calendar.ts';
import { DAY, TimeDelta } from './timeDelta.ts';

export const tzinfoType = new PyType('datetime.tzinfo');
export const timeZoneType = new PyType('datetime.timezone', tzinfoType);

/** A fixed offset from UTC, strictly within a day, perhaps with a name. */
export class TimeZone extends PyObject {
  /** Microseconds east of UTC. */
  readonly offset: bigint;
  readonly zoneName: string | null;

  /** @throws ValueError for an offset of a day or more. */
  constructor(offset: bigint, zoneName: string | null = null) {
    super();
    if (offset <= -DAY || offset >= DAY) {
      const text = new TimeDelta(offset).repr();
      throw valueError(
        `offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not ${text}.`,
      );
    }
    this.offset = offset;
    this.zoneName = zoneName;
  }

  /** As `new`, but UTC itself where that is meant. */
  static of(offset: bigint, zoneName: string | null = null): TimeZone {
    return offset === 0n && zoneName === null ? utc : new TimeZone(offset, zoneName);
  }

  get type(): PyType {
    return timeZoneType;
  }

  /** The zone's name; without one, `UTC` or `UTC+01:00`. */
  get displayName(): string {
    return this.zoneName ?? (this.offset ? `UTC${offsetText(this.offset, ':')}` : 'UTC');
  }

  override repr(): string {
    if (this === utc) return 'datetime.timezone.utc';
    const offset = new TimeDelta(this.offset).repr();
    return `datetime.timezone(${offset}${this.zoneName === null ? '' : `, ${stringRepr(this.zoneName)}`})`;
  }

  override str(): string {
    return this.displayName;
  }

  override equals(other: Value): boolean | NotImplemented {
    return other instanceof TimeZone ? this.offset === other.offset : NOT_IMPLEMENTED;
  }

  override hashKey(): HashKey {
    return `timezone:${this.offset}`;
  }
}

export const utc = new TimeZone(0n);

/** `+01:00`, with seconds and microseconds where they are not zero; `separator` between the parts. */
export function offsetText(offset: bigint, separator: string): string {
  const sign = offset < 0n ? '-' : '+';
  const microseconds = Number(offset < 0n ? -offset : offset);
  const seconds = Math.floor(microseconds / 1e6);
  let text = sign + pad(Math.floor(seconds / 3600)) + separator + pad(Math.floor(seconds / 60) % 60);
  const fraction = microseconds % 1e6;
  if (seconds % 60 || fraction) text += separator + pad(seconds % 60);
  if (fraction) text += `.${pad(fraction, 6)}`;
  return text;
}
