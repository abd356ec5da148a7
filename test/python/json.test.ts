import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PythonError } from '../../src/core/errors.ts';
import { type BudgetLimits, DEFAULT_BUDGET, endBudget, startBudget } from '../../src/python/budget.ts';
import { Dict } from '../../src/python/dict.ts';
import { fromJson, toJson } from '../../src/python/json.ts';
import { equals } from '../../src/python/operators.ts';
import { repr } from '../../src/python/text.ts';
import type { Value } from '../../src/python/values.ts';
import { ourValue } from './support/cpython.ts';

/** So that a slow machine changes nothing. */
const AMPLE: BudgetLimits = { ...DEFAULT_BUDGET, timeMs: 60_000 };

const TEXTS: [source: string, json: string][] = [
  ['None', 'null'],
  ['True', 'true'],
  ['56', '56'],
  ['10**30', '1000000000000000000000000000000'],
  ['56.0', '56.0'],
  ['1e300', '1e+300'],
  ['-0.0', '-0.0'],
  ["float('nan')", '"nan"'],
  ["[float('inf'), -float('inf')]", '["inf","-inf"]'],
  ["'a\\n\"é😀'", '"a\\n\\"é😀"'],
  ["'\\ud800'", '"\\ud800"'],
  ["b'abc'", '"YWJj"'],
  ['(1, [2.5], ())', '[1,[2.5],[]]'],
  ['{3, 1}', '[1,3]'],
  ['range(3)', '[0,1,2]'],
  ["{'a': {'b': None}}.items()", '[["a",{"b":null}]]'],
  ["{'a': 1, 2: 3, None: 4, True: 5, 1.5: 6, (1, 2): 7}", '{"a":1,"2":3,"null":4,"true":5,"1.5":6,"(1, 2)":7}'],
  ['datetime.datetime(2020, 9, 8, 12, 30)', '"2020-09-08T12:30:00"'],
  ['datetime.date(2020, 9, 8)', '"2020-09-08"'],
  ['datetime.timedelta(1)', '"1 day, 0:00:00"'],
  ['1+2j', '"(1+2j)"'],
];

test('values as JSON', () => {
  for (const [source, json] of TEXTS) assert.equal(toJson(ourValue(source)), json, source);
});

test('JSON as values: ints of any size, floats by their point or exponent', () => {
  const cases: [json: string, text: string][] = [
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    ['1.0', '1.0'],
    ['1e2', '100.0'],
    [' {"a": [1, true, null, "x"], "__proto__": 1} ', "{'a': [1, True, None, 'x'], '__proto__': 1}"],
  ];
  for (const [json, text] of cases) assert.equal(repr(fromJson(json)), text);
});

test('what is no JSON is a ValueError that says where', () => {
  const refused: [json: string, message: string][] = [
    ['', 'Expecting value: line 1 column 1 (char 0)'],
    ['NaN', 'Expecting value: line 1 column 1 (char 0)'],
    ['[1,\n2', "Expecting ',' delimiter: line 2 column 2 (char 5)"],
    ['{"a" 1}', "Expecting ':' delimiter: line 1 column 6 (char 5)"],
  ];
  for (const [json, message] of refused)
    assert.throws(
      () => fromJson(json),
      error => error instanceof PythonError && error.type === 'ValueError' && error.message === message,
    );
});

test('deep nesting is a RecursionError both ways', () => {
  let list: Value[] = [];
  for (let i = 0; i < 5000; i++) list = [list];
  for (const run of [() => toJson(list), () => fromJson('['.repeat(5000))]) {
    startBudget(AMPLE);
    assert.throws(run, error => error instanceof PythonError && error.type === 'RecursionError');
    endBudget();
  }
});

const { value } = fc.letrec<{ value: Value }>(tie => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<Value>(null, true, false),
    fc.bigInt(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 5 }).map(entries => Dict.of(Object.entries(entries))),
  ),
}));

test('what JSON has types for comes back as it was', () => {
  fc.assert(
    fc.property(value, original => {
      startBudget(AMPLE);
      const copy = fromJson(toJson(original));
      assert.equal(repr(copy), repr(original));
      assert.ok(equals(copy, original));
      endBudget();
    }),
  );
});

test('JavaScript reads it as JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), original => {
      startBudget(AMPLE);
      assert.deepEqual(JSON.parse(toJson(fromJson(JSON.stringify(original)))), JSON.parse(JSON.stringify(original)));
      endBudget();
    }),
  );
});
