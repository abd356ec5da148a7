import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LineClient } from '../support/rawClient.ts';
import { RpcClient } from '../support/rpcClient.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { Client } from './smallHub.ts';

const CONNECTIONS = 30;
const REQUESTS = 20;
/** What one request takes, so that their number tells the time. */
const REQUEST_MS = 1;
/** Those of the 10 ms that all connections have together: before those who wait have their slices, and in these. */
const MOST_IN_A_TURN = 30;

/** A server whose requests take their time, and how many it has done. */
async function open(): Promise<{ server: TestServer; done: () => number; most: () => number }> {
  const server = await startServer();
  const { hub } = server.gateway;
  const { dispatch } = hub;
  let [done, before, most, isOver] = [0, 0, 0, false];
  (hub as { dispatch: typeof dispatch }).dispatch = (...args) => {
    const end = performance.now() + REQUEST_MS;
    while (performance.now() < end);
    done++;
    return dispatch(...args);
  };
  const look = () => {
    most = Math.max(most, done - before);
    before = done;
    if (!isOver) setImmediate(look);
  };
  look();
  return {
    server,
    done: () => done,
    most: () => {
      isOver = true;
      return most;
    },
  };
}

const all = <T>(make: (i: number) => Promise<T>) => Promise.all(Array.from({ length: CONNECTIONS }, (_, i) => make(i)));
const GET = 'GET /api/ping?format=text HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** Connections that the server has accepted: those to come are accepted one in each turn. */
async function openLine({ port }: TestServer): Promise<LineClient> {
  const client = await LineClient.open(port);
  assert.equal(await client.ask('ping()'), 'pong');
  return client;
}

async function openHttp({ port }: TestServer): Promise<Client> {
  const client = await Client.open(port);
  client.socket.write(GET);
  await client.until(() => client.received.includes('pong'));
  return client;
}

/** Has many connections ask for much at once; done when all is answered. */
const LOADS: [name: string, load: (server: TestServer) => Promise<unknown>][] = [
  [
    'lines of raw text',
    async server => {
      const clients = await all(() => openLine(server));
      for (const client of clients) client.socket.write('ping()\n'.repeat(REQUESTS));
      for (const client of clients) for (let i = 0; i < REQUESTS; i++) assert.equal(await client.next(), 'pong');
    },
  ],
  [
    'pipelined HTTP requests',
    async server => {
      const clients = await all(() => openHttp(server));
      for (const client of clients) client.socket.write(GET.repeat(REQUESTS));
      for (const client of clients) await client.until(() => client.received.split('pong').length > REQUESTS + 1);
    },
  ],
  [
    'single HTTP requests',
    async server => {
      const clients = await Promise.all(Array.from({ length: 60 }, () => openHttp(server)));
      for (const client of clients) client.socket.write(GET);
      for (const client of clients) await client.until(() => client.received.split('pong').length > 2);
    },
  ],
  [
    'WebSocket frames',
    async server => {
      const clients = await all(() => RpcClient.open(server.port));
      await Promise.all(
        clients.map(client => Promise.all(Array.from({ length: REQUESTS }, () => client.call('ping')))),
      );
    },
  ],
];

describe('many connections at once', () => {
  for (const [name, load] of LOADS) {
    it(`work in turns of the event loop that are short: ${name}`, async () => {
      const { server, most } = await open();
      await load(server);
      const found = most();
      assert.ok(found > 0 && found <= MOST_IN_A_TURN, `${found} requests in one turn`);
    });
  }

  it('do not keep one more from being answered soon', async () => {
    const { server, done, most } = await open();
    const busy = await all(() => openLine(server));
    const one = await openLine(server);
    for (const client of busy) client.socket.write('ping()\n'.repeat(20 * REQUESTS));
    const first = done();
    while (done() < first + CONNECTIONS) await new Promise(setImmediate);
    const before = done();
    await one.ask('ping()');
    // Each of the others has its slice, two at most.
    assert.ok(done() - before <= 2 * CONNECTIONS * 4, `${done() - before} others were answered before`);
    most();
    for (const client of busy) client.destroy();
  });
});
