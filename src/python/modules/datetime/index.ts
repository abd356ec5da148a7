import { Module, type Value } from '../../values.ts';
import { dateType } from './date.ts';
import { dateTimeType } from './dateTime.ts';
import './dateTimeType.ts';
import './dateType.ts';
import { timeType } from './time.ts';
import { timeDeltaType } from './timeDelta.ts';
import './timeDeltaType.ts';
import './timeType.ts';
import { timeZoneType, tzinfoType, utc } from './timeZone.ts';
import './timeZoneType.ts';

export { naiveLocalTime } from './local.ts';

/** Python's `datetime`. */
export const datetime = new Module(
  'datetime',
  new Map<string, Value>([
    ['MINYEAR', 1n],
    ['MAXYEAR', 9999n],
    ['UTC', utc],
    ['date', dateType],
    ['time', timeType],
    ['datetime', dateTimeType],
    ['timedelta', timeDeltaType],
    ['timezone', timeZoneType],
    ['tzinfo', tzinfoType],
  ]),
);
