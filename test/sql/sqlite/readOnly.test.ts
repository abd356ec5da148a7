import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { SqlResult } from '../../../src/sql/sql.ts';
import { open, type TestedSql } from './fixture.ts';

const REFUSED = 'PermissionError: this SQL may only read';

/** What a request that may only read ends in: its rows, or `Type: message`. */
const read = (sql: TestedSql, text: string) =>
  sql.sql.run({ text, parameters: [], readOnly: true }).then(({ rows }: SqlResult) => rows, String);

async function filled(t: Parameters<typeof open>[0]): Promise<TestedSql> {
  const sql = open(t);
  await sql.run('CREATE TABLE t (a UNIQUE)');
  await sql.run('CREATE VIEW v AS SELECT a FROM t');
  await sql.run('CREATE TRIGGER r INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (new.a); END');
  await sql.run('INSERT INTO t VALUES (1), (2)');
  await sql.run('CREATE VIRTUAL TABLE f USING fts4(a)');
  await sql.run('CREATE VIRTUAL TABLE g USING fts5(a)');
  await sql.run("INSERT INTO f VALUES ('x')");
  await sql.run("INSERT INTO f VALUES ('y')");
  return sql;
}

const WRITES = `
  INSERT INTO t VALUES (3)
  INSERT OR IGNORE INTO t VALUES (1)
  INSERT INTO v VALUES (3)
  INSERT INTO t VALUES (3) RETURNING a
  INSERT INTO g (g) VALUES ('optimize')
  REPLACE INTO t VALUES (1)
  UPDATE t SET a = a + 10
  UPDATE t SET a = 1 WHERE a > 99
  DELETE FROM t
  WITH x AS (SELECT 3 AS a) INSERT INTO t SELECT a FROM x
  CREATE TABLE u (a)
  CREATE TABLE IF NOT EXISTS t (a)
  CREATE TABLE u AS SELECT * FROM t
  CREATE INDEX i ON t (a)
  CREATE VIRTUAL TABLE h USING fts5(a)
  ALTER TABLE t RENAME TO u
  DROP TABLE t
  DROP TABLE IF EXISTS absent
  ANALYZE
  REINDEX
  VACUUM
  PRAGMA user_version = 5
  PRAGMA application_id = 5
  PRAGMA optimize
  EXPLAIN DELETE FROM t
  SELECT * FROM pragma_optimize
  SELECT optimize(f) FROM f LIMIT 1`;

test('what may only read writes nothing, whatever it is dressed up as', async t => {
  const sql = await filled(t);
  const wal = () => readFileSync(join(sql.folder, 'sql.db-wal'));
  const before = wal();
  for (const text of WRITES.trim().split('\n')) assert.equal(await read(sql, text), REFUSED, text);
  assert.ok(wal().equals(before));
  // Each is a statement that somebody else may run.
  for (const text of WRITES.trim().split('\n')) {
    const error = await sql.run(text).catch(String);
    assert.ok(typeof error === 'object' || !error.includes('Permission'), `${text}: ${error}`);
  }
});

test('what may only read reads all there is', async t => {
  const sql = await filled(t);
  assert.deepEqual(await read(sql, 'SELECT a FROM t ORDER BY a'), [[1n], [2n]]);
  assert.deepEqual(await read(sql, 'VALUES (1)'), [[1n]]);
  assert.deepEqual(await read(sql, 'WITH x AS (SELECT max(a) AS b FROM v) SELECT b FROM x'), [[2n]]);
  assert.deepEqual(await read(sql, "SELECT a FROM f WHERE f MATCH 'x'"), [['x']]);
  assert.deepEqual(await read(sql, 'PRAGMA user_version'), [[0n]]);
  assert.deepEqual(await read(sql, 'PRAGMA quick_check'), [['ok']]);
  assert.deepEqual(await read(sql, "SELECT name FROM pragma_table_info('t')"), [['a']]);
  assert.match(String(await read(sql, 'EXPLAIN QUERY PLAN SELECT * FROM t')), /SCAN t/);
  assert.deepEqual(await read(sql, '-- nothing'), []);
});

test('what is refused to all, or wrong, is still told as such', async t => {
  const sql = await filled(t);
  assert.match(String(await read(sql, "ATTACH 'x' AS y")), /^OperationalError: ATTACH is not allowed/);
  assert.equal(await read(sql, 'SELECT absent'), 'OperationalError: no such column: absent');
  assert.match(
    String(await read(sql, 'PRAGMA query_only = OFF')),
    /^OperationalError: PRAGMA query_only is not allowed/,
  );
});

test('readers and writers take turns', async t => {
  const sql = await filled(t);
  const answers: unknown[] = [];
  for (let n = 10; n < 20; n++) {
    answers.push(read(sql, `INSERT INTO t VALUES (${n})`));
    answers.push(sql.run(`INSERT INTO t VALUES (${n})`).then(({ changes }) => changes));
    answers.push(read(sql, 'SELECT max(a) FROM t').then(String));
  }
  const expected = Array.from({ length: 10 }, (_, index) => [REFUSED, 1, String(index + 10)]).flat();
  assert.deepEqual(await Promise.all(answers), expected);
});
