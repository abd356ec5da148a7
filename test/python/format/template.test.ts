import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { startBudget } from '../../../src/python/budget.ts';
import { Dict } from '../../../src/python/dict.ts';
import { formatTemplate } from '../../../src/python/format/template.ts';
import { stringRepr } from '../../../src/python/text.ts';
import type { Value } from '../../../src/python/values.ts';
import { type Case, differences } from '../cpython.ts';

// The attributes that fields may name.
import '../../../src/python/types/int.ts';
import '../../../src/python/types/complex.ts';

const POSITIONAL = "5, 'ab', [1, [2, 3]], 1.5, 7";
const NAMED = "a=1, b={'x': 'y', 'a}b': 2, '0': 3}, w=8, p=2, r='r'";
const positional = (): Value[] => [5n, 'ab', [1n, [2n, 3n]], 1.5, 7n];
const named = () =>
  new Map<string, Value>([
    ['a', 1n],
    [
      'b',
      Dict.of([
        ['x', 'y'],
        ['a}b', 2n],
        ['0', 3n],
      ]),
    ],
    ['w', 8n],
    ['p', 2n],
    ['r', 'r'],
  ]);

const withAll = (template: string): Case => ({
  expression: `${stringRepr(template)}.format(${POSITIONAL}, **dict(${NAMED}))`,
  compute: () => formatTemplate(template, positional(), named()),
});

const withNone = (template: string): Case => ({
  expression: `${stringRepr(template)}.format()`,
  compute: () => formatTemplate(template, [], new Map()),
});

const withMap = (template: string): Case => ({
  expression: `${stringRepr(template)}.format_map(dict(${NAMED}))`,
  compute: () => {
    const map = Dict.of(named());
    return formatTemplate(template, null, name => map.getItem(name));
  },
});

const TEMPLATES = [
  '',
  'x',
  '{}',
  '{0}{}',
  '{}{0}',
  '{',
  '}',
  '{{}}',
  '{{{}}}',
  '{a',
  '{a}',
  '{!',
  '{!x}',
  '{!r',
  '{!rx}',
  '{!r:}',
  '{:',
  '{:{}}',
  '{:{:{}}}',
  '{0:{0:{0}}}',
  '{[}',
  '{[0}',
  '{2[0]}',
  '{2[1][0]}',
  '{2[1][5]}',
  '{2[-1]}',
  '{2[a]}',
  '{2[]}',
  '{2[0]x}',
  '{2[0]]}',
  '{.}',
  '{.real}',
  '{0.real.imag}',
  '{0.x}',
  '{0.}',
  '{0.real[0]}',
  '{a.b}',
  '{a{b}',
  '{:}}',
  '{!\x01}',
  '{!é}',
  '{99999999999999999999}',
  '{2[99999999999999999999]}',
  '{9}',
  '{-1}',
  '{ 0}',
  '{0 }',
  '{:d}',
  '{1:d}',
  '{b[x]}',
  '{b[a}b]}',
  '{b[0]}',
  '{b[zz]}',
  '{3:{w}.{p}f}',
  '{3:{w}{p}}',
  '{:{{}}}',
  '{2:5}',
  '{٣}',
  '{1٣}',
  '{}}',
  '{:!r}',
  '{!}',
  '{!r!s}',
  '{1!r:>10}',
  '{1!s:{w}}',
  '{1!a}',
  '{:%Y}',
  '{:{}',
  '{1[{}]}',
  '{a:}',
  '{[a:b]}',
  '{r!r}',
  '{zzz}',
  '{é}',
  '{0!é}',
  '{0!😀}',
  '😀{0}é',
  '{}{}{}',
  '{}{}{}{}{}{}',
  '{:{}{}{}}',
  '{0}}}',
  '{{0}',
  '{0:}}',
  '{0:{{',
  '{0:{',
  '{0[',
  '{0!r',
  '{0!',
  '{0:x}{a:x}',
  '{[0].real}',
  '{1[0]}{1[1]}',
  '{1[2]}',
];

test('templates of every shape give what CPython gives', () => {
  const cases = TEMPLATES.flatMap(template => [withAll(template), withNone(template), withMap(template)]);
  assert.deepEqual(differences('template', cases), []);
});

test('random templates give what CPython gives', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '{}',
    '0',
    'a',
    '[',
    ']',
    '.',
    '!',
    'r',
    ':',
    '{0',
    '{a',
    '}}',
    '{{',
    '5',
    'real',
    'x',
    '>',
    'b[x]',
  );
  const template = fc.array(piece, { maxLength: 7 }).map(pieces => pieces.join(''));
  const cases = fc.sample(template, { numRuns: 6000, seed: 41 }).flatMap(text => [withAll(text), withMap(text)]);
  assert.deepEqual(differences('randomTemplates', cases), []);
});

test('no field reaches an attribute that is not data', () => {
  for (const name of ['__class__', 'constructor', '__proto__', 'prototype', 'toString']) {
    assert.throws(() => formatTemplate(`{0.${name}}`, [5n], null), /AttributeError/);
    assert.throws(() => formatTemplate(`{0[${name}]}`, [new Dict()], null), /KeyError/);
  }
});

test('a template does not grow past the budget', () => {
  startBudget();
  assert.throws(() => formatTemplate('{:>9999999999}', [1n], null), /MemoryError/);
  assert.throws(() => formatTemplate('{:{}}', [1n, 10n ** 11n], null), /MemoryError/);
});
