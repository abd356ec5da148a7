import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PythonError } from '../../src/core/errors.ts';
import { type BudgetLimits, DEFAULT_BUDGET, endBudget, startBudget } from '../../src/python/budget.ts';
import { Complex } from '../../src/python/complex.ts';
import { Dict } from '../../src/python/dict.ts';
import { decode, encode } from '../../src/python/encode.ts';
import { PyDate } from '../../src/python/modules/datetime/date.ts';
import { DateTime } from '../../src/python/modules/datetime/dateTime.ts';
import { TimeDelta } from '../../src/python/modules/datetime/timeDelta.ts';
import { TimeZone } from '../../src/python/modules/datetime/timeZone.ts';
import { equals } from '../../src/python/operators.ts';
import { PySet } from '../../src/python/set.ts';
import { repr } from '../../src/python/text.ts';
import { Bytes, Tuple, type Value } from '../../src/python/values.ts';

/** So that a slow machine changes nothing. */
const AMPLE: BudgetLimits = { ...DEFAULT_BUDGET, timeMs: 60_000 };

const MINUTE = 60_000_000n;
const MAX_MOMENT = 315_537_897_599_999_999n;

const zone = fc
  .tuple(fc.bigInt({ min: -1439n, max: 1439n }), fc.option(fc.string({ maxLength: 5 })))
  .map(([minutes, name]) => TimeZone.of(minutes * MINUTE, name));
const moment = fc
  .tuple(fc.bigInt({ min: 0n, max: MAX_MOMENT }), fc.option(zone), fc.constantFrom(0 as const, 1 as const))
  .map(([microseconds, tz, fold]) => new DateTime(microseconds, tz, fold));
const hashable: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom<Value>(null, true, false),
  fc.bigInt(),
  fc.bigInt({ min: -(1n << 3000n), max: 1n << 3000n }),
  fc.double(),
  fc.string({ unit: 'binary' }),
  fc.array(fc.nat(0xffff)).map(units => String.fromCharCode(...units)),
  fc.uint8Array().map(data => new Bytes(data)),
  fc.integer({ min: 1, max: 3_652_059 }).map(ordinal => new PyDate(ordinal)),
  fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }).map(microseconds => new TimeDelta(microseconds)),
  moment,
);
const { value } = fc.letrec<{ value: Value }>(tie => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    hashable,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.array(tie('value'), { maxLength: 5 }).map(items => new Tuple(items)),
    fc.array(fc.tuple(hashable, tie('value')), { maxLength: 5 }).map(entries => Dict.of(entries)),
  ),
}));

/** The repr tells value and type apart, -0.0 and nan, the order of dicts, names of zones. */
function assertSame(actual: Value, expected: Value): void {
  assert.equal(repr(actual), repr(expected));
  const hasNan = /\bnan\b/.test(repr(expected));
  assert.ok(hasNan || equals(actual, expected));
}

test('decode gives back what was encoded, in value and type', () => {
  fc.assert(
    fc.property(value, original => {
      startBudget(AMPLE);
      const text = encode(original);
      assert.ok(text.isWellFormed());
      const copy = decode(text);
      assertSame(copy, original);
      assert.equal(encode(copy), text);
      endBudget();
    }),
    { numRuns: 500 },
  );
});

test('each decoding makes fresh containers', () => {
  const text = encode([[1n], Dict.of([['a', [2n]]])]);
  const [first, second] = [decode(text), decode(text)] as [Value[], Value[]];
  (first[0] as Value[]).push(5n);
  assert.equal(repr(second), "[[1], {'a': [2]}]");
});

const refusal = (type: string, message: RegExp) => (error: unknown) =>
  error instanceof PythonError && error.type === type && message.test(error.message);

test('what may not be stored is a TypeError', () => {
  const refused: Value[] = [new Complex(1, 2), PySet.of([1n]), TimeZone.of(0n)];
  for (const one of refused) {
    assert.throws(() => encode(one), refusal('TypeError', /^cannot store an object of type /));
    assert.throws(() => encode([one]), refusal('TypeError', /^cannot store/));
  }
});

test('a container in itself is a ValueError, one that is there twice is not', () => {
  const list: Value[] = [];
  list.push(list);
  assert.throws(() => encode(list), refusal('ValueError', /Circular reference/));
  const shared: Value[] = [1n];
  assert.equal(repr(decode(encode([shared, shared]))), '[[1], [1]]');
});

test('nesting and sharing without measure end in an error', () => {
  let deep: Value[] = [];
  for (let i = 0; i < 10_000; i++) deep = [deep];
  assert.throws(() => encode(deep), refusal('RecursionError', /maximum recursion depth/));
  let wide: Value[] = [];
  for (let i = 0; i < 100; i++) wide = [wide, wide];
  startBudget(AMPLE);
  assert.throws(
    () => encode(wide),
    error => error instanceof PythonError && /Memory|Timeout/.test(error.type),
  );
  endBudget();
});

test('damaged texts are errors, never crashes', () => {
  fc.assert(
    fc.property(value, fc.nat(), fc.string({ maxLength: 3 }), (original, at, insert) => {
      startBudget(AMPLE);
      const text = encode(original);
      const place = at % (text.length + 1);
      const damaged = text.slice(0, place) + insert + text.slice(place + (at % 3));
      try {
        decode(damaged);
      } catch (error) {
        assert.ok(error instanceof PythonError, String((error as Error).stack));
      } finally {
        endBudget();
      }
    }),
    { numRuns: 1000 },
  );
  for (const text of [
    '',
    'x',
    'i;',
    'l9999999999:',
    'Z'.repeat(100_000),
    'l1:'.repeat(100_000),
    's5:abc',
    'ztt',
    'm1:nl0:l0:',
  ])
    assert.throws(() => decode(text), PythonError, text.slice(0, 20));
});
