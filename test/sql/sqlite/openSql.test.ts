import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { SqlValue } from '../../../src/sql/sql.ts';
import { childIds, counting, open, temporaryFolder } from './fixture.ts';

test('values keep their types, through the file too', async t => {
  const folder = temporaryFolder(t);
  const values: SqlValue[] = [
    null,
    0n,
    2n ** 63n - 1n,
    -(2n ** 63n),
    1,
    0.1,
    -0.0,
    1e300,
    '',
    'È😀\0é',
    new Uint8Array([0, 1, 255]),
  ];
  const first = open(t, { folder });
  await first.run('CREATE TABLE v (value)');
  for (const value of values) await first.run('INSERT INTO v VALUES (?)', [value]);
  assert.deepEqual(
    await first.rows('SELECT value FROM v'),
    values.map(value => [value]),
  );
  await first.sql.close();
  const again = open(t, { folder });
  const rows = await again.rows('SELECT value FROM v');
  assert.deepEqual(
    rows,
    values.map(value => [value]),
  );
  assert.equal(Object.getPrototypeOf(rows.at(-1)?.[0]), Uint8Array.prototype);
});

test('who uses no SQL has no process for it, and no file', async t => {
  const folder = temporaryFolder(t);
  const first = open(t, { folder });
  assert.deepEqual([childIds(folder), readdirSync(folder)], [[], []]);
  await first.run('CREATE TABLE v (value)');
  assert.equal(childIds(folder).length, 1);
  await first.sql.close();
  open(t, { folder });
  assert.equal(childIds(folder).length, 1);
});

test('text that is not UTF-8 becomes U+FFFD, not an error', async t => {
  assert.deepEqual(await open(t).rows("SELECT CAST(x'61ff' AS TEXT)"), [['a\ufffd']]);
});

test('a result tells columns, rows and what was changed', async t => {
  const sql = open(t);
  assert.deepEqual(await sql.run('CREATE TABLE t (a INTEGER PRIMARY KEY, b)'), { columns: [], rows: [], changes: 0 });
  assert.equal((await sql.run('CREATE VIRTUAL TABLE f USING fts5(a)')).changes, 0);
  assert.equal((await sql.run('WITH x AS (SELECT 1) INSERT INTO f SELECT * FROM x')).changes, 1);
  assert.deepEqual(await sql.run("INSERT INTO t (b) VALUES ('x'), ('y')"), { columns: [], rows: [], changes: 2 });
  assert.deepEqual(await sql.run("UPDATE t SET b = b || '!' RETURNING a, b AS c"), {
    columns: ['a', 'c'],
    rows: [
      [1n, 'x!'],
      [2n, 'y!'],
    ],
    changes: 2,
  });
  assert.deepEqual(await sql.run('SELECT a, a FROM t WHERE a > 5'), { columns: ['a', 'a'], rows: [], changes: 0 });
  assert.deepEqual(await sql.run('DELETE FROM t WHERE a > 5 RETURNING a'), { columns: ['a'], rows: [], changes: 0 });
  assert.deepEqual(await sql.run('SELECT 1 AS one'), { columns: ['one'], rows: [[1n]], changes: 0 });
  assert.deepEqual(await sql.run('PRAGMA user_version'), { columns: ['user_version'], rows: [[0n]], changes: 0 });
});

test('what the seed does works', async t => {
  const sql = open(t);
  assert.match(String((await sql.rows('SELECT datetime();'))[0][0]), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  await sql.run('CREATE TABLE IF NOT EXISTS testing (id integer PRIMARY KEY, field1 TEXT);');
  for (let x = 0; x < 10; x++) await sql.run(`INSERT INTO testing (field1) VALUES ('This is record ${x}');`);
  const rows = await sql.rows('SELECT * FROM testing;');
  assert.deepEqual(rows[9], [10n, 'This is record 9']);
  await sql.run('DROP TABLE IF EXISTS testing;');
  assert.deepEqual(await sql.rows('SELECT name FROM sqlite_schema'), []);
});

test("SQLite's defaults hold: foreign keys are not enforced unless asked for", async t => {
  const schema = ['CREATE TABLE p (a PRIMARY KEY)', 'CREATE TABLE c (a REFERENCES p DEFERRABLE INITIALLY DEFERRED)'];
  const plain = open(t);
  for (const text of schema) await plain.run(text);
  assert.equal((await plain.run('INSERT INTO c VALUES (1)')).changes, 1);
  const strict = open(t, { foreignKeys: true });
  for (const text of schema) await strict.run(text);
  assert.equal(await strict.error('INSERT INTO c VALUES (1)'), 'IntegrityError: FOREIGN KEY constraint failed');
  assert.deepEqual(await strict.rows('SELECT * FROM c'), []);
});

test('a statement that fails leaves nothing behind, whatever its conflict clause says', async t => {
  const sql = open(t);
  await sql.run('CREATE TABLE t (a UNIQUE)');
  await sql.run('INSERT INTO t VALUES (3)');
  for (const clause of ['', 'OR FAIL', 'OR ABORT', 'OR ROLLBACK']) {
    const error = await sql.error(`INSERT ${clause} INTO t VALUES (1), (2), (3), (4)`);
    assert.equal(error, 'IntegrityError: UNIQUE constraint failed: t.a');
    assert.deepEqual(await sql.rows('SELECT a FROM t'), [[3n]]);
  }
  await sql.run('INSERT OR IGNORE INTO t VALUES (3), (4)');
  assert.deepEqual(await sql.rows('SELECT a FROM t'), [[3n], [4n]]);
});

test('triggers, views, full text, R*Tree and JSON work', async t => {
  const sql = open(t);
  await sql.run('CREATE TABLE t (a, b)');
  await sql.run('CREATE VIRTUAL TABLE f USING fts5(b)');
  await sql.run('CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO f (rowid, b) VALUES (new.a, new.b); END;');
  await sql.run("CREATE VIEW v AS SELECT t.a, json_object('b', t.b) AS j FROM t");
  await sql.run("INSERT INTO t VALUES (7, 'the quick fox')");
  assert.deepEqual(await sql.rows("SELECT rowid FROM f WHERE f MATCH 'quick'"), [[7n]]);
  assert.deepEqual(await sql.rows('SELECT * FROM v'), [[7n, '{"b":"the quick fox"}']]);
  await sql.run('CREATE VIRTUAL TABLE g USING rtree(id, x0, x1)');
  await sql.run('INSERT INTO g VALUES (1, 0, 5)');
  assert.deepEqual(await sql.rows('SELECT id FROM g WHERE x0 < 3'), [[1n]]);
});

test('a result follows the schema as it is now', async t => {
  const sql = open(t);
  await sql.run('CREATE TABLE t (a)');
  await sql.run('INSERT INTO t VALUES (1)');
  assert.deepEqual((await sql.run('SELECT * FROM t')).columns, ['a']);
  await sql.run('ALTER TABLE t ADD COLUMN b DEFAULT 2');
  const { columns, rows } = await sql.run('SELECT * FROM t');
  assert.deepEqual([columns, rows], [['a', 'b'], [[1n, 2n]]]);
});

test('system tables, shadow tables and settings are out of reach', async t => {
  const sql = open(t);
  await sql.run('CREATE VIRTUAL TABLE f USING fts5(a)');
  assert.equal(
    await sql.error('DELETE FROM sqlite_schema'),
    'OperationalError: table sqlite_master may not be modified',
  );
  assert.equal(await sql.error('DELETE FROM f_data'), 'OperationalError: table f_data may not be modified');
  assert.match(await sql.error('DROP TABLE sqlite_schema'), /may not be dropped/);
  assert.match(await sql.error("SELECT readfile('/etc/passwd')"), /no such function/);
  assert.match(await sql.error("CREATE VIRTUAL TABLE x USING csv(filename='/etc/passwd')"), /no such module/);
});

test('no table that a PRAGMA makes tells where the database is', async t => {
  const sql = open(t);
  const pragmas = await sql.rows('SELECT name FROM pragma_pragma_list');
  for (const [name] of pragmas) {
    const rows = await sql.rows(`SELECT * FROM pragma_${name}`).catch(() => []);
    assert.ok(
      !JSON.stringify(rows, (_, value) =>
        String(value) === value || Array.isArray(value) ? value : String(value),
      ).includes(sql.folder),
      String(name),
    );
  }
});

test('requests run in the order they were made', async t => {
  const sql = open(t);
  const done: number[] = [];
  const running = [sql.run('CREATE TABLE t (a INTEGER PRIMARY KEY, n)')];
  for (let n = 1; n <= 300; n++) {
    const text = n % 10 === 0 ? 'SELECT nothing, ?' : 'INSERT INTO t (n) VALUES (?)';
    running.push(sql.run(text, [BigInt(n)]));
    running.at(-1)?.then(
      () => done.push(n),
      () => done.push(n),
    );
  }
  await Promise.allSettled(running);
  assert.deepEqual(
    done,
    Array.from({ length: 300 }, (_, index) => index + 1),
  );
  const written = (await sql.rows('SELECT n FROM t ORDER BY a')).map(([n]) => Number(n));
  assert.deepEqual(
    written,
    done.filter(n => n % 10 !== 0),
  );
});

test('closing lets the running request end, refuses the others, and leaves one file', async t => {
  const sql = open(t);
  await sql.run('CREATE TABLE t (a)');
  const running = sql.run(`INSERT INTO t SELECT count(*) > 0 FROM (${counting(300_000)})`);
  const waiting = sql.error('INSERT INTO t VALUES (2)');
  await turn();
  await Promise.all([sql.sql.close(), sql.sql.close()]);
  assert.equal((await running).changes, 1);
  assert.equal(await waiting, 'ProgrammingError: Cannot operate on a closed database.');
  assert.equal(await sql.error('SELECT 1'), 'ProgrammingError: Cannot operate on a closed database.');
  assert.deepEqual(readdirSync(sql.folder), ['sql.db']);
  assert.deepEqual(await open(t, { folder: sql.folder }).rows('SELECT a FROM t'), [[1n]]);
});
