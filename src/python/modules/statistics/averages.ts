import { PythonError, typeError, valueError } from '../../../core/errors.ts';
import { tick } from '../../budget.ts';
import { Dict } from '../../dict.ts';
import { listOf } from '../../iterators.ts';
import { exp, log } from '../../libm/exponential.ts';
import { add, divide, getItem, lessThan, multiply, toFloat, toIndex, truth } from '../../operators.ts';
import { sorted } from '../../sort.ts';
import { stringRepr } from '../../text.ts';
import { PyIterator, types, type Value } from '../../values.ts';
import { toText } from '../arguments.ts';
import { logarithm } from '../math/floats.ts';
import { exactTotal } from '../math/sums.ts';
import { divideExact, type Exact, statisticsError, sumExactly, toResult } from './exact.ts';

/** `mean(data)`. */
export function mean(data: Value): Value {
  const { type, count, sum } = sumExactly(listOf(data), 1);
  if (count < 1n) throw statisticsError('mean requires at least one data point');
  return toResult(divideExact(sum, count), type);
}

/** `fmean(data, weights)`. */
export function floatMean(data: Value, weights: Value = null): number {
  const factors = weights === null ? null : listOf(weights);
  const values = listOf(data);
  if (factors === null) {
    const total = exactTotal(values);
    if (values.length === 0) throw statisticsError('fmean requires at least one data point');
    return total / values.length;
  }
  const products = values.slice(0, factors.length).map((value, i) => toFloat(multiply(value, factors[i])));
  const total = exactTotal(products);
  if (values.length !== factors.length) throw statisticsError('data and weights must be the same length');
  const weight = exactTotal(factors);
  if (weight === 0) throw statisticsError('sum of weights must be non-zero');
  return total / weight;
}

/** A logarithm takes as long as so many steps of a loop. */
const LOGARITHM_TICKS = 16;

/** `geometric_mean(data)`. */
export function geometricMean(data: Value): number {
  try {
    const logarithms = listOf(data).map(value => {
      tick(LOGARITHM_TICKS);
      return logarithm(value, log);
    });
    return exp(floatMean(logarithms));
  } catch (error) {
    if (!(error instanceof PythonError) || !['ValueError', 'StatisticsError'].includes(error.type)) throw error;
    throw statisticsError('geometric mean requires a non-empty dataset containing positive numbers');
  }
}

const NEGATIVE = 'harmonic mean does not support negative values';

/** `harmonic_mean(data, weights)`. */
export function harmonicMean(data: Value, weights: Value = null): Value {
  const values = listOf(data);
  if (values.length < 1) throw statisticsError('harmonic_mean requires at least one data point');
  if (values.length === 1 && weights === null)
    return onlyValue(data instanceof PyIterator ? values[0] : getItem(data, 0n));
  const factors = weights === null ? null : listOf(weights);
  if (factors && factors.length !== values.length) throw statisticsError('Number of weights does not match data size');
  for (const factor of factors ?? []) checkNotNegative(factor);
  const weight: Exact = factors ? sumExactly(factors, 1).sum : { numerator: BigInt(values.length), denominator: 1n };
  try {
    const parts = values.map((value, i) => inverse(factors ? factors[i] : 1n, value));
    const { type, sum } = sumExactly(parts, 1);
    return quotient(weight, sum, type);
  } catch (error) {
    if (error instanceof PythonError && error.type === 'ZeroDivisionError') return 0n;
    throw error;
  }
}

function onlyValue(value: Value): Value {
  if (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'boolean')
    throw typeError('unsupported type');
  checkNotNegative(value);
  return value;
}

function checkNotNegative(value: Value): void {
  if (lessThan(value, 0n)) throw statisticsError(NEGATIVE);
}

function inverse(weight: Value, value: Value): Value {
  tick();
  checkNotNegative(value);
  return truth(weight) ? divide(weight, value) : 0n;
}

function quotient(weight: Exact, total: Exact, type: 'int' | 'float'): Value {
  if ('special' in total || 'special' in weight) {
    const [dividend, divisor] = [weight, total].map(part => toFloat(toResult(part, 'float')));
    if (divisor <= 0) throw statisticsError('Weighted sum must be positive');
    return dividend / divisor;
  }
  if (total.numerator <= 0n) throw statisticsError('Weighted sum must be positive');
  const numerator = weight.numerator * total.denominator;
  return toResult({ numerator, denominator: weight.denominator * total.numerator }, type);
}

function sortedData(data: Value): Value[] {
  const values = sorted(listOf(data), null, 'ascending');
  if (values.length === 0) throw statisticsError('no median for empty data');
  return values;
}

/** `median(data)`. */
export function median(data: Value): Value {
  const values = sortedData(data);
  const half = values.length >> 1;
  return values.length % 2 ? values[half] : divide(add(values[half - 1], values[half]), 2n);
}

/** `median_low(data)`. */
export function lowMedian(data: Value): Value {
  const values = sortedData(data);
  return values[(values.length - 1) >> 1];
}

/** `median_high(data)`. */
export function highMedian(data: Value): Value {
  const values = sortedData(data);
  return values[values.length >> 1];
}

/** `median_grouped(data, interval)`. */
export function groupedMedian(data: Value, interval: Value = 1): number {
  const values = sortedData(data);
  const middle = values[values.length >> 1];
  const first = values.findIndex(value => !lessThan(value, middle));
  let end = first;
  while (end < values.length && !lessThan(middle, values[end])) end++;
  const width = toCoerced(interval);
  const low = toCoerced(middle) - width / 2;
  return low + (width * (values.length / 2 - first)) / (end - first);
}

/** `float(value)`. @throws TypeError */
function toCoerced(value: Value): number {
  try {
    return types.float.construct!.run(value) as number;
  } catch (error) {
    if (!(error instanceof PythonError && error.type === 'ValueError')) throw error;
    throw typeError('Value cannot be converted to a float');
  }
}

/** Each value that occurs, with how often. */
function countValues(data: Value): Map<Value, number> {
  const places = new Dict();
  const counts: [Value, number][] = [];
  for (const value of listOf(data)) {
    tick();
    const place = places.get(value);
    if (place === undefined) {
      places.set(value, BigInt(counts.length));
      counts.push([value, 1]);
    } else {
      counts[Number(place)][1]++;
    }
  }
  return new Map(counts);
}

/** `mode(data)`. */
export function mode(data: Value): Value {
  let best: [Value, number] | undefined;
  for (const entry of countValues(data)) if (!best || entry[1] > best[1]) best = entry;
  if (!best) throw statisticsError('no mode for empty data');
  return best[0];
}

/** `multimode(data)`. */
export function modes(data: Value): Value[] {
  const counts = countValues(data);
  let most = 0;
  for (const count of counts.values()) most = Math.max(most, count);
  return [...counts].filter(([, count]) => count === most).map(([value]) => value);
}

/** `quantiles(data, n=n, method=method)`. */
export function quantiles(data: Value, parts: Value = 4n, method: Value = 'exclusive'): Value[] {
  if (lessThan(parts, 1n)) throw statisticsError('n must be at least 1');
  const values = sorted(listOf(data), null, 'ascending');
  const size = BigInt(values.length);
  if (size < 2n) throw statisticsError('must have at least two data points');
  if (method !== 'inclusive' && method !== 'exclusive')
    throw valueError(`Unknown method: ${stringRepr(toText(method, 'method'))}`);
  const n = toIndex(parts);
  const total = method === 'inclusive' ? size - 1n : size + 1n;
  const cuts: Value[] = [];
  for (let i = 1n; i < n; i++) {
    tick(4);
    let at = (i * total) / n;
    if (method === 'exclusive') at = at < 1n ? 0n : (at > size - 1n ? size - 1n : at) - 1n;
    const share = method === 'inclusive' ? (i * total) % n : i * total - (at + 1n) * n;
    const [low, high] = [values[Number(at)], values[Number(at) + 1]];
    cuts.push(divide(add(multiply(low, n - share), multiply(high, share)), n));
  }
  return cuts;
}
