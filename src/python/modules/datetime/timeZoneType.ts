import { typeError, valueError } from '../../../core/errors.ts';
import { convertEarly, defineConstructor, defineMethods } from '../../signature.ts';
import { typeName, type Value } from '../../values.ts';
import { argumentType, toText } from '../arguments.ts';
import { DateTime } from './dateTime.ts';
import { DAY, MINUTE, TimeDelta } from './timeDelta.ts';
import { TimeZone, timeZoneType, utc } from './timeZone.ts';

defineConstructor(timeZoneType, 'offset, name=None', (offset: Value, name?: Value) => {
  return TimeZone.of(toOffset(offset).microseconds, name === undefined ? null : toText(name, 'timezone() argument 2'));
});

function toOffset(value: Value): TimeDelta {
  if (value instanceof TimeDelta) return value;
  throw typeError(`timezone() argument 1 must be datetime.timedelta, not ${argumentType(value)}`);
}

convertEarly(timeZoneType, null, [toOffset, name => toText(name, 'timezone() argument 2')]);

function checkMoment(value: Value, method: string): void {
  if (value !== null && !(value instanceof DateTime))
    throw typeError(`${method}(dt) argument must be a datetime instance or None, not ${typeName(value)}`);
}

defineMethods(timeZoneType, {
  utcoffset: [
    'dt, /',
    (self: TimeZone, moment: Value) => {
      checkMoment(moment, 'utcoffset');
      return new TimeDelta(self.offset);
    },
  ],
  dst: [
    'dt, /',
    (_self: TimeZone, moment: Value) => {
      checkMoment(moment, 'dst');
      return null;
    },
  ],
  tzname: [
    'dt, /',
    (self: TimeZone, moment: Value) => {
      checkMoment(moment, 'tzname');
      return self.displayName;
    },
  ],
  fromutc: [
    'dt, /',
    (self: TimeZone, moment: Value) => {
      if (!(moment instanceof DateTime)) throw typeError('fromutc: argument must be a datetime');
      if (moment.zone !== self) throw valueError('fromutc: dt.tzinfo is not self');
      return moment.plus(self.offset);
    },
  ],
});

timeZoneType.attributes.set('utc', utc);
timeZoneType.attributes.set('min', new TimeZone(MINUTE - DAY));
timeZoneType.attributes.set('max', new TimeZone(DAY - MINUTE));

/** A `tzinfo` argument. @throws TypeError */
export function toZone(value: Value): TimeZone | null {
  if (value === null || value instanceof TimeZone) return value;
  throw typeError(`tzinfo argument must be None or of a tzinfo subclass, not type '${typeName(value)}'`);
}
