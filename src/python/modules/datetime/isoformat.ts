import { PythonError, typeError, valueError } from '../../../core/errors.ts';
import { charge } from '../../budget.ts';
import { stringRepr } from '../../text.ts';
import type { Value } from '../../values.ts';
import { toText } from '../arguments.ts';
import { type CivilDate, fromOrdinal, isoToOrdinal } from './calendar.ts';
import { PyDate } from './date.ts';
import { DateTime } from './dateTime.ts';
import { type Clock, joinClock, PyTime } from './time.ts';
import { SECOND } from './timeDelta.ts';
import { TimeZone } from './timeZone.ts';

/*
 * `fromisoformat` as CPython 3.11's C code does it, byte by byte and with its tolerances: what is no time in ISO 8601
 * but a time to CPython is one here too.
 */

const DASH = 0x2d;
const WEEK = 0x57;
const COLON = 0x3a;
const ZULU = 0x5a;
const PLUS = 0x2b;

/** Not a time; caught here only, and given its message with the whole text. */
class Malformed extends Error {}

export function dateFromIsoformat(source: Value): PyDate {
  return parsing(source, bytes => {
    if (![7, 8, 10].includes(bytes.length)) throw new Malformed();
    return toDate(parseDate(bytes, bytes.length));
  });
}

export function timeFromIsoformat(source: Value): PyTime {
  return parsing(source, bytes => {
    const { clock, zone } = parseTime(bytes[0] === 0x54 ? bytes.subarray(1) : bytes);
    return new PyTime(joinClock(clock), zone);
  });
}

export function dateTimeFromIsoformat(source: Value): DateTime {
  return parsing(source, bytes => {
    if (bytes.length < 7) throw new Malformed();
    const separator = findSeparator(bytes);
    const date = parseDate(bytes, separator);
    if (bytes.length <= separator) return DateTime.join(toDate(date), 0n);
    if (bytes.length === separator + 1) throw new Malformed();
    const { clock, zone } = parseTime(bytes.subarray(separator + characterSize(bytes[separator])));
    return DateTime.join(toDate(date), joinClock(clock), zone);
  });
}

function parsing<T>(source: Value, parse: (bytes: Uint8Array) => T): T {
  if (typeof source !== 'string') throw typeError('fromisoformat: argument must be str');
  charge(source.length * 3);
  try {
    // Node's encoder puts U+FFFD for a lone surrogate, which is only legal where the separator stands: any byte will do.
    return parse(new TextEncoder().encode(source));
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw valueError(`Invalid isoformat string: ${stringRepr(source)}`);
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function parseDigits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    if (!isDigit(bytes[i])) throw new Malformed();
    value = value * 10 + bytes[i] - 0x30;
  }
  return value;
}

/** The date may be none: that is checked when the whole text has been read. */
function parseDate(bytes: Uint8Array, length: number): CivilDate {
  const year = parseDigits(bytes, 0, 4);
  const separated = bytes[4] === DASH;
  let at = separated ? 5 : 4;
  if (bytes[at] === WEEK) return parseWeekDate(bytes, year, at + 1, length, separated);
  const month = parseDigits(bytes, at, 2);
  at += 2;
  if (separated && bytes[at++] !== DASH) throw new Malformed();
  return { year, month, day: parseDigits(bytes, at, 2) };
}

function parseWeekDate(bytes: Uint8Array, year: number, at: number, length: number, separated: boolean): CivilDate {
  const week = parseDigits(bytes, at, 2);
  let next = at + 2;
  let day = 1;
  if (next < length) {
    if (separated && bytes[next++] !== DASH) throw new Malformed();
    day = parseDigits(bytes, next, 1);
  }
  try {
    return fromOrdinal(isoToOrdinal(year, week, day));
  } catch (error) {
    throw error instanceof PythonError && error.type === 'ValueError' ? new Malformed() : error;
  }
}

function toDate({ year, month, day }: CivilDate): PyDate {
  return PyDate.of(year, month, day);
}

/** Where the character between date and time stands. */
function findSeparator(bytes: Uint8Array): number {
  if (bytes.length === 7) return 7;
  if (bytes[4] === DASH) {
    if (bytes[5] !== WEEK) return 10;
    if (bytes[8] !== DASH) return 8;
    if (bytes.length === 9) throw new Malformed();
    // YYYY-Www-HH or YYYY-Www-D: with a digit at 10, the former.
    return bytes.length > 10 && isDigit(bytes[10]) ? 8 : 10;
  }
  if (bytes[4] !== WEEK) return 8;
  let at = 7;
  while (isDigit(bytes[at])) at++;
  if (at < 9) return at;
  return at % 2 === 0 ? 7 : 8;
}

/** Bytes of a UTF-8 character, by its first. */
function characterSize(byte: number): number {
  if (byte < 0x80) return 1;
  return (byte & 0xf0) === 0xe0 ? 3 : (byte & 0xf0) === 0xf0 ? 4 : 2;
}

function parseTime(bytes: Uint8Array): { clock: Clock; zone: TimeZone | null } {
  let at = 0;
  do {
    if (bytes[at] === PLUS || bytes[at] === DASH || bytes[at] === ZULU) break;
  } while (++at < bytes.length);
  const clock = parseClock(bytes, 0, at);
  if (at >= bytes.length) {
    if (clock.rest) throw new Malformed();
    return { clock, zone: null };
  }
  if (bytes[at] === ZULU) {
    if (at + 1 < bytes.length) throw new Malformed();
    return { clock, zone: TimeZone.of(0n) };
  }
  const { hour, minute, second, microsecond, rest } = parseClock(bytes, at + 1, bytes.length);
  if (rest) throw new Malformed();
  const seconds = BigInt(hour * 3600 + minute * 60 + second);
  const offset = seconds === 0n ? 0n : seconds * SECOND + BigInt(microsecond);
  const zone = TimeZone.of(bytes[at] === DASH ? -offset : offset);
  return { clock, zone };
}

/** `rest`: whether something follows that does not belong to it. */
function parseClock(bytes: Uint8Array, start: number, end: number) {
  const parts = [0, 0, 0];
  let at = start;
  let separated = true;
  let microsecond = 0;
  const result = (rest: boolean) => ({ hour: parts[0], minute: parts[1], second: parts[2], microsecond, rest });
  for (let i = 0; i < 3; i++) {
    parts[i] = parseDigits(bytes, at, 2);
    at += 2;
    const byte = bytes[at++];
    if (i === 0) separated = byte === COLON;
    if (at >= end) return result(byte !== undefined);
    if (separated && byte === COLON) continue;
    if (byte === 0x2e || byte === 0x2c) break;
    if (separated) throw new Malformed();
    at--;
  }
  const digits = Math.min(end - at, 6);
  microsecond = parseDigits(bytes, at, digits) * 10 ** (6 - digits);
  at += digits;
  while (isDigit(bytes[at])) at++;
  return result(at < bytes.length);
}

const TIMESPECS = ['auto', 'hours', 'minutes', 'seconds', 'milliseconds', 'microseconds'];

/** `12:30:00.000` in one of Python's timespecs; `argument`: its place, for the error. @throws TypeError, ValueError for an unknown one. */
export function formatClock(time: PyTime | DateTime, timespec: Value, argument: 1 | 2): string {
  if (!TIMESPECS.includes(toText(timespec, `isoformat() argument ${argument}`)))
    throw valueError('Unknown timespec value');
  const { hour, minute, second, microsecond } = time.clock;
  const parts = [hour, minute, second].map(part => String(part).padStart(2, '0'));
  const fraction = String(microsecond).padStart(6, '0');
  switch (timespec) {
    case 'hours':
      return parts[0];
    case 'minutes':
      return `${parts[0]}:${parts[1]}`;
    case 'seconds':
      return parts.join(':');
    case 'milliseconds':
      return `${parts.join(':')}.${fraction.slice(0, 3)}`;
    default:
      return timespec === 'auto' && !microsecond ? parts.join(':') : `${parts.join(':')}.${fraction}`;
  }
}
