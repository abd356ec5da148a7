import { overflowError, typeError, valueError } from '../../../core/errors.ts';
import { environment } from '../../environment.ts';
import { trueDivide } from '../../integers.ts';

import { builtin } from '../../signature.ts';
import { type Builtin, Module, Tuple, typeOf, type Value } from '../../values.ts';
import { toCInt, toText } from '../arguments.ts';
import { dayOfYear, EPOCH_ORDINAL, fromOrdinal } from '../datetime/calendar.ts';
import {
  localOffset,
  localToEpoch,
  localZoneName,
  localZoneNames,
  now,
  timestampToMicroseconds,
  zoneHalves,
} from '../datetime/local.ts';
import { floorTo, SECOND } from '../datetime/timeDelta.ts';
import { bindPython } from '../pythonFunction.ts';
import { type BrokenTime, MONTHS, strftime, WEEKDAYS } from './strftime.ts';
import { strptime } from './strptime.ts';
import { StructTime, structTimeType } from './structTime.ts';

const DAY_SECONDS = 86_400;

/** The argument of gmtime, localtime and ctime, in whole seconds since 1970 UTC; None: now. */
function toSeconds(value: Value = null): number {
  return Number(floorTo(value === null ? now() : timestampToMicroseconds(value), SECOND));
}

/** An instant as broken-down time, in a zone that is `offset` seconds ahead of UTC. */
function breakDown(seconds: number, offset: number, isDst: 0 | 1, zone: string): StructTime {
  const local = seconds + offset;
  const days = Math.floor(local / DAY_SECONDS);
  const civil = fromOrdinal(days + EPOCH_ORDINAL);
  const clock = local - days * DAY_SECONDS;
  const { year, month, day } = civil;
  const fields = [
    ...[year, month, day, Math.floor(clock / 3600), Math.floor(clock / 60) % 60, clock % 60],
    ...[(((days + 3) % 7) + 7) % 7, dayOfYear(civil), isDst],
  ];
  return new StructTime(fields.map(BigInt), zone, BigInt(offset));
}

function localTime(seconds: number): StructTime {
  const offset = localOffset(seconds);
  const { year } = fromOrdinal(Math.floor(seconds / DAY_SECONDS) + EPOCH_ORDINAL);
  const isDst = offset === localOffset(zoneHalves(year)[0]) ? 0 : 1;
  return breakDown(seconds, offset, isDst, localZoneName(seconds));
}

/** The nine fields of a time tuple as C takes them: month from 0, Sunday as 0, day of the year from 0. */
function toFields(value: Value, caller: string): number[] {
  if (!(value instanceof Tuple)) throw typeError('Tuple or struct_time argument required');
  if (value.items.length < 9) throw typeError(`${caller}(): illegal time tuple argument`);
  const fields = value.items.slice(0, 9).map(toCInt);
  // C counts years from 1900, in an int.
  if (fields[0] < -0x80000000 + 1900) throw overflowError('year out of range');
  if (value.items.length > 9 && !(value instanceof StructTime))
    throw typeError(`${caller}(): illegal time tuple argument`);
  return fields;
}

/** A time tuple within its ranges. @throws ValueError */
function toBrokenTime(value: Value, caller: string): BrokenTime {
  const fields = toFields(value, caller);
  const [year, , , hour, minute, second, weekday, , isDst] = fields;
  // Zeros stand for ones here.
  const [month, day, yearDay] = [fields[1] || 1, fields[2] || 1, fields[7] || 1];
  check(month >= 1 && month <= 12, 'month');
  check(day >= 1 && day <= 31, 'day of month');
  check(hour >= 0 && hour <= 23, 'hour');
  check(minute >= 0 && minute <= 59, 'minute');
  check(second >= 0 && second <= 61, 'seconds');
  check(weekday >= -1, 'day of week');
  check(yearDay >= 1 && yearDay <= 366, 'day of year');
  const dst = isDst < 0 ? -1 : isDst > 0 ? 1 : 0;
  return {
    ...{ year, month, day, hour, minute, second },
    weekday: (weekday + 1) % 7,
    yearDay: yearDay - 1,
    isDst: dst,
    ...zoneOf(value, dst),
    epoch: () => localToEpoch(fields),
  };
}

function zoneOf(value: Value, isDst: -1 | 0 | 1): { zone: string; offset: number } {
  if (value instanceof StructTime && typeof value.zone === 'string')
    return { zone: value.zone, offset: typeof value.offset === 'bigint' ? Number(value.offset) : 0 };
  const { standard, daylight } = localZoneNames();
  return { zone: isDst < 0 ? '' : isDst ? daylight : standard, offset: 0 };
}

function check(valid: boolean, field: string): void {
  if (!valid) throw valueError(`${field} out of range`);
}

function format(template: Value, time?: Value): string {
  const text = toText(template, 'strftime() argument 1');
  if (time !== undefined && !(time instanceof Tuple)) throw typeError('Tuple or struct_time argument required');
  const broken = toBrokenTime(time ?? localTime(toSeconds()), 'strftime');
  if (text.includes('\0')) throw valueError('embedded null character');
  return strftime(text, broken);
}

function parse(text: Value, template: Value = '%a %b %d %H:%M:%S %Y'): StructTime {
  const [source, pattern] = [text, template].map((value, i) => toPythonText(value, i));
  const found = strptime(source, pattern, localZoneNames());
  const { year, month, day, hour, minute, second, weekday, yearDay, isDst } = found;
  const fields = [year, month, day, hour, minute, second, weekday, yearDay, isDst].map(BigInt);
  return new StructTime(fields, found.zoneName, found.offset === null ? null : found.offset / SECOND);
}

function toPythonText(value: Value, index: number): string {
  if (typeof value === 'string') return value;
  throw typeError(`strptime() argument ${index} must be str, not ${typeOf(value).repr()}`);
}

/** `Thu Jan  1 00:00:00 1970`. */
function asText({ weekday, month, day, hour, minute, second, year }: BrokenTime): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const date = `${WEEKDAYS[weekday].slice(0, 3)} ${MONTHS[month - 1].slice(0, 3)} ${String(day).padStart(2)}`;
  return `${date} ${two(hour)}:${two(minute)}:${two(second)} ${year}`;
}

function makeTime(value: Value): number {
  const seconds = localToEpoch(toFields(value, 'mktime'));
  if (!Number.isFinite(seconds)) throw overflowError('mktime argument out of range');
  return seconds;
}

/** Seconds of a clock that never goes back. */
function monotonic(): number {
  return environment.once(() => performance.now()) / 1000;
}

const nanoseconds = (seconds: number) => BigInt(Math.round(seconds * 1e9));

const bindStrptime = bindPython('_strptime_time', 'data_string, format="%a %b %d %H:%M:%S %Y"');
/** What stands in C before the function in Python. */
const strptimeFunction = builtin(
  'time.strptime',
  '*args',
  (args: Value[]) => parse(...(bindStrptime(args, new Map()) as [Value])),
  'parsed',
);

const functions: readonly Builtin[] = [
  builtin('time.time', '', () => trueDivide(now(), SECOND)),
  builtin('time.time_ns', '', () => now() * 1000n),
  builtin('time.monotonic', '', monotonic),
  builtin('time.monotonic_ns', '', () => nanoseconds(monotonic())),
  builtin('time.perf_counter', '', monotonic),
  builtin('time.perf_counter_ns', '', () => nanoseconds(monotonic())),
  builtin('time.gmtime', 'seconds=None, /', (seconds?: Value) => breakDown(toSeconds(seconds), 0, 0, 'GMT'), 'parsed'),
  builtin('time.localtime', 'seconds=None, /', (seconds?: Value) => localTime(toSeconds(seconds)), 'parsed'),
  builtin('time.mktime', 'tuple, /', makeTime),
  builtin('time.strftime', 'format, tuple=None, /', format, 'parsed'),
  builtin(
    'time.asctime',
    'tuple=None, /',
    (time?: Value) => asText(toBrokenTime(time ?? localTime(toSeconds()), 'asctime')),
    'unpacked',
  ),
  builtin(
    'time.ctime',
    'seconds=None, /',
    (seconds?: Value) => asText(toBrokenTime(localTime(toSeconds(seconds)), 'ctime')),
    'parsed',
  ),
  strptimeFunction,
];

const [standard, daylight] = zoneHalves();
const names = localZoneNames();

/** Python's `time`, without what waits. */
export const time = new Module(
  'time',
  new Map<string, Value>([
    ['struct_time', structTimeType],
    ['timezone', BigInt(-localOffset(standard))],
    ['altzone', BigInt(-localOffset(daylight))],
    ['daylight', localOffset(standard) === localOffset(daylight) ? 0n : 1n],
    ['tzname', new Tuple([names.standard, names.daylight])],
    ...functions.map((fn): [string, Value] => [fn.name, fn]),
  ]),
);
