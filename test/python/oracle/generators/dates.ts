import { type Amount, Choices } from './choices.ts';
import { ONE_OF_EACH } from './samples.ts';

const D = 'datetime.date';
const T = 'datetime.time';
const DT = 'datetime.datetime';
const TD = 'datetime.timedelta';
const TZ = 'datetime.timezone';

const DATES = [
  `${D}(2024, 2, 29)`,
  `${D}(1, 1, 1)`,
  `${D}(9999, 12, 31)`,
  `${D}(1970, 1, 1)`,
  `${D}(2020, 12, 28)`,
  `${D}.min`,
  `${D}.max`,
  `${D}(1900, 3, 1)`,
];
const TIMES = [
  `${T}()`,
  `${T}(23, 59, 59, 999999)`,
  `${T}(12, 30)`,
  `${T}(1, 2, 3, tzinfo=${TZ}.utc)`,
  `${T}(7, tzinfo=${TZ}(${TD}(hours=-5, minutes=-30)))`,
  `${T}(1, 2, 3, 4, fold=1)`,
  `${T}.min`,
  `${T}.max`,
];
const DATETIMES = [
  `${DT}(2024, 2, 29, 13, 5, 9)`,
  `${DT}(1, 1, 1)`,
  `${DT}(9999, 12, 31, 23, 59, 59, 999999)`,
  `${DT}(2020, 6, 15, 12, 30, 45, 123456)`,
  `${DT}(2020, 1, 1, tzinfo=${TZ}.utc)`,
  `${DT}(2021, 3, 4, 5, 6, tzinfo=${TZ}(${TD}(hours=2)))`,
  `${DT}(1970, 1, 1, fold=1)`,
  `${DT}.min`,
  `${DT}(2020, 1, 1, tzinfo=${TZ}(${TD}(seconds=3723), 'odd'))`,
];
const DELTAS = [
  `${TD}()`,
  `${TD}(1)`,
  `${TD}(-1)`,
  `${TD}(days=1, hours=2, minutes=3, seconds=4.5)`,
  `${TD}(microseconds=1)`,
  `${TD}(weeks=52)`,
  `${TD}(milliseconds=-1)`,
  `${TD}.max`,
  `${TD}.min`,
  `${TD}.resolution`,
  `${TD}(seconds=0.1)`,
  `${TD}(days=1e-7)`,
];
const ZONES = [
  `${TZ}.utc`,
  `${TZ}(${TD}(hours=2))`,
  `${TZ}(${TD}(hours=-5), 'EST')`,
  `${TZ}(${TD}(0))`,
  `${TZ}(${TD}(seconds=30))`,
  `${TZ}.min`,
];
const OTHERS = ['1', '2.5', 'None', "'a'", 'True', '0', '-3', '0.1', "float('nan')", "float('inf')", '10**10', '[]'];
const ALL = [...DATES, ...TIMES, ...DATETIMES, ...DELTAS, ...ZONES];

const PLAIN: readonly [readonly string[], string][] = [
  [DATES, 'ctime isoformat weekday isoweekday isocalendar timetuple toordinal year month day resolution'],
  [TIMES, 'isoformat utcoffset tzname dst hour minute second microsecond tzinfo fold'],
  [
    DATETIMES,
    'ctime isoformat date time timetz weekday isoweekday isocalendar timetuple utctimetuple toordinal timestamp utcoffset tzname dst astimezone year hour microsecond tzinfo fold',
  ],
  [DELTAS, 'total_seconds days seconds microseconds'],
];

const FORMATS = [...'aAwdbBmyYHIMpSfzZjUWcxXGuVsDFTRehnCklPrgtE%+QLN']
  .map(letter => `%${letter}`)
  .concat(['%Y-%m-%d %H:%M:%S', '', 'plain é', '%', '%-d', '%5d', '%:z', '%Ey', '%Od', '%Y%%', '%_d', '%^a', '%é']);

/** Date, time, datetime, timedelta and timezone: operators, methods, formats. */
export function generateDates({ seed, count }: Amount): string[] {
  const choices = new Choices(seed);
  const sources: string[] = [];
  for (const [values, names] of PLAIN)
    for (const value of values)
      for (const name of names.split(' ')) sources.push(`${value}.${name}`, `${value}.${name}()`);
  for (const value of ALL) {
    sources.push(
      value,
      `repr(${value})`,
      `str(${value})`,
      `bool(${value})`,
      `hash(${value}) == hash(${value})`,
      `[${value}]`,
      `type(${value})`,
      `abs(${value})`,
      `-${value}`,
      `+${value}`,
      `f'{${value}}'`,
      `f'{${value}!r:>40}'`,
      `'{:%Y|%H}'.format(${value})`,
      `format(${value}, '>30')`,
      `{${value}: 1}`,
      `${value}(1)`,
      `${value}[0]`,
      `len(${value})`,
      `float(${value})`,
    );
    for (const other of [...choices.some(ALL, 14), ...choices.some(OTHERS, 6)])
      for (const operator of ['+', '-', '*', '/', '//', '%', '==', '<', '>=', '!='])
        sources.push(`${value} ${operator} ${other}`, `${other} ${operator} ${value}`);
    for (const other of choices.some(ALL, 6))
      sources.push(
        `divmod(${value}, ${other})`,
        `max(${value}, ${other})`,
        `${D}.isoformat(${other})`,
        `${DT}.combine(${value}, ${other})`,
      );
  }
  for (const value of [...DATES, ...TIMES, ...DATETIMES])
    for (const format of FORMATS) sources.push(`${value}.strftime('${format}')`, `f'{${value}:${format}}'`);
  sources.push(...constructions(choices), ...replacements(choices), ...isoTexts(choices), ...strptimes(choices));
  return choices.some(sources, count);
}

function constructions(choices: Choices): string[] {
  const numbers = [
    '0',
    '1',
    '2',
    '12',
    '13',
    '29',
    '31',
    '32',
    '24',
    '59',
    '60',
    '2024',
    '9999',
    '10000',
    '-1',
    '1000000',
    '999999',
    '2.5',
    "'1'",
    'None',
    'True',
    '2**40',
    '10**30',
  ];
  const names = [
    'year',
    'month',
    'day',
    'hour',
    'minute',
    'second',
    'microsecond',
    'tzinfo',
    'fold',
    'x',
    'days',
    'weeks',
  ];
  const sources: string[] = [];
  for (const type of [D, T, DT, TD])
    for (let i = 0; i < 250; i++) {
      const sane = ['2023', '11', '5', '10', '20', '30', '400'];
      const args = Array.from({ length: choices.below(9) }, (_, at) =>
        choices.chance(0.7) ? (sane[type === T ? at + 3 : at] ?? '0') : choices.of(numbers),
      );
      if (choices.chance(0.35)) args.push(`${choices.of(names)}=${choices.of([...numbers, ...ZONES])}`);
      sources.push(`${type}(${args.join(', ')})`);
    }
  const units = ['days', 'seconds', 'microseconds', 'milliseconds', 'minutes', 'hours', 'weeks'];
  const amounts = [
    '1',
    '-1',
    '0.5',
    '1.5',
    '1e-6',
    '1e9',
    '999999999',
    '10**10',
    '1e20',
    "float('nan')",
    "float('inf')",
    "'1'",
    'None',
    '0.1',
    '2.0000005',
    '-0.5e-6',
    '1.5e-6',
    '2.5e-6',
    '1/3',
    'True',
    '1j',
  ];
  for (const unit of units)
    for (const amount of amounts)
      sources.push(
        `${TD}(${unit}=${amount})`,
        `repr(${TD}(${unit}=${amount}, ${choices.of(units.filter(other => other !== unit))}=${choices.of(amounts)}))`,
      );
  for (const argument of [
    ...DELTAS,
    ...OTHERS,
    `${TD}(hours=24)`,
    `${TD}(hours=23, minutes=59, seconds=59)`,
    `${TD}(hours=-24)`,
    `${TD}(hours=1), 'A'`,
    `${TD}(hours=1), 5`,
    `${TD}(0), name='x'`,
    `offset=${TD}(1, 0)`,
    `${TD}(microseconds=5)`,
  ])
    sources.push(
      `${TZ}(${argument})`,
      `repr(${TZ}(${argument}))`,
      `${TZ}(${argument}).utcoffset(None)`,
      `${TZ}(${argument}).tzname(None)`,
    );
  for (const zone of ZONES)
    for (const value of [...DATETIMES, 'None', '1'])
      sources.push(
        `${zone}.utcoffset(${value})`,
        `${zone}.tzname(${value})`,
        `${zone}.dst(${value})`,
        `${zone}.fromutc(${value})`,
      );
  const stamps = [
    '0',
    '1e9',
    '1.5',
    '-1',
    '-1.5',
    '1e12',
    "float('nan')",
    "float('inf')",
    "'1'",
    'None',
    '2**70',
    '1234567890.123456',
    '0.9999999',
    '1e18',
    '-1e12',
    'True',
  ];
  for (const stamp of stamps)
    sources.push(
      `${DT}.fromtimestamp(${stamp})`,
      `${DT}.fromtimestamp(${stamp}, ${TZ}.utc)`,
      `${DT}.utcfromtimestamp(${stamp})`,
      `${D}.fromtimestamp(${stamp})`,
      `${DT}.fromtimestamp(${stamp}, tz=${choices.of(ZONES)})`,
    );
  for (const ordinal of ['0', '1', '738000', '3652059', '3652060', '-1', "'a'", '1.5', '2**40'])
    sources.push(`${D}.fromordinal(${ordinal})`, `${DT}.fromordinal(${ordinal})`);
  for (let i = 0; i < 60; i++)
    sources.push(
      `${choices.of([D, DT])}.fromisocalendar(${choices.of(['2020', '2021', '1', '9999', '0', '10000', "'a'"])}, ${choices.of(['1', '53', '52', '0', '54', '1.5'])}, ${choices.of(['1', '7', '0', '8', 'None'])})`,
    );
  return sources;
}

function replacements(choices: Choices): string[] {
  const fields = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond', 'tzinfo', 'fold', 'foo'];
  const sources: string[] = [];
  for (const value of [...DATES, ...TIMES, ...DATETIMES]) {
    for (const field of fields)
      sources.push(
        `${value}.replace(${field}=${choices.of(['1', '2', '30', '13', '-1', 'None', "'a'", '2.5', '2023', ...ZONES])})`,
      );
    sources.push(
      `${value}.replace(2020, 2)`,
      `${value}.replace(1, 2, 3, 4, 5, 6, 7)`,
      `${value}.replace()`,
      `${value}.isoformat('${choices.of([' ', 'T', 'ab', 'é'])}')`,
      `${value}.astimezone(${choices.of([...ZONES, 'None', '1'])})`,
    );
    for (const spec of ['auto', 'hours', 'minutes', 'seconds', 'milliseconds', 'microseconds', 'foo', ''])
      sources.push(`${value}.isoformat(timespec='${spec}')`);
  }
  return sources;
}

function isoTexts(choices: Choices): string[] {
  const dates = [
    '2024-02-29',
    '20240229',
    '2024-W09-4',
    '2024W094',
    '2024-W09',
    '2024W09',
    '2023-02-29',
    '0000-01-01',
    '2024-2-9',
    '2024-13-01',
    '2024-060',
    '',
    '2024',
    '2024-02',
    'abcdefghij',
    '2024-W54-1',
    '2024-W01-8',
    '２０２４-01-01',
    '2024/02/29',
    '9999-12-31',
    '+2024-01-01',
  ];
  const times = [
    '',
    'T12',
    'T12:30',
    ' 12:30:45',
    'T123045',
    'T12:30:45.123',
    'T12:30:45.123456789',
    'T12:30:45,5',
    'T24:00',
    'T12:60',
    'T12:30:60',
    'T1:2',
    'T12:30Z',
    'T12:30+02:00',
    'T12:30:45-05',
    'T1230+0530',
    'T12:30+02:00:30',
    'T12:30+24:00',
    'T12:30:45.1+01:00',
    'x12:30',
    'T',
    'T12:',
    'T12:30:45.',
    'T12:30+',
    'T12:30-00:00',
    'T12:30z',
    'T12:30+02:00:00.000001',
    '12:30',
    'T12:30:45.12345678',
    'T12:3045',
    'T1230:45',
    '\\ud800',
    'é12:00',
    'T12:30:45 +01:00',
    'T12:30:45.1234567Z',
  ];
  const sources = dates.flatMap(date => [`${D}.fromisoformat('${date}')`, `${DT}.fromisoformat('${date}')`]);
  for (const date of dates.slice(0, 5)) for (const time of times) sources.push(`${DT}.fromisoformat('${date}${time}')`);
  for (const time of times)
    sources.push(`${T}.fromisoformat('${time}')`, `${T}.fromisoformat('${time.replace(/^[T ]/, '')}')`);
  for (const value of ['None', '1', "b'2020-01-01'"])
    sources.push(...[D, T, DT].map(type => `${type}.fromisoformat(${value})`));
  return choices.some(sources, Number.POSITIVE_INFINITY);
}

function strptimes(choices: Choices): string[] {
  const pairs: [string, string][] = [
    ['2024-02-29', '%Y-%m-%d'],
    ['29/02/24', '%d/%m/%y'],
    ['2024-02-30', '%Y-%m-%d'],
    ['12:30:45', '%H:%M:%S'],
    ['1:05 PM', '%I:%M %p'],
    ['13:05 pm', '%I:%M %p'],
    ['Feb 29 2024', '%b %d %Y'],
    ['february 29 2024', '%B %d %Y'],
    ['Thu 29', '%a %d'],
    ['2024 060', '%Y %j'],
    ['2024 09 4', '%Y %U %w'],
    ['2024 09 1', '%Y %W %u'],
    ['2024 9 4', '%G %V %u'],
    ['12.5', '%S.%f'],
    ['12.1234567', '%S.%f'],
    ['+0200', '%z'],
    ['+02:00', '%z'],
    ['Z', '%z'],
    ['UTC', '%Z'],
    ['EST', '%Z'],
    ['-05:30:15.5', '%z'],
    ['2024-02-29T12:00:00+0100', '%Y-%m-%dT%H:%M:%S%z'],
    ['a', '%Y'],
    ['2024x', '%Y'],
    ['', ''],
    ['', '%Y'],
    ['100%', '100%%'],
    ['5', '%'],
    ['5', '%Q'],
    ['  5', '%d'],
    ['5 6', '%d%m'],
    ['5  6', '%d %m'],
    ['69', '%y'],
    ['68', '%y'],
    ['0', '%d'],
    ['32', '%d'],
    ['24', '%H'],
    ['61', '%S'],
    ['60', '%S'],
    ['Thu Feb 29 12:30:45 2024', '%c'],
    ['02/29/24', '%x'],
    ['12:30:45', '%X'],
    ['366', '%j'],
    ['2023 366', '%Y %j'],
    ['53', '%V'],
    ['2024 53 1', '%G %V %u'],
    ['2024 10', '%G %V'],
    ['2024 1 2', '%Y %V %u'],
    ['(5)', '(%d)'],
    ['5.', '%d.'],
    ['5', '%d%d'],
    ['1 2', '%d %d'],
    ['AM', '%p'],
    ['12 AM', '%I %p'],
    ['0 AM', '%I %p'],
    ['29 2', '%d %m'],
    ['\\n5', ' %d'],
    ['5é', '%dé'],
    ['2024-02-29 12', '%Y-%m-%d%n%H'],
    ['12345', '%Y%m%d'],
    ['20240229', '%Y%m%d'],
  ];
  const sources = pairs.flatMap(([text, format]) => [
    `${DT}.strptime('${text}', '${format}')`,
    `time.strptime('${text}', '${format}')`,
  ]);
  for (const other of ['None', '1', "b'a'", ...ONE_OF_EACH.slice(0, 3)])
    sources.push(`${DT}.strptime(${other}, '%Y')`, `${DT}.strptime('2020', ${other})`);
  for (let i = 0; i < 300; i++) {
    const parts = Array.from({ length: 1 + choices.below(3) }, () => choices.of(pairs));
    sources.push(
      `${DT}.strptime('${parts.map(part => part[0]).join(' ')}', '${parts.map(part => part[1]).join(choices.of([' ', '  ', '']))}')`,
    );
  }
  return sources;
}
