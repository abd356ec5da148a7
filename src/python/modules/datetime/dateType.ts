import { PythonError, valueError } from '../../../core/errors.ts';
import { convertEarly, defineClassMethods, defineConstructor, defineGetters, defineMethods } from '../../signature.ts';
import { PyType, Tuple, types, type Value } from '../../values.ts';
import { toCInt } from '../arguments.ts';
import { fromOrdinal, isoCalendar, isoToOrdinal, MAX_ORDINAL, weekdayOf } from './calendar.ts';
import { dateType, PyDate } from './date.ts';
import { DateTime, dateTimeType } from './dateTime.ts';
import { ctime, formatMoment, timeTuple } from './format.ts';
import { dateFromIsoformat } from './isoformat.ts';
import { localDate, now, timestampToMicroseconds } from './local.ts';
import { DAY, floorTo, SECOND, TimeDelta } from './timeDelta.ts';

defineConstructor(
  dateType,
  'year, month, day',
  (year: Value, month: Value, day: Value) => PyDate.of(toCInt(year), toCInt(month), toCInt(day)),
  'anonymous',
);

/** The day itself, or its midnight where the method was called on datetime. */
function ofType(type: PyType, date: PyDate): PyDate {
  return type === dateTimeType ? DateTime.join(date, 0n) : date;
}

/** @throws ValueError for an int that is none of C's, TypeError */
function toIsoPart(value: Value): number {
  try {
    return toCInt(value);
  } catch (error) {
    if (!(error instanceof PythonError && error.type === 'OverflowError')) throw error;
    throw valueError('ISO calendar component out of range');
  }
}

convertEarly(dateType, null, [toCInt, toCInt, toCInt]);

defineClassMethods(dateType, {
  today: ['', () => localDate(floorTo(now(), SECOND))],
  fromtimestamp: [
    'timestamp, /',
    (_type: PyType, timestamp: Value) => {
      // Fractions are cut off, not rounded.
      const exact = typeof timestamp === 'number' && Number.isFinite(timestamp) ? Math.floor(timestamp) : timestamp;
      const seconds = floorTo(timestampToMicroseconds(exact), SECOND);
      return localDate(seconds);
    },
  ],
  fromordinal: [
    'ordinal, /',
    (type: PyType, ordinal: Value) => {
      const days = toCInt(ordinal);
      if (days < 1) throw valueError('ordinal must be >= 1');
      if (days > MAX_ORDINAL) throw valueError(`year ${fromOrdinal(days).year} is out of range`);
      return ofType(type, new PyDate(days));
    },
    'parsed',
  ],
  fromisocalendar: [
    'year, week, day',
    (type: PyType, year: Value, week: Value, day: Value) => {
      const ordinal = isoToOrdinal(toIsoPart(year), toIsoPart(week), toIsoPart(day));
      if (ordinal < 1 || ordinal > MAX_ORDINAL) throw valueError(`year ${ordinal < 1 ? 0 : 10_000} is out of range`);
      return ofType(type, new PyDate(ordinal));
    },
  ],
  fromisoformat: ['date_string, /', (_type: PyType, text: Value) => dateFromIsoformat(text)],
});

convertEarly(dateType, 'fromisocalendar', [toIsoPart, toIsoPart, toIsoPart]);

defineGetters(dateType, {
  year: (self: PyDate) => BigInt(self.civil.year),
  month: (self: PyDate) => BigInt(self.civil.month),
  day: (self: PyDate) => BigInt(self.civil.day),
});

defineMethods(dateType, {
  weekday: ['', (self: PyDate) => BigInt(weekdayOf(self.ordinal))],
  isoweekday: ['', (self: PyDate) => BigInt(weekdayOf(self.ordinal) + 1)],
  isocalendar: ['', (self: PyDate) => new IsoCalendarDate(self.ordinal)],
  isoformat: ['', (self: PyDate) => self.isoDate()],
  toordinal: ['', (self: PyDate) => BigInt(self.ordinal)],
  ctime: ['', (self: PyDate) => ctime(new PyDate(self.ordinal))],
  timetuple: ['', (self: PyDate) => timeTuple(new PyDate(self.ordinal), -1)],
  strftime: ['format', (self: PyDate, format: Value) => formatMoment(self, format)],
  replace: [
    'year=0, month=0, day=0',
    (self: PyDate, year?: Value, month?: Value, day?: Value) => {
      const old = self.civil;
      return PyDate.of(replaced(year, old.year), replaced(month, old.month), replaced(day, old.day));
    },
  ],
});

convertEarly(dateType, 'replace', [toCInt, toCInt, toCInt]);

/** A field's new value, or the old one where none is given. */
export function replaced(value: Value | undefined, old: number): number {
  return value === undefined ? old : toCInt(value);
}

PyDate.prototype.format = function (this: PyDate, spec: string): string {
  return spec === '' ? this.str() : formatMoment(this, spec);
};

dateType.attributes.set('min', new PyDate(1));
dateType.attributes.set('max', new PyDate(MAX_ORDINAL));
dateType.attributes.set('resolution', new TimeDelta(DAY));

const isoCalendarDateType = new PyType('datetime.IsoCalendarDate', types.tuple);

/** ISO year, week and weekday, by index and by name. */
class IsoCalendarDate extends Tuple {
  constructor(ordinal: number) {
    const { year, week, weekday } = isoCalendar(ordinal);
    super([BigInt(year), BigInt(week), BigInt(weekday)]);
  }

  override get type(): PyType {
    return isoCalendarDateType;
  }

  override repr(): string {
    const [year, week, weekday] = this.items;
    return `datetime.IsoCalendarDate(year=${year}, week=${week}, weekday=${weekday})`;
  }
}

defineGetters(isoCalendarDateType, {
  year: (self: Tuple) => self.items[0],
  week: (self: Tuple) => self.items[1],
  weekday: (self: Tuple) => self.items[2],
});
