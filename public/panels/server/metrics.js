/** The figures out of Prometheus' text that are drawn. */

const SUMS = {
  shareserver_requests_total: 'requests',
  shareserver_errors_total: 'errors',
  shareserver_request_seconds_sum: 'latencySum',
  shareserver_request_seconds_count: 'latencyCount',
  shareserver_messages_sent: 'messages',
  shareserver_storage_written_bytes: 'written',
  shareserver_connections: 'connections',
  shareserver_process_resident_memory_bytes: 'memory',
  shareserver_process_cpu_seconds_total: 'cpuSeconds',
  shareserver_nodejs_eventloop_lag_p99_seconds: 'loopLagSeconds',
};
/** Waiting is what these are for. */
const WAITING = /command="recv"/;

/** Sums over all labels: `{ requests, errors, latencySum, … }`. */
export function parseMetrics(text) {
  const found = Object.fromEntries(Object.values(SUMS).map(name => [name, 0]));
  for (const line of text.split('\n')) {
    const match = /^(\w+)(\{.*\})? (\S+)/.exec(line);
    if (!match || !Object.hasOwn(SUMS, match[1])) continue;
    const name = SUMS[match[1]];
    if (name.startsWith('latency') && WAITING.test(match[2] ?? '')) continue;
    found[name] += Number(match[3]);
  }
  found.loopLagMs = found.loopLagSeconds * 1000;
  return found;
}
