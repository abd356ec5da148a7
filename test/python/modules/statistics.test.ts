import { test } from 'node:test';
import fc from 'fast-check';
import { compareWithPython } from '../support/cpython.ts';

const CASES = [
  'statistics.mean()',
  'statistics.mean(5)',
  'statistics.mean("abc")',
  'statistics.mean([1,"a"])',
  'statistics.mean([1j])',
  'statistics.mean([None])',
  'statistics.mean([math.nan,1])',
  'statistics.mean([math.inf,1])',
  'statistics.stdev([math.nan,1])',
  'statistics.variance([math.inf,1])',
  'statistics.mode([])',
  'statistics.mode("aabbc")',
  'statistics.mode([[1]])',
  'statistics.multimode("aabbc")',
  'statistics.multimode("")',
  'statistics.quantiles([1,2,3],n=0)',
  'statistics.quantiles([1])',
  'statistics.quantiles([1,2],method="x")',
  'statistics.harmonic_mean([-1,2])',
  'statistics.harmonic_mean({1})',
  'statistics.harmonic_mean({1:2}.values())',
  'statistics.harmonic_mean({0:2})',
  'statistics.harmonic_mean(iter([1]))',
  'statistics.harmonic_mean([-1])',
  'statistics.harmonic_mean(["a"])',
  'statistics.harmonic_mean([0,1])',
  'statistics.harmonic_mean([1,2],weights=[1])',
  'statistics.harmonic_mean([1,2],weights=[0,0])',
  'statistics.fmean([1,2],[1])',
  'statistics.fmean([1,2],[0,0])',
  'statistics.fmean(5,1j)',
  'statistics.fmean(["a"])',
  'statistics.geometric_mean([0])',
  'statistics.geometric_mean([-1])',
  'statistics.geometric_mean(["a"])',
  'statistics.correlation([1,1],[1,2])',
  'statistics.correlation([1],[1])',
  'statistics.correlation([1,2],[1])',
  'statistics.linear_regression([1,1],[1,2])',
  'statistics.linear_regression([1,2],[3,4]).slope',
  'statistics.median(["a","b","c"])',
  'statistics.median(["a","b"])',
  'statistics.median([datetime.timedelta(1),datetime.timedelta(2)])',
  'statistics.mean([datetime.timedelta(1)])',
  'statistics.mean(x=1)',
  'statistics.mean(range(10))',
  'statistics.mean({1,2,3})',
  'statistics.foo',
  'statistics.mean([10**400,1])',
  'statistics.mean([True,True])',
  'statistics.stdev([10**200,1])',
  'statistics.mode([1,1.0,True,2])',
  'statistics.covariance([1,2,3],[1,5,7])',
  'statistics.correlation(x=1,y=2)',
  'statistics.mean(1,2)',
  'statistics.quantiles([1,2],5)',
  'statistics.median([3,1,2])',
  'statistics.stdev([1,2,3,4])',
  'statistics.pstdev([1,2,3,4])',
  'statistics.variance([1,2,3,4])',
];

test('statistics of awkward data, and errors', t => {
  compareWithPython(t, 'statisticsModule', CASES);
});

const literal = (value: number) =>
  Object.is(value, -0) ? '-0.0' : Number.isInteger(value) ? `float(${value})` : String(value);
const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e150, max: 1e150 }).map(literal);
const values = fc.oneof(
  fc.array(fc.integer({ min: -50, max: 50 }).map(String), { maxLength: 9 }),
  fc.array(fc.integer({ min: 1, max: 9 }).map(String), { maxLength: 9 }),
  fc.array(finite, { maxLength: 9 }),
  fc.array(fc.oneof(finite, fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map(String)), { maxLength: 9 }),
);
const CALLS = [
  'mean(D)',
  'fmean(D)',
  'fmean(D, [1] * len(D))',
  'geometric_mean(D)',
  'harmonic_mean(D)',
  'harmonic_mean(D, [2] * len(D))',
  'median(D)',
  'median_low(D)',
  'median_high(D)',
  'median_grouped(D)',
  'mode(D)',
  'multimode(D)',
  'quantiles(D)',
  'quantiles(D, n=7, method="inclusive")',
  'variance(D)',
  'pvariance(D)',
  'stdev(D)',
  'pstdev(D)',
  'variance(D, 2)',
  'pstdev(D, 1.5)',
  'covariance(D, D)',
  'correlation(D, D[::-1])',
  'linear_regression(D, D[::-1])',
  'linear_regression(D, D, proportional=True)',
];

test('every function of random data', t => {
  const calls = fc.tuple(fc.constantFrom(...CALLS), values);
  const cases = fc
    .sample(calls, { seed: 11, numRuns: 1500 })
    .map(([call, data]) => `statistics.${call.replaceAll('D', `[${data.join(', ')}]`)}`);
  compareWithPython(t, 'statisticsData', cases, cases.slice(0, 150));
});
