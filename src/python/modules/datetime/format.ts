import { PythonError } from '../../../core/errors.ts';
import { charge, tick } from '../../budget.ts';
import type { Value } from '../../values.ts';
import { toText } from '../arguments.ts';
import { type BrokenTime, strftime } from '../time/strftime.ts';
import { StructTime } from '../time/structTime.ts';
import { dayOfYear, weekdayOf } from './calendar.ts';
import { PyDate } from './date.ts';
import { DateTime } from './dateTime.ts';
import { localToEpoch } from './local.ts';
import { PyTime } from './time.ts';
import { offsetText } from './timeZone.ts';

type Moment = PyDate | PyTime;

/** `self.strftime(format)`. */
export function formatMoment(moment: Moment, format: Value): string {
  const text = toText(format, 'strftime() argument 1');
  const lone = /\p{Surrogate}/u.exec(text);
  if (lone) {
    const escaped = `\\u${lone[0].charCodeAt(0).toString(16)}`;
    const position = [...text.slice(0, lone.index)].length;
    throw new PythonError(
      'UnicodeEncodeError',
      `'utf-8' codec can't encode character '${escaped}' in position ${position}: surrogates not allowed`,
    );
  }
  return strftime(fillIn(moment, text.split('\0')[0]), breakDown(moment));
}

/** Puts what C's strftime knows nothing of in its place: microseconds and the value's own zone. */
function fillIn(moment: Moment, format: string): string {
  let text = '';
  let copied = 0;
  for (let at = format.indexOf('%'); at >= 0; at = format.indexOf('%', at + 2)) {
    tick();
    const field = ownField(moment, format[at + 1]);
    if (field === undefined) continue;
    charge(field.length);
    text += format.slice(copied, at) + field;
    copied = at + 2;
  }
  return text + format.slice(copied);
}

function ownField(moment: Moment, letter: string): string | undefined {
  if (letter === 'f') return String(clockOf(moment).microsecond).padStart(6, '0');
  if (letter !== 'z' && letter !== 'Z') return undefined;
  const zone = zoneOf(moment);
  if (!zone) return '';
  return letter === 'z' ? offsetText(zone.offset, '') : zone.displayName.replaceAll('%', '%%');
}

function zoneOf(moment: Moment) {
  return moment instanceof DateTime || moment instanceof PyTime ? moment.zone : null;
}

function clockOf(moment: Moment) {
  if (moment instanceof DateTime || moment instanceof PyTime) return moment.clock;
  return { hour: 0, minute: 0, second: 0, microsecond: 0 };
}

/** A time of day counts as one of 1900-01-01. */
function breakDown(moment: Moment): BrokenTime {
  const civil = moment instanceof PyDate ? moment.civil : { year: 1900, month: 1, day: 1 };
  const clock = clockOf(moment);
  return {
    ...civil,
    ...clock,
    weekday: moment instanceof PyDate ? (weekdayOf(moment.ordinal) + 1) % 7 : 1,
    yearDay: dayOfYear(civil) - 1,
    isDst: -1,
    zone: '',
    offset: 0,
    epoch: () => localToEpoch([civil.year, civil.month, civil.day, clock.hour, clock.minute, clock.second]),
  };
}

/** `self.timetuple()`; `isDst`: -1 where that is not known. */
export function timeTuple(date: PyDate, isDst: -1 | 0): StructTime {
  const civil = date.civil;
  const { hour, minute, second } = clockOf(date);
  const { year, month, day } = civil;
  const fields = [year, month, day, hour, minute, second, weekdayOf(date.ordinal), dayOfYear(civil), isDst];
  return new StructTime(fields.map(BigInt));
}

/** `Wed Jan  1 00:00:00 2020`. */
export function ctime(date: PyDate): string {
  return strftime('%a %b %e %H:%M:%S ', breakDown(date)) + String(date.civil.year).padStart(4, '0');
}
