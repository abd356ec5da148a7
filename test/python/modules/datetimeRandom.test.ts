import { test } from 'node:test';
import fc from 'fast-check';
import { compareWithPython } from '../support/cpython.ts';

/** Expressions of random dates, times and spans, combined in all ways. */

const number = (min: number, max: number) => fc.integer({ min, max }).map(String);
const real = (max: number) => fc.double({ min: -max, max, noNaN: true }).map(value => `float('${value}')`);
const call = (name: string, ...args: fc.Arbitrary<string>[]) =>
  fc.tuple(...args).map(values => `datetime.${name}(${values.join(', ')})`);

const span = call(
  'timedelta',
  fc.oneof(fc.constantFrom('0', '1', '-1'), number(-999_999, 999_999), real(1000)),
  fc.oneof(fc.constant('0'), number(-1_000_000, 1_000_000), real(1e5)),
  fc.oneof(fc.constant('0'), number(-10_000_000, 10_000_000), real(1000), fc.constantFrom('0.5', '1.5', '-0.5')),
);
const zone = fc.oneof(
  fc.constantFrom('None', 'datetime.timezone.utc'),
  number(-1439, 1439).map(minutes => `datetime.timezone(datetime.timedelta(minutes=${minutes}))`),
  number(-86_399, 86_399).map(seconds => `datetime.timezone(datetime.timedelta(seconds=${seconds}), 'X')`),
);
const year = fc.oneof(number(1, 9999), number(1990, 2030));
const date = call('date', year, number(1, 12), number(1, 28));
const time = fc.tuple(
  number(0, 23),
  number(0, 59),
  number(0, 59),
  fc.oneof(fc.constant('0'), number(0, 999_999)),
  zone,
);
const moment = fc
  .tuple(year, number(1, 12), number(1, 28), time)
  .map(
    ([y, m, d, [hour, minute, second, micro, tz]]) =>
      `datetime.datetime(${[y, m, d, hour, minute, second, micro, tz].join(', ')})`,
  );
const operator = (...names: string[]) => fc.constantFrom(...names);
const infix = (left: fc.Arbitrary<string>, names: string[], right: fc.Arbitrary<string>) =>
  fc.tuple(left, operator(...names), right).map(parts => parts.join(' '));

const directive = fc
  .tuple(
    fc.constantFrom('', 'x', '-', ' ', 'é'),
    fc.constantFrom('', '', '', '-', '_', '0', '^', '#', '0^', '_#'),
    fc.constantFrom('', '', '', '5', '12', '03'),
    fc.constantFrom('', '', '', 'E', 'O'),
    fc.constantFrom(...'aAbBcCdDeFgGhHIjklmMnpPrRStTuUVwWxXyYzZ%fQ+'),
  )
  .map(([before, flags, width, modifier, letter]) => `${before}%${flags}${width}${modifier}${letter}`);
const format = fc.array(directive, { minLength: 1, maxLength: 4 }).map(parts => `'${parts.join('')}'`);

const pad = (digits: number, min: number, max: number) =>
  fc.integer({ min, max }).map(value => String(value).padStart(digits, '0'));
const joined = (...parts: (string | fc.Arbitrary<string>)[]) =>
  fc.tuple(...parts.map(part => (typeof part === 'string' ? fc.constant(part) : part))).map(list => list.join(''));
const [yyyy, mm, dd, ww, wd] = [pad(4, 1, 9999), pad(2, 0, 13), pad(2, 0, 32), pad(2, 0, 54), pad(1, 0, 8)];
const isoDate = fc.oneof(
  joined(yyyy, '-', mm, '-', dd),
  joined(yyyy, mm, dd),
  joined(yyyy, '-W', ww, '-', wd),
  joined(yyyy, 'W', ww, wd),
  joined(yyyy, '-W', ww),
  joined(yyyy, 'W', ww),
);
const [hh, sixty] = [pad(2, 0, 24), pad(2, 0, 60)];
const isoTime = joined(
  fc.oneof(hh, joined(hh, ':', sixty), joined(hh, sixty), joined(hh, ':', sixty, ':', sixty), joined(hh, sixty, sixty)),
  fc.constantFrom('', '', '.5', ',123', '.123456', '.1234567', '.'),
  fc.constantFrom('', '', 'Z', '+01', '+0100', '+01:00', '-23:59:59.999', '+24:00', 'x', 'z'),
);
const iso = fc
  .tuple(
    fc.oneof(
      isoDate,
      joined(isoDate, fc.constantFrom('T', ' ', 'é', 'x', '-', '1'), isoTime),
      isoTime,
      joined('T', isoTime),
    ),
    fc.nat(),
    fc.constantFrom('', '', '', '0', ':', '-', 'T', 'W', '.', '9', '😀'),
  )
  .map(([text, at, insert]) => {
    const characters = [...text];
    characters.splice(at % (characters.length + 1), 0, insert);
    return `'${characters.join('')}'`;
  });

const PARSED = [
  '%Y-%m-%d',
  '%Y-%m-%dT%H:%M:%S',
  '%d %b %Y',
  '%d %B %y %I:%M %p',
  '%j %Y',
  '%U %w %Y',
  '%W %A %Y',
  '%G-W%V-%u',
  '%c',
  '%x %X',
  '%H%M%S%f',
  '%H:%M:%S.%f %z',
  '%d/%m/%y',
  '%a %d',
];
const parsed = fc
  .tuple(moment, fc.constantFrom(...PARSED), fc.constantFrom('', '', '', " + 'x'", '[1:]', '.upper()'))
  .map(
    ([value, pattern, change]) => `datetime.datetime.strptime(${value}.strftime('${pattern}')${change}, '${pattern}')`,
  );

function compare(name: string, seed: number, ...kinds: fc.Arbitrary<string>[]): void {
  test(name, t => {
    const cases = kinds.flatMap((kind, i) => fc.sample(kind, { seed: seed + i, numRuns: 300 }));
    const core = cases.filter((_, i) => i % 12 === 0);
    compareWithPython(t, `datetime ${name}`.replace(/\W+/g, '-'), cases, core);
  });
}

compare(
  'arithmetic and comparisons',
  100,
  infix(span, ['+', '-', '/', '//', '%', '<', '==', '>='], span),
  infix(span, ['*', '/', '//'], fc.oneof(number(-10, 10), real(10), number(-1_000_000, 1_000_000))),
  infix(moment, ['+', '-'], span),
  infix(moment, ['-', '<', '==', '>'], moment),
  infix(date, ['+', '-'], span),
  infix(date, ['-', '<', '=='], fc.oneof(date, moment)),
);
compare(
  'texts',
  200,
  fc.tuple(moment, format).map(([value, pattern]) => `${value}.strftime(${pattern})`),
  fc.tuple(date, format).map(([value, pattern]) => `${value}.strftime(${pattern})`),
  fc
    .tuple(span, moment, date)
    .map(([a, b, c]) => `[${a}, str(${a}), ${b}, str(${b}), ${b}.isoformat(), ${c}, str(${c})]`),
  moment.map(value => `[${value}.time(), ${value}.timetz(), ${value}.ctime(), ${value}.timetuple()]`),
);
compare(
  'parsing',
  300,
  iso.map(text => `datetime.datetime.fromisoformat(${text})`),
  iso.map(text => `datetime.date.fromisoformat(${text})`),
  iso.map(text => `datetime.time.fromisoformat(${text})`),
  parsed,
);
compare(
  'calendars and instants',
  400,
  date.map(value => `(${value}.isocalendar(), ${value}.weekday(), ${value}.toordinal(), ${value}.timetuple())`),
  fc
    .tuple(moment, number(-1439, 1439))
    .map(([value, minutes]) => `${value}.astimezone(datetime.timezone(datetime.timedelta(minutes=${minutes})))`),
  moment.map(value => `${value}.timestamp()`),
  fc
    .tuple(fc.oneof(real(1e11), number(0, 2_000_000_000), real(2e9)), fc.constantFrom('None', 'datetime.timezone.utc'))
    .map(([stamp, tz]) => `datetime.datetime.fromtimestamp(${stamp}, ${tz})`),
);
