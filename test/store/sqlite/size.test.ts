import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { compilePattern } from '../../../src/core/fnmatch.ts';
import type { MessageStore } from '../../../src/store/sqlite/messageStore.ts';
import { makeDataFolder, openSqlite, stored, TestClock } from '../storeSupport.ts';

const CLIENTS = 100_000;
/** Those that expire first, so that the code has run before it is measured. */
const EARLY = 2000;
const KEYS = 1_000_000;
const MAX_PAUSE_MS = 20;
const MAX_START_MS = 3000;

/** What `run` takes of this thread's processor time, in ms: others on the machine do not count. */
function measure(run: () => unknown): number {
  const before = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** A database of this schema, filled by SQL. */
async function makeFolderWith(sql: string): Promise<string> {
  const folder = makeDataFolder();
  await openSqlite(folder).close();
  const db = new Database(join(folder, 'share.db'));
  db.exec(`BEGIN; ${sql}; COMMIT`);
  db.close();
  return folder;
}

const numbers = (n: number) =>
  `WITH RECURSIVE number (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM number WHERE i < ${n - 1})`;

describe('100,000 expired clients', () => {
  it('are dropped in slices of less than 20 ms, with their memberships', async t => {
    const clock = new TestClock();
    const folder = await makeFolderWith(`
      ${numbers(CLIENTS)} INSERT INTO client SELECT 1000000 + i, 'client ' || i, ${clock.time} - 100000 * (i < ${EARLY}), 0, 0, 0, 0, 0, NULL FROM number;
      ${numbers(100)} INSERT INTO "group" SELECT 500000 + i, 'group ' || i FROM number;
      ${numbers(CLIENTS)} INSERT INTO span SELECT 3000000 + i, 1000000 + i, 500000 + i % 100, 0, NULL FROM number;
      UPDATE state SET next_seq = 5000000`);
    const store = openSqlite(folder, { clock });
    t.after(() => store.close());
    const messages = store.messages as MessageStore;
    assert.equal(messages.members('group 7', clock.time).length, CLIENTS / 100);
    clock.time += 550_000;
    assert.equal(store.stats().clients, CLIENTS - EARLY);
    const file = new Database(join(folder, 'share.db'), { readonly: true });
    const left = () => file.prepare('SELECT count(*) FROM span').pluck().get() as number;
    while (left() > CLIENTS - EARLY) {
      await store.sweep(clock.time);
      await stored(store);
    }
    clock.time += 150_000;
    assert.equal(store.stats().clients, 0);
    const pauses: number[] = [];
    while (left() > 0) {
      const before = process.threadCpuUsage();
      await store.sweep(clock.time);
      await stored(store);
      const { user, system } = process.threadCpuUsage(before);
      pauses.push((user + system) / 1000);
    }
    file.close();
    assert.ok(pauses.length > 10, 'in slices');
    const longest = Math.max(...pauses);
    assert.ok(longest < MAX_PAUSE_MS, `${longest} ms`);
  });
});

describe('a registry of 1,000,000 keys', () => {
  it('is opened within 3 s, and found in by the beginning of keys', async t => {
    const folder = await makeFolderWith(
      `${numbers(KEYS)} INSERT INTO registry SELECT printf('house%d.room%d.temp', i / 100, i % 100), 'i' || i || ';', NULL, NULL FROM number`,
    );
    let store!: ReturnType<typeof openSqlite>;
    const opening = measure(() => {
      store = openSqlite(folder);
    });
    t.after(() => store.close());
    assert.ok(opening < MAX_START_MS, `${opening} ms`);
    assert.equal(store.stats().keys, KEYS);
    const found: [string, string][] = [];
    const finding = measure(() =>
      found.push(...(store.registry.entries(compilePattern('house777.*')) as typeof found)),
    );
    assert.equal(found.length, 100);
    assert.equal(new Map(found).get('house777.room7.temp'), 'i77707;');
    assert.ok(finding < opening / 10 && finding < 50, `${finding} ms`);
  });
});
