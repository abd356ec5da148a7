import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { exchangeAsSeed } from './support/rawClient.ts';
import { startServer, type TestServer } from './support/server.ts';

const CLIENTS = 200;
const MESSAGES = 20;
const NONE = 'NoneÈNoneÈNone';

type Ask = (request: string) => Promise<string>;

let server: TestServer;
before(async () => {
  server = await startServer();
});

/** One-shot, as the seed's clients. */
const oneShot: Ask = request => exchangeAsSeed(server.port, request);

/** One-shot with a half-close. */
const halfClosed: Ask = request => server.ask(request);

async function waysToAsk(index: number): Promise<Ask> {
  if (index % 4 === 1) return oneShot;
  if (index % 4 === 2) return halfClosed;
  const client = await server.connect();
  return request => client.ask(request);
}

describe('200 clients at once, in mixed modes', () => {
  it('lose, double and misorder nothing', async () => {
    const asks = await Promise.all(Array.from({ length: CLIENTS }, (_, i) => waysToAsk(i)));
    const ids = await Promise.all(asks.map(ask => ask('getClientID()')));
    await Promise.all(asks.map((ask, i) => ask(`join('${ids[i]}', 'crowd${i % 10}')`)));

    // Each sends to its neighbour, to its group and to a member of that, and counts on one key of all and on one of its own.
    await Promise.all(
      asks.map(async (ask, i) => {
        for (let n = 0; n < MESSAGES; n++) {
          assert.equal(await ask(`send('${ids[i]}', '${ids[(i + 1) % CLIENTS]}', 'd${n}')`), 'OK');
          if (n % 5 === 0) {
            assert.equal(await ask(`send('${ids[i]}', 'crowd${i % 10}', 'g${n}')`), 'OK');
            assert.equal(await ask(`send('${ids[i]}', '${ids[(i + 10) % CLIENTS]}', 'm${n}')`), 'OK');
          }
          await ask("incReg('crowd.total')");
          assert.equal(await ask(`setReg('crowd.own.${i}', ${n})`), 'OK');
        }
      }),
    );

    assert.equal(await oneShot("getReg('crowd.total')"), String(CLIENTS * MESSAGES));
    const own = Array.from({ length: CLIENTS }, (_, i) => `'crowd.own.${i}': ${MESSAGES - 1}`).sort();
    assert.deepEqual((await halfClosed("getAll('crowd.own.*')")).slice(1, -1).split(', ').sort(), own);

    await Promise.all(
      asks.map(async (ask, i) => {
        const received = await drain(ask, ids[i]);
        const bySender = Map.groupBy(received, ([from, to]) => `${from} ${to}`);
        const neighbour = ids[(i + CLIENTS - 1) % CLIENTS];
        assert.deepEqual(
          bySender.get(`${neighbour} ${ids[i]}`)?.map(([, , text]) => text),
          Array.from({ length: MESSAGES }, (_, n) => `d${n}`),
        );
        const members = ids.filter((_, j) => j % 10 === i % 10);
        for (const member of members) {
          const texts = bySender.get(`${member} crowd${i % 10}`)?.map(([, , text]) => text);
          assert.deepEqual(texts, ['g0', 'g5', 'g10', 'g15']);
        }
        const fellow = ids[(i + CLIENTS - 10) % CLIENTS];
        assert.deepEqual(
          received.filter(([from]) => from === fellow).map(([, , text]) => text),
          ['g0', 'm0', 'g5', 'm5', 'g10', 'm10', 'g15', 'm15'],
          'in the order in which they were sent, whatever the destination',
        );
        assert.equal(received.length, MESSAGES + members.length * 4 + 4);
      }),
    );
  });
});

async function drain(ask: Ask, id: string): Promise<string[][]> {
  const received: string[][] = [];
  for (;;) {
    const reply = await ask(`recv('${id}')`);
    if (reply === NONE) return received;
    received.push(reply.split('È'));
  }
}
