import { test } from 'node:test';
import { Choices, compareWithPython } from '../support/cpython.ts';

const DATA = [
  'b""',
  'b"a"',
  'b"abc"',
  'b"abcabc"',
  'b"Hello, World"',
  'b"  two  words "',
  'b"a,b,,c,"',
  'b"\\ta\\tbc\\n\\td"',
  'b"l1\\nl2\\r\\nl3\\rl4\\x0b\\x0c\\x1c\\x85end"',
  'b"+12"',
  'b"-5"',
  'b"\\xc3\\xa9\\xff\\x00"',
  'b"Title Case"',
  'b"they\'re"',
  'b"12345"',
  'b"\\xe2\\x82\\xac"',
  'bytes(range(0, 256, 5))',
];
const SUBS = ['b""', 'b"a"', 'b"b"', 'b","', 'b"ab"', 'b"\\n"', 'b" "', 'b"l"', 'b"\\xff"'];
const INDICES = ['None', '0', '1', '2', '-1', '-3', '100', '-100', '10**30', 'True'];
const WRONG = ['None', '1', '256', '-1', '1.5', '"a"', '[]', '(b"a",)', '(b"a", "b")', '[1, 2]'];
const SEARCHES = ['find', 'rfind', 'index', 'rindex', 'count', 'startswith', 'endswith'];

const NO_ARGUMENTS =
  'capitalize lower swapcase title upper isalnum isalpha isascii isdigit islower isspace istitle isupper split rsplit splitlines strip lstrip rstrip expandtabs hex decode'.split(
    ' ',
  );

test('methods without arguments', t => {
  compareWithPython(
    t,
    'bytes.plain',
    DATA.flatMap(self => NO_ARGUMENTS.map(name => `${self}.${name}()`)),
  );
});

test('searches, with and without bounds', t => {
  const random = new Choices(3);
  const sources = DATA.flatMap(self => SEARCHES.flatMap(name => SUBS.map(sub => `${self}.${name}(${sub})`)));
  for (let i = 0; i < 2000; i++) {
    const end = random.below(2) ? `, ${random.of(INDICES)}` : '';
    sources.push(`${random.of(DATA)}.${random.of(SEARCHES)}(${random.of(SUBS)}, ${random.of(INDICES)}${end})`);
  }
  sources.push('b"abc".find(98)', 'b"abc".count(98)', 'b"abc".index(1)', 'b"abc".rfind(True)');
  sources.push('b"abc".startswith((b"x", b"ab"))', 'b"abc".endswith((b"x", "c"))');
  compareWithPython(t, 'bytes.search', sources, sources.slice(-400));
});

test('splitting, joining, stripping, replacing', t => {
  const sources = DATA.flatMap(self =>
    [...SUBS, 'None'].flatMap(sub => [
      ...['', ', 0', ', 1', ', 2', ', -1'].flatMap(limit => [
        `${self}.split(${sub}${limit})`,
        `${self}.rsplit(${sub}${limit})`,
        `${self}.replace(${sub}, b"--"${limit})`,
      ]),
      `${self}.partition(${sub})`,
      `${self}.rpartition(${sub})`,
      `${self}.strip(${sub})`,
      `${self}.lstrip(${sub})`,
      `${self}.rstrip(${sub})`,
      `${self}.removeprefix(${sub})`,
      `${self}.removesuffix(${sub})`,
    ]),
  );
  for (const self of DATA) sources.push(`${self}.splitlines(True)`, `${self}.strip(b"ad H")`);
  for (const items of ['[]', '[b"a"]', '[b"a", b"b"]', '[1]', '[b"a", "b"]', 'None', '5', 'b"ab"', '"ab"'])
    sources.push(`b", ".join(${items})`);
  compareWithPython(t, 'bytes.split', sources, sources.slice(-400));
});

test('padding, hex and translation', t => {
  const sources = DATA.flatMap(self => [
    ...['0', '5', '6', '13', '-1'].flatMap(width => [
      ...['center', 'ljust', 'rjust'].flatMap(name => [`${self}.${name}(${width})`, `${self}.${name}(${width}, b"*")`]),
      `${self}.zfill(${width})`,
      `${self}.expandtabs(${width})`,
    ]),
    ...['":"', 'b"-"', '"é"', '"ab"', '""', '5', 'None', '[1]'].flatMap(mark =>
      ['', ', 0', ', 1', ', 2', ', -2', ', 3', ', 100', ', -100', ', "a"', ', 10**30'].map(
        group => `${self}.hex(${mark}${group})`,
      ),
    ),
    `${self}.translate(None, b"ab ")`,
    `${self}.translate(bytes(range(255, -1, -1)))`,
    `${self}.translate(bytes.maketrans(b"abc", b"xyz"), b"l")`,
    `${self}.translate(b"abc")`,
  ]);
  for (const text of [
    '""',
    '"61"',
    '"61 62"',
    '"6"',
    '"6 1"',
    '"zz"',
    '"61zz"',
    '"61 "',
    '"é1"',
    'b"61"',
    '" 61\\n62\\t"',
  ])
    sources.push(`bytes.fromhex(${text})`);
  for (const fill of ['b""', 'b"ab"', '"a"', '5', 'None']) sources.push(`b"ab".center(5, ${fill})`);
  sources.push('bytes.maketrans(b"a", b"bc")', 'bytes.maketrans("a", b"b")', 'b"".fromhex("61")');
  compareWithPython(t, 'bytes.padding', sources, sources.slice(-400));
});

test('wrong types are refused in the words of CPython', t => {
  const names =
    'split rsplit partition rpartition strip lstrip rstrip removeprefix removesuffix join center zfill expandtabs splitlines translate decode hex'.split(
      ' ',
    );
  const sources = WRONG.flatMap(wrong => [
    ...SEARCHES.flatMap(name => [`b"abc".${name}(${wrong})`, `b"abc".${name}(b"a", ${wrong})`]),
    ...names.map(name => `b"abc".${name}(${wrong})`),
    `b"abc".replace(${wrong}, b"a")`,
    `b"abc".replace(b"a", ${wrong})`,
    `bytes.fromhex(${wrong})`,
    `bytes.maketrans(b"a", ${wrong})`,
  ]);
  compareWithPython(t, 'bytes.wrong', sources);
});

test('the constructor', t => {
  compareWithPython(
    t,
    'bytes.constructor',
    [
      ...[
        '',
        '3',
        '0',
        '-1',
        'True',
        '10**30',
        '1.5',
        '"a"',
        'None',
        '[1, 2]',
        '(3,)',
        '[256]',
        '[-1]',
        '["a"]',
        '[1.5]',
      ],
      ...[
        'b"x"',
        'range(3)',
        '{1: 2}',
        'iter([65])',
        '(x for x in [66])',
        '"é", "utf-8"',
        '"é", "ascii"',
        '"é", "nope"',
      ],
      ...['"é", "ascii", "replace"', '5, "ascii"', 'b"a", "ascii"', '"a", errors="strict"', 'b"a", errors="strict"'],
      ...['encoding="ascii"', 'errors="strict"', '"a", 5', '"a", "ascii", 5', '[10**30]', '[True]', 'len'],
    ].map(args => `bytes(${args})`),
  );
});
