import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { type ServerProcess, startProcess } from '../support/process.ts';
import { exchange, LineClient } from '../support/rawClient.ts';
import { RpcClient } from '../support/rpcClient.ts';
import { makeFolder } from '../support/server.ts';

/** LOAD_SECONDS=60 for the long run, 600 for the soak. */
const SECONDS = Number(process.env.LOAD_SECONDS ?? 4);
const MIB = 1024 * 1024;
/** What the memory that is used, and in a long run what is resident, may grow by in the second half (caches may still be filling), and the lag of the event loop (99 of 100 turns). */
const MAX_GROWTH_BYTES = (SECONDS < 60 ? 24 : 64) * MIB;
const MAX_RESIDENT_GROWTH_BYTES = (SECONDS < 60 ? 256 : 64) * MIB;
const MAX_LAG_SECONDS = 2;
const PIPELINES = 16;
const PIPELINED = 100;
/** Requests of a connection that are not answered yet, at most: of all, about what the server does in half a second. */
const OUTSTANDING = 1000;
const HTTP_CLIENTS = 6;
const WEB_SOCKETS = 6;

/** Who keeps the server busy, and what for. */
class Load {
  isOver = false;
  replies = 0;
  readonly #port: number;
  readonly #ids: string[];

  constructor(port: number, ids: string[]) {
    this.#port = port;
    this.#ids = ids;
  }

  #request(i: number): string {
    const id = this.#ids[i % this.#ids.length];
    switch (i % 8) {
      case 0:
        return `setReg('load.${i % 500}', ${i})`;
      case 1:
        return `getReg('load.${i % 500}', 0)`;
      case 2:
        return `send('x', '${id}', 'message ${i}')`;
      case 3:
      case 4:
        return `recv('${id}')`;
      case 5:
        return `incReg('count.${i % 7}')`;
      case 6:
        return `sum(getAll('load.1*').values()) + ${i % 100}`;
      default:
        return `send('x', 'crowd', 'to all ${i}')`;
    }
  }

  #count(reply: string): void {
    assert.ok(!reply.startsWith('Error'), reply);
    this.replies++;
  }

  /** Sends without waiting for replies, as fast as the server reads. */
  async pipeline(seed: number): Promise<void> {
    const client = await LineClient.open(this.#port);
    let sent = 0;
    let read = 0;
    const readSome = async (): Promise<void> => {
      this.#count(await client.next());
      read++;
    };
    for (let i = seed * 1000; !this.isOver; ) {
      let text = '';
      for (let j = 0; j < PIPELINED; j++) text += `${this.#request(i++)}\n`;
      client.socket.write(text);
      sent += PIPELINED;
      while (sent - read > OUTSTANDING) await readSome();
    }
    while (read < sent) await readSome();
    client.destroy();
  }

  async http(seed: number): Promise<void> {
    for (let i = seed; !this.isOver; i++) {
      const init = { method: 'POST', body: this.#request(i), headers: { 'Content-Type': 'text/plain' } };
      const response = await fetch(`http://127.0.0.1:${this.#port}/api/eval?format=text`, init);
      assert.equal(response.status, 200);
      this.#count(await response.text());
    }
  }

  async webSocket(seed: number): Promise<void> {
    const client = await RpcClient.open(this.#port, 'join=crowd');
    for (let i = seed; !this.isOver; i++) {
      const { error } = await client.call('eval', { expr: this.#request(i) });
      this.#count(error ? `Error: ${error.message}` : 'OK');
      client.forget();
    }
    client.socket.terminate();
  }
}

function residentBytes({ child }: ServerProcess): number {
  return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]);
}

/** A figure of /metrics; those of the event loop are since the last look. */
async function readMetric(port: number, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(new RegExp(`^shareserver_${name} (\\S+)$`, 'm').exec(text)![1]);
}

/** Has the server collect its garbage when it is told to. */
const COLLECTOR = `
  import { setFlagsFromString } from 'node:v8';
  import { runInNewContext } from 'node:vm';
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  process.on('SIGUSR2', () => { collect(); console.error('collected'); });`;
const ENVIRONMENT = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(COLLECTOR)}` };

/** What is used, without garbage. */
async function usedBytes({ child, output, port }: ServerProcess): Promise<number> {
  const before = output().split('collected').length;
  child.kill('SIGUSR2');
  while (output().split('collected').length === before) await wait(0.01);
  return (
    (await readMetric(port, 'nodejs_heap_size_used_bytes')) + (await readMetric(port, 'nodejs_external_memory_bytes'))
  );
}

const wait = (seconds: number) => new Promise(resolve => setTimeout(resolve, seconds * 1000));

describe(`${SECONDS} s of more traffic than the server can do`, { skip: !existsSync('/proc/self/status') }, () => {
  it('end in no error, no growth, bounded lag, and are over when they end', async t => {
    const flags = ['--port', '0', '--host', '127.0.0.1', '--data', await makeFolder()];
    const server = await startProcess(flags, ENVIRONMENT);
    const ids = await Promise.all(Array.from({ length: 20 }, () => exchange(server.port, 'getClientID()')));
    for (const id of ids.slice(0, 5)) assert.equal(await exchange(server.port, `join('${id}', 'crowd')`), 'OK');
    const load = new Load(server.port, ids);
    const working = Promise.all([
      ...Array.from({ length: PIPELINES }, (_, i) => load.pipeline(i)),
      ...Array.from({ length: HTTP_CLIENTS }, (_, i) => load.http(i)),
      ...Array.from({ length: WEB_SOCKETS }, (_, i) => load.webSocket(i)),
    ]);
    await Promise.race([wait(SECONDS / 2), working]);
    const warm = residentBytes(server);
    const used = await usedBytes(server);
    await readMetric(server.port, 'nodejs_eventloop_lag_p99_seconds');
    await Promise.race([wait(SECONDS / 2), working]);
    const lag = await readMetric(server.port, 'nodejs_eventloop_lag_p99_seconds');
    const growth = (await usedBytes(server)) - used;
    const residentGrowth = residentBytes(server) - warm;
    load.isOver = true;
    await working;
    const ended = performance.now();
    assert.equal(await exchange(server.port, 'ping()'), 'pong');
    assert.ok(performance.now() - ended < 1000, 'answers at once when the load has ended');
    t.diagnostic(
      `${load.replies} replies, lag ${lag} s, grown by ${Math.round(growth / MIB)} MiB from ${Math.round(used / MIB)}, resident by ${Math.round(residentGrowth / MIB)} from ${Math.round(warm / MIB)}`,
    );
    assert.ok(growth < MAX_GROWTH_BYTES, `${growth} bytes`);
    assert.ok(residentGrowth < MAX_RESIDENT_GROWTH_BYTES, `${residentGrowth} bytes resident`);
    assert.ok(lag < MAX_LAG_SECONDS, `${lag} s`);
    assert.equal(await server.stop('SIGTERM'), 0);
    assert.doesNotMatch(server.output(), /"level":[56]0/);
  });
});
