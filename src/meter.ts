import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Session } from './core/command.ts';
import type { PythonError } from './core/errors.ts';
import type { StoreStats } from './store/store.ts';

const PREFIX = 'shareserver_';
/** 1, 2, 5 from 10 µs to 10 s. */
const LATENCY_BUCKETS_SECONDS = [-5, -4, -3, -2, -1, 0].flatMap(power => [1, 2, 5].map(n => Number(`${n}e${power}`)));
LATENCY_BUCKETS_SECONDS.push(10);

/** What the server has done for one command on one protocol. */
interface Tally {
  requests: { inc(): void };
  latency: { observe(seconds: number): void };
}

/** Where the gauges look when they are asked. */
export interface Gauges {
  store(): StoreStats;
  connections(): number;
  pushConnections(): number;
}

/** Counts what the server does, for `server.*` and for Prometheus. */
export class Meter {
  requests = 0;
  errors = 0;
  readonly #registry = new Registry();
  readonly #tallies = new Map<string, Tally>();
  readonly #requests = new Counter({
    name: `${PREFIX}requests_total`,
    help: 'Requests by protocol and command',
    labelNames: ['protocol', 'command'],
    registers: [this.#registry],
  });
  readonly #errors = new Counter({
    name: `${PREFIX}errors_total`,
    help: 'Requests that ended in an error, by its type',
    labelNames: ['protocol', 'error'],
    registers: [this.#registry],
  });
  readonly #latency = new Histogram({
    name: `${PREFIX}request_seconds`,
    help: 'Time from a request to its result, waiting included',
    labelNames: ['protocol', 'command'],
    buckets: LATENCY_BUCKETS_SECONDS,
    registers: [this.#registry],
  });

  /** `command` must be a known one: it becomes a label. */
  observe(session: Session, command: string, startedMs: number, error: PythonError | null): void {
    this.requests++;
    if (error) this.#countError(session, error);
    const tally = this.#tallyOf(session.protocol, command);
    tally.requests.inc();
    tally.latency.observe((performance.now() - startedMs) / 1000);
  }

  /** Adds the gauges, and those of the process and its event loop. */
  addGauges(gauges: Gauges): void {
    collectDefaultMetrics({ register: this.#registry, prefix: PREFIX });
    const add = (name: string, help: string, read: () => number) =>
      new Gauge({
        name: PREFIX + name,
        help,
        registers: [this.#registry],
        collect() {
          this.set(read());
        },
      });
    add('connections', 'Open connections', gauges.connections);
    add('push_connections', 'Clients that messages are pushed to', gauges.pushConnections);
    add('clients', 'Clients that are here', () => gauges.store().clients);
    add('groups', 'Groups that have a member', () => gauges.store().groups);
    add('keys', 'Keys in the registry', () => gauges.store().keys);
    add('messages_sent', 'Messages sent since the store was made', () => gauges.store().messages);
    add('pending_messages', 'Messages that wait in inboxes', () => gauges.store().pending);
    add('storage_written_bytes', 'Bytes written to storage since the start', () => gauges.store().bytesWritten);
  }

  /** In Prometheus' text format. */
  async render(): Promise<{ type: string; text: string }> {
    return { type: this.#registry.contentType, text: await this.#registry.metrics() };
  }

  #countError(session: Session, error: PythonError): void {
    this.errors++;
    this.#errors.labels(session.protocol, error.type).inc();
  }

  #tallyOf(protocol: string, command: string): Tally {
    const key = `${protocol} ${command}`;
    let tally = this.#tallies.get(key);
    if (!tally) {
      tally = { requests: this.#requests.labels(protocol, command), latency: this.#latency.labels(protocol, command) };
      this.#tallies.set(key, tally);
    }
    return tally;
  }
}
