import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
// @ts-expect-error: the page's modules have no types.
import { parseMetrics, percentile } from '../../public/panels/server/metrics.js';
import { startServer } from '../support/server.ts';

const BOUNDS = [0.001, 0.01, 0.1];
const WAITED = 'shareserver_request_seconds_bucket{le="+Inf",protocol="raw",command="recv"} 1000\n';

/** What /metrics says of requests that took so long, in seconds. */
function render(times: readonly number[]): string {
  const line = (bound: string, count: number) =>
    `shareserver_request_seconds_bucket{le="${bound}",protocol="raw",command="ping"} ${count}\n`;
  const lines = BOUNDS.map(bound => line(String(bound), times.filter(time => time <= bound).length));
  return lines.join('') + line('+Inf', times.length) + WAITED;
}

const shareIn = (before: readonly number[], now: readonly number[], share: number) =>
  percentile(parseMetrics(render([...before, ...now])), parseMetrics(render(before)), share) as number | null;

describe("the percentiles of requests' times", () => {
  it('are spread evenly within a bucket, between two looks', () => {
    assert.equal(shareIn([], [0.005, 0.005, 0.005, 0.005], 0.5)?.toFixed(6), '0.005500');
    assert.equal(shareIn([0.05, 0.05, 0.05], [0.0001, 0.0001], 0.5), 0.0005);
    assert.equal(shareIn([0.05], [], 0.5), null);
    assert.equal(shareIn([], [7, 8], 0.99), 0.1);
  });

  it('lie in the bucket of the true one', () => {
    const times = fc.array(fc.double({ min: 0, max: 0.0999, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
        times,
        fc.constantFrom(0.5, 0.95, 0.99),
        (before, now, share) => {
          const exact = [...now].sort((a, b) => a - b)[Math.ceil(share * now.length) - 1];
          const upper = BOUNDS.find(bound => exact <= bound)!;
          const lower = BOUNDS[BOUNDS.indexOf(upper) - 1] ?? 0;
          const found = shareIn(before, now, share)!;
          assert.ok(found >= lower && found <= upper * 1.000_001, `${found} is not from ${lower} to ${upper}`);
        },
      ),
    );
  });

  it('come out of buckets from 10 µs to 10 s', async () => {
    const { port, ask } = await startServer();
    await ask('ping()');
    const { latency } = parseMetrics(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
    const bounds = [...latency.keys()];
    assert.deepEqual([bounds[0], bounds.at(-2), bounds.at(-1)], [0.000_01, 10, Number.POSITIVE_INFINITY]);
    for (let i = 1; i < bounds.length - 1; i++) assert.ok(bounds[i] / bounds[i - 1] < 2.51);
    assert.equal(latency.get(Number.POSITIVE_INFINITY), 1);
  });
});
