import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import Database from 'better-sqlite3';
import type { KeyValueTable } from '../../../src/store/sqlite/keyValueTable.ts';
import type { MessageStore } from '../../../src/store/sqlite/messageStore.ts';
import { makeDataFolder, openSqlite, stored, TestClock } from '../storeSupport.ts';

function open(options: Parameters<typeof openSqlite>[1] = {}) {
  const clock = new TestClock();
  const folder = makeDataFolder();
  const store = openSqlite(folder, { clock, ...options });
  const file = new Database(join(folder, 'share.db'), { readonly: true });
  /** Rows of a table, as stored. */
  const count = (table: string) => file.prepare(`SELECT count(*) FROM "${table}"`).pluck().get() as number;
  const sweepOnce = async () => {
    await store.sweep(clock.time);
    await stored(store);
  };
  return {
    store,
    clock,
    count,
    registry: store.registry as KeyValueTable,
    messages: store.messages as MessageStore,
    sweepOnce,
    async sweepUntil(done: () => boolean): Promise<void> {
      while (!done()) await sweepOnce();
    },
    async close(): Promise<void> {
      file.close();
      await store.close();
    },
  };
}

describe('the sweep', () => {
  it('drops expired clients in slices', async t => {
    const { store, messages, clock, count, sweepOnce, sweepUntil, close } = open();
    t.after(close);
    const clients = 20_000;
    for (let i = 0; i < clients; i++) {
      messages.register(`client ${i}`, clock.time);
      messages.join(`client ${i}`, `group ${i % 100}`);
      if (i % 500 === 0) await stored(store);
    }
    await stored(store);
    assert.equal(count('client'), clients);
    assert.equal(count('span'), clients);
    clock.time += 600_000;
    messages.register('present', clock.time);
    assert.equal(store.stats().clients, 1);
    await sweepOnce();
    const left = count('span');
    assert.ok(left > 0, 'one slice is not enough for all');
    await sweepUntil(() => count('span') === 0);
    assert.equal(count('group'), 1);
    assert.equal(count('client'), clients + 1);
    clock.time += 600_000 + 86_400_000;
    await sweepUntil(() => count('client') === 0);
  });

  it('removes messages that all have read, and no others', async t => {
    const { messages, clock, count, sweepOnce, sweepUntil, close } = open();
    t.after(close);
    for (const id of ['a', 'b']) messages.register(id, clock.time);
    messages.join('a', 'group');
    messages.join('b', 'group');
    for (let i = 0; i < 100; i++) {
      messages.send('x', 'group', [`g${i}`], clock.time);
      messages.send('x', 'a', [`a${i}`], clock.time);
      messages.send('x', 'ALL', [`all${i}`], clock.time);
    }
    await sweepOnce();
    assert.equal(count('message'), 300);
    for (let i = 0; i < 150; i++) messages.take('a', clock.time);
    await sweepUntil(() => count('message') === 250);
    for (let i = 0; i < 100; i++) messages.take('b', clock.time);
    await sweepUntil(() => count('message') === 150);
    messages.leave('b', 'group');
    messages.forget('b');
    while (messages.take('a', clock.time));
    await sweepUntil(() => count('message') === 0);
  });

  it('keeps no more of a stream than an inbox holds', async t => {
    const { messages, clock, count, sweepUntil, store, close } = open({ inboxLimit: 50 });
    t.after(close);
    messages.register('a', clock.time);
    for (let i = 0; i < 5000; i++) {
      messages.send('x', i % 2 ? 'a' : 'ALL', [String(i)], clock.time);
      if (i % 500 === 0) await stored(store);
    }
    await sweepUntil(() => count('message') === 102);
    assert.equal(messages.take('a', clock.time)!.text, 'dropped 4950');
    assert.equal(messages.take('a', clock.time)!.text, '4950');
  });

  it('removes what forgotten clients and groups left, also after a restart', async () => {
    const clock = new TestClock();
    const folder = makeDataFolder();
    const store = openSqlite(folder, { clock });
    for (const id of ['a', 'b']) await store.messages.register(id, clock.time);
    await store.messages.join('a', 'group');
    for (const to of ['a', 'group', 'b']) await store.messages.send('x', to, ['one', 'two'], clock.time);
    await store.messages.forget('a');
    await store.close();
    const file = new Database(join(folder, 'share.db'), { readonly: true });
    const count = () => file.prepare('SELECT count(*) FROM message').pluck().get();
    const again = openSqlite(folder, { clock });
    assert.equal(count(), 6);
    for (let i = 0; i < 100 && count() !== 2; i++) {
      await again.sweep(clock.time);
      await stored(again);
    }
    assert.equal(count(), 2);
    assert.equal(await again.messages.pending('b'), 2);
    file.close();
    await again.close();
  });

  it('removes keys whose time is over in slices, and tells of each', async t => {
    const { store, registry, clock, count, sweepOnce, sweepUntil, close } = open();
    t.after(close);
    const gone: string[] = [];
    store.subscribe({
      keysChanged: found => gone.push(...found.filter(({ value }) => value === undefined).map(({ key }) => key)),
      messagesArrived: () => undefined,
    });
    const keys = 20_000;
    for (let i = 0; i < keys; i++) registry.set(`key.${i}`, '1', clock.time + (i % 2 ? 1000 : 5000));
    await stored(store);
    clock.time += 1000;
    assert.equal(registry.count(), keys / 2);
    await sweepOnce();
    assert.ok(count('registry') > keys / 2, 'one slice is not enough for all');
    await sweepUntil(() => count('registry') === keys / 2);
    assert.equal(registry.count(), keys / 2);
    await new Promise(setImmediate);
    assert.equal(gone.length, keys / 2);
    assert.ok(gone.every(key => Number(key.slice(4)) % 2 === 1));
  });

  it('goes on by itself until there is nothing to do', async t => {
    const { store, messages, registry, clock, count, close } = open();
    t.after(close);
    for (let i = 0; i < 20_000; i++) registry.set(`key.${i}`, '1', clock.time + 1000);
    messages.register('a', clock.time);
    messages.send('x', 'a', Array.from({ length: 5000 }, String), clock.time);
    messages.acknowledge('a', Number.MAX_SAFE_INTEGER);
    await stored(store);
    clock.time += 1000;
    await store.sweep(clock.time);
    while (count('registry') + count('message') > 0) await new Promise(resolve => setTimeout(resolve, 5));
  });
});
