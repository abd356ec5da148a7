import type { Clock } from './core/clock.ts';
import type { Meter } from './meter.ts';
import { naiveLocalTime } from './python/modules/datetime/local.ts';
import type { Value } from './python/values.ts';
import type { Store } from './store/store.ts';
import { VERSION } from './version.ts';

export interface FactSources {
  store: Store;
  meter: Meter;
  clock: Clock;
  host: string;
  /** The first address of the LAN. */
  address: string | undefined;
  port(): number;
  /** Open connections. */
  connections(): number;
}

/** The keys `server.*`, without that prefix, and how each is found. */
export function serverFacts({
  store,
  meter,
  clock,
  host,
  address,
  port,
  connections,
}: FactSources): [string, () => Value][] {
  const started = clock.now();
  return [
    ['version', () => VERSION],
    ['host', () => host],
    ['ip', () => address ?? '127.0.0.1'],
    ['port', () => BigInt(port())],
    ['started', () => naiveLocalTime(started)],
    ['uptime', () => BigInt(Math.floor((clock.now() - started) / 1000))],
    ['requests', () => BigInt(meter.requests)],
    ['errors', () => BigInt(meter.errors)],
    ['clients', () => BigInt(store.stats().clients)],
    ['groups', () => BigInt(store.stats().groups)],
    ['keys', () => BigInt(store.stats().keys)],
    ['messages', () => BigInt(store.stats().messages)],
    ['bytesWritten', () => BigInt(store.stats().bytesWritten)],
    ['connections', () => BigInt(connections())],
    ['memory', () => BigInt(process.memoryUsage.rss())],
  ];
}
