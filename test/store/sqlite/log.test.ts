import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { LogBook, makeDataFolder, openSqlite, stored } from '../storeSupport.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

describe('the write-ahead log', () => {
  it('stays within its bound under steady writes, since writers wait', async t => {
    const folder = makeDataFolder();
    const store = openSqlite(folder, { maxLogBytes: MIB });
    t.after(() => store.close());
    let largest = 0;
    for (let i = 0; i < 400; i++) {
      for (let j = 0; j < 10; j++)
        await store.registry.set(`key.${(i * 7919 + j * 104_729) % 1000}`, `${i}`.repeat(2000), null);
      await stored(store);
      largest = Math.max(largest, statSync(join(folder, 'share.db-wal')).size);
    }
    assert.ok(store.stats().bytesWritten > 10 * MIB);
    assert.ok(largest < 2 * MIB, `${largest} bytes`);
  });

  it('lets writers go on where a long read keeps it from being copied', async t => {
    const folder = makeDataFolder();
    const log = new LogBook();
    const store = openSqlite(folder, { maxLogBytes: MIB, log });
    t.after(() => store.close());
    await store.registry.set('a', '1', null);
    await stored(store);
    const reader = new Database(join(folder, 'share.db'), { readonly: true });
    const rows = reader.prepare('SELECT key FROM registry UNION ALL SELECT 1').iterate();
    rows.next();
    for (let i = 0; i < 600; i++) {
      await store.registry.set(`key.${i}`, 'x'.repeat(10_000), null);
      await stored(store);
    }
    rows.return!();
    reader.close();
    assert.deepEqual(log.lines, ['the log cannot be copied into the database: something else reads from it']);
    assert.equal(await store.registry.count(), 601);
    await store.close();
    const again = openSqlite(folder);
    assert.equal(await again.registry.count(), 601);
    await again.close();
  });

  it('keeps callbacks in order across a wait', async t => {
    const store = openSqlite(makeDataFolder(), { maxLogBytes: 64 * KIB });
    t.after(() => store.close());
    const order: number[] = [];
    const settled: Promise<void>[] = [];
    for (let i = 0; i < 300; i++) {
      if (i % 3 !== 2) await store.registry.set(`key.${i}`, 'x'.repeat(5000), null);
      settled.push(stored(store).then(() => void order.push(i)));
      if (i % 5 === 0) await new Promise(setImmediate);
    }
    await Promise.all(settled);
    assert.deepEqual(
      order,
      Array.from({ length: 300 }, (_, i) => i),
    );
  });
});

describe('the bytes written', () => {
  it('do not grow where nothing changes', async t => {
    const store = openSqlite(makeDataFolder());
    t.after(() => store.close());
    await store.registry.set('a', '1', null);
    await store.registry.set('timed', '1', 2e12);
    await store.variables.set('a', '1', null);
    await stored(store);
    const before = store.stats().bytesWritten;
    assert.ok(before > 4 * KIB);
    for (let i = 0; i < 10; i++) {
      await store.registry.set('a', '1', null);
      await store.registry.set('timed', '1', 2e12);
      await store.registry.update('a', old => old);
      await store.variables.set('a', '1', null);
      await store.registry.delete('missing');
      await stored(store);
    }
    assert.equal(store.stats().bytesWritten, before);
  });

  it('are few for a trickle of changes', async t => {
    const store = openSqlite(makeDataFolder());
    t.after(() => store.close());
    for (let i = 0; i < 500; i++) await store.registry.set(`garden.${i}.temp`, 'f12.5', null);
    await stored(store);
    const before = store.stats().bytesWritten;
    const seconds = 2500;
    for (let i = 0; i < seconds; i++) {
      await store.registry.set(`garden.${i % 500}.temp`, `f${i}`, null);
      await stored(store);
    }
    const perSecond = (store.stats().bytesWritten - before) / seconds;
    assert.ok(perSecond < 12 * KIB, `${perSecond} bytes`);
  });

  it('are those of the log and of what is copied from it', async t => {
    const folder = makeDataFolder();
    const store = openSqlite(folder);
    t.after(() => store.close());
    for (let i = 0; i < 50; i++) {
      await store.registry.set(`key.${i}`, 'x'.repeat(2000), null);
      await stored(store);
    }
    const { size } = statSync(join(folder, 'share.db-wal'));
    const { bytesWritten } = store.stats();
    assert.ok(bytesWritten <= size && bytesWritten > 0.8 * size, `${bytesWritten} of ${size}`);
  });
});
