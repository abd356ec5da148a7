import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Arrivals } from '../../src/commands/inboxes.ts';
import { startServer } from '../support/server.ts';

const NONE = 'NoneÈNoneÈNone';
const MINUTE = 60_000;

/** A server whose time the test sets. */
async function startWithClock(flags: string[] = []) {
  const clock = { time: Date.UTC(2026, 0, 1), now: () => clock.time };
  const server = await startServer({ clock, flags });
  const client = await server.connect();
  return { clock, ask: (request: string) => client.ask(request) };
}

describe('a silent client', () => {
  it('is taken for gone after ten minutes, and comes back with a notice', async () => {
    const { clock, ask } = await startWithClock();
    const id = await ask('getClientID()');
    const other = await ask('getClientID()');
    await ask(`join('${id}', 'group16'); send('s', '${id}', 'lost')`);
    clock.time += 9 * MINUTE;
    await ask(`groups('${other}')`);
    clock.time += 2 * MINUTE;
    assert.equal(await ask("members('group16')"), '[]');
    assert.equal(await ask('clients()'), `['${other}']`);
    assert.equal(await ask(`send('s', '${id}', 'dropped')`), 'OK');
    const [from, to, text] = (await ask(`recv('${id}')`)).split('È');
    assert.deepEqual([from, to], ['SYSTEM', id]);
    assert.match(text, /10 minutes/);
    assert.equal(await ask(`recv('${id}')`), NONE);
    assert.equal(await ask(`groups('${id}')`), "['ALL']");
    await ask(`send('s', 'ALL', 'back')`);
    assert.equal(await ask(`recv('${id}')`), 'sÈALLÈback');
  });

  it('stays as long as it is heard of, as id or as sender', async () => {
    const { clock, ask } = await startWithClock();
    const id = await ask('getClientID()');
    await ask(`send('s', '${id}', 'kept')`);
    for (let i = 0; i < 4; i++) {
      clock.time += 9 * MINUTE;
      await ask(i % 2 ? `join('${id}', 'g')` : `send('${id}', 'nobody', 'x')`);
    }
    assert.equal(await ask(`recv('${id}')`), `sÈ${id}Èkept`);
  });

  it('stays while it waits for a message', async () => {
    const clock = { time: Date.UTC(2026, 0, 1), now: () => clock.time };
    const server = await startServer({ clock });
    const id = await server.ask('getClientID()');
    const waiting = await server.connect();
    const reply = waiting.ask(`recv('${id}', 15)`);
    while (!(await server.ask("MyData['server.connections']")).includes('2')) assert.ok(id);
    for (let i = 0; i < 2; i++) {
      clock.time += 9 * MINUTE;
      // What the server does about once a minute.
      await (server.gateway.hub.inboxes as Arrivals).touchAll();
    }
    assert.equal(await server.ask('clients()'), `['${id}']`);
    await server.ask(`send('s', '${id}', 'kept')`);
    assert.equal(await reply, `sÈ${id}Èkept`);
  });

  it('is unknown after a day', async () => {
    const { clock, ask } = await startWithClock();
    const id = await ask('getClientID()');
    clock.time += 24 * 60 * MINUTE + 11 * MINUTE;
    assert.equal(await ask(`recv('${id}')`), `Error: LookupError: no client '${id}'`);
  });
});

describe('a full inbox', () => {
  it('drops its oldest messages and says how many', async () => {
    const { ask } = await startWithClock(['--inbox-limit', '5']);
    const id = await ask('getClientID()');
    await ask(`join('${id}', 'g')`);
    for (let i = 0; i < 8; i++) await ask(`send('s', '${i % 2 ? 'g' : id}', 'n${i}')`);
    const [from, , text] = (await ask(`recv('${id}')`)).split('È');
    assert.equal(from, 'SYSTEM');
    assert.match(text, /\b3 oldest/);
    for (let i = 3; i < 8; i++) assert.equal(await ask(`recv('${id}')`), `sÈ${i % 2 ? 'g' : id}Èn${i}`);
    assert.equal(await ask(`recv('${id}')`), NONE);
  });
});

describe('a key with a time to live', () => {
  it('is gone when it has run out, and lives on when it is set again', async () => {
    const { clock, ask } = await startWithClock();
    await ask("setReg('t.a', 1, ttl=60); setReg('t.b', 2, ttl=60)");
    clock.time += 59_000;
    assert.equal(await ask("getAll('t.*')"), "{'t.a': 1, 't.b': 2}");
    await ask("setReg('t.b', 2)");
    clock.time += 1000;
    assert.equal(await ask("getAll('t.*'), getReg('t.a')"), "({'t.b': 2}, None)");
    assert.equal(await ask("incReg('t.a')"), '1');
  });
});
