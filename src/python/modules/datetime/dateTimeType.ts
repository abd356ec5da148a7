import { typeError } from '../../../core/errors.ts';
import { trueDivide } from '../../integers.ts';
import { convertEarly, defineClassMethods, defineConstructor, defineGetters, defineMethods } from '../../signature.ts';
import { lengthOf } from '../../strings.ts';
import type { PyType, Value } from '../../values.ts';
import { argumentType, toCInt, toText } from '../arguments.ts';
import { strptime } from '../time/strptime.ts';
import { checkDate, checkTime } from './calendar.ts';
import { PyDate } from './date.ts';
import { DateTime, dateTimeType } from './dateTime.ts';
import { replaced } from './dateType.ts';
import { ctime, timeTuple } from './format.ts';
import { dateTimeFromIsoformat, formatClock } from './isoformat.ts';
import {
  EPOCH,
  localDateTime,
  localToSeconds,
  localZone,
  localZoneNames,
  now,
  timestampToMicroseconds,
  utcDateTime,
} from './local.ts';
import { joinClock, PyTime } from './time.ts';
import { DAY, floorTo, SECOND, TimeDelta } from './timeDelta.ts';
import { offsetText, TimeZone } from './timeZone.ts';
import { toZone } from './timeZoneType.ts';

/** A datetime of seven numbers. @throws ValueError where there is none. */
function make(fields: readonly number[], zone: Value, fold: number): DateTime {
  const [year, month, day, hour, minute, second, microsecond] = fields;
  checkDate(year, month, day);
  checkTime(hour, minute, second, microsecond, fold);
  const clock = joinClock({ hour, minute, second, microsecond });
  return DateTime.join(PyDate.of(year, month, day), clock, toZone(zone), fold as 0 | 1);
}

defineConstructor(
  dateTimeType,
  'year, month, day, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0',
  (...values: (Value | undefined)[]) => {
    const [numbers, tzinfo, fold] = [values.slice(0, 7), values[7], values[8]];
    const fields = Array.from({ length: 7 }, (_, i) => replaced(numbers[i], 0));
    return make(fields, tzinfo ?? null, replaced(fold, 0));
  },
  'anonymous',
);

const FIELDS = [...Array<typeof toCInt>(7).fill(toCInt), () => {}, toCInt];

convertEarly(dateTimeType, null, FIELDS);

/** An instant in microseconds since 1970 UTC, as the zone's time, or without one as local time. */
function atInstant(microseconds: bigint, zone: TimeZone | null): DateTime {
  if (zone === null) return localDateTime(microseconds);
  return new DateTime(utcDateTime(microseconds).microseconds, zone).plus(zone.offset);
}

defineClassMethods(dateTimeType, {
  today: ['', () => localDateTime(now())],
  now: ['tz=None', (_type: PyType, zone: Value = null) => atInstant(now(), toZone(zone))],
  utcnow: ['', () => utcDateTime(now())],
  fromtimestamp: [
    'timestamp, tz=None',
    (_type: PyType, timestamp: Value, zone: Value = null) => {
      const checked = toZone(zone);
      return atInstant(timestampToMicroseconds(timestamp), checked);
    },
  ],
  utcfromtimestamp: [
    'timestamp, /',
    (_type: PyType, timestamp: Value) => utcDateTime(timestampToMicroseconds(timestamp)),
    'parsed',
  ],
  fromisoformat: ['string, /', (_type: PyType, text: Value) => dateTimeFromIsoformat(text)],
  combine: [
    'date, time, tzinfo=None',
    (_type: PyType, date: Value, time: Value, zone?: Value) => {
      const day = toDate(date);
      const { microseconds, zone: own, fold } = toTime(time);
      return DateTime.join(day, microseconds, zone === undefined ? own : toZone(zone), fold);
    },
  ],
  strptime: ['date_string, format, /', (_type: PyType, text: Value, format: Value) => parse(text, format), 'parsed'],
});

function toDate(value: Value): PyDate {
  if (value instanceof PyDate) return value;
  throw typeError(`combine() argument 1 must be datetime.date, not ${argumentType(value)}`);
}

function toTime(value: Value): PyTime {
  if (value instanceof PyTime) return value;
  throw typeError(`combine() argument 2 must be datetime.time, not ${argumentType(value)}`);
}

convertEarly(dateTimeType, 'combine', [toDate, toTime]);

function parse(text: Value, format: Value): DateTime {
  const source = toText(text, 'strptime() argument 1');
  const found = strptime(source, toText(format, 'strptime() argument 2'), localZoneNames());
  const zone = found.offset === null ? null : TimeZone.of(found.offset, found.zoneName || null);
  const { year, month, day, hour, minute, second, microsecond } = found;
  return make([year, month, day, hour, minute, second, microsecond], zone, 0);
}

defineGetters(dateTimeType, {
  hour: (self: DateTime) => BigInt(self.clock.hour),
  minute: (self: DateTime) => BigInt(self.clock.minute),
  second: (self: DateTime) => BigInt(self.clock.second),
  microsecond: (self: DateTime) => BigInt(self.clock.microsecond),
  tzinfo: (self: DateTime) => self.zone,
  fold: (self: DateTime) => BigInt(self.fold),
});

/** What stands between date and time. @throws TypeError */
function toSeparator(value: Value): string {
  if (typeof value === 'string' && lengthOf(value) === 1) return value;
  throw typeError(`isoformat() argument 1 must be a unicode character, not ${argumentType(value)}`);
}

defineMethods(dateTimeType, {
  date: ['', (self: DateTime) => self.date],
  time: ['', (self: DateTime) => self.time],
  timetz: ['', (self: DateTime) => new PyTime(self.time.microseconds, self.zone, self.fold)],
  timestamp: ['', timestamp],
  utcoffset: ['', (self: DateTime) => self.zone && new TimeDelta(self.zone.offset)],
  tzname: ['', (self: DateTime) => self.zone?.displayName ?? null],
  dst: ['', () => null],
  ctime: ['', (self: DateTime) => ctime(self)],
  timetuple: ['', (self: DateTime) => timeTuple(self, -1)],
  utctimetuple: ['', (self: DateTime) => timeTuple(new DateTime(self.utcMicroseconds), 0)],
  astimezone: ['tz=None', (self: DateTime, zone: Value = null) => moveTo(self, toZone(zone))],
  isoformat: [
    'sep="T", timespec="auto"',
    (self: DateTime, separator: Value = 'T', timespec: Value = 'auto') => {
      const offset = self.zone ? offsetText(self.zone.offset, ':') : '';
      return self.isoDate() + toSeparator(separator) + formatClock(self, timespec, 2) + offset;
    },
  ],
  replace: [
    'year=0, month=0, day=0, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0',
    (self: DateTime, ...values: (Value | undefined)[]) => {
      const { year, month, day } = self.civil;
      const { hour, minute, second, microsecond } = self.clock;
      const old = [year, month, day, hour, minute, second, microsecond];
      const fields = old.map((field, i) => replaced(values[i], field));
      return make(fields, values[7] === undefined ? self.zone : values[7], replaced(values[8], self.fold));
    },
  ],
});

convertEarly(dateTimeType, 'replace', FIELDS);
convertEarly(dateTimeType, 'isoformat', [toSeparator, value => toText(value, 'isoformat() argument 2')]);

function timestamp(self: DateTime): number {
  if (self.zone) return trueDivide(self.utcMicroseconds - EPOCH, SECOND);
  return localToSeconds(self) + self.clock.microsecond / 1e6;
}

function moveTo(self: DateTime, zone: TimeZone | null): DateTime {
  if (zone && self.zone === zone) return self;
  const utc = self.zone ? self.utcMicroseconds : self.microseconds - localZone(localToSeconds(self)).offset;
  const target = zone ?? localZone(Number(floorTo(utc - EPOCH, SECOND)));
  return new DateTime(new DateTime(utc).microseconds + target.offset, target);
}

dateTimeType.attributes.set('min', new DateTime(0n));
dateTimeType.attributes.set('max', DateTime.join(PyDate.of(9999, 12, 31), DAY - 1n));
dateTimeType.attributes.set('resolution', new TimeDelta(1n));
