import { overflowError, PythonError, valueError } from '../../../core/errors.ts';
import { environment } from '../../environment.ts';
import { ratioOf } from '../../floats.ts';
import { toIndex } from '../../operators.ts';
import type { Value } from '../../values.ts';
import { EPOCH_ORDINAL, fromOrdinal, MAX_ORDINAL, toOrdinal } from './calendar.ts';
import type { PyDate } from './date.ts';
import { DateTime } from './dateTime.ts';
import { DAY, divideNearest, floorTo, SECOND } from './timeDelta.ts';
import { TimeZone } from './timeZone.ts';

/** 1970-01-01 in microseconds since 0001-01-01. */
export const EPOCH = BigInt(EPOCH_ORDINAL - 1) * DAY;
const DAY_SECONDS = 86_400;
/** What C's `struct tm` can hold: years of 32 bits. */
const MAX_TM_SECONDS = 67_768_036_191_676_800;

/** The present, in microseconds since 1970 UTC; the same again when an evaluation runs again. */
export function now(): bigint {
  return environment.once(() => environment.nowMicroseconds());
}

/** The server's local time, as `datetime.now()` gives it. `milliseconds`: since 1970 UTC. */
export function naiveLocalTime(milliseconds: number): DateTime {
  return localDateTime(BigInt(Math.round(milliseconds * 1000)));
}

/**
 * Local time of an instant in microseconds since 1970 UTC; `fold` is 1 where clocks show that time for the second time.
 * @throws ValueError outside of the years 1 to 9999, as is the day before.
 */
export function localDateTime(microseconds: bigint): DateTime {
  const { seconds, offset, time } = localParts(microseconds);
  const dayBefore = seconds - DAY_SECONDS;
  const former = localOffset(dayBefore);
  checkYear(dayBefore + former);
  const repeated = former > offset && localOffset(seconds - (former - offset)) === former;
  return repeated ? new DateTime(time.microseconds, null, 1) : time;
}

/** The day that it is here at an instant in seconds since 1970 UTC. @throws ValueError outside of the years 1 to 9999. */
export function localDate(seconds: bigint): PyDate {
  return localParts(seconds * SECOND).time.date;
}

function localParts(microseconds: bigint): { seconds: number; offset: number; time: DateTime } {
  const seconds = Number(floorTo(microseconds, SECOND));
  const offset = localOffset(seconds);
  checkYear(seconds + offset);
  return { seconds, offset, time: new DateTime(EPOCH + microseconds + BigInt(offset) * SECOND) };
}

/** UTC of an instant, without a zone. @throws ValueError outside of the years 1 to 9999. */
export function utcDateTime(microseconds: bigint): DateTime {
  checkYear(Number(floorTo(microseconds, SECOND)));
  return new DateTime(EPOCH + microseconds);
}

/** Days of the week and leap years repeat after it. */
const ERA_SECONDS = 146_097 * DAY_SECONDS;
/** What JavaScript's Date goes up to. */
const MAX_DATE_SECONDS = 8.64e12;

/** Seconds that the server's zone is ahead of UTC at an instant (seconds since 1970 UTC). */
export function localOffset(epochSeconds: number): number {
  const inRange = Math.abs(epochSeconds) < MAX_DATE_SECONDS - DAY_SECONDS;
  const milliseconds = (inRange ? epochSeconds : epochSeconds % ERA_SECONDS) * 1000;
  const date = new Date(milliseconds);
  // Not getTimezoneOffset: that knows no seconds, which zones had before 1900.
  const local = new Date(0);
  local.setUTCFullYear(date.getFullYear(), date.getMonth(), date.getDate());
  local.setUTCHours(date.getHours(), date.getMinutes(), date.getSeconds());
  return Math.round((local.getTime() - Math.floor(milliseconds / 1000) * 1000) / 1000);
}

/** The zone that is in force at an instant, with the name that it has then. */
export function localZone(epochSeconds: number): TimeZone {
  return new TimeZone(BigInt(localOffset(epochSeconds)) * SECOND, localZoneName(epochSeconds));
}

/** `UTC`, `CET`, `CEST`; for zones that have no letters, `+03`. */
export function localZoneName(epochSeconds: number): string {
  for (const locale of ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA']) {
    const format = new Intl.DateTimeFormat(locale, { timeZoneName: 'short' });
    const name = format.formatToParts(epochSeconds * 1000).find(({ type }) => type === 'timeZoneName')?.value;
    if (name && /^[A-Z]{3,5}$/.test(name)) return name;
  }
  const minutes = Math.round(localOffset(epochSeconds) / 60);
  const clock = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map(part => String(part).padStart(2, '0'));
  return (minutes < 0 ? '-' : '+') + clock[0] + (clock[1] === '00' ? '' : clock[1]);
}

/** The names of the server's zone in winter and in summer, as `time.tzname` has them. */
export function localZoneNames(): { standard: string; daylight: string } {
  const [standard, daylight] = zoneHalves().map(localZoneName);
  return { standard, daylight };
}

/** An instant of the year without daylight saving and one with it, if there is such; seconds since 1970 UTC. */
export function zoneHalves(year = localDateTime(now()).civil.year): [standard: number, daylight: number] {
  const [january, july] = [0, 6].map(month => Date.UTC(year, month, 1) / 1000);
  return localOffset(january) <= localOffset(july) ? [january, july] : [july, january];
}

/** Seconds since 1970 UTC of a local time, as PEP 495 finds it. @throws ValueError at the ends of the calendar. */
export function localToSeconds(time: DateTime): number {
  const wall = Number(floorTo(time.microseconds, SECOND) - EPOCH / SECOND);
  const local = (seconds: number) => {
    checkYear(seconds);
    const result = seconds + localOffset(seconds);
    checkYear(result);
    return result;
  };
  const first = local(wall) - wall;
  const candidate = wall - first;
  const found = local(candidate);
  let second: number;
  if (found === wall) {
    const other = candidate + (time.fold ? DAY_SECONDS : -DAY_SECONDS);
    second = local(other) - other;
    if (first === second) return candidate;
  } else {
    second = found - candidate;
  }
  const alternative = wall - second;
  if (local(alternative) === wall) return alternative;
  if (found === wall) return candidate;
  return time.fold ? Math.min(candidate, alternative) : Math.max(candidate, alternative);
}

/**
 * Seconds since 1970 UTC of the fields of a local `struct tm` (year, month, day, hour, minute, second), in and out of their
 * ranges, as C's mktime counts them.
 */
export function localToEpoch(fields: readonly number[]): number {
  const [year, month, day, hour, minute, second] = fields;
  const years = year + Math.floor((month - 1) / 12);
  // Day numbers repeat every 400 years; the calendar's functions go to 9999 only.
  const eras = Math.floor((years - 2000) / 400);
  const ordinal = toOrdinal(years - eras * 400, ((((month - 1) % 12) + 12) % 12) + 1, 1) + eras * 146_097 + day - 1;
  const wall = (ordinal - EPOCH_ORDINAL) * DAY_SECONDS + hour * 3600 + minute * 60 + second;
  const offset = localOffset(wall - localOffset(wall));
  return wall - offset;
}

/** @throws ValueError where the year of so many seconds since 1970 is none of 1 to 9999. */
function checkYear(seconds: number): void {
  const days = Math.floor(seconds / DAY_SECONDS) + EPOCH_ORDINAL;
  if (days < 1 || days > MAX_ORDINAL) throw valueError(`year ${fromOrdinal(days).year} is out of range`);
}

/**
 * A timestamp as `fromtimestamp` takes it, in microseconds since 1970, rounded half to even.
 * @throws TypeError, ValueError for nan, OverflowError and OSError for what C's types do not hold.
 */
export function timestampToMicroseconds(timestamp: Value): bigint {
  let microseconds: bigint;
  if (typeof timestamp === 'number') {
    if (Number.isNaN(timestamp)) throw valueError('Invalid value NaN (not a number)');
    if (!(Math.abs(timestamp) < 2 ** 63)) throw overflowError('timestamp out of range for platform time_t');
    microseconds = floatToMicroseconds(timestamp);
  } else {
    microseconds = toIndex(timestamp) * SECOND;
  }
  const seconds = floorTo(microseconds, SECOND);
  if (BigInt.asIntN(64, seconds) !== seconds) throw overflowError('timestamp out of range for platform time_t');
  if (seconds > MAX_TM_SECONDS || seconds < -MAX_TM_SECONDS)
    throw new PythonError('OSError', '[Errno 75] Value too large for defined data type');
  return microseconds;
}

function floatToMicroseconds(timestamp: number): bigint {
  const whole = Math.trunc(timestamp);
  // The product is rounded, as CPython's is, before it is rounded to a whole number.
  const [numerator, denominator] = ratioOf((timestamp - whole) * 1e6);
  return BigInt(whole) * SECOND + divideNearest(numerator, denominator);
}
