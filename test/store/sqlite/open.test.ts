import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { lockFolder } from '../../../src/store/sqlite/folderLock.ts';
import { APPLICATION_ID, ForeignDatabaseError, MIGRATIONS, migrate } from '../../../src/store/sqlite/migrations.ts';
import { LogBook, makeDataFolder, mountSmallDisk, openSqlite, stored, TestClock } from '../storeSupport.ts';

const HOLDER = fileURLToPath(new URL('./folderHolder.ts', import.meta.url));

const PAGE_BYTES = 4096;

/** A folder with a database of some 100 pages, as a closed server leaves it. */
async function makeUsedFolder(keys = 2000, value = 'x'.repeat(200)): Promise<string> {
  const folder = makeDataFolder();
  const store = openSqlite(folder);
  for (let i = 0; i < keys; i++) {
    await store.registry.set(`key.${i}`, value, null);
    if (i % 100 === 0) await stored(store);
  }
  await store.close();
  return folder;
}

/** The folder of a server that was killed: its log is full. */
async function makeKilledFolder(): Promise<string> {
  const folder = makeDataFolder();
  const killed = makeDataFolder();
  const store = openSqlite(folder);
  for (let i = 0; i < 100; i++) {
    await store.registry.set(`key.${i}`, 'x'.repeat(200), null);
    await stored(store);
  }
  for (const file of ['share.db', 'share.db-wal']) copyFileSync(join(folder, file), join(killed, file));
  await store.close();
  return killed;
}

/** Opens a store in `folder`, has a look at it and leaves it closed. */
async function countKeys(folder: string, log = new LogBook()): Promise<number> {
  const store = openSqlite(folder, { log });
  try {
    await store.registry.set('written', '1', null);
    await stored(store);
    return (await store.registry.count()) - 1;
  } finally {
    await store.close();
  }
}

async function assertPutAside(folder: string): Promise<void> {
  const log = new LogBook();
  assert.equal(await countKeys(folder, log), 0);
  const aside = readdirSync(folder).filter(name => /^share\.db\.damaged-[-\dTZ.]+$/.test(name));
  assert.equal(aside.length, 1);
  assert.equal(log.lines.length, 1);
  assert.match(log.lines[0], /^the database .*share\.db is damaged \(.+\); it was put aside as .*share\.db\.damaged-/);
  assert.ok(log.lines[0].includes(aside[0]));
  assert.equal(await countKeys(folder, log), 0, 'the new one is sound');
}

describe('opening the embedded store', () => {
  it('says that the data folder is missing, or no folder', () => {
    const folder = makeDataFolder();
    const missing = join(folder, 'missing');
    assert.throws(() => openSqlite(missing), { message: `the data folder ${missing} does not exist` });
    const file = join(folder, 'file');
    writeFileSync(file, '');
    assert.throws(() => openSqlite(file), { message: `the data folder ${file} is not a folder` });
  });

  it('says that the data folder cannot be written to', t => {
    const disk = mountSmallDisk(1024 * 1024);
    if (!disk) return t.skip('a disk can be mounted by root only');
    execFileSync('mount', ['-o', 'remount,ro', disk.folder]);
    assert.throws(() => openSqlite(disk.folder), { message: /^the data folder .* cannot be written to: EROFS/ });
  });

  it('says that the file is none', () => {
    const folder = makeDataFolder();
    mkdirSync(join(folder, 'share.db'));
    assert.throws(() => openSqlite(folder), { message: /^the database .*share\.db cannot be opened: / });
  });

  it('keeps a second server out of the data folder', async () => {
    const folder = makeDataFolder();
    const store = openSqlite(folder);
    const inUse = { message: `the data folder ${folder} is in use by process ${process.pid}` };
    assert.throws(() => openSqlite(folder), inUse);
    assert.throws(() => openSqlite(folder), inUse, 'still');
    assert.equal(await holdInChild(folder), `the data folder ${folder} is in use by process ${process.pid}`);
    await store.close();
    lockFolder(folder)();
  });

  it('takes over the data folder of a killed process', async () => {
    const folder = makeDataFolder();
    const child = spawn(process.execPath, [HOLDER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const inUse = { message: `the data folder ${folder} is in use by process ${child.pid}` };
    assert.throws(() => openSqlite(folder), inUse);
    child.kill('SIGKILL');
    await once(child, 'close');
    assert.equal(await countKeys(folder), 0);
  });

  it('frees the data folder where the file could not be opened', async () => {
    const folder = await makeUsedFolder();
    setVersion(folder, 99);
    assert.throws(() => openSqlite(folder));
    lockFolder(folder)();
  });
});

/** What a server in a process of its own says. */
async function holdInChild(folder: string): Promise<string> {
  const child = spawn(process.execPath, [HOLDER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await once(child.stdout, 'data');
  child.kill();
  return String(said).trim();
}

describe('a damaged database', () => {
  const damages: [name: string, damage: (file: string, bytes: number) => void][] = [
    ['full of zeros', (file, bytes) => writeFileSync(file, Buffer.alloc(bytes))],
    ['garbage', (file, bytes) => writeFileSync(file, Buffer.alloc(bytes, 'garbage '))],
    ['a text', file => writeFileSync(file, 'hello')],
    ['cut in half', (file, bytes) => truncateSync(file, Math.floor(bytes / 2))],
    ['cut within its first page', file => truncateSync(file, 1000)],
    ['zeroed in its middle', (file, bytes) => overwrite(file, bytes / 2, Buffer.alloc(20_000))],
    ['garbled in its middle', (file, bytes) => overwrite(file, bytes / 2, Buffer.alloc(20_000, 'garbage '))],
    ['without its tables', file => dropTables(file)],
  ];
  for (const [name, damage] of damages) {
    it(`${name} is put aside`, async () => {
      const folder = await makeUsedFolder();
      const file = join(folder, 'share.db');
      damage(file, statSync(file).size);
      await assertPutAside(folder);
    });
  }

  it('emptied while its log is there is put aside', async () => {
    const folder = await makeKilledFolder();
    writeFileSync(join(folder, 'share.db'), '');
    await assertPutAside(folder);
    assert.equal(readdirSync(folder).filter(name => /damaged.*-wal$/.test(name)).length, 1);
  });

  it('that is found while the server runs is put aside at the next start, however large it is', async (t: TestContext) => {
    // Too large to be checked at each start, and to be held in memory.
    const folder = await makeUsedFolder(2000, 'x'.repeat(40_000));
    const log = new LogBook();
    const store = openSqlite(folder, { log });
    t.after(() => store.close());
    overwrite(join(folder, 'share.db'), 40_960, Buffer.alloc(4_000_000, 'garbage '));
    const failed = { type: 'OSError', message: "[Errno 5] Input/output error: 'share.db'" };
    await assert.rejects(async () => {
      for (let i = 0; i < 2000; i++) await store.registry.get(`key.${i}`);
    }, failed);
    assert.deepEqual(log.lines, [
      `the database ${join(folder, 'share.db')} is damaged; it is checked at the next start`,
    ]);
    assert.ok(existsSync(join(folder, 'share.db.suspect')));
    await store.close();
    await assertPutAside(folder);
    assert.ok(!existsSync(join(folder, 'share.db.suspect')));
  });

  it('cut at its end is put aside, also where it is too large to be checked as a whole', async () => {
    const folder = await makeUsedFolder(2000, 'x'.repeat(40_000));
    const file = join(folder, 'share.db');
    truncateSync(file, statSync(file).size - 4096);
    await assertPutAside(folder);
  });

  it('garbled where no start reads it is put aside', async () => {
    const folder = makeDataFolder();
    const clock = new TestClock();
    const store = openSqlite(folder, { clock });
    await store.messages.register('a', clock.time);
    for (let i = 0; i < 100; i++) await store.messages.send('x', 'a', ['message '.repeat(50)], clock.time);
    await store.close();
    const file = join(folder, 'share.db');
    const at = readFileSync(file).indexOf('message message ', 60_000);
    assert.ok(at > 0);
    overwrite(file, at - (at % PAGE_BYTES), Buffer.alloc(PAGE_BYTES, 'garbage '));
    await assertPutAside(folder);
  });

  it('cut at its end beside a log is put aside', async () => {
    const used = await makeUsedFolder(2000, 'x'.repeat(40_000));
    const folder = makeDataFolder();
    const store = openSqlite(used);
    await store.registry.set('key.0', 'changed', null);
    await stored(store);
    for (const file of ['share.db', 'share.db-wal']) copyFileSync(join(used, file), join(folder, file));
    await store.close();
    const file = join(folder, 'share.db');
    truncateSync(file, statSync(file).size - 20 * PAGE_BYTES);
    await assertPutAside(folder);
  });

  it('new and empty is none', async () => {
    const folder = makeDataFolder();
    writeFileSync(join(folder, 'share.db'), '');
    const log = new LogBook();
    assert.equal(await countKeys(folder, log), 0);
    assert.deepEqual(log.lines, []);
  });
});

describe('a torn log', () => {
  it('costs what was written last, and nothing else', async () => {
    const whole = await makeKilledFolder();
    assert.equal(await countKeys(whole), 100);
    const bytes = statSync(join(await makeKilledFolder(), 'share.db-wal')).size;
    for (const cut of [1, 100, 5000, 50_000]) {
      const folder = await makeKilledFolder();
      truncateSync(join(folder, 'share.db-wal'), bytes - cut);
      const log = new LogBook();
      const keys = await countKeys(folder, log);
      assert.ok(keys < 100 && keys >= 100 - Math.ceil(cut / 4096) - 1, `${keys} keys`);
      assert.deepEqual(log.lines, []);
    }
  });

  it('of garbage is passed over', async () => {
    const folder = await makeUsedFolder();
    writeFileSync(join(folder, 'share.db-wal'), Buffer.alloc(100_000, 'garbage '));
    assert.equal(await countKeys(folder), 2000);
  });
});

describe('the schema', () => {
  it('of a newer server is refused, and left as it is', async () => {
    const folder = await makeUsedFolder();
    const file = join(folder, 'share.db');
    setVersion(folder, 99);
    const before = readFileSync(file);
    assert.throws(() => openSqlite(folder), {
      message: `${file} was written by a newer server (schema 99; this one knows up to ${MIGRATIONS.length})`,
    });
    assert.deepEqual(readFileSync(file), before);
  });

  it('of another program is refused, and left as it is', () => {
    const folder = makeDataFolder();
    const file = join(folder, 'share.db');
    const db = new Database(file);
    db.exec('CREATE TABLE mine (a)');
    db.close();
    assert.throws(() => openSqlite(folder), { message: `${file} is not a database of this server` });
    assert.ok(new Database(file).prepare('SELECT * FROM mine').all());
    assert.deepEqual(
      readdirSync(folder).filter(name => name.includes('damaged')),
      [],
    );
  });

  it('is brought up to date step by step, each whole or not at all', () => {
    const db = new Database(':memory:');
    const steps = ['CREATE TABLE a (x)', 'ALTER TABLE a ADD COLUMN y; INSERT INTO a VALUES (1, 2)'];
    migrate(db, steps.slice(0, 1));
    assert.equal(db.pragma('user_version', { simple: true }), 1);
    assert.equal(db.pragma('application_id', { simple: true }), APPLICATION_ID);
    const failing = [...steps.slice(0, 1), 'CREATE TABLE b (x); INSERT INTO nowhere VALUES (1)'];
    assert.throws(() => migrate(db, failing));
    assert.equal(db.pragma('user_version', { simple: true }), 1);
    assert.equal(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'b'").pluck().get(), 0);
    migrate(db, steps);
    migrate(db, steps);
    assert.deepEqual(db.prepare('SELECT * FROM a').all(), [{ x: 1, y: 2 }]);
    assert.throws(() => migrate(db, steps.slice(0, 1)), ForeignDatabaseError);
  });
});

function overwrite(file: string, offset: number, bytes: Buffer): void {
  const fd = openSync(file, 'r+');
  writeSync(fd, bytes, 0, bytes.length, Math.floor(offset));
  closeSync(fd);
}

function setVersion(folder: string, version: number): void {
  const db = new Database(join(folder, 'share.db'));
  db.pragma('journal_mode = DELETE');
  db.pragma(`user_version = ${version}`);
  db.close();
}

function dropTables(file: string): void {
  const db = new Database(file);
  db.exec('DROP TABLE client');
  db.close();
}
