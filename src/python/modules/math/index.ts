import { Module, type Value } from '../../values.ts';
import { floatFunctions } from './floats.ts';
import { integerFunctions } from './integers.ts';
import { sumFunctions } from './sums.ts';

const functions = [...floatFunctions, ...integerFunctions, ...sumFunctions];

/** Python's `math`. */
export const math = new Module(
  'math',
  new Map<string, Value>([
    ['pi', Math.PI],
    ['e', Math.E],
    ['tau', 2 * Math.PI],
    ['inf', Number.POSITIVE_INFINITY],
    ['nan', Number.NaN],
    ...functions.map((fn): [string, Value] => [fn.name, fn]),
  ]),
);
