import { type Builtin, Module, PyType, type Value } from '../../values.ts';
import { pythonFunction } from '../pythonFunction.ts';
import {
  floatMean,
  geometricMean,
  groupedMedian,
  harmonicMean,
  highMedian,
  lowMedian,
  mean,
  median,
  mode,
  modes,
  quantiles,
} from './averages.ts';
import {
  correlation,
  covariance,
  deviation,
  linearRegression,
  populationDeviation,
  populationVariance,
  variance,
} from './spread.ts';

const functions: readonly Builtin[] = [
  pythonFunction('mean', 'data', mean),
  pythonFunction('fmean', 'data, weights=None', floatMean),
  pythonFunction('geometric_mean', 'data', geometricMean),
  pythonFunction('harmonic_mean', 'data, weights=None', harmonicMean),
  pythonFunction('median', 'data', median),
  pythonFunction('median_low', 'data', lowMedian),
  pythonFunction('median_high', 'data', highMedian),
  pythonFunction('median_grouped', 'data, interval=1.0', groupedMedian),
  pythonFunction('mode', 'data', mode),
  pythonFunction('multimode', 'data', modes),
  pythonFunction('quantiles', 'data, *, n=4, method="exclusive"', quantiles),
  pythonFunction('variance', 'data, xbar=None', variance),
  pythonFunction('pvariance', 'data, mu=None', populationVariance),
  pythonFunction('stdev', 'data, xbar=None', deviation),
  pythonFunction('pstdev', 'data, mu=None', populationDeviation),
  pythonFunction('covariance', 'x, y, /', covariance),
  pythonFunction('correlation', 'x, y, /', correlation),
  pythonFunction('linear_regression', 'x, y, /, *, proportional=False', linearRegression),
];

/** Python's `statistics`, without `NormalDist`. */
export const statistics = new Module(
  'statistics',
  new Map<string, Value>([
    ['StatisticsError', new PyType('statistics.StatisticsError')],
    ...functions.map((fn): [string, Value] => [fn.name, fn]),
  ]),
);
