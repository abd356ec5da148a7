import { convertEarly, defineClassMethods, defineConstructor, defineGetters, defineMethods } from '../../signature.ts';
import type { PyType, Value } from '../../values.ts';
import { toCInt } from '../arguments.ts';
import { replaced } from './dateType.ts';
import { formatMoment } from './format.ts';
import { formatClock, timeFromIsoformat } from './isoformat.ts';
import { joinClock, PyTime, timeType } from './time.ts';
import { DAY, TimeDelta } from './timeDelta.ts';
import { offsetText } from './timeZone.ts';
import { toZone } from './timeZoneType.ts';

defineConstructor(
  timeType,
  'hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0',
  (
    hour: Value = 0n,
    minute: Value = 0n,
    second: Value = 0n,
    microsecond: Value = 0n,
    tzinfo: Value = null,
    fold: Value = 0n,
  ) => {
    const clock = {
      hour: toCInt(hour),
      minute: toCInt(minute),
      second: toCInt(second),
      microsecond: toCInt(microsecond),
    };
    const foldNumber = toCInt(fold);
    const microseconds = joinClock(clock, foldNumber);
    return new PyTime(microseconds, toZone(tzinfo), foldNumber as 0 | 1);
  },
  'anonymous',
);

const FIELDS = [toCInt, toCInt, toCInt, toCInt, () => {}, toCInt];

convertEarly(timeType, null, FIELDS);

defineClassMethods(timeType, {
  fromisoformat: ['time_string, /', (_type: PyType, text: Value) => timeFromIsoformat(text)],
});

defineGetters(timeType, {
  hour: (self: PyTime) => BigInt(self.clock.hour),
  minute: (self: PyTime) => BigInt(self.clock.minute),
  second: (self: PyTime) => BigInt(self.clock.second),
  microsecond: (self: PyTime) => BigInt(self.clock.microsecond),
  tzinfo: (self: PyTime) => self.zone,
  fold: (self: PyTime) => BigInt(self.fold),
});

defineMethods(timeType, {
  isoformat: [
    'timespec="auto"',
    (self: PyTime, timespec: Value = 'auto') =>
      formatClock(self, timespec, 1) + (self.zone ? offsetText(self.zone.offset, ':') : ''),
  ],
  strftime: ['format', (self: PyTime, format: Value) => formatMoment(self, format)],
  utcoffset: ['', (self: PyTime) => self.zone && new TimeDelta(self.zone.offset)],
  tzname: ['', (self: PyTime) => self.zone?.displayName ?? null],
  dst: ['', () => null],
  replace: [
    'hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0',
    (
      self: PyTime,
      hour?: Value,
      minute?: Value,
      second?: Value,
      microsecond?: Value,
      tzinfo?: Value,
      foldArgument?: Value,
    ) => {
      const old = self.clock;
      const fold = replaced(foldArgument, self.fold);
      const clock = {
        hour: replaced(hour, old.hour),
        minute: replaced(minute, old.minute),
        second: replaced(second, old.second),
        microsecond: replaced(microsecond, old.microsecond),
      };
      return new PyTime(joinClock(clock, fold), tzinfo === undefined ? self.zone : toZone(tzinfo), fold as 0 | 1);
    },
  ],
});

convertEarly(timeType, 'replace', FIELDS);

PyTime.prototype.format = function (this: PyTime, spec: string): string {
  return spec === '' ? this.str() : formatMoment(this, spec);
};

timeType.attributes.set('min', new PyTime(0n));
timeType.attributes.set('max', new PyTime(DAY - 1n));
timeType.attributes.set('resolution', new TimeDelta(1n));
