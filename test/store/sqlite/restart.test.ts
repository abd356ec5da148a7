import assert from 'node:assert/strict';
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { compilePattern } from '../../../src/core/fnmatch.ts';
import type { Store } from '../../../src/store/store.ts';
import { makeDataFolder, openSqlite, stored, TestClock } from '../storeSupport.ts';

const EVERY_KEY = compilePattern('*');
const MINUTE_MS = 60_000;

/** What a killed server leaves: the files as they are now. */
function copyFiles(folder: string): string {
  const copy = makeDataFolder();
  for (const file of ['share.db', 'share.db-wal']) {
    if (existsSync(join(folder, file))) copyFileSync(join(folder, file), join(copy, file));
  }
  return copy;
}

async function drain(store: Store, id: string, now: number): Promise<string[]> {
  const texts: string[] = [];
  for (let message = await store.messages.take(id, now); message; message = await store.messages.take(id, now)) {
    texts.push(message.text);
  }
  return texts;
}

describe('a restarted store', () => {
  for (const killed of [false, true]) {
    it(`has everything as it was, ${killed ? 'after a kill' : 'after a close'}`, async t => {
      const clock = new TestClock();
      const options = { inboxLimit: 4, clock, durability: killed ? ('normal' as const) : ('full' as const) };
      const folder = makeDataFolder();
      const before = openSqlite(folder, options);
      t.after(() => before.close());
      const { messages } = before;
      const send = (to: string, ...texts: string[]) => messages.send('x', to, texts, clock.time);
      await before.registry.set('key', 'value', null);
      await before.registry.set('timed', 'value', clock.time + MINUTE_MS);
      await before.variables.set('variable', 'value', null);
      for (const id of ['a', 'b', 'c', 'd']) await messages.register(id, clock.time);
      for (const id of ['a', 'b', 'c']) await messages.join(id, 'group');
      await send('group', 'one', 'two');
      await send('a', 'three');
      await messages.take('a', clock.time);
      await messages.leave('a', 'group');
      await send('group', 'four');
      await send('ALL', 'five');
      await send('d', 'six', 'seven', 'eight', 'nine');
      await messages.peek('d', 0, 10, clock.time);
      await messages.answerPing('c', 5);
      await messages.forget('c');
      await messages.register('c', clock.time);
      await messages.answerPing('c', 3);
      await stored(before);
      const clients = await messages.clients(clock.time);
      const sent = before.stats().messages;
      const lastSeq = (await messages.peek('d', 0, 10, clock.time)).at(-1)!.seq;
      const left = killed ? copyFiles(folder) : folder;
      if (!killed) await before.close();
      const after = openSqlite(left, options);
      t.after(() => after.close());

      assert.deepEqual(await after.registry.entries(EVERY_KEY), [
        ['key', 'value'],
        ['timed', 'value'],
      ]);
      assert.deepEqual(await after.variables.entries(EVERY_KEY), [['variable', 'value']]);
      assert.equal(await after.registry.count(), 2);
      assert.deepEqual(await after.messages.clients(clock.time), clients);
      assert.deepEqual(await after.messages.members('group', clock.time), ['b']);
      if (!killed) assert.equal(after.stats().messages, sent);
      assert.equal(await after.messages.answerPing('c', 3), false);
      assert.deepEqual(await drain(after, 'a', clock.time), ['two', 'three', 'five']);
      assert.deepEqual(await drain(after, 'b', clock.time), ['one', 'two', 'four', 'five']);
      assert.deepEqual(await drain(after, 'c', clock.time), []);
      assert.deepEqual(await drain(after, 'd', clock.time), ['dropped 1', 'six', 'seven', 'eight', 'nine']);
      await after.messages.send('x', 'a', ['later'], clock.time);
      assert.ok((await after.messages.take('a', clock.time))!.seq > lastSeq);
      clock.time += MINUTE_MS;
      assert.equal(await after.registry.get('timed'), undefined);
    });
  }

  it('never uses a seq again, even one whose message is gone', async () => {
    const clock = new TestClock();
    let folder = makeDataFolder();
    let last = 0;
    for (let round = 0; round < 20; round++) {
      const store = openSqlite(folder, { clock });
      const { messages } = store;
      await messages.register(`client ${round}`, clock.time);
      for (let i = 0; i < round * 100; i++) {
        await messages.send('x', `client ${round}`, ['text'], clock.time);
        const { seq } = (await messages.take(`client ${round}`, clock.time))!;
        assert.ok(seq > last);
        last = seq;
      }
      await messages.forget(`client ${round}`);
      await store.sweep(clock.time);
      await stored(store);
      folder = round % 3 === 0 ? folder : copyFiles(folder);
      await store.close();
    }
  });

  it('counts no silence while the server was down', async t => {
    const clock = new TestClock();
    const options = { clock, clientTimeoutMs: 10 * MINUTE_MS };
    const folder = makeDataFolder();
    const first = openSqlite(folder, options);
    await first.messages.register('a', clock.time);
    await first.messages.send('x', 'a', ['kept'], clock.time);
    clock.time += 4 * MINUTE_MS;
    await first.messages.register('b', clock.time);
    await first.close();
    for (const nights of [1, 2]) {
      clock.time += nights * 600 * MINUTE_MS;
      const store = openSqlite(folder, options);
      clock.time += MINUTE_MS;
      await store.sweep(clock.time);
      await store.close();
    }
    const store = openSqlite(folder, options);
    t.after(() => store.close());
    const ids = async () => (await store.messages.clients(clock.time)).map(({ id }) => id);
    assert.deepEqual(await ids(), ['a', 'b']);
    assert.deepEqual(await drain(store, 'a', clock.time), ['kept']);
    clock.time += 4 * MINUTE_MS - 1;
    assert.deepEqual(await ids(), ['a', 'b'], 'six minutes of silence before, four now');
    clock.time += 1;
    assert.deepEqual(await ids(), ['b']);
    clock.time += 4 * MINUTE_MS;
    assert.deepEqual(await ids(), []);
  });

  it('loses no more than a minute of when clients were last heard of, if it was killed', async t => {
    const clock = new TestClock();
    const options = { clock, clientTimeoutMs: 10 * MINUTE_MS };
    const folder = makeDataFolder();
    const killed = openSqlite(folder, options);
    t.after(() => killed.close());
    await killed.messages.register('heard', clock.time);
    await killed.messages.register('silent', clock.time);
    await stored(killed);
    const end = clock.time + 9.5 * MINUTE_MS;
    for (; clock.time < end; clock.time += 1000) {
      await killed.messages.touch('heard', clock.time);
      await killed.sweep(clock.time);
      await stored(killed);
    }
    const store = openSqlite(copyFiles(folder), options);
    t.after(() => store.close());
    const [heard, silent] = await store.messages.clients(clock.time);
    assert.ok(clock.time - heard.lastSeen <= MINUTE_MS + 1000, 'heard');
    const silence = clock.time - silent.lastSeen;
    assert.ok(silence > 8 * MINUTE_MS && silence <= 9.5 * MINUTE_MS, 'silent');
    clock.time += 2 * MINUTE_MS;
    assert.deepEqual(
      (await store.messages.clients(clock.time)).map(({ id }) => id),
      ['heard'],
    );
  });

  it('finds what a smaller inbox has dropped', async t => {
    const clock = new TestClock();
    const folder = makeDataFolder();
    const small = openSqlite(folder, { clock, inboxLimit: 5 });
    await small.messages.register('a', clock.time);
    for (let i = 0; i < 20; i++) await small.messages.send('x', 'a', [String(i)], clock.time);
    await small.sweep(clock.time);
    await stored(small);
    await small.close();
    const large = openSqlite(folder, { clock, inboxLimit: 100 });
    t.after(() => large.close());
    const pending = (await large.messages.pending('a'))!;
    const found = await drain(large, 'a', clock.time);
    assert.equal(found.length, pending);
    assert.equal(found[0], `dropped ${20 - (pending - 1)}`);
    assert.deepEqual(
      found.slice(1),
      Array.from({ length: pending - 1 }, (_, i) => String(20 - (pending - 1) + i)),
    );
  });
});
