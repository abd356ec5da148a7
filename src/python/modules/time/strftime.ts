import { charge, tick } from '../../budget.ts';
import { lengthOf } from '../../strings.ts';

/** A broken-down time, as C's `struct tm` has it. */
export interface BrokenTime {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** Sunday is 0. */
  weekday: number;
  /** From 0. */
  yearDay: number;
  /** -1: unknown. */
  isDst: -1 | 0 | 1;
  zone: string;
  /** Seconds east of UTC. */
  offset: number;
  /** Seconds since 1970, taking the fields as local time; for `%s`. */
  epoch(): number;
}

export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** What a directive gives: text, or a number with its least count of digits. */
type Field = string | { number: number; digits: number; pad?: '_' };

const COMPOSITE = new Map([
  ['c', '%a %b %e %H:%M:%S %Y'],
  ['D', '%m/%d/%y'],
  ['F', '%Y-%m-%d'],
  ['R', '%H:%M'],
  ['r', '%I:%M:%S %p'],
  ['T', '%H:%M:%S'],
  ['X', '%H:%M:%S'],
  ['x', '%m/%d/%y'],
]);
const twelve = (hour: number) => hour % 12 || 12;
const number = (value: number, digits: number, pad?: '_'): Field => ({ number: value, digits, pad });

const FIELDS = new Map<string, (time: BrokenTime) => Field>([
  ['%', () => '%'],
  ['n', () => '\n'],
  ['t', () => '\t'],
  ['a', time => weekdayName(time).slice(0, 3)],
  ['A', weekdayName],
  ['b', time => monthName(time).slice(0, 3)],
  ['h', time => monthName(time).slice(0, 3)],
  ['B', monthName],
  ['C', ({ year }) => number(Math.floor(year / 100), 1)],
  ['d', ({ day }) => number(day, 2)],
  ['e', ({ day }) => number(day, 2, '_')],
  ['H', ({ hour }) => number(hour, 2)],
  ['I', ({ hour }) => number(twelve(hour), 2)],
  ['k', ({ hour }) => number(hour, 2, '_')],
  ['l', ({ hour }) => number(twelve(hour), 2, '_')],
  ['j', ({ yearDay }) => number(yearDay + 1, 3)],
  ['M', ({ minute }) => number(minute, 2)],
  ['m', ({ month }) => number(month, 2)],
  ['p', ({ hour }) => (hour >= 12 ? 'PM' : 'AM')],
  ['P', ({ hour }) => (hour >= 12 ? 'pm' : 'am')],
  ['S', ({ second }) => number(second, 2)],
  ['s', time => String(time.epoch())],
  ['u', ({ weekday }) => number(weekday || 7, 1)],
  ['w', ({ weekday }) => number(weekday, 1)],
  ['U', ({ yearDay, weekday }) => number(Math.floor((yearDay - weekday + 7) / 7), 2)],
  ['W', ({ yearDay, weekday }) => number(Math.floor((yearDay - ((weekday + 6) % 7) + 7) / 7), 2)],
  ['V', time => number(isoWeek(time).week, 2)],
  ['G', time => number(isoWeek(time).year, 1)],
  ['g', time => number(twoDigits(isoWeek(time).year), 2)],
  ['Y', ({ year }) => number(year, 1)],
  ['y', ({ year }) => number(twoDigits(year), 2)],
  ['Z', ({ zone }) => zone],
]);

/** Directives that take no E, no O. */
const WITHOUT_E = 'aAbBdDeFgGhHIjklmMSUVwW';
const WITHOUT_O = 'aAcDFxXY';

const twoDigits = (year: number) => ((year % 100) + 100) % 100;

function weekdayName({ weekday }: BrokenTime): string {
  return WEEKDAYS[weekday] ?? '?';
}

function monthName({ month }: BrokenTime): string {
  return MONTHS[month - 1] ?? '?';
}

function isoWeek({ year, yearDay, weekday }: BrokenTime): { year: number; week: number } {
  const daysOf = (of: number) => (of % 4 === 0 && (of % 100 !== 0 || of % 400 === 0) ? 366 : 365);
  // The number of the day within the ISO year whose first week holds 4 January.
  const isoDay = (day: number) => day - ((day - weekday + 4 + 371) % 7) + 3;
  let of = year;
  let days = isoDay(yearDay);
  if (days < 0) {
    of--;
    days = isoDay(yearDay + daysOf(of));
  } else if (isoDay(yearDay - daysOf(year)) >= 0) {
    of++;
    days = isoDay(yearDay - daysOf(year));
  }
  return { year: of, week: Math.floor(days / 7) + 1 };
}

const DIRECTIVE = /%([_\-0^#]*)(\d*)([EO]?)(\p{ASCII}?)/uy;

/** `time.strftime` in the C locale, with the flags (`_ - 0 ^ #`), widths and modifiers of glibc. */
export function strftime(format: string, time: BrokenTime): string {
  const text = expand(format, time);
  // CPython's buffer grows from 1,024 characters until it has 256 for each of the format; what does not fit is lost.
  let room = 1024;
  while (room < 256 * lengthOf(format)) room *= 2;
  return text.length < room ? text : '';
}

function expand(format: string, time: BrokenTime): string {
  const limit = Math.max(2048, 512 * format.length);
  charge(format.length);
  let text = '';
  let copied = 0;
  for (let start = format.indexOf('%'); start >= 0; start = format.indexOf('%', copied)) {
    tick();
    DIRECTIVE.lastIndex = start;
    const [whole, flags, width, modifier, letter] = DIRECTIVE.exec(format)!;
    text += format.slice(copied, start);
    copied = start + whole.length;
    // What is too long is dropped as a whole.
    if (text.length > limit) continue;
    const field = expandOne(whole, flags, Math.min(Number(width || -1), limit), modifier, letter, time);
    charge(field.length);
    text += field;
  }
  return text + format.slice(copied);
}

function expandOne(
  whole: string,
  flags: string,
  width: number,
  modifier: string,
  letter: string,
  time: BrokenTime,
): string {
  const pad = /[_\-0](?=[\^#]*$)/.exec(flags)?.[0] ?? '';
  const upper = flags.includes('^');
  const change = flags.includes('#');
  if (letter === 'z') return time.isDst < 0 ? '' : offsetField(time.offset, pad, width);
  const composite = COMPOSITE.get(letter);
  const field = composite === undefined ? FIELDS.get(letter)?.(time) : expand(composite, time);
  if (field === undefined || refusesModifier(letter, modifier))
    return filled(upper || (change && 'bBh'.includes(letter)) ? whole.toUpperCase() : whole, width, pad);
  if (typeof field === 'object') return numberField(field, pad, width);
  return filled(changeCase(field, letter, upper, change), width, pad);
}

function refusesModifier(letter: string, modifier: string): boolean {
  if (modifier === '') return false;
  return (modifier === 'E' ? WITHOUT_E : WITHOUT_O).includes(letter);
}

function changeCase(text: string, letter: string, upper: boolean, change: boolean): string {
  if (change && (letter === 'p' || letter === 'Z')) return text.toLowerCase();
  if (upper || (change && 'aAbBh'.includes(letter))) return letter === 'P' ? text.toLowerCase() : text.toUpperCase();
  return text;
}

function filled(text: string, width: number, pad: string): string {
  return text.padStart(width, pad === '0' ? '0' : ' ');
}

function numberField(field: { number: number; digits: number; pad?: '_' }, flag: string, width: number): string {
  const pad = flag === '' ? (field.pad ?? '0') : flag;
  const digits = Math.max(field.digits, width);
  const text = String(Math.abs(field.number));
  const sign = field.number < 0 ? '-' : '';
  if (pad === '-') return filled(sign + text, width, pad);
  if (pad === '_') return filled(sign + text, digits, pad);
  return sign + text.padStart(digits - sign.length, '0');
}

function offsetField(offset: number, pad: string, width: number): string {
  const minutes = Math.floor(Math.abs(offset) / 60);
  const value = number(Math.floor(minutes / 60) * 100 + (minutes % 60), 4) as { number: number; digits: number };
  return filled(offset < 0 ? '-' : '+', width, pad) + numberField(value, pad, width);
}
