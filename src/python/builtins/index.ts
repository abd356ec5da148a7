import '../types/bool.ts';
import '../types/bytes.ts';
import '../types/bytesSearch.ts';
import '../types/bytesTests.ts';
import '../types/complex.ts';
import '../types/dict.ts';
import '../types/float.ts';
import '../types/int.ts';
import '../types/list.ts';
import '../types/object.ts';
import '../types/range.ts';
import '../types/set.ts';
import '../types/str.ts';
import '../types/strSearch.ts';
import '../types/strTests.ts';
import { iteratorTypes } from '../iterators.ts';
import { ELLIPSIS, types, type Value } from '../values.ts';
import { ITERATION } from './iteration.ts';
import { SUM } from './sum.ts';
import { VALUES } from './values.ts';

const { bool, bytes, complex, dict, float, frozenset, int, list, object, range, set, slice, str, tuple, type } = types;
const { enumerate, filter, map, reversed, zip } = iteratorTypes;

const TYPES = [
  ...[bool, bytes, complex, dict, float, frozenset, int, list, object, range, set, slice, str, tuple, type],
  ...[enumerate, filter, map, reversed, zip],
];

/** The builtins of the language by name, types as constructors included. */
export const BUILTINS: ReadonlyMap<string, Value> = new Map(
  [...TYPES, ...ITERATION, ...VALUES, SUM].map((value): [string, Value] => [value.name, value]),
).set('Ellipsis', ELLIPSIS);
