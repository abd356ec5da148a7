import { PythonError, valueError } from '../../../core/errors.ts';
import { charge, tick } from '../../budget.ts';
import { stringRepr } from '../../text.ts';
import { daysInMonth, fromOrdinal, toOrdinal, weekdayOf } from '../datetime/calendar.ts';
import { MONTHS, WEEKDAYS } from './strftime.ts';

/** What `strptime` found; what it did not find has its default. */
export interface ParsedTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  microsecond: number;
  /** Monday is 0. */
  weekday: number;
  /** From 1. */
  yearDay: number;
  isDst: -1 | 0 | 1;
  zoneName: string | null;
  /** Microseconds east of UTC. */
  offset: bigint | null;
}

const names = (list: readonly string[]) => list.map(name => name.toLowerCase());
const MONDAY_FIRST = [...WEEKDAYS.slice(1), WEEKDAYS[0]];
const LONG_DAYS = names(MONDAY_FIRST);
const SHORT_DAYS = LONG_DAYS.map(name => name.slice(0, 3));
const LONG_MONTHS = names(MONTHS);
const SHORT_MONTHS = LONG_MONTHS.map(name => name.slice(0, 3));
const longestFirst = (list: readonly string[]) => [...list].sort((a, b) => b.length - a.length).join('|');

/** As Python writes them, since its errors tell positions in them. */
const PATTERNS = new Map<string, string>([
  ['d', '3[0-1]|[1-2]\\d|0[1-9]|[1-9]| [1-9]'],
  ['f', '[0-9]{1,6}'],
  ['H', '2[0-3]|[0-1]\\d|\\d'],
  ['I', '1[0-2]|0[1-9]|[1-9]'],
  ['G', '\\d\\d\\d\\d'],
  ['j', '36[0-6]|3[0-5]\\d|[1-2]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]'],
  ['m', '1[0-2]|0[1-9]|[1-9]'],
  ['M', '[0-5]\\d|\\d'],
  ['S', '6[0-1]|[0-5]\\d|\\d'],
  ['U', '5[0-3]|[0-4]\\d|\\d'],
  ['W', '5[0-3]|[0-4]\\d|\\d'],
  ['w', '[0-6]'],
  ['u', '[1-7]'],
  ['V', '5[0-3]|0[1-9]|[1-4]\\d|\\d'],
  ['y', '\\d\\d'],
  ['Y', '\\d\\d\\d\\d'],
  ['z', '[+-]\\d\\d:?[0-5]\\d(:?[0-5]\\d(\\.\\d{1,6})?)?|(?-i:Z)'],
  ['A', longestFirst(LONG_DAYS)],
  ['a', longestFirst(SHORT_DAYS)],
  ['B', longestFirst(LONG_MONTHS)],
  ['b', longestFirst(SHORT_MONTHS)],
  ['p', 'am|pm'],
]);
const COMPOSITE = new Map([
  ['c', '%a %b %d %H:%M:%S %Y'],
  ['x', '%m/%d/%y'],
  ['X', '%H:%M:%S'],
]);

/** The pattern of a format. `zones`: the names `%Z` knows, in lower case. */
class Pattern {
  readonly #format: string;
  readonly #zones: readonly string[];
  #source = '';
  #groups = 0;
  readonly #numbers = new Map<string, number>();
  /** Told only if all directives are known. */
  #redefinition: PythonError | null = null;

  constructor(format: string, zones: readonly string[]) {
    this.#format = format;
    this.#zones = zones;
  }

  compile(): RegExp {
    this.#add(this.#format);
    if (this.#redefinition) throw this.#redefinition;
    const source = this.#source.replaceAll('(?P<', '(?<').replaceAll('\\d', '\\p{Nd}').replaceAll('[+-]', '[+\\-]');
    return new RegExp(`^(?:${source})`, 'iu');
  }

  #add(format: string): void {
    const escaped = format.replace(/[\\.^$*+?(){}[\]|]/g, '\\$&').replace(/\s+/g, '\\s+');
    for (const [, literal, directive] of escaped.matchAll(/([^%]+)|%(\p{Any}?)/gu)) {
      if (literal !== undefined) this.#source += literal;
      else if (directive === '%') this.#source += '%';
      else if (COMPOSITE.has(directive)) this.#add(COMPOSITE.get(directive)!);
      else this.#addGroup(directive);
    }
  }

  #addGroup(directive: string): void {
    if (directive === '') throw valueError(`stray % in format '${this.#format}'`);
    const pattern = directive === 'Z' ? longestFirst(this.#zones) : PATTERNS.get(directive);
    if (pattern === undefined) {
      const named = directive === '\\' ? '%' : directive;
      throw valueError(`'${named}' is a bad directive in format '${this.#format}'`);
    }
    const former = this.#numbers.get(directive);
    this.#groups++;
    this.#source += '(?P<';
    if (former !== undefined) {
      const groups = `as group ${this.#groups}; was group ${former}`;
      const at = `at position ${this.#source.length}`;
      this.#redefinition ??= new PythonError('error', `redefinition of group name '${directive}' ${groups} ${at}`);
    }
    this.#numbers.set(directive, this.#groups);
    this.#source += `${directive}>${pattern})`;
    if (directive === 'z') this.#groups += 2;
  }
}

/** The names of the server's zone, without and with daylight saving. */
export interface ZoneNames {
  standard: string;
  daylight: string;
}

/**
 * Python's `_strptime`, in the C locale.
 * @throws ValueError as CPython words it.
 */
export function strptime(text: string, format: string, zone: ZoneNames): ParsedTime {
  charge((text.length + format.length) * 8);
  tick((text.length + format.length) >> 2);
  const zones = [new Set(['utc', 'gmt', zone.standard.toLowerCase()]), new Set([zone.daylight.toLowerCase()])];
  const found = new Pattern(format, [...new Set([...zones[0], ...zones[1]])]).compile().exec(text);
  if (!found) throw valueError(`time data ${stringRepr(text)} does not match format ${stringRepr(format)}`);
  if (found[0].length < text.length) throw valueError(`unconverted data remains: ${text.slice(found[0].length)}`);
  const groups = new Map(Object.entries(found.groups ?? {}));
  const zoneName = groups.get('Z') ?? null;
  return {
    ...readDate(groups),
    ...readClock(groups),
    offset: readOffset(groups.get('z')),
    zoneName,
    isDst: zoneName === null ? -1 : (zones.findIndex(set => set.has(zoneName.toLowerCase())) as -1 | 0 | 1),
  };
}

/** The value of decimal digits of any script. */
function toNumber(digits: string): number {
  return Number(digits.replace(/\P{ASCII}/gu, digit => String(decimalOf(digit))));
}

/** Decimal digits stand in runs of ten that begin at their zero. */
function decimalOf(digit: string): number {
  const code = digit.codePointAt(0)!;
  let zero = code;
  while (code - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--;
  return code - zero;
}

type Groups = Map<string, string>;

function readNumber(groups: Groups, directive: string): number | undefined {
  const digits = groups.get(directive);
  return digits === undefined ? undefined : toNumber(digits.trim());
}

function readClock(groups: Groups) {
  let hour = readNumber(groups, 'H') ?? 0;
  const twelve = readNumber(groups, 'I');
  if (twelve !== undefined) hour = (twelve % 12) + (groups.get('p')?.toLowerCase() === 'pm' ? 12 : 0);
  return {
    hour,
    minute: readNumber(groups, 'M') ?? 0,
    second: readNumber(groups, 'S') ?? 0,
    microsecond: Number((groups.get('f') ?? '0').padEnd(6, '0')),
  };
}

function readOffset(text: string | undefined): bigint | null {
  if (text === undefined) return null;
  if (text === 'Z') return 0n;
  let digits = text;
  if (digits[3] === ':') {
    digits = digits.slice(0, 3) + digits.slice(4);
    if (digits.length > 5) {
      if (digits[5] !== ':') throw valueError(`Inconsistent use of : in ${text}`);
      digits = digits.slice(0, 5) + digits.slice(6);
    }
  }
  const [hours, minutes, seconds] = [digits.slice(1, 3), digits.slice(3, 5), digits.slice(5, 7)].map(toNumber);
  if (Number.isNaN(seconds)) throw valueError(`invalid literal for int() with base 10: '${digits.slice(5, 7)}'`);
  const offset = BigInt(hours * 3600 + minutes * 60 + seconds) * 1_000_000n;
  const signed = offset + BigInt(toNumber(digits.slice(8).padEnd(6, '0')));
  return digits[0] === '-' ? -signed : signed;
}

function readYear(groups: Groups): number | undefined {
  const short = readNumber(groups, 'y');
  // The directive that comes last counts.
  if (short !== undefined && [...groups.keys()].indexOf('y') > [...groups.keys()].indexOf('Y'))
    return short + (short <= 68 ? 2000 : 1900);
  return readNumber(groups, 'Y');
}

/** The value of whichever of these directives comes last in the format. */
function readLast(groups: Groups, readers: Record<string, (text: string) => number>): number | undefined {
  let value: number | undefined;
  for (const [directive, text] of groups) if (Object.hasOwn(readers, directive)) value = readers[directive](text);
  return value;
}

function readMonth(groups: Groups): number {
  const month = readLast(groups, {
    m: toNumber,
    B: text => LONG_MONTHS.indexOf(text.toLowerCase()) + 1,
    b: text => SHORT_MONTHS.indexOf(text.toLowerCase()) + 1,
  });
  return month ?? 1;
}

function readWeekday(groups: Groups): number | undefined {
  return readLast(groups, {
    A: text => LONG_DAYS.indexOf(text.toLowerCase()),
    a: text => SHORT_DAYS.indexOf(text.toLowerCase()),
    w: text => (toNumber(text) + 6) % 7,
    u: text => toNumber(text) - 1,
  });
}

function readDate(groups: Groups) {
  const weekday = readWeekday(groups);
  const given = readYear(groups);
  checkIsoDirectives(groups, given, weekday);
  const month = readMonth(groups);
  const day = readNumber(groups, 'd') ?? 1;
  // 29 February without a year is parsed in a leap year.
  const leapDay = given === undefined && month === 2 && day === 29;
  const year = given ?? (leapDay ? 1904 : 1900);
  if (year < 1) throw valueError('year 0 is out of range');
  const yearDay = readNumber(groups, 'j');
  const ordinal =
    yearDay === undefined ? ordinalOfWeek(groups, given, year, weekday) : toOrdinal(year, 1, 1) + yearDay - 1;
  const date = ordinal === undefined ? { year, month, day } : dateOf(ordinal);
  if (date.day > daysInMonth(date.year, date.month)) throw valueError('day is out of range for month');
  const of = toOrdinal(date.year, date.month, date.day);
  // A week counts its days from the year it was given with, beyond its end too.
  const counted = yearDay ?? (hasWeek(groups) && ordinal !== undefined ? ordinal - toOrdinal(year, 1, 1) + 1 : 0);
  return {
    ...date,
    year: leapDay ? 1900 : date.year,
    weekday: weekday ?? weekdayOf(of),
    yearDay: counted > 0 ? counted : of - toOrdinal(date.year, 1, 1) + 1,
  };
}

const hasWeek = (groups: Groups) => groups.has('U') || groups.has('W');

function dateOf(ordinal: number) {
  if (ordinal < 1) throw valueError('year 0 is out of range');
  const date = fromOrdinal(ordinal);
  if (date.year > 9999) throw valueError(`year ${date.year} is out of range`);
  return date;
}

/** The day that a week and a weekday tell, where they do. */
function ordinalOfWeek(groups: Groups, given: number | undefined, year: number, weekday: number | undefined) {
  if (weekday === undefined) return undefined;
  const week = readLast(groups, { U: toNumber, W: toNumber });
  if (week !== undefined) {
    const sundayFirst = [...groups.keys()].findLast(key => key === 'U' || key === 'W') === 'U' ? 1 : 0;
    const first = (weekdayOf(toOrdinal(year, 1, 1)) + sundayFirst) % 7;
    const day = (weekday + sundayFirst) % 7;
    if (week === 0) return toOrdinal(year, 1, 1) + day - first;
    return toOrdinal(year, 1, 1) + ((7 - first) % 7) + 7 * (week - 1) + day;
  }
  const isoYear = readNumber(groups, 'G');
  const isoWeek = readNumber(groups, 'V');
  if (given !== undefined || isoYear === undefined || isoWeek === undefined) return undefined;
  const fourth = toOrdinal(isoYear, 1, 4);
  return fourth - weekdayOf(fourth) + 7 * (isoWeek - 1) + weekday;
}

const WITH_WEEKDAY = "and a weekday directive ('%A', '%a', '%w', or '%u').";

function checkIsoDirectives(groups: Groups, year: number | undefined, weekday: number | undefined): void {
  if (year === undefined && groups.has('G')) {
    if (!groups.has('V') || weekday === undefined)
      throw valueError(`ISO year directive '%G' must be used with the ISO week directive '%V' ${WITH_WEEKDAY}`);
    if (groups.has('j'))
      throw valueError(
        "Day of the year directive '%j' is not compatible with ISO year directive '%G'. Use '%Y' instead.",
      );
  } else if (!hasWeek(groups) && groups.has('V')) {
    if (weekday === undefined)
      throw valueError(`ISO week directive '%V' must be used with the ISO year directive '%G' ${WITH_WEEKDAY}`);
    throw valueError(
      "ISO week directive '%V' is incompatible with the year directive '%Y'. Use the ISO year '%G' instead.",
    );
  }
}
