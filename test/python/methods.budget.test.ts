import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_BUDGET } from '../../src/python/budget.ts';
import { prepare } from '../../src/python/index.ts';
import { ourAnswer } from './support/cpython.ts';
import { MapHost } from './support/hosts.ts';

/** Requests of a few bytes that ask for more memory or time than there is. */
const GREEDY = [
  "'x'.center(10**10)",
  "'x'.ljust(10**9)",
  "'x'.zfill(10**9)",
  "('\\t' * 10**6).expandtabs(10**6)",
  "'\\t'.expandtabs(2**31 - 1)",
  "('a' * 10**6).replace('', 'b' * 1000)",
  "('a' * 10**6).replace('a', 'b' * 1000)",
  "('a' * 10**7).split('a')",
  "('a ' * 10**7).split()",
  "('a ' * 10**7).rsplit()",
  "('\\n' * 10**7).splitlines()",
  "('a' * 10**7).join('b' * 100)",
  "'a'.join(['b' * 10**6] * 100)",
  "'a'.join(map(str, range(10**9)))",
  "('a' * 10**7).translate({97: 'b' * 100})",
  "('aé€' * 10**7).title()",
  "('ab ' * 10**7).title()",
  "(('.' * 5000 + 'Σ') * 2000).lower()",
  "('é' * 10**7).encode('ascii', 'backslashreplace')",
  "('éa' * 10**7).encode('ascii', 'ignore')",
  "(b'\\xffa' * 10**7).decode('utf-8', 'replace')",
  "(b'\\xff' * 10**7).decode('ascii', 'backslashreplace')",
  'bytes(10**10)',
  'bytes(range(256)) * 10**9',
  "b','.join([b'x' * 1000] * 100000)",
  "(b'ab' * 10**7).hex(':')",
  "(b'a' * 10**7).split(b'a')",
  "bytes.fromhex('61' * 10**7)",
  "(b'a' * 10**7).translate(None, b'b')",
  'list(range(10**12))',
  'sum(range(10**12))',
  'max(range(10**12))',
  'min(iter(int, 1))',
  'sorted(range(10**8))',
  'tuple(range(10**9))',
  'list(enumerate(range(10**8)))',
  'dict.fromkeys(range(10**8))',
  'dict(enumerate(range(10**8)))',
  'frozenset(range(10**8))',
  'list(iter(int, 1))',
  '[].extend(iter(int, 1))',
  '(lambda l: l.extend(x for x in l))([1])',
  'next(filter(None, iter(int, 1)))',
  'any(iter(int, 1))',
  'all(iter(lambda: 1, 0))',
  'list(zip(iter(int, 1)))',
  "print('a' * 10**8)",
  '(lambda l: [l.insert(0, 1) for i in range(10**6)])([0] * 10**6)',
  '(lambda l: [l.pop(0) for i in range(10**6)])([0] * 10**6)',
  '(lambda l: [l.count(5) for i in range(10**6)])([0] * 10**6)',
  '(lambda l: [l.copy() for i in range(10**6)])([0] * 10**5)',
  '(lambda l: [l.sort() for i in range(10**6)])([0] * 10**5)',
  "(lambda s: [s.find('b') for i in range(10**6)])('a' * 10**7)",
  "(lambda s: [s.isascii() for i in range(10**6)])('a' * 10**7)",
  "(lambda s: [s.isascii() for i in range(10**6)])(b'a' * 10**7)",
  "(lambda s: [s.endswith(s) for i in range(10**6)])('a' * 10**7)",
  "(lambda s, t: [s == t for i in range(10**6)])('a' * 10**7 + 'b', 'a' * 10**7 + 'c')",
  "(lambda s, t: [s < t for i in range(10**6)])('a' * 10**7 + 'b', 'a' * 10**7 + 'c')",
  "(lambda s: [s.partition('b') for i in range(10**6)])('a' * 10**7)",
  "('a' * 3 * 10**7).find('b' + 'a' * 10**5) + len([0] * 10**10)",
  "random.seed('a' * 10**6)",
  "random.Random('a' * 10**7)",
  "random.seed('a' * 2 * 10**6, 1)",
];

test('greedy requests end in an error of their own, and leave what comes next alone', () => {
  for (const source of GREEDY) {
    assert.match(ourAnswer(source), /^Error: (MemoryError|TimeoutError|OverflowError)/, source);
    assert.equal(ourAnswer('"a" * 3 + str(sum([1, 2]))'), "'aaa3'");
  }
});

test('no attribute leads out of the language', () => {
  const names = [
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'length',
    'data',
    'items',
    'run',
    'self',
    'owner',
  ];
  const underscored = ['__proto__', '__class__', '__dict__', '__init__', '__globals__', '__subclasses__', '_x'];
  const values = [
    '1',
    '1.5',
    'True',
    'None',
    '"a"',
    'b"a"',
    '[]',
    '()',
    '{1}',
    'range(1)',
    'len',
    'str',
    '"a".upper',
    'lambda: 1',
  ];
  values.push('iter([])', 'map(len, [])', 'zip()', 'slice(1)', 'object()', 'str.upper', 'int.real');
  for (const value of values)
    for (const name of [...names, ...underscored])
      assert.match(
        ourAnswer(`(${value}).${name}`),
        /^Error: AttributeError: .* has no attribute '/,
        `${value}.${name}`,
      );
  assert.equal(ourAnswer('{}.items'), '<built-in method items of dict object>');
  assert.match(ourAnswer('{}.constructor'), /has no attribute/);
});

test('an evaluation may allocate 16 MiB', () => {
  assert.equal(ourAnswer("len('a' * 16_000_000)"), '16000000');
  assert.match(ourAnswer("len('a' * 17_000_000)"), /^Error: MemoryError/);
  assert.match(ourAnswer("a = 'a' * 9_000_000; b = 'b' * 9_000_000"), /^Error: MemoryError/);
});

test('the clock is looked at where much is allocated, however few the steps', () => {
  const answer = (size: number) =>
    prepare(`['a' * ${size}, 'b' * ${size}] and None`).run(new MapHost(), { ...DEFAULT_BUDGET, timeMs: 0 });
  assert.equal(answer(1000), null);
  assert.throws(() => answer(1_000_000), /evaluation took longer than 0 ms/);
});
