import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classify } from '../../../src/python/parse/classify.ts';

const isCommand = (name: string) => name === 'send' || name === 'setReg';

const REQUESTS = [
  "setReg('garden.soil.temp', 56)",
  ' math.log10( 134256 ) ',
  "MyData['a.b'] = -1.5e-10",
  "[x for x, (y, *z) in {'a': 1}.items() if not x in (1, 2) if y is not None]",
  "f'{a!r:>{w}}' 'b' r''.upper()",
  'lambda a, /, b=1, *c, d, e=2, **f: a if b else c',
  'lambda *, a, b=2: a',
  'x = y = *a, b; del x[0], y',
  '0xFF + 0b11 - 0o17 * 1_000 ** 1e+5 // .5j % 07.5',
  'a <= b != c == d >= e < f > g',
  'f(a, *b, c=1, **d, **e)[1:2, ::3, ...].x(y for y in z)',
  "(x := 5) and {**a, 'b': c} or {*a, b}",
  "1if 2else 3 + '''x\ny'''",
  "MyData['n'] += 1",
  'x <<= 2; x **= 2; x //= 3',
  'not a == b',
  'a[b:=1]',
  "print('é', \"it's\\n\")",
  '[1,\n 2, # comment\n 3]',
  '1 if isinstance(a, int) else forx + notx',
  'x is not y or z not in w',
  "r'\\\\' + u'x' + fR'y'.hex()",
  '{1: 2, 3: lambda: 4}',
  '1 + \\\n2',
  'Größe + ñ',
];

test('no beginning of a request is invalid', () => {
  for (const request of REQUESTS)
    for (let end = 1; end < request.length; end++) {
      const beginning = request.slice(0, end);
      assert.notEqual(classify(beginning, isCommand), 'invalid', beginning);
    }
});

test('whole requests are complete, calls of commands are told apart', () => {
  for (const request of REQUESTS.slice(1)) assert.equal(classify(request, isCommand), 'complete', request);
  for (const request of [
    "send('a', 'b', 'c')",
    ' send ( *a ) ',
    "setReg('a', str(5))",
    "setReg(key='a', value=[1, (2)])",
  ])
    assert.equal(classify(request, isCommand), 'command', request);
  for (const request of [
    'send',
    "send('a').x",
    'send()()',
    'x = send()',
    'send(), 1',
    'send();send()',
    '(send)()',
    'other(1)',
  ])
    assert.notEqual(classify(request, isCommand), request === '(send)()' ? 'incomplete' : 'command', request);
});

test('what lacks something is incomplete', () => {
  const sources = [
    '(',
    'send(',
    "send('a",
    "'abc",
    "'''a\n",
    '[1, 2',
    '{1:',
    'a +',
    'a and',
    'not',
    'x = ',
    'a if b',
    'f(a=',
    'a.',
    'lambda',
  ];
  sources.push('1e-', '0x', '1_', 'a !', 'foo i', 'del', '1 +\\', 'a for');
  for (const source of sources) assert.equal(classify(source, isCommand), 'incomplete', source);
});

test('what is wrong whatever may follow is invalid', () => {
  const sources = [
    'hello world',
    '1 2',
    ')',
    'x)',
    "foo 'x'",
    'f(1 2',
    'a $',
    'import os',
    'x = = 1',
    'a.1',
    'x = 12ab',
    'a, ,',
  ];
  sources.push(
    "f'{a b}'",
    "'\\x4'",
    "b'é'",
    'SELECT * FROM x',
    'a)b',
    '[1)',
    "'a\nb",
    'if x',
    '('.repeat(300),
    '-'.repeat(9000),
  );
  for (const source of sources) assert.equal(classify(source, isCommand), 'invalid', source);
});

test('blanks are empty', () => {
  for (const source of ['', ' ', '\t \r\n ', '\n']) assert.equal(classify(source, isCommand), 'empty');
});
