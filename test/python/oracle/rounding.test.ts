import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from './explained.ts';

const explained = (source: string, python: string, ours: string) => explain({ source, python, ours }) !== undefined;

test('one unit of the last place is explained where a function of math or a power may have made it, however deep', () => {
  assert.ok(explained('math.sinh(2)', '3.626860407847019', '3.6268604078470186'));
  assert.ok(
    explained(
      '[1, {2: (math.exp(1), "a")}]',
      "[1, {2: (2.718281828459045, 'a')}]",
      "[1, {2: (2.7182818284590455, 'a')}]",
    ),
  );
  assert.ok(explained('1.1 ** 0.3', '1.0290057018000235', '1.0290057018000237'));
  assert.ok(explained('math.sinh(-1e300 / 1e292)', '-1.5e+200', '-1.5000000000000002e+200'));
});

test('some units are explained for inexact functions and powers of complex numbers', () => {
  assert.ok(explained('math.gamma(7.5)', '1871.2543057977884', '1871.2543057977893'));
  assert.ok(explained('math.tanh(-0.0986461867837)', '-0.0983274417498102', '-0.09832744174981017'));
  assert.ok(
    explained('(25.5+2j) ** 9', '(7520505590636941+1747634450211429.8j)', '(7520505590636994+1747634450211442j)'),
  );
  assert.ok(explained('[(1+2j) ** 3.3]', '[(-11.03+2.5000000000000004j)]', '[(-11.030000000000003+2.5j)]'));
});

test('all else that differs is reported', () => {
  // Two units, and a great many.
  assert.ok(!explained('math.sinh(2)', '3.626860407847019', '3.626860407847018'));
  assert.ok(!explained('math.gamma(7.5)', '1871.2543057977884', '1871.25430579780'));
  assert.ok(!explained('(1+2j) ** 3.3', '(1.5+2.5j)', '(1.5+2.6j)'));
  // No function that would round, or one that rounds as C does.
  assert.ok(!explained('1.1 * 3', '3.3000000000000003', '3.3000000000000007'));
  assert.ok(!explained('math.sqrt(2)', '1.4142135623730951', '1.4142135623730954'));
  assert.ok(!explained('f(a, **b) * 1.5', '1.5', '1.5000000000000002'));
  // What is around the floats.
  assert.ok(!explained('[math.sinh(2), 1]', '[3.626860407847019, 1]', '[3.6268604078470186, 2]'));
  assert.ok(!explained('math.sinh(2)', '3.626860407847019', '-3.626860407847019'));
  assert.ok(!explained('math.exp(2)', '4503599627370497', '4503599627370498'));
  assert.ok(!explained('math.exp(2)', '1.5', '1.5j'));
  assert.ok(!explained('math.exp(0)', '1.0', '1'));
  assert.ok(!explained('[math.exp(0)]', '[1.0]', '[1.0, 1.0]'));
  assert.ok(!explained('math.exp(0)', '1.0', 'inf'));
  assert.ok(!explained('math.exp(0) + 1', 'Error: ValueError: 1.5', 'Error: ValueError: 1.5000000000000002'));
});
