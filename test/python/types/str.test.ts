import { test } from 'node:test';
import { Choices, compareWithPython } from '../support/cpython.ts';

/** Texts of all kinds: empty, blanks, breaks, marks, other scripts, beyond 16 bits, unpaired surrogates. */
const TEXTS = [
  '""',
  '"a"',
  '"abc"',
  '"abcabc"',
  '"Hello, World"',
  '"  two  words "',
  '"a,b,,c,"',
  '"\\ta\\tbc\\n\\td"',
  '"line1\\nline2\\r\\nline3\\rline4\\x0b\\x0c\\x1c\\x85\\u2028end"',
  '"+12"',
  '"-5"',
  '"007"',
  '"½²٣x"',
  '"ÄÖÜ straße ǅ"',
  '"ΑΣ ΣΑΣ. Σ"',
  '"éàü"',
  '"İstanbul ﬁ"',
  '"😀a😀b"',
  '"😀"',
  '"\\ud800x"',
  '"x\\udc00"',
  '"\\xa0\\u3000 x \\u2003"',
  '"__x1"',
  '"1x"',
  '"aaaaaaaa"',
  '"a b\\tc\\x1fd"',
  '"Title Case Here"',
  '"they\'re bill\'s"',
  '"\\x00\\x7f\\xad"',
];

const SUBS = [
  '""',
  '"a"',
  '"b"',
  '","',
  '"ab"',
  '"😀"',
  '"\\ud83d"',
  '"\\ude00"',
  '"\\n"',
  '" "',
  '"l"',
  '"Σ"',
  '"abcabcabc"',
];
const INDICES = ['None', '0', '1', '2', '-1', '-3', '5', '100', '-100', '10**30', '-10**30', 'True'];
const WRONG = ['None', '1', '1.5', 'b"a"', '[]', '("a",)', '("a", 1)', '()', 'int'];

const NO_ARGUMENTS =
  'capitalize casefold lower swapcase title upper isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper split rsplit splitlines strip lstrip rstrip expandtabs encode'.split(
    ' ',
  );

test('methods without arguments', t => {
  const sources = TEXTS.flatMap(self => NO_ARGUMENTS.map(name => `${self}.${name}()`));
  compareWithPython(t, 'str.plain', sources);
});

const SEARCHES = ['find', 'rfind', 'index', 'rindex', 'count', 'startswith', 'endswith'];

test('searches, with and without bounds', t => {
  const random = new Choices(1);
  const sources = TEXTS.flatMap(self => SEARCHES.flatMap(name => SUBS.map(sub => `${self}.${name}(${sub})`)));
  for (let i = 0; i < 4000; i++) {
    const end = random.below(2) ? `, ${random.of(INDICES)}` : '';
    sources.push(`${random.of(TEXTS)}.${random.of(SEARCHES)}(${random.of(SUBS)}, ${random.of(INDICES)}${end})`);
  }
  sources.push(...TEXTS.flatMap(self => SUBS.map(sub => `${sub} in ${self}`)));
  sources.push(
    '"a".index({}, 100)',
    '"a".rfind(None, 100)',
    '"abc".startswith(("x", "ab"))',
    '"abc".endswith(("x", "bc"), 1)',
    '"abc".startswith(())',
  );
  compareWithPython(t, 'str.search', sources, sources.slice(-500));
});

test('splitting and joining', t => {
  const limits = ['', ', 0', ', 1', ', 2', ', -1', ', 10**10', ', maxsplit=1', ', True'];
  const sources = TEXTS.flatMap(self =>
    [...SUBS, 'None'].flatMap(sub => [
      ...limits.flatMap(limit => [`${self}.split(${sub}${limit})`, `${self}.rsplit(${sub}${limit})`]),
      `${self}.partition(${sub})`,
      `${self}.rpartition(${sub})`,
      `${self}.strip(${sub})`,
      `${self}.lstrip(${sub})`,
      `${self}.rstrip(${sub})`,
      `${self}.removeprefix(${sub})`,
      `${self}.removesuffix(${sub})`,
      `${sub === 'None' ? '""' : sub}.join(${self})`,
    ]),
  );
  for (const self of TEXTS)
    sources.push(`${self}.splitlines(True)`, `${self}.splitlines(keepends=0)`, `${self}.strip("a,😀Σ x")`);
  sources.push(
    ...[
      '[]',
      '["a"]',
      '["a", "b"]',
      '("x", "y", "z")',
      '[1]',
      '["a", None]',
      '{"a": 1, "b": 2}',
      'map(str, [1, 2])',
    ].map(items => `", ".join(${items})`),
    '"".join(5)',
    '"".join(None)',
    '"-".join(x for x in "abc")',
    '"a b".split("")',
    '"a b".partition("")',
  );
  // Halves that come to stand next to each other are one character here, as they are in UTF-16.
  const halves = ['"\\ude00".join("\\ud800x")', '"\\ud83d".join("x\\udc00")'];
  const whole = sources.filter(source => !halves.includes(source));
  compareWithPython(t, 'str.split', whole, whole.slice(-500));
});

test('replacing and translating', t => {
  const sources = TEXTS.flatMap(self =>
    SUBS.flatMap(old => ['""', '"-"', '"😀é"'].map(by => `${self}.replace(${old}, ${by})`)),
  );
  const random = new Choices(2);
  for (let i = 0; i < 1000; i++)
    sources.push(`${random.of(TEXTS)}.replace(${random.of(SUBS)}, ${random.of(SUBS)}, ${random.below(4) - 1})`);
  const tables = [
    '{}',
    '{97: None}',
    '{97: "xyz", 98: 99}',
    '{128512: "smile"}',
    '{97: 1.5}',
    '{97: -1}',
    '{97: 0x110000}',
    '{97: True}',
    '"abc" * 50',
    '[None] * 100',
    'None',
    '5',
    'str.maketrans("abc", "xyz")',
    'str.maketrans("abc", "xyz", "Hl")',
    'str.maketrans({"a": "1", 98: None, "😀": 97})',
  ];
  sources.push(...TEXTS.flatMap(self => tables.map(table => `${self}.translate(${table})`)));
  sources.push(
    'str.maketrans({"ab": 1})',
    'str.maketrans({1.5: 1})',
    'str.maketrans([1])',
    'str.maketrans("a", "bc")',
    'str.maketrans(1, "b")',
    'str.maketrans("a", 1)',
    'str.maketrans("a", "b", 1)',
    'str.maketrans("ab", "cd", "bx")',
    '"".maketrans("a", "b")',
  );
  compareWithPython(t, 'str.replace', sources, sources.slice(-450));
});

test('padding', t => {
  const widths = ['0', '1', '5', '6', '12', '13', '-1', 'True'];
  const sources = TEXTS.flatMap(self =>
    widths.flatMap(width => [
      ...['center', 'ljust', 'rjust'].flatMap(name => [
        `${self}.${name}(${width})`,
        `${self}.${name}(${width}, "*")`,
        `${self}.${name}(${width}, "😀")`,
      ]),
      `${self}.zfill(${width})`,
      `${self}.expandtabs(${width})`,
    ]),
  );
  for (const name of ['center', 'ljust', 'rjust', 'zfill', 'expandtabs'])
    for (const argument of ['10**30', '-10**30', '1.5', '"5"', 'None', '2**63 - 1', '2**40'])
      if (!(name === 'expandtabs' && argument === '2**40')) sources.push(`"ab".${name}(${argument})`);
  for (const fill of ['""', '"ab"', 'b"a"', '5', 'None']) sources.push(`"ab".center(5, ${fill})`);
  compareWithPython(t, 'str.padding', sources, sources.slice(-450));
});

test('wrong types are refused in the words of CPython', t => {
  const sources = SEARCHES.flatMap(name =>
    WRONG.flatMap(wrong => [
      `"abc".${name}(${wrong})`,
      `"abc".${name}("a", ${wrong})`,
      `"abc".${name}("a", 0, ${wrong})`,
    ]),
  );
  for (const name of 'split rsplit partition rpartition strip lstrip rstrip removeprefix removesuffix join center zfill expandtabs splitlines translate format_map encode'.split(
    ' ',
  ))
    for (const wrong of WRONG) if (!/int$/.test(wrong) || name !== 'translate') sources.push(`"abc".${name}(${wrong})`);
  for (const wrong of WRONG)
    sources.push(
      `"abc".replace(${wrong}, "a")`,
      `"abc".replace("a", ${wrong})`,
      `"abc".replace("a", "b", ${wrong})`,
      `"abc".split("a", ${wrong})`,
      `str("a", ${wrong})`,
      `str(b"a", "ascii", ${wrong})`,
      `str(${wrong}, "ascii")`,
    );
  compareWithPython(t, 'str.wrong', sources);
});

test('case and kinds of the characters of many scripts', t => {
  const sources: string[] = [];
  for (let start = 0x80; start < 0x20000; start += start < 0x3000 ? 16 : 512)
    for (const name of ['upper', 'lower', 'title', 'casefold', 'swapcase', 'isalpha', 'isupper', 'isprintable'])
      sources.push(`"".join(map(chr, range(${start}, ${start + 16}))).${name}()`);
  compareWithPython(t, 'str.scripts', sources, sources.slice(0, 400));
});

test('attributes, methods as values, and their printed forms', t => {
  compareWithPython(t, 'str.values', [
    'str.upper',
    'str.upper("a")',
    '"a".upper',
    'list(map(str.upper, ["a", "b"]))',
    'list(map("a-b-c".replace, ["a", "b"], "xy"))',
    'sorted(["b", "A", "c"], key=str.lower)',
    '"x".join',
    'str.maketrans',
    'type("a".upper)',
    'type(str.upper)',
    'type(str)',
    'str',
    '"a".nothing',
    'str.nothing',
    '"a".upper.nothing',
    '"a".upper == "a".upper',
    'str.upper == str.upper',
    'str.upper == str.lower',
    'str.upper is str.upper',
    'callable("a".upper)',
    'callable("a")',
    '"a"()',
    '[x() for x in [" a ".strip, "b".upper]]',
    '(lambda f: f("b"))("abc".find)',
    'isinstance("a".upper, type(len))',
    '{str: 1}[str]',
    '{len: 1}[len]',
    'str.join(",", ["a", "b"])',
    'str.format("{}-{}", 1, 2)',
    'str.split("a b")',
    'str()',
    'str(5)',
    'str(b"a")',
    'str(b"\\xff", "utf-8", "replace")',
    'str(b"a", errors="strict")',
    'str("a", errors="strict")',
    'str(errors="x")',
  ]);
});
