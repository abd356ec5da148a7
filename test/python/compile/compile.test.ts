import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PythonError } from '../../../src/core/errors.ts';
import { DEFAULT_BUDGET } from '../../../src/python/budget.ts';
import { evaluate, prepare } from '../../../src/python/index.ts';
import { builtin } from '../../../src/python/signature.ts';
import { repr } from '../../../src/python/text.ts';
import { PyObject, type PyType, types, type Value } from '../../../src/python/values.ts';
import { compareWithPython } from '../support/cpython.ts';
import { MapHost } from '../support/hosts.ts';

/** As much time as a busy machine may need. */
const UNHURRIED = { ...DEFAULT_BUDGET, timeMs: 10_000 };

/** The replies to texts, one after the other, on the same host. */
function replies(host: MapHost, ...sources: string[]): string[] {
  return sources.map(source => {
    try {
      return repr(prepare(source).run(host, UNHURRIED));
    } catch (error) {
      assert.ok(error instanceof PythonError, String(error));
      return `${error}`;
    }
  });
}

/** Calls of `f(x)` note x and give it back. */
function tracing(): MapHost {
  const host = new MapHost();
  const note = (x: Value) => {
    host.log.push(repr(x));
    return x;
  };
  host.globals.set('f', builtin('f', 'x', note));
  return host;
}

function traceOf(source: string): string {
  const host = tracing();
  const [reply] = replies(host, source);
  return `${host.log.filter(entry => !entry.startsWith('read')).join(' ')} -> ${reply}`;
}

test('operands are evaluated from left to right, and none that does not matter', () => {
  assert.equal(traceOf('f(1) + f(2) * f(3)'), '1 2 3 -> 7');
  assert.equal(traceOf('f(1) < f(3) < f(2) < f(9)'), '1 3 2 -> False');
  assert.equal(traceOf('f(0) and f(1) or f(2)'), '0 2 -> 2');
  assert.equal(traceOf('f(1) if f(0) else f(2)'), '0 2 -> 2');
  assert.equal(traceOf('{f(1): f(2), f(3): f(4)}'), '1 2 3 4 -> {1: 2, 3: 4}');
  assert.equal(traceOf('[f(1), *[f(2)], f(3)]'), '1 2 3 -> [1, 2, 3]');
  assert.equal(traceOf('max(f(1), *[f(2)], key=f(None), *[f(3)])'), '1 2 3 None -> 3');
  assert.equal(traceOf('[1, 2, 3][f(0):f(2)]'), '0 2 -> [1, 2]');
  assert.equal(traceOf("f'{f(1)}{f(2):{f(3)}}'"), "1 2 3 -> '1  2'");
  assert.equal(traceOf('2 ** f(3) ** f(2)'), '3 2 -> 512');
});

test('what is called is looked up before its arguments are evaluated', () => {
  assert.equal(traceOf("'a'.nothing(f(1))"), " -> AttributeError: 'str' object has no attribute 'nothing'");
  assert.equal(traceOf('nothing(f(1))'), " -> NameError: name 'nothing' is not defined");
  assert.equal(traceOf('(1)(f(2))'), "2 -> TypeError: 'int' object is not callable");
  assert.equal(traceOf('math.nothing(f(1))'), " -> AttributeError: module 'math' has no attribute 'nothing'");
});

const SCOPES = [
  '[x for x in range(3)] + [x for x in "ab"]',
  '[[y for y in range(x)] for x in range(3)]',
  '[(x, y) for x in range(3) for y in range(x)]',
  '[x for x in [1, 2, 3] if x > 1 if x < 3]',
  '{x: y for x, y in [(1, 2), (3, 4)]}',
  '{x % 2 for x in range(5)}',
  'sum(x * y for x in range(3) for y in range(3) if x != y)',
  '[f() for f in [lambda: i for i in range(3)]]',
  '[f() for f in [lambda i=i: i for i in range(3)]]',
  '[[f() for f in [lambda: (i, j) for j in range(2)]] for i in range(2)]',
  '[f() for f in [[lambda: j for j in range(i)][-1] for i in range(1, 4)]]',
  '(lambda x: lambda y: lambda z: x + y + z)(1)(2)(3)',
  '(lambda f: f(f, 5))(lambda f, n: 1 if n == 0 else n * f(f, n - 1))',
  '(lambda x: [x := x + 1, x, (lambda: x)()])(1)',
  '[y := 1, y + 1, [z := y + n for n in range(3)], z]',
  '(lambda: ([t := i for i in range(3)], t))()',
  'any((w := n) > 1 for n in range(5)) and w',
  '[1 for y in [1] for z in z]',
  '(lambda: (x, x := 1))()',
  '(lambda: (x, (x := 1)))()',
  '[(lambda: z)() for y in [1] if (lambda: z)() for z in [2]]',
  '[y for y in y]',
  '(lambda: [x for x in x])()',
  '[x for x in (lambda: (y := 1))()]',
  '[i for i in a if (j := i) for j in b]',
  '[(x := 1) for x in y]',
  '[[(x := 1) for y in z] for x in w]',
  '[y for x in (y := z)]',
  'list(map(lambda x: (lambda: x)(), [1, 2]))',
  '[a for a, (b, *c), *d in [(1, (2, 3), 4)]]',
  '[c for a, (b, *c), *d in [(1, (2, 3), 4)]]',
  'next(x for x in [1, 2] if x > 1)',
  'list(x for y in "ab" for x in y * 2)',
  '(lambda g: [next(g), list(g), list(g)])(x for x in range(3))',
  'list(x // 0 for x in [1])',
  '(lambda g: [[next(g, 9)] + [1 for _ in [0]]])(x for x in ())',
  'list(i for i in 5)',
  '[x for x in 5]',
  '{**{x: 1 for x in "ab"}, "c": 2}',
  '[lambda x: x for x in [1]][0](5)',
  'sorted([3, 1, 2], key=lambda v: -v)',
  'list(filter(lambda v: v % 2, range(5)))',
  '(lambda *a, **k: (a, k))(1, *[2, 3], b=4, **{"c": 5})',
  '(lambda a, b=2, /, c=3, *d, e, f=6, **g: (a, b, c, d, e, f, g))(1, 2, 3, 4, e=5, h=7)',
];

test('scopes of comprehensions, generators and lambdas are those of Python', t => {
  compareWithPython(t, 'scopes', SCOPES);
});

const CALLS = [
  '(lambda x:x)()',
  '(lambda x,y:x)()',
  '(lambda x,y,z:x)()',
  '(lambda x:x)(1,2)',
  '(lambda x,y=1:x)(1,2,3)',
  '(lambda:1)(1)',
  '(lambda *,k:1)(1)',
  '(lambda *,k:1)()',
  '(lambda *,k,j,l:1)()',
  '(lambda x,*,k=1:1)(1,2,k=1)',
  '(lambda x,*,k,j=2:1)(1,2,3,k=1,j=3)',
  '(lambda x=1,*,z:1)(1,2,z=2)',
  '(lambda x,/:1)(x=1)',
  '(lambda x,y,/:1)(x=1,y=2)',
  '(lambda x,/,**k:k)(1,x=2)',
  '(lambda x:1)(1,x=2)',
  '(lambda x:1)(y=1)',
  '(lambda *a,k:1)(1,2)',
  '(lambda **k:k)(a=1,**{"a":2})',
  '(lambda x=None: x)()',
  '(lambda x=None, *a, y=None, **k: (x, a, y, k))()',
  '(lambda x: x)(*1)',
  '(lambda x: x)(**1)',
  '(lambda x: x)(**{1: 2})',
  '(lambda x, y: (x, y))(**{"y": 1, "x": 2})',
  '(lambda x, y: (x, y))(y=1, *[2])',
  'len(*1)',
  'len(**1)',
  'math.sqrt(*1)',
  '[].append(*1)',
  "'a'.upper(**1)",
  'int(*1)',
  'dict(a=1,**{"a":2})',
  'dict(**{"a":1},**[1])',
  'str.upper(*1)',
  '(1)(*1)',
  '(1)(**2)',
  '(1)(2)',
  '[*1]',
  '(*1,)',
  '{*1}',
  '{**1}',
  '{**{1: 2}, **3}',
  '{1: 2, []: 1/0}',
  '{[]: 1, **(1/0)}',
  '{[]: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9, 10: 0, 11: 1, 12: 2, 13: 3, 14: 4, 15: 5, 16: 1/0}',
  '{[]: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9, 10: 0, 11: 1, 12: 2, 13: 3, 14: 4, 15: 1/0}',
  '{[], 1/0}',
  '{*[1], []}',
  'f(a=1, a=2)',
  'lambda x, x: 1',
  'lambda __debug__: 1',
  'f(__debug__=1)',
  '(__debug__ := 1)',
  '__debug__',
];

test('calls, arguments and displays fail as in Python', t => {
  compareWithPython(t, 'calls', CALLS);
});

test('statements assign, update and delete variables', () => {
  const host = new MapHost();
  assert.deepEqual(
    replies(
      host,
      'x = 1',
      'x',
      'x += 2; x',
      'a = b = [1]; a is b',
      'a, *b = 1, 2, 3',
      'b',
      '(a, b), c = (1, 2), 3; [a, b, c]',
    ),
    ["'OK'", '1', '3', 'True', "'OK'", '[2, 3]', '[1, 2, 3]'],
  );
  assert.deepEqual(
    replies(
      host,
      'l = [1, 2, 3]',
      'l[0] = 5; l[1:] = []; l',
      'l[0] *= 2; l',
      'del l[0]; l',
      'd = {}; d["a"] = d["b"] = 1; d',
    ),
    ["'OK'", '[5]', '[10]', '[]', "{'a': 1, 'b': 1}"],
  );
  assert.deepEqual(replies(host, 'del x, a', 'x', 'del x', 'y += 1', 'x = 1; del x; x'), [
    "'OK'",
    "NameError: name 'x' is not defined",
    "NameError: name 'x' is not defined",
    "NameError: name 'y' is not defined",
    "NameError: name 'x' is not defined",
  ]);
  assert.deepEqual(replies(host, '1; 2', 'x = 5;', 'x; y = 2', 'del (x, y), l[:]', 'del ()', '[] = ()'), [
    '2',
    "'OK'",
    "'OK'",
    "'OK'",
    "'OK'",
    "'OK'",
  ]);
});

test('what cannot be unpacked says so', () => {
  const host = new MapHost();
  assert.deepEqual(replies(host, 'a, b = 1', 'a, b = 1,', 'a, b = 1, 2, 3', 'a, *b, c = 1,', 'a, b = "xy"; b + a'), [
    'TypeError: cannot unpack non-iterable int object',
    'ValueError: not enough values to unpack (expected 2, got 1)',
    'ValueError: too many values to unpack (expected 2)',
    'ValueError: not enough values to unpack (expected at least 2, got 1)',
    "'yx'",
  ]);
});

test('builtins, modules and what the host has cannot be assigned', () => {
  const host = new MapHost([['send', 1n]]);
  for (const name of ['len', 'math', 'send', '__debug__'])
    for (const source of [`${name} = 1`, `${name} += 1`, `del ${name}`, `a, ${name} = 1, 2`, `(${name} := 1)`]) {
      const [reply] = replies(host, source);
      assert.match(
        reply,
        name === '__debug__' ? /^SyntaxError: cannot/ : new RegExp(`^NameError: '${name}' is reserved`),
      );
    }
  assert.deepEqual(
    [...host.variables.keys()].filter(name => name !== 'a'),
    [],
  );
  assert.deepEqual(replies(host, '[len for len in [1]]', '(lambda math: math)(2)', '(lambda: (send := 3))()'), [
    '[1]',
    '2',
    '3',
  ]);
});

test('attributes cannot be set or deleted', () => {
  const host = new MapHost();
  assert.deepEqual(
    replies(host, '(1).real = 2', "'a'.x = 1", 'math.pi = 3', 'int.x = 1', "del 'a'.upper", '[].x += 1'),
    [
      "AttributeError: attribute 'real' of 'int' objects is not writable",
      "AttributeError: 'str' object has no attribute 'x'",
      "AttributeError: 'module' object attribute 'pi' is read-only",
      "TypeError: cannot set 'x' attribute of immutable type 'int'",
      "AttributeError: 'str' object attribute 'upper' is read-only",
      "AttributeError: 'list' object has no attribute 'x'",
    ],
  );
});

test('no name leads out of the language', () => {
  const host = new MapHost();
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', '__class__', '_x', 'prototype']) {
    for (const object of [
      '1',
      "'a'",
      '[]',
      '{}',
      '(1,)',
      'len',
      'math',
      'int',
      '(lambda: 1)',
      '(x for x in [])',
      'None',
      '...',
    ])
      assert.match(replies(host, `(${object}).${name}`)[0], /^AttributeError: /, `${object}.${name}`);
    assert.equal(replies(host, name)[0], `NameError: name '${name}' is not defined`);
    assert.match(replies(host, `(1).${name}()`)[0], /^AttributeError: /);
  }
});

test('names bound by := belong to the request', () => {
  const host = new MapHost();
  assert.deepEqual(replies(host, '(n := 2) + n', 'n', '[m := 1, m]; m', '(n := 1); n = n + 1; n', 'n'), [
    '4',
    "NameError: name 'n' is not defined",
    '1',
    '2',
    '2',
  ]);
  assert.deepEqual(replies(host, '[n, n := 5, n]'), ['[2, 5, 5]']);
});

test('free names, and calls of a single command, are known before it runs', () => {
  const isCommand = (name: string) => name === 'send';
  const prepared = prepare('x = send(a, len(b), [c for c in d], lambda e: e + g)');
  assert.deepEqual([...prepared.names].sort(), ['a', 'b', 'd', 'g', 'send', 'x']);
  assert.equal(prepared.isCommandCall(isCommand), null);
  for (const source of ["send('a', x, k=1 + 2)", ' send(*a, **b) '])
    assert.equal(prepare(source).isCommandCall(isCommand), 'send');
  for (const source of ['send(f())', 'send().x', 'send(); 1', '[send()]', 'len([])', 'send', "send(f'{f()}')"])
    assert.equal(prepare(source).isCommandCall(isCommand), null, source);
});

test('what only calls commands may show the repr of their results', () => {
  const isCommand = (name: string) => name === 'get';
  const callsOnly = (source: string) => prepare(source).callsOnly(isCommand);
  for (const source of ["repr(get('a'))", "get('a'); repr(get([1, 'b'])); get()"]) assert.ok(callsOnly(source), source);
  for (const source of [
    ...[
      'repr(1)',
      'repr()',
      'repr(get(), 1)',
      'repr(*get())',
      'repr(get(repr(1)))',
      'repr(repr(get()))',
      'repr(get(len([])))',
    ],
    ...[
      "repr(get('a') + 1)",
      'repr(x)',
      'repr(len([]))',
      'str(get())',
      'repr(get()).upper()',
      'x = repr(get())',
      'repr',
    ],
  ]) {
    assert.ok(!callsOnly(source), source);
  }
});

class Counter extends PyObject {
  value = 1n;
  get type(): PyType {
    return types.object;
  }
  override updateItem(_key: Value, change: (old: Value) => Value): void {
    change(0n);
    this.value = change(this.value) as bigint;
  }
}

test('an update of an item is one step where the container has such', () => {
  const host = tracing();
  const counter = new Counter();
  host.globals.set('c', counter);
  assert.deepEqual(replies(host, "c[f('k')] += f(5)"), ["'OK'"]);
  assert.equal(counter.value, 6n);
  assert.deepEqual(host.log, ["'k'", '5']);
});

test('a prepared request runs again and again, each time on its budget', () => {
  const host = new MapHost();
  const prepared = prepare('[x for x in range(10_000)]');
  for (let i = 0; i < 3; i++)
    assert.equal((prepared.run(host, { ...UNHURRIED, steps: 30_000 }) as Value[]).length, 10_000);
  assert.throws(() => prepared.run(host, { ...UNHURRIED, steps: 5000 }), /TimeoutError|steps/);
  assert.throws(() => prepared.run(host, { ...UNHURRIED, steps: 30_000 }, { ms: 0, steps: 25_000 }), /steps/);
  assert.throws(() => prepared.run(host, { ...UNHURRIED, bytes: 100 }), { type: 'MemoryError' });
});

test('what the host throws passes through untouched', () => {
  const host = tracing();
  const thrown = { suspended: true };
  host.globals.set(
    'g',
    builtin('g', '', () => {
      throw thrown;
    }),
  );
  for (const source of [
    'g()',
    '[g() for x in "a"]',
    'list(g() for x in "a")',
    'sorted("ab", key=lambda x: g())',
    "f'{g()}'",
    'x = g()',
  ])
    assert.throws(
      () => evaluate(source, host),
      error => error === thrown,
    );
});

const RUNAWAY = [
  '(lambda f: f(f))(lambda f: f(f))',
  '[x for x in range(10**12)]',
  'sum(x for x in range(10**12))',
  '[[y for y in range(10**6)] for x in range(10**6)]',
  'list(map(lambda x: x, range(10**9)))',
  '{x: x for x in range(10**9)}',
  "''.join('a' * 1000 for x in range(10**9))",
  '(lambda f: f(f, []))(lambda f, a: f(f, [a]))',
  'any(False for x in range(10**15))',
  'f\'{"a" * 10**6}\' * 10**6',
];

test('what does not end is ended', () => {
  const host = new MapHost();
  for (const source of RUNAWAY)
    assert.throws(() => evaluate(source, host), { type: /^(TimeoutError|MemoryError|RecursionError)$/ }, source);
  assert.deepEqual(replies(host, '1 + 1'), ['2']);
});

test('long chains are evaluated', () => {
  const host = new MapHost();
  assert.deepEqual(replies(host, `1${'+1'.repeat(30_000)}`, `1${'<=1'.repeat(20_000)}`, `0${' or 0'.repeat(10_000)}`), [
    '30001',
    'True',
    '0',
  ]);
  assert.deepEqual(
    replies(host, `${'('.repeat(200)}1${')'.repeat(200)}`, `${'-'.repeat(200)}1`, `[${'1,'.repeat(20_000)}][-1]`),
    ['1', '1', '1'],
  );
});

test('each call of a lambda has names of its own, whatever is kept of another call', () => {
  const answers = {
    '(f := lambda n: 1 if n < 2 else f(n - 1) * n)(10)': '3628800',
    '[g() for g in map(lambda x: (lambda: x), range(3))]': '[0, 1, 2]',
    '[list(g) for g in list(map(lambda x: (x + y for y in range(2)), range(3)))]': '[[0, 1], [1, 2], [2, 3]]',
    'list(map(lambda x: (y := x) if x == 0 else y, range(2)))':
      "UnboundLocalError: cannot access local variable 'y' where it is not associated with a value",
    'list(map(lambda x: [x for x in range(x)], range(4)))': '[[], [0], [0, 1], [0, 1, 2]]',
  };
  assert.deepEqual(replies(new MapHost(), ...Object.keys(answers)), Object.values(answers));
});

test('what a comprehension collects is evaluated in the order of Python', () => {
  assert.equal(traceOf('{f(x): f(-x) for x in range(1, 3)}'), '1 -1 2 -2 -> {1: -1, 2: -2}');
  assert.equal(traceOf('[f(x * y) for x in (1, 2) if f(x) for y in (3, 4)]'), '1 3 4 2 6 8 -> [3, 4, 6, 8]');
});
