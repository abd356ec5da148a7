import { type Amount, Choices } from './choices.ts';
import { ONE_OF_EACH, SAMPLES_BY_TYPE } from './samples.ts';

const TEXTS = ["''", "'a'", "'ab'", "' '", "','", "'hello world'", "'é'", "'😀'", "'A b\\tc\\n'", "'1'", "'%'", 'None'];
const BYTES = ["b''", "b'a'", "b'ab'", "b' '", "b'hello'", "b'\\xff'", '97', 'None'];
const INDICES = ['0', '1', '-1', '3', '100', '-100', 'None', 'True', '2**70'];
const ITERABLES = [
  '[]',
  '[1, 2]',
  "['a', 'b']",
  "'ab'",
  '(1, 2)',
  'range(3)',
  '{1: 2}',
  '{2, 3}',
  "[('a', 1)]",
  "[b'x', b'y']",
  '(i for i in [3, 1])',
  '5',
];
const ITEMS = ['1', '2', "'a'", "'b'", 'None', '2.5', '[1]', '(2,)', '1.0', 'True', '{1}', 'frozenset({2})'];
const ENCODINGS = [
  "'utf-8'",
  "'ascii'",
  "'latin-1'",
  "'utf-16'",
  "'utf8'",
  "'cp1252'",
  "'hex'",
  "'nope'",
  "'UTF_16_LE'",
  "'utf-32'",
];
const HANDLERS = [
  "'strict'",
  "'ignore'",
  "'replace'",
  "'backslashreplace'",
  "'xmlcharrefreplace'",
  "'nope'",
  "'surrogateescape'",
  "'namereplace'",
];
const SIZES = ['0', '1', '2', '5', '10', '-1', '8', '100'];
const ORDERS = ["'big'", "'little'", "'x'"];
const HEX = ["'ff'", "'00 fF'", "'0x1.8p3'", "'-0x1p-2'", "'zz'", "'inf'", "'nan'", "''", "'1.8'", "'0x.1'"];

type Pools = readonly (readonly string[])[];

/** What fits each argument of a method; the names by which it may be given. */
interface Shape {
  pools: Pools;
  keywords?: readonly string[];
}

const search: Shape = { pools: [TEXTS, INDICES, INDICES] };
const none: Shape = { pools: [] };
const split: Shape = { pools: [TEXTS, INDICES], keywords: ['sep', 'maxsplit'] };
const pad: Shape = { pools: [SIZES, ["'*'", "' '", "'ab'", "'😀'"]] };
const one = (pool: readonly string[]): Shape => ({ pools: [pool] });
const names = (words: string, shape: Shape): [string, Shape][] => words.split(' ').map(word => [word, shape]);

const STR = new Map([
  ...names(
    'capitalize casefold isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper lower swapcase title upper',
    none,
  ),
  ...names('find index rfind rindex count startswith endswith', search),
  ...names('split rsplit', split),
  ...names('center ljust rjust', pad),
  ...names('strip lstrip rstrip partition rpartition removeprefix removesuffix', one(TEXTS)),
  ...names('join', one([...ITERABLES, "['a', 1]"])),
  ...names('zfill', one(SIZES)),
  ...names('replace', { pools: [TEXTS, TEXTS, INDICES] }),
  ...names('splitlines', { pools: [['True', 'False', '1']], keywords: ['keepends'] }),
  ...names('expandtabs', { pools: [SIZES], keywords: ['tabsize'] }),
  ...names('encode', { pools: [ENCODINGS, HANDLERS], keywords: ['encoding', 'errors'] }),
  ...names('translate', one(["{97: 'x'}", '{97: None}', '{}', "'abc'", '[1]', '{97: 1114112}', '{98: 233}', '5'])),
  ...names('maketrans', { pools: [["{'a': 'b'}", "'ab'", "{97: 'b'}", '5', "{'ab': 1}"], ["'cd'", "'c'"], ["'e'"]] }),
  ...names('format', { pools: [ITEMS, ITEMS], keywords: ['a', 'b'] }),
  ...names('format_map', one(["{'a': 1}", '{}', '[1]', '5'])),
]);

const byteSearch: Shape = { pools: [BYTES, INDICES, INDICES] };
const BYTES_METHODS = new Map([
  ...names(
    'capitalize isalnum isalpha isascii isdigit islower isspace istitle isupper lower swapcase title upper',
    none,
  ),
  ...names('find index rfind rindex count startswith endswith', byteSearch),
  ...names('split rsplit', { pools: [BYTES, INDICES], keywords: ['sep', 'maxsplit'] }),
  ...names('center ljust rjust', { pools: [SIZES, ["b'*'", "'*'", "b'ab'"]] }),
  ...names('strip lstrip rstrip partition rpartition removeprefix removesuffix', one(BYTES)),
  ...names('join', one(["[b'a', b'b']", '[]', "[b'a', 1]", "'ab'", "(b'x',)", '5'])),
  ...names('zfill', one(SIZES)),
  ...names('replace', { pools: [BYTES, BYTES, INDICES] }),
  ...names('splitlines', { pools: [['True', 'False']], keywords: ['keepends'] }),
  ...names('expandtabs', { pools: [SIZES], keywords: ['tabsize'] }),
  ...names('decode', { pools: [ENCODINGS, HANDLERS], keywords: ['encoding', 'errors'] }),
  ...names('hex', {
    pools: [
      ["':'", "b'-'", "'ab'", "'é'"],
      ['0', '1', '2', '-2', '100'],
    ],
    keywords: ['sep', 'bytes_per_sep'],
  }),
  ...names('fromhex', one(HEX)),
  ...names('translate', {
    pools: [
      ['None', 'bytes(range(256))', "b'a'", 'bytes(range(255, -1, -1))'],
      ["b'a'", "b''"],
    ],
    keywords: ['delete'],
  }),
  ...names('maketrans', {
    pools: [
      ["b'a'", "b'ab'"],
      ["b'b'", "b'xy'"],
    ],
  }),
]);

const INT = new Map([
  ...names('bit_length bit_count conjugate as_integer_ratio', none),
  ...names('to_bytes', { pools: [SIZES, ORDERS], keywords: ['length', 'byteorder', 'signed'] }),
  ...names('from_bytes', {
    pools: [[...BYTES, '[1, 2]', '[256]'], ORDERS],
    keywords: ['bytes', 'byteorder', 'signed'],
  }),
]);

const METHODS: Readonly<Record<string, ReadonlyMap<string, Shape>>> = {
  str: STR,
  bytes: BYTES_METHODS,
  int: INT,
  bool: INT,
  float: new Map([...names('hex is_integer as_integer_ratio conjugate', none), ...names('fromhex', one(HEX))]),
  complex: new Map(names('conjugate', none)),
  list: new Map([
    ...names('append', one(ITEMS)),
    ...names('extend', one(ITERABLES)),
    ...names('insert', { pools: [INDICES, ITEMS] }),
    ...names('remove count', one(ITEMS)),
    ...names('index', { pools: [ITEMS, INDICES, INDICES] }),
    ...names('pop', one(INDICES)),
    ...names('clear copy reverse', none),
    ...names('sort', { pools: [], keywords: ['key', 'reverse'] }),
  ]),
  tuple: new Map([...names('count', one(ITEMS)), ...names('index', { pools: [ITEMS, INDICES, INDICES] })]),
  dict: new Map([
    ...names('keys values items copy clear popitem', none),
    ...names('get setdefault pop', { pools: [ITEMS, ITEMS] }),
    ...names('update', { pools: [[...ITERABLES, '[(1, 2), (3,)]', "{'a': 9}", "['ab']"]], keywords: ['a', 'b'] }),
    ...names('fromkeys', { pools: [ITERABLES, ITEMS] }),
  ]),
  set: new Map([
    ...names('add discard remove', one(ITEMS)),
    ...names('clear copy pop', none),
    ...names('union intersection difference update intersection_update difference_update', {
      pools: [ITERABLES, ITERABLES],
    }),
    ...names('symmetric_difference symmetric_difference_update issubset issuperset isdisjoint', one(ITERABLES)),
  ]),
  frozenset: new Map([
    ...names('copy', none),
    ...names('union intersection difference', { pools: [ITERABLES, ITERABLES] }),
    ...names('symmetric_difference issubset issuperset isdisjoint', one(ITERABLES)),
  ]),
  range: new Map([...names('count index', one(ITEMS)), ...names('start stop step', none)]),
  slice: new Map(names('indices', one(SIZES))),
  dict_keys: new Map(names('isdisjoint', one(ITERABLES))),
  dict_items: new Map(names('isdisjoint', one(ITERABLES))),
};

/** Methods that change what they are called on: the result is the changed value. */
const CHANGING =
  /^(append|extend|insert|remove|pop|clear|reverse|sort|update|setdefault|popitem|add|discard)$|_update$/;

/** Every method of every type, with arguments that fit and ones that don't, in number, type and name. */
export function generateMethods({ seed, count }: Amount): string[] {
  const choices = new Choices(seed);
  const sources: string[] = [];
  const perMethod = Number.isFinite(count) ? Math.max(4, count / 200) : 60;
  for (const [type, methods] of Object.entries(METHODS))
    for (const [name, shape] of methods) {
      sources.push(
        `${type}.${name}`,
        `${type}.${name}()`,
        `${type}.${name}(1)`,
        `${SAMPLES_BY_TYPE[type].at(-1)}.${name}`,
      );
      for (let i = 0; i < perMethod; i++) sources.push(callSource(choices, type, name, shape));
    }
  sources.push(...attributes());
  return choices.some(sources, count);
}

function callSource(choices: Choices, type: string, name: string, shape: Shape): string {
  const self = choices.of(SAMPLES_BY_TYPE[type]);
  const args = argumentsFor(choices, shape);
  if (CHANGING.test(name) && choices.chance(0.8)) return `(lambda s: [s.${name}(${args}), s])(${self})`;
  return choices.chance(0.05) ? `${type}.${name}(${self}, ${args})` : `${self}.${name}(${args})`;
}

function argumentsFor(choices: Choices, { pools, keywords = [] }: Shape): string {
  const args: string[] = [];
  const given = choices.chance(0.85) ? choices.below(pools.length + 1) : choices.below(5);
  for (let i = 0; i < given; i++)
    args.push(choices.of(choices.chance(0.85) && i < pools.length ? pools[i] : ONE_OF_EACH));
  if (keywords.length > 0 && choices.chance(0.3)) {
    const at = choices.below(keywords.length);
    args.push(`${keywords[at]}=${choices.of(pools[at] ?? ['True', 'False', 'None', 'len', 'str', 'lambda x: -x'])}`);
  } else if (choices.chance(0.04)) args.push(`${choices.of(['x', 'key', 'sep', 'self'])}=${choices.of(ITEMS)}`);
  return args.join(', ');
}

function attributes(): string[] {
  const wanted = [
    'real',
    'imag',
    'numerator',
    'denominator',
    'start',
    'foo',
    'constructor',
    'length',
    'toString',
    'mapping',
    'year',
    'fold',
    'tzinfo',
  ];
  return Object.values(SAMPLES_BY_TYPE).flatMap(samples =>
    wanted.map(name => (/^\d+$/.test(samples[0]) ? `(${samples[0]}).${name}` : `${samples[0]}.${name}`)),
  );
}
