import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { startBudget } from '../../src/python/budget.ts';
import { builtin } from '../../src/python/signature.ts';
import { sorted } from '../../src/python/sort.ts';
import { Tuple, type Value } from '../../src/python/values.ts';
import { Choices, compareWithPython, ourAnswer } from './support/cpython.ts';

test('sorts as CPython does: mixed numbers, text, NaN, containers, with keys and reversed', t => {
  const random = new Choices(6);
  const pools = [
    ['0', '1', '2', '-5', '7', '7', '10**3', '-2**62', '2**63', '-2**63', '2**63 - 1', '10**30'],
    ['0.5', '1.5', '-2.5', '0.0', '-0.0', '1e300', 'float("inf")', '-float("inf")', '3.0'],
    ['0.5', 'float("nan")', '1', '-3.0', '2', '7', '0.0', '-0.0'],
    ['True', 'False', '1', '0', '1.0', '0.0'],
    ['"a"', '"b"', '""', '"aa"', '"é"', '"Z"', '"\\uffff"', '"😀"', '"\\ud800"'],
    ['"a"', '"b"', '""', '"aa"', '"é"', '"Z"'],
    ['(1, 2)', '(1,)', '()', '(1, "a")', '(0, 5)', '(1.0, 1)'],
    ['[1]', '[0, 1]', '[]', '[1, 1]'],
    ['{1}', '{1, 2}', 'set()', '{3}'],
    ['b"a"', 'b""', 'b"ab"', 'b"\\xff"'],
    ['1', '"a"', 'None', '2'],
    ['None', 'None'],
  ];
  const keys = [
    '',
    ', key=lambda x: x',
    ', key=repr',
    ', key=lambda x: 0',
    ', key=lambda x: (x,)',
    ', key=str',
    ', key=type',
  ];
  const sources: string[] = [];
  for (let i = 0; i < 3000; i++) {
    const pool = random.of(pools);
    const items = Array.from({ length: random.below(12) }, () => random.of(pool)).join(', ');
    const reverse = random.of(['', ', reverse=True', ', reverse=False']);
    sources.push(`sorted([${items}]${random.of(keys)}${reverse})`);
  }
  compareWithPython(t, 'sort', sources, sources.slice(0, 500));
});

test('a key function that changes the list does not disturb the sort', t => {
  const keys = ['l.clear() or x', 'l.append(0) or x', 'l.pop() * 0 + x', 'l.reverse() or -x'];
  const sources = keys.flatMap(key => [
    `(lambda l: sorted(l, key=lambda x: ${key}))([3, 1, 4, 2])`,
    `(lambda l: sorted(l, key=lambda x: ${key}, reverse=True))([3, 1, 4, 2])`,
  ]);
  compareWithPython(t, 'sort of a list that changes', sources, sources);
});

test('is stable, with every kind of key, in both orders', () => {
  const first = builtin('first', 'x, /', (pair: Tuple) => pair.items[0]);
  const keys: fc.Arbitrary<Value>[] = [
    fc.bigInt({ min: -4n, max: 4n }),
    fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
    fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }),
    fc.constantFrom(-1.5, 0, -0, 2.5, 1e300, Number.NEGATIVE_INFINITY),
    fc.constantFrom('a', 'b', '', 'é', '😀', '\uffff'),
    fc.constantFrom<Value>(1n, 0.5, true, -0, 2n ** 80n),
  ];
  const lists = fc.oneof(...keys.map(key => fc.array(key, { maxLength: 300 })));
  fc.assert(
    fc.property(lists, fc.constantFrom('ascending' as const, 'descending' as const), (values, order) => {
      startBudget();
      const pairs = values.map((value, i) => new Tuple([value, BigInt(i)]));
      const result = sorted(pairs, first, order) as Tuple[];
      for (let i = 1; i < result.length; i++) {
        const [[a, at], [b, bt]] = [result[i - 1].items, result[i].items];
        const [low, high] = order === 'ascending' ? [a, b] : [b, a];
        assert.ok(rank(low) <= rank(high));
        if (rank(a) === rank(b)) assert.ok((at as bigint) < (bt as bigint));
      }
      assert.equal(new Set(result).size, values.length);
    }),
  );
});

/** What orders as the value does in Python: code points, and 1 with True. */
function rank(value: Value): any {
  if (typeof value === 'string')
    return Array.from(value, char => char.codePointAt(0)!.toString(16).padStart(6, '0')).join('');
  return typeof value === 'boolean' ? Number(value) : value;
}

test('hostile sorts end in an error, soon', () => {
  const began = performance.now();
  assert.match(ourAnswer('sorted(range(10**6), key=lambda x: [0] * 10**5)'), /MemoryError|TimeoutError/);
  assert.match(ourAnswer('sorted([["a" * 10**6 + str(i)] for i in range(60)] * 100)'), /MemoryError|TimeoutError/);
  assert.match(ourAnswer('sorted(("x" * 10**7)[i:] for i in range(3000))'), /MemoryError|TimeoutError/);
  assert.ok(performance.now() - began < 5000);
});
