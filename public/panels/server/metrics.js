/** The figures out of Prometheus' text that are drawn. */

const SUMS = {
  shareserver_requests_total: 'requests',
  shareserver_errors_total: 'errors',
  shareserver_messages_sent: 'messages',
  shareserver_storage_written_bytes: 'written',
  shareserver_connections: 'connections',
  shareserver_process_resident_memory_bytes: 'memory',
  shareserver_process_cpu_seconds_total: 'cpuSeconds',
  shareserver_nodejs_eventloop_lag_p99_seconds: 'loopLagSeconds',
};
const LATENCY = 'shareserver_request_seconds_bucket';
/** Waiting is what these are for. */
const WAITING = /command="recv"/;

/** Sums over all labels: `{ requests, errors, …, latency }`; `latency`: requests up to so many seconds, by that bound. */
export function parseMetrics(text) {
  const found = Object.fromEntries(Object.values(SUMS).map(name => [name, 0]));
  found.latency = new Map();
  for (const line of text.split('\n')) {
    const match = /^(\w+)(\{.*\})? (\S+)/.exec(line);
    if (!match) continue;
    const [, name, labels, value] = match;
    if (name === LATENCY) noteBucket(found.latency, labels, Number(value));
    else if (Object.hasOwn(SUMS, name)) found[SUMS[name]] += Number(value);
  }
  found.loopLagMs = found.loopLagSeconds * 1000;
  return found;
}

function noteBucket(latency, labels, count) {
  if (WAITING.test(labels)) return;
  const bound = /le="([^"]+)"/.exec(labels)[1];
  const seconds = bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound);
  latency.set(seconds, (latency.get(seconds) ?? 0) + count);
}

/**
 * The time, in seconds, within which this share of the requests between two looks was done, as if they were spread evenly within
 * their bucket; null without requests.
 */
export function percentile(now, before, share) {
  const bounds = [...now.latency.keys()].sort((a, b) => a - b);
  const upTo = bound => now.latency.get(bound) - (before.latency.get(bound) ?? 0);
  const wanted = share * upTo(bounds.at(-1));
  if (!(wanted > 0)) return null;
  let [low, passed] = [0, 0];
  for (const bound of bounds) {
    const count = upTo(bound);
    if (count >= wanted)
      return bound === Number.POSITIVE_INFINITY ? low : low + ((bound - low) * (wanted - passed)) / (count - passed);
    [low, passed] = [bound, count];
  }
  return low;
}
