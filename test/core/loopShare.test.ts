import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Client } from '../protocols/smallHub.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { LineClient } from '../support/rawClient.ts';
import { RpcClient } from '../support/rpcClient.ts';
import { startServer, type TestServer } from '../support/server.ts';

const CONNECTIONS = 30;
const REQUESTS = 20;
/** What one request takes, so that their number tells the time. */
const REQUEST_MS = 1;
/** Those of the 10 ms that all connections have together: before those who wait have their slices, and in these. */
const MOST_IN_A_TURN = 30;

/** Counts what is done in each turn of the event loop. `most`: in one turn; ends the counting. */
class TurnCounter {
  done = 0;
  #before = 0;
  #most = 0;
  #isOver = false;

  constructor() {
    cleanUp(() => this.most());
    this.#look();
  }

  most(): number {
    this.#isOver = true;
    return this.#most;
  }

  #look(): void {
    this.#most = Math.max(this.#most, this.done - this.#before);
    this.#before = this.done;
    if (!this.#isOver) setImmediate(() => this.#look());
  }
}

/** A server whose requests take their time, and how many it has done. */
async function open(): Promise<{ server: TestServer; counter: TurnCounter }> {
  const server = await startServer();
  const { hub } = server.gateway;
  const { dispatch } = hub;
  const counter = new TurnCounter();
  (hub as { dispatch: typeof dispatch }).dispatch = (...args) => {
    const end = performance.now() + REQUEST_MS;
    while (performance.now() < end);
    counter.done++;
    return dispatch(...args);
  };
  return { server, counter };
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
      const { server, counter } = await open();
      await load(server);
      const found = counter.most();
      assert.ok(found > 0 && found <= MOST_IN_A_TURN, `${found} requests in one turn`);
    });
  }

  it('do not keep one more from being answered soon', async () => {
    const { server, counter } = await open();
    const { hub } = server.gateway;
    const { dispatch } = hub;
    const sessions: unknown[] = [];
    (hub as { dispatch: typeof dispatch }).dispatch = (session, ...rest) => {
      sessions.push(session);
      return dispatch(session, ...rest);
    };
    const busy = await all(() => openLine(server));
    const one = await openLine(server);
    for (const client of busy) client.socket.write('ping()\n'.repeat(20 * REQUESTS));
    const first = counter.done;
    while (counter.done < first + CONNECTIONS) await new Promise(setImmediate);
    const before = sessions.length;
    await one.ask('ping()');
    const others = sessions.slice(before);
    // Each of the others has had its slice of 2 ms, and the turn was over in which it came.
    assert.ok(others.length <= 4 * CONNECTIONS + 20, `${others.length} others were answered before`);
    const longest = longestRun(others);
    assert.ok(longest <= 4, `${longest} requests of one connection while others waited`);
    counter.most();
    for (const client of busy) client.destroy();
  });
});

/** How often the same comes one after the other, at most. */
function longestRun(values: readonly unknown[]): number {
  let [longest, length] = [0, 0];
  for (const [i, value] of values.entries()) {
    length = value === values[i - 1] ? length + 1 : 1;
    longest = Math.max(longest, length);
  }
  return longest;
}

const LISTENERS = 400;
/** Those that are woken at once, and as many whose slice comes in the same turn. */
const MOST_WOKEN_IN_A_TURN = 128;

const listeners = <T>(make: () => Promise<T>) => Promise.all(Array.from({ length: LISTENERS }, make));

/** Has all listeners get one message, and counts when; done when each has it. */
const FAN_OUTS: [name: string, listen: (server: TestServer, counter: TurnCounter) => Promise<() => Promise<void>>][] = [
  [
    'WebSockets',
    async ({ port, gateway: { hub } }, counter) => {
      const clients = await listeners(() => RpcClient.open(port));
      const { inboxes } = hub;
      const peek = inboxes.peek.bind(inboxes);
      inboxes.peek = (...args) => {
        counter.done++;
        return peek(...args);
      };
      return async () => {
        for (const client of clients) assert.equal((await client.notification('message')).text, 'to all');
      };
    },
  ],
  [
    'raw connections that wait',
    async (server, counter) => {
      const clients = await listeners(() => openLine(server));
      for (const client of clients) client.send(`recv('${await client.ask('getClientID()')}', 15)`);
      const { hub } = server.gateway;
      const { toText } = hub.values;
      const waiting = async () => Number(await server.ask("MyData['server.connections']"));
      while ((await waiting()) < LISTENERS);
      hub.values.toText = value => {
        counter.done++;
        return toText(value);
      };
      return async () => {
        for (const client of clients) assert.equal(await client.next(), 'sÈALLÈto all');
        hub.values.toText = toText;
      };
    },
  ],
];

describe('one message to very many', () => {
  for (const [name, listen] of FAN_OUTS) {
    it(`is delivered in turns of the event loop that are short: ${name}`, async () => {
      const server = await startServer();
      const counter = new TurnCounter();
      const delivered = await listen(server, counter);
      const before = counter.done;
      assert.equal(await server.ask("send('s', 'ALL', 'to all')"), 'OK');
      await delivered();
      assert.ok(counter.done - before >= LISTENERS);
      const found = counter.most();
      assert.ok(found > 0 && found <= MOST_WOKEN_IN_A_TURN, `${found} in one turn`);
    });
  }
});
