import { valueError } from '../../../core/errors.ts';

/** The proleptic Gregorian calendar. An ordinal counts days: 1 is 0001-01-01. Years go from 1 to 9999. */
export interface CivilDate {
  year: number;
  /** 1 to 12. */
  month: number;
  /** 1 to 31. */
  day: number;
}

export const MAX_ORDINAL = 3_652_059;
/** The ordinal of 1970-01-01. */
export const EPOCH_ORDINAL = 719_163;

const DAYS_BEFORE_MONTH = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const DAYS_IN_MONTH = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : DAYS_IN_MONTH[month];
}

function daysBeforeYear(year: number): number {
  const past = year - 1;
  return past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
}

export function daysBeforeMonth(year: number, month: number): number {
  return DAYS_BEFORE_MONTH[month] + (month > 2 && isLeapYear(year) ? 1 : 0);
}

export function toOrdinal(year: number, month: number, day: number): number {
  return daysBeforeYear(year) + daysBeforeMonth(year, month) + day;
}

export function fromOrdinal(ordinal: number): CivilDate {
  // Years that begin on 1 March make the leap day the last of its year.
  const days = ordinal + 305;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

/** Monday is 0. */
export function weekdayOf(ordinal: number): number {
  return (ordinal + 6) % 7;
}

/** The day of the year, from 1. */
export function dayOfYear({ year, month, day }: CivilDate): number {
  return daysBeforeMonth(year, month) + day;
}

/** The ordinal of the Monday that begins week 1 of the ISO year. */
function firstIsoMonday(year: number): number {
  const first = toOrdinal(year, 1, 1);
  const weekday = weekdayOf(first);
  return first - weekday + (weekday > 3 ? 7 : 0);
}

/** ISO year, week (1 to 53) and weekday (Monday is 1). */
export function isoCalendar(ordinal: number): { year: number; week: number; weekday: number } {
  let { year } = fromOrdinal(ordinal);
  if (ordinal >= firstIsoMonday(year + 1)) year++;
  else if (ordinal < firstIsoMonday(year)) year--;
  const days = ordinal - firstIsoMonday(year);
  return { year, week: Math.floor(days / 7) + 1, weekday: (days % 7) + 1 };
}

/** The ordinal of a day of the ISO calendar. @throws ValueError, as `fromisocalendar` words it. */
export function isoToOrdinal(year: number, week: number, weekday: number): number {
  if (year < 1 || year > 9999) throw valueError(`Year is out of range: ${year}`);
  const weeks = (firstIsoMonday(year + 1) - firstIsoMonday(year)) / 7;
  if (week < 1 || week > weeks) throw valueError(`Invalid week: ${week}`);
  if (weekday < 1 || weekday > 7) throw valueError(`Invalid day: ${weekday} (range is [1, 7])`);
  return firstIsoMonday(year) + (week - 1) * 7 + weekday - 1;
}

/** @throws ValueError where there is no such day. */
export function checkDate(year: number, month: number, day: number): void {
  if (year < 1 || year > 9999) throw valueError(`year ${year} is out of range`);
  if (month < 1 || month > 12) throw valueError('month must be in 1..12');
  if (day < 1 || day > daysInMonth(year, month)) throw valueError('day is out of range for month');
}

/** @throws ValueError where there is no such time. */
export function checkTime(hour: number, minute: number, second: number, microsecond: number, fold: number): void {
  if (hour < 0 || hour > 23) throw valueError('hour must be in 0..23');
  if (minute < 0 || minute > 59) throw valueError('minute must be in 0..59');
  if (second < 0 || second > 59) throw valueError('second must be in 0..59');
  if (microsecond < 0 || microsecond > 999_999) throw valueError('microsecond must be in 0..999999');
  if (fold !== 0 && fold !== 1) throw valueError('fold must be either 0 or 1');
}

/** `value` with zeros in front up to `width`. */
export function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}
