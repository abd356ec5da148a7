import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { PythonError } from '../../../src/core/errors.ts';
import type { Store } from '../../../src/store/store.ts';
import { LogBook, makeDataFolder, mountSmallDisk, openSqlite, stored, TestClock } from '../storeSupport.ts';

const FULL = { type: 'OSError', message: "[Errno 28] No space left on device: 'share.db'" };

async function openOnSmallDisk(t: TestContext) {
  const disk = mountSmallDisk(2 * 1024 * 1024);
  if (!disk) {
    t.skip('a small disk can be mounted by root only');
    return null;
  }
  const clock = new TestClock();
  const log = new LogBook();
  const store = openSqlite(disk.folder, { clock, log });
  t.after(async () => {
    disk.free();
    await store.close();
  });
  await store.registry.set('kept', '1', null);
  await store.messages.register('a', clock.time);
  await store.messages.send('x', 'a', ['one', 'two'], clock.time);
  await stored(store);
  return { disk, store, clock, log };
}

/** A request as dispatch makes it, in this turn: its error, or null. */
function request(store: Store, run: () => unknown): Promise<PythonError | null> {
  return new Promise((resolve, reject) => {
    try {
      store.scope.begin('writesAny');
      run();
      store.scope.keep();
      store.settle(resolve);
    } catch (error) {
      store.scope.undo();
      if (error instanceof PythonError) resolve(error);
      else reject(error);
    }
  });
}

describe('a full disk', () => {
  it('fails the turn as a whole: memory, file and listeners know nothing of it', async t => {
    const opened = await openOnSmallDisk(t);
    if (!opened) return;
    const { store, disk, clock } = opened;
    const { messages, registry } = store;
    const told: unknown[] = [];
    store.subscribe({ keysChanged: found => told.push(found), messagesArrived: found => told.push(found) });
    const clients = await messages.clients(clock.time);
    disk.fill();
    await registry.set('kept', '2', null);
    await registry.set('new', '1', null);
    await messages.register('b', clock.time);
    await messages.join('a', 'group');
    await messages.send('x', 'ALL', ['three'], clock.time);
    assert.equal((await messages.take('a', clock.time))!.text, 'one');
    const settled = [stored(store), stored(store)];
    for (const settle of settled) await assert.rejects(settle, FULL);
    assert.deepEqual(told, []);
    assert.equal(await registry.get('kept'), '1');
    assert.equal(await registry.count(), 1);
    assert.deepEqual(await messages.clients(clock.time), clients);
    assert.deepEqual(await messages.allGroups(clock.time), ['ALL']);

    disk.free();
    assert.equal((await messages.take('a', clock.time))!.text, 'one');
    await messages.send('x', 'ALL', ['three'], clock.time);
    await registry.set('new', '1', null);
    await stored(store);
    assert.equal((await messages.take('a', clock.time))!.text, 'two');
    assert.equal((await messages.take('a', clock.time))!.text, 'three');
    assert.equal(told.length, 2);
  });

  it('lets reads go on in the turns of writes that fail', async t => {
    const opened = await openOnSmallDisk(t);
    if (!opened) return;
    const { store, disk, clock, log } = opened;
    disk.fill();
    assert.deepEqual({ ...(await request(store, () => store.registry.set('a', '1', null))) }, { type: FULL.type });
    for (let i = 0; i < 20; i++) {
      const results = await Promise.all([
        request(store, () => store.registry.get('kept')),
        request(store, () => store.registry.set('a', String(i), null)),
        request(store, () => store.messages.peek('a', 0, 10, clock.time)),
        request(store, () => store.messages.take('a', clock.time)),
        request(store, () => store.registry.get('a')),
      ]);
      assert.deepEqual(
        results.map(error => error?.message),
        [undefined, FULL.message, undefined, FULL.message, undefined],
      );
    }
    assert.equal(await store.registry.get('a'), undefined);
    assert.deepEqual(log.lines, [`the database ${join(disk.folder, 'share.db')} failed: database or disk is full`]);
    disk.free();
    assert.equal(await request(store, () => store.registry.set('a', '1', null)), null);
    assert.equal((await store.messages.peek('a', 0, 10, clock.time)).length, 2);
  });

  it('does not stop the sweep, which goes on as soon as there is room', async t => {
    const opened = await openOnSmallDisk(t);
    if (!opened) return;
    const { store, disk, clock } = opened;
    await store.registry.set('timed', '1', clock.time + 1000);
    await stored(store);
    disk.fill();
    clock.time += 700_000;
    for (let i = 0; i < 3; i++) {
      await store.sweep(clock.time);
      await new Promise(setImmediate);
      assert.equal(await store.registry.get('kept'), '1');
      assert.equal(await store.registry.count(), 1);
    }
    disk.free();
    const told: unknown[] = [];
    store.subscribe({ keysChanged: found => told.push(...found), messagesArrived: () => undefined });
    await store.sweep(clock.time);
    await stored(store);
    await new Promise(setImmediate);
    assert.deepEqual(told, [{ key: 'timed', value: undefined, time: clock.time, expires: null }]);
  });

  it('lets the server start, to read', async t => {
    const opened = await openOnSmallDisk(t);
    if (!opened) return;
    const { store, disk } = opened;
    await store.close();
    disk.fill();
    const log = new LogBook();
    try {
      const reading = openSqlite(disk.folder, { log });
      t.after(() => reading.close());
      assert.equal(await reading.registry.get('kept'), '1');
    } catch (error) {
      assert.match((error as Error).message, /^the disk of the database .*share\.db is full$/);
    }
  });
});

describe('an interval of commits', () => {
  it('answers before the commit, and stores within the interval', { timeout: 20_000 }, async t => {
    const folder = makeDataFolder();
    const store = openSqlite(folder, { commitIntervalMs: 20 });
    t.after(() => store.close());
    const told: string[] = [];
    store.subscribe({
      keysChanged: found => told.push(...found.map(({ key }) => key)),
      messagesArrived: () => undefined,
    });
    for (let i = 0; i < 10; i++) {
      await store.registry.set(`key.${i}`, '1', null);
      await stored(store);
      assert.equal(await store.registry.count(), i + 1);
    }
    assert.equal(told.length, 10);
    const before = store.stats().bytesWritten;
    while (store.stats().bytesWritten === before && !t.signal.aborted) {
      await new Promise(resolve => setTimeout(resolve, 1));
    }
  });

  it('is stored when the store is closed', async () => {
    const folder = makeDataFolder();
    const store = openSqlite(folder, { commitIntervalMs: 100_000 });
    await store.registry.set('a', '1', null);
    await stored(store);
    store.scope.begin('writesAny');
    await store.registry.set('b', '1', null);
    await store.registry.delete('a');
    store.scope.undo();
    await store.registry.set('c', '1', null);
    await store.close();
    const again = openSqlite(folder);
    assert.deepEqual([await again.registry.get('a'), await again.registry.get('b')], ['1', undefined]);
    assert.equal(await again.registry.get('c'), '1');
    await again.close();
  });

  it('takes back all of it where its commit fails', async t => {
    const disk = mountSmallDisk(2 * 1024 * 1024);
    if (!disk) return t.skip('a small disk can be mounted by root only');
    const log = new LogBook();
    const store = openSqlite(disk.folder, { commitIntervalMs: 30, log });
    t.after(async () => {
      disk.free();
      await store.close();
    });
    const before = store.stats().bytesWritten;
    await store.registry.set('first', '1', null);
    await stored(store);
    while (store.stats().bytesWritten === before) await new Promise(resolve => setTimeout(resolve, 1));
    disk.fill();
    for (let i = 0; i < 3; i++) {
      await store.registry.set(`key.${i}`, '1', null);
      await store.registry.set('first', '2', null);
      await stored(store).catch(() => undefined);
    }
    while (log.lines.length === 0) await new Promise(resolve => setTimeout(resolve, 1));
    assert.deepEqual(log.lines, [`the database ${join(disk.folder, 'share.db')} failed: database or disk is full`]);
    assert.equal(await store.registry.get('first'), '1');
    assert.equal(await store.registry.count(), 1);
  });
});
