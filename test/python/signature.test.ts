import { test } from 'node:test';
import { compareWithPython } from './support/cpython.ts';

/** Every builtin and every method, with 0 to 5 arguments that fit nothing and with an unknown keyword. */

const BUILTINS =
  'abs all any ascii bin bool bytes callable chr complex dict divmod enumerate filter float format frozenset hex int isinstance iter len list map max min next oct ord pow range repr reversed round set slice sorted str sum tuple type zip issubclass object'.split(
    ' ',
  );

const METHODS: Record<string, string> = {
  '"a"':
    'capitalize casefold center count encode endswith expandtabs find format format_map index isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill',
  'b"a"':
    'capitalize center count decode endswith expandtabs find fromhex hex index isalnum isalpha isascii isdigit islower isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill',
  '[]': 'append clear copy count extend index insert pop remove reverse sort',
  '()': 'count index',
  '{}': 'clear copy fromkeys get items keys pop popitem setdefault update values',
  'set()':
    'add clear copy difference difference_update discard intersection intersection_update isdisjoint issubset issuperset pop remove symmetric_difference symmetric_difference_update union update',
  'frozenset()': 'copy difference intersection isdisjoint issubset issuperset symmetric_difference union',
  'range(3)': 'count index',
  'slice(3)': 'indices',
  '{}.keys()': 'isdisjoint',
  '{}.items()': 'isdisjoint',
  '(5)': 'as_integer_ratio bit_count bit_length conjugate from_bytes to_bytes',
  '(1.5)': 'as_integer_ratio conjugate fromhex hex is_integer',
  '(1j)': 'conjugate',
};

const ARGUMENTS = [
  ...[0, 1, 2, 3, 4, 5].map(n => Array(n).fill('None').join(', ')),
  ...['zz=1', 'None, zz=1', 'None, None, zz=1', 'None, None, None, zz=1', 'zz=1, yy=2, xx=3', '*[], **{}'],
];

const methods = Object.entries(METHODS).flatMap(([self, names]) => names.split(' ').map(name => [self, name]));

test('functions and constructors refuse arguments in the words of CPython', t => {
  const sources = BUILTINS.flatMap(name => ARGUMENTS.map(args => `${name}(${args})`));
  compareWithPython(t, 'signature.builtins', sources);
});

test('methods refuse arguments in the words of CPython', t => {
  const sources = methods.flatMap(([self, name]) => ARGUMENTS.map(args => `${self}.${name}(${args})`));
  compareWithPython(t, 'signature.methods', sources);
});

test('methods called on their type want a self of the type', t => {
  const sources = methods.flatMap(([self, name]) =>
    ['', '1.5', 'None', `${self}`, `${self}, None`, 'zz=1', `${self}, zz=1`].map(
      args => `type(${self}).${name}(${args})`,
    ),
  );
  compareWithPython(t, 'signature.unbound', sources);
});

test('methods that were bound before are named otherwise', t => {
  const calls = [
    "index(*'', x=1)",
    'index(**{"x": 1})',
    'index(x=1, **{})',
    "find(*'', x=1)",
    'upper(**{"x": 1})',
    'index(*"b")',
  ];
  const sources = calls.flatMap(call => [`'a'.${call}`, `str.${call.replace('(', "('a', ")}`]);
  for (const call of [
    'union(x=1)',
    "union(*'', x=1)",
    'update(1, **{"x": 1})',
    'isdisjoint(**{"x": 1})',
    'difference(**{}, x=1)',
  ])
    sources.push(`{1}.${call}`, `(lambda f: f(x=1))({1}.${call.slice(0, call.indexOf('('))})`);
  for (const fn of [
    'statistics.mean',
    'random.seed',
    'random.Random(1).seed',
    'random.Random(1).getrandbits',
    'math.gcd',
    'math.log',
    'hashlib.md5',
    'json.loads',
    'True.to_bytes',
    'datetime.datetime(2024, 2, 29).ctime',
  ])
    sources.push(`${fn}(*1)`, `${fn}(**1)`, `${fn}(a=1, **{'a': 2})`);
  sources.push("False.bit_length(*'3')", '(lambda f: f(1))(True.bit_length)', 'bool.bit_length(True, 1)');
  compareWithPython(t, 'signature.bound', sources);
});

test('keywords are looked at when all of them are evaluated', t => {
  compareWithPython(t, 'signature.keywords', [
    "(lambda: 0)(default=1, **{b'x': 3}, **(lambda: b'x')(()))",
    '{0, 3.5}(**{None: 1}, **None)',
    '{0, 1}(**{1: 2})',
    "len(a=1, **{'a': 2}, **{1: 3})",
    '(lambda **k: k)(**{2: 1}, **{"a": 3}, a=4)',
    'datetime.datetime(2024, 2, 29).isoformat(key=int, timespec=[1])',
    "datetime.datetime(2024, 2, 29).isoformat(key=int, timespec='x')",
    "statistics.fmean((1, 'a'), ['b', 'a'])",
  ]);
});

test('keywords bind to parameters, once each', t => {
  compareWithPython(t, 'signature.keywords', [
    "'a b'.split(sep=' ')",
    "'a b c'.split(' ', maxsplit=1)",
    "'a b c'.split(maxsplit=1)",
    "'a b c'.split(' ', sep=1)",
    "'a b c'.split(' ', 1, maxsplit=1)",
    "'a\\tb'.expandtabs(tabsize=3)",
    "'a\\tb'.expandtabs(3, tabsize=3)",
    "'a\\nb'.splitlines(keepends=True)",
    "'é'.encode(errors='replace', encoding='ascii')",
    "b'a'.decode(errors='strict')",
    "b'abc'.hex(sep='-', bytes_per_sep=2)",
    "b'abc'.translate(None, delete=b'b')",
    "b'abc'.translate(table=None)",
    'pow(base=2, exp=3, mod=5)',
    'pow(2, mod=5, exp=3)',
    'pow(2, base=3)',
    'round(number=2.567, ndigits=1)',
    'sum([1, 2], start=3)',
    'int("ff", base=16)',
    'int(x="1")',
    'str(object=5)',
    'str(object=b"a", encoding="ascii")',
    'str(encoding="ascii")',
    'bytes(source="a", encoding="ascii")',
    'complex(real=1, imag=2)',
    'dict(a=1, b=2)',
    'dict({"a": 0}, a=1)',
    'dict(mapping=1)',
    '(1).to_bytes(length=2, byteorder="big", signed=False)',
    'int.from_bytes(bytes=b"a", byteorder="big")',
    'sorted([2, 1], key=None, reverse=True)',
    'max([1, 2], key=lambda x: -x)',
    'max([], default=None)',
    'zip([1], [2], strict=True)',
    'list(enumerate(start=1, iterable=["a"]))',
    'list(enumerate(["a"], start=1))',
  ]);
});
