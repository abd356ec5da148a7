import { typeError } from '../../../core/errors.ts';
import {
  type HashKey,
  NOT_IMPLEMENTED,
  type NotImplemented,
  type Ordering,
  PyObject,
  PyType,
  type Value,
} from '../../values.ts';
import { checkTime, pad } from './calendar.ts';
import { compare, HOUR, MINUTE, SECOND } from './timeDelta.ts';
import { offsetText, type TimeZone } from './timeZone.ts';

export const timeType = new PyType('datetime.time');

/** The parts of a time of day. */
export interface Clock {
  hour: number;
  minute: number;
  second: number;
  microsecond: number;
}

/** A time of day, perhaps with its zone. */
export class PyTime extends PyObject {
  /** Microseconds since midnight. */
  readonly microseconds: bigint;
  readonly zone: TimeZone | null;
  readonly fold: 0 | 1;

  constructor(microseconds: bigint, zone: TimeZone | null = null, fold: 0 | 1 = 0) {
    super();
    this.microseconds = microseconds;
    this.zone = zone;
    this.fold = fold;
  }

  get type(): PyType {
    return timeType;
  }

  get clock(): Clock {
    return splitClock(this.microseconds);
  }

  override repr(): string {
    const { hour, minute, second, microsecond } = this.clock;
    let text = `datetime.time(${hour}, ${minute}`;
    if (second || microsecond) text += `, ${second}`;
    if (microsecond) text += `, ${microsecond}`;
    if (this.zone) text += `, tzinfo=${this.zone.repr()}`;
    if (this.fold) text += ', fold=1';
    return `${text})`;
  }

  override str(): string {
    return clockText(this.clock) + (this.zone ? offsetText(this.zone.offset, ':') : '');
  }

  override truth(): boolean {
    return true;
  }

  override equals(other: Value): boolean | NotImplemented {
    if (!(other instanceof PyTime)) return NOT_IMPLEMENTED;
    return !this.zone === !other.zone && this.#utc === other.#utc;
  }

  override order(operator: Ordering, other: Value): boolean | NotImplemented {
    if (!(other instanceof PyTime)) return NOT_IMPLEMENTED;
    if (!this.zone !== !other.zone) throw typeError("can't compare offset-naive and offset-aware times");
    return compare(operator, this.#utc, other.#utc);
  }

  override hashKey(): HashKey {
    return `time:${this.zone ? 'utc' : ''}:${this.#utc}`;
  }

  get #utc(): bigint {
    return this.microseconds - (this.zone?.offset ?? 0n);
  }
}

/** @throws ValueError where there is no such time. */
export function joinClock({ hour, minute, second, microsecond }: Clock, fold = 0): bigint {
  checkTime(hour, minute, second, microsecond, fold);
  return BigInt(hour) * HOUR + BigInt(minute) * MINUTE + BigInt(second) * SECOND + BigInt(microsecond);
}

/** The parts of a number of microseconds since midnight. */
export function splitClock(microseconds: bigint): Clock {
  const seconds = Number(microseconds / SECOND);
  return {
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    microsecond: Number(microseconds % SECOND),
  };
}

/** `12:30:00`, with `.000001` where there are microseconds. */
export function clockText({ hour, minute, second, microsecond }: Clock): string {
  const text = `${pad(hour)}:${pad(minute)}:${pad(second)}`;
  return microsecond ? `${text}.${pad(microsecond, 6)}` : text;
}
