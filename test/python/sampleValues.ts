import { Complex } from '../../src/python/complex.ts';
import { Dict } from '../../src/python/dict.ts';
import { PyRange } from '../../src/python/range.ts';
import { PySet } from '../../src/python/set.ts';
import { PySlice } from '../../src/python/slice.ts';
import { Bytes, Tuple, types, type Value } from '../../src/python/values.ts';
import { DictItems, DictKeys, DictValues } from '../../src/python/views.ts';

/** A value made anew, and the text that makes it in Python. */
export type Sample = readonly [source: string, make: () => Value];

const bytes = (text: string) => new Bytes(new Uint8Array(Buffer.from(text, 'latin1')));
const dict = () =>
  Dict.of([
    [1n, 2n],
    ['a', 'b'],
  ]);

/** At least one value of every type. */
export const SAMPLES: readonly Sample[] = [
  ['None', () => null],
  ['True', () => true],
  ['False', () => false],
  ['0', () => 0n],
  ['7', () => 7n],
  ['(-3)', () => -3n],
  ['(2**53 + 1)', () => 2n ** 53n + 1n],
  ['(-10**400)', () => -(10n ** 400n)],
  ['0.0', () => 0],
  ['(-0.0)', () => -0],
  ['2.5', () => 2.5],
  ['(-1.5)', () => -1.5],
  ['1e308', () => 1e308],
  ['5e-324', () => 5e-324],
  ['9007199254740992.0', () => 9007199254740992],
  ['inf', () => Number.POSITIVE_INFINITY],
  ['(-inf)', () => Number.NEGATIVE_INFINITY],
  ['nan', () => Number.NaN],
  ['2j', () => new Complex(0, 2)],
  ['complex(1.5, -0.0)', () => new Complex(1.5, -0)],
  ["''", () => ''],
  ["'ab'", () => 'ab'],
  ["'é€😀'", () => 'é€😀'],
  ["b''", () => bytes('')],
  ["b'ab'", () => bytes('ab')],
  ['[]', () => []],
  ['[1, 2.5]', () => [1n, 2.5]],
  ['()', () => new Tuple([])],
  ["(1, 'a')", () => new Tuple([1n, 'a'])],
  ['{}', () => new Dict()],
  ["{1: 2, 'a': 'b'}", dict],
  ['set()', () => new PySet()],
  ['{1, 2}', () => PySet.of([1n, 2n])],
  ['frozenset({2, 3})', () => PySet.of([2n, 3n], types.frozenset)],
  ['range(3)', () => new PyRange(0n, 3n, 1n)],
  ['range(10, 1, -3)', () => new PyRange(10n, 1n, -3n)],
  ['slice(1, None)', () => new PySlice(1n, null, null)],
  ["{1: 2, 'a': 'b'}.keys()", () => new DictKeys(dict())],
  ['{1: 2}.values()', () => new DictValues(Dict.of([[1n, 2n]]))],
  ['{1: 2}.items()', () => new DictItems(Dict.of([[1n, 2n]]))],
  ['int', () => types.int],
];
