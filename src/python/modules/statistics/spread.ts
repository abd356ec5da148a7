import { PythonError } from '../../../core/errors.ts';
import { listOf } from '../../iterators.ts';
import { length, multiply, subtract, toFloat, truth } from '../../operators.ts';
import { defineGetters } from '../../signature.ts';
import { floatRepr } from '../../text.ts';
import { PyType, Tuple, types, type Value } from '../../values.ts';
import { exactTotal } from '../math/sums.ts';
import { type DataType, divideExact, type Exact, rootOf, statisticsError, sumExactly, toResult } from './exact.ts';

interface Squares {
  type: DataType;
  count: bigint;
  squares: Exact;
}

/** Sum of the squares of the distances from `center`; None: from the mean. */
function squaresOf(data: Value, center: Value): Squares {
  const values = listOf(data);
  if (center === null) return sumExactly(values, 2);
  const distances = values.map(value => {
    const distance = subtract(value, center);
    return multiply(distance, distance);
  });
  const { type, count, sum } = sumExactly(distances, 1);
  return { type, count, squares: sum };
}

/** The sum of squares divided by the count, less one for a sample. */
function meanSquare(name: string, kind: 'sample' | 'population', data: Value, center: Value): Squares {
  const { type, count, squares } = squaresOf(data, center);
  if (kind === 'sample' && count < 2n) throw statisticsError(`${name} requires at least two data points`);
  if (count < 1n) throw statisticsError(`${name} requires at least one data point`);
  return { type, count, squares: divideExact(squares, kind === 'sample' ? count - 1n : count) };
}

type Spread = (data: Value, center?: Value) => Value;

const varianceAs =
  (name: string, kind: 'sample' | 'population'): Spread =>
  (data, center = null) => {
    const { squares, type } = meanSquare(name, kind, data, center);
    return toResult(squares, type);
  };

const deviationAs =
  (name: string, kind: 'sample' | 'population'): Spread =>
  (data, center = null) =>
    rootOf(meanSquare(name, kind, data, center).squares);

/** `variance(data, xbar)`, `pvariance(data, mu)`, `stdev(data, xbar)`, `pstdev(data, mu)`. */
export const variance = varianceAs('variance', 'sample');
export const populationVariance = varianceAs('pvariance', 'population');
export const deviation = deviationAs('stdev', 'sample');
export const populationDeviation = deviationAs('pstdev', 'population');

/** Two lists of as many floats, and their distances from their means. */
interface Pairs {
  count: number;
  xMean: number;
  yMean: number;
  xs: number[];
  ys: number[];
}

function toPairs(name: string, x: Value, y: Value): { x: Value[]; y: Value[]; count: number } {
  const count = length(x);
  const spaced = name.replace('_', ' ');
  if (length(y) !== count) throw statisticsError(`${spaced} requires that both inputs have same number of data points`);
  if (count < 2) throw statisticsError(`${spaced} requires at least two data points`);
  return { x: listOf(x), y: listOf(y), count };
}

function distancesOf(name: string, first: Value, second: Value): Pairs {
  const { x, y, count } = toPairs(name, first, second);
  const xMean = exactTotal(x) / count;
  const yMean = exactTotal(y) / count;
  const xs = x.map(value => toFloat(value) - xMean);
  const ys = y.map(value => toFloat(value) - yMean);
  return { count, xMean, yMean, xs, ys };
}

const products = (a: readonly number[], b: readonly number[]) => exactTotal(a.map((value, i) => value * b[i]));

/** `covariance(x, y)`. */
export function covariance(x: Value, y: Value): number {
  const { count, xs, ys } = distancesOf('covariance', x, y);
  return products(xs, ys) / (count - 1);
}

/** `correlation(x, y)`. */
export function correlation(x: Value, y: Value): number {
  const { xs, ys } = distancesOf('correlation', x, y);
  const together = products(xs, ys);
  const scale = products(xs, xs) * products(ys, ys);
  if (scale < 0) throw new PythonError('ValueError', 'math domain error');
  if (scale === 0) throw statisticsError('at least one of the inputs is constant');
  return together / Math.sqrt(scale);
}

const linearRegressionType = new PyType('LinearRegression', types.tuple, 'statistics.LinearRegression');

/** Slope and intercept, by index and by name. */
class LinearRegression extends Tuple {
  constructor(slope: number, intercept: number) {
    super([slope, intercept]);
  }
  override get type(): PyType {
    return linearRegressionType;
  }
  override repr(): string {
    const [slope, intercept] = this.items as number[];
    return `LinearRegression(slope=${floatRepr(slope)}, intercept=${floatRepr(intercept)})`;
  }
}

defineGetters(linearRegressionType, {
  slope: (self: Tuple) => self.items[0],
  intercept: (self: Tuple) => self.items[1],
});

/** `linear_regression(x, y, proportional=proportional)`. */
export function linearRegression(x: Value, y: Value, proportional: Value = false): Tuple {
  if (truth(proportional)) {
    const pairs = toPairs('linear_regression', x, y);
    const together = exactTotal(pairs.x.map((value, i) => multiply(value, pairs.y[i])));
    return new LinearRegression(slopeOf(together, exactTotal(pairs.x.map(value => multiply(value, value)))), 0);
  }
  const { xMean, yMean, xs, ys } = distancesOf('linear_regression', x, y);
  const slope = slopeOf(products(xs, ys), products(xs, xs));
  return new LinearRegression(slope, yMean - slope * xMean);
}

function slopeOf(together: number, scale: number): number {
  if (scale === 0) throw statisticsError('x is constant');
  return together / scale;
}
