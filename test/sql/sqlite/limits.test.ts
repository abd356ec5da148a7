import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statfsSync } from 'node:fs';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { PythonError } from '../../../src/core/errors.ts';
import { mountSmallDisk } from '../../store/storeSupport.ts';
import { childIds, counting, ENDLESS, open, until } from './fixture.ts';

const MEBIBYTE = 1024 * 1024;

test('an endless query is cut at its limit while the loop goes on, and the next ones are answered', {
  timeout: 30_000,
}, async t => {
  const sql = open(t, { timeoutMs: 300 });
  await sql.run('CREATE TABLE t (a)');
  const [before] = childIds(sql.folder);
  const cut = sql.error(ENDLESS);
  const behind = [sql.run('INSERT INTO t VALUES (1)'), sql.run('SELECT a FROM t')];
  let turns = 0;
  const counted = cut.finally(() => {
    turns = -turns;
  });
  while (turns >= 0 && turns < 1000) {
    await turn();
    turns++;
  }
  assert.equal(turns, 1000, 'the loop must turn while the query runs');
  assert.equal(await counted, 'OperationalError: interrupted: the statement took longer than 300 ms');
  assert.deepEqual(
    (await Promise.all(behind)).map(result => result.rows),
    [[], [[1n]]],
  );
  assert.notEqual(childIds(sql.folder)[0], before);
  assert.deepEqual(sql.notices, []);
});

const RUNAWAYS: readonly string[] = [
  'INSERT INTO t WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c',
  `UPDATE t SET a = (${ENDLESS})`,
  `DELETE FROM t WHERE (${ENDLESS}) > 0 RETURNING a`,
  `CREATE TABLE u AS ${ENDLESS}`,
];

test('a write that is cut leaves nothing behind', { timeout: 30_000 }, async t => {
  const sql = open(t, { timeoutMs: 200 });
  await sql.run('CREATE TABLE t (a)');
  await sql.run('INSERT INTO t VALUES (7)');
  for (const text of RUNAWAYS) {
    assert.match(await sql.error(text), /^OperationalError: interrupted: /, text);
    assert.deepEqual(await sql.rows('SELECT a FROM t'), [[7n]]);
    assert.deepEqual(await sql.rows('SELECT name FROM sqlite_schema'), [['t']]);
  }
  assert.deepEqual(await sql.rows('PRAGMA integrity_check'), [['ok']]);
  assert.deepEqual(readdirSync(sql.folder).sort(), ['sql.db', 'sql.db-shm', 'sql.db-wal']);
});

test('what is cut was not written, and what is written was not cut', { timeout: 60_000 }, async t => {
  const sql = open(t, { timeoutMs: 40 });
  await sql.run('CREATE TABLE t (n)');
  const acknowledged: bigint[] = [];
  // Around the limit, whatever the machine's speed: longer after each success, shorter after each cut.
  let rows = 20_000;
  for (let n = 1n; n <= 40n; n++) {
    const text = `INSERT INTO t SELECT ? FROM (SELECT count(*) FROM (${counting(Math.round(rows))}))`;
    const isWritten = await sql.run(text, [n]).then(
      () => true,
      error => assert.match(String(error), /^OperationalError: interrupted: /),
    );
    if (isWritten) acknowledged.push(n);
    rows *= isWritten ? 1.3 : 0.8;
  }
  assert.ok(acknowledged.length > 0 && acknowledged.length < 40, String(acknowledged.length));
  const written = await sql.rows('SELECT n FROM t ORDER BY rowid');
  assert.deepEqual(written.flat(), acknowledged);
});

test('a trigger or a view cannot smuggle an endless query past the limit', { timeout: 30_000 }, async t => {
  const sql = open(t, { timeoutMs: 200 });
  await sql.run('CREATE TABLE t (a)');
  await sql.run(`CREATE VIEW v AS ${ENDLESS}`);
  await sql.run('CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT * FROM v; END');
  assert.match(await sql.error('INSERT INTO t VALUES (1)'), /^OperationalError: interrupted: /);
  assert.deepEqual(await sql.rows('SELECT a FROM t'), []);
});

test('the longest time limit that can be set is one', async t => {
  const sql = open(t, { timeoutMs: 2_147_483_647 });
  assert.deepEqual(await sql.rows(`SELECT count(*) FROM (${counting(300_000)})`), [[300_000n]]);
});

test('a result may have as many rows as the limit says, and not one more', async t => {
  const sql = open(t);
  assert.equal((await sql.rows(counting(10_000))).length, 10_000);
  assert.equal(await sql.error(counting(10_001)), 'DataError: the result has more than 10000 rows');
  await sql.run('CREATE TABLE t (a)');
  await sql.run(`INSERT INTO t ${counting(20_000)}`);
  assert.match(await sql.error('UPDATE t SET a = -a RETURNING a'), /^DataError: the result has more than 10000 rows/);
  assert.deepEqual(await sql.rows('SELECT count(*) FROM t WHERE a < 0'), [[0n]]);
});

test('a result may weigh no more than its limit', async t => {
  const sql = open(t, { maxResultBytes: MEBIBYTE });
  assert.equal((await sql.rows('SELECT zeroblob(1000000)'))[0].length, 1);
  assert.equal(await sql.error('SELECT zeroblob(1048576)'), 'DataError: the result has more than 1048576 bytes');
  assert.match(await sql.error(`SELECT ${Array(40).fill('x').join()} FROM (${counting(1000)})`), /^DataError/);
});

test('a request may weigh no more than its limit', async t => {
  const sql = open(t);
  assert.equal(await sql.error(`SELECT '${'é'.repeat(500_000)}'`), 'DataError: query string is too large');
  assert.equal(await sql.error('SELECT ?', [new Uint8Array(17 * MEBIBYTE)]), 'DataError: string or blob too big');
  assert.equal(await sql.error('SELECT ?', Array(32_767).fill(null)), 'OperationalError: too many SQL variables');
  const [[length]] = await sql.rows('SELECT length(?)', ['x'.repeat(15 * MEBIBYTE)]);
  assert.equal(length, BigInt(15 * MEBIBYTE));
});

test('a flood of requests is refused past the queue', async t => {
  const sql = open(t, { maxWaiting: 10 });
  const answers = await Promise.all(Array.from({ length: 20 }, () => sql.rows('SELECT 1').then(String, String)));
  const refused = 'OperationalError: too many SQL requests are waiting';
  assert.deepEqual(answers, [...Array(11).fill('1'), ...Array(9).fill(refused)]);
  const heavy = await Promise.all(
    Array.from({ length: 5 }, () => sql.rows('SELECT length(?)', [new Uint8Array(15 * MEBIBYTE)]).then(String, String)),
  );
  assert.deepEqual(heavy, [...Array(3).fill(String(15 * MEBIBYTE)), refused, refused]);
});

test('the database cannot grow past its limit', async t => {
  const sql = open(t, { maxFileBytes: 2 * MEBIBYTE });
  await sql.run('CREATE TABLE t (a)');
  assert.equal(
    await sql.error('INSERT INTO t VALUES (zeroblob(3000000))'),
    'OperationalError: database or disk is full',
  );
  assert.equal((await sql.run('INSERT INTO t VALUES (zeroblob(1000000))')).changes, 1);
});

test('a statement leaves room on the disk', { timeout: 60_000 }, async t => {
  const disk = mountSmallDisk(96 * MEBIBYTE);
  if (!disk) return t.skip('a small disk can be mounted by root only');
  const sql = open(t, { folder: disk.folder, timeoutMs: 50_000 });
  await sql.run('CREATE TABLE t (a)');
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(disk.folder);
    return bavail * bsize;
  };
  const before = freeBytes();
  const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)';
  for (const text of [
    `${endless} SELECT x FROM c ORDER BY randomblob(3000)`,
    `INSERT INTO t ${endless} SELECT randomblob(3000) FROM c`,
  ]) {
    let least = before;
    const timer = setInterval(() => {
      least = Math.min(least, freeBytes());
    }, 5);
    assert.equal(await sql.error(text), 'OperationalError: database or disk is full', text);
    clearInterval(timer);
    assert.ok(least < before && least > 8 * MEBIBYTE, `${least} bytes left by ${text}`);
    assert.deepEqual(await sql.rows('SELECT count(*) FROM t'), [[0n]]);
  }
  assert.ok(freeBytes() > before - 20 * MEBIBYTE, 'what a cut statement wrote is given back');
  assert.deepEqual(sql.notices, []);
});

const BOMBS: readonly string[] = [
  'SELECT randomblob(500000000)',
  'SELECT length(zeroblob(500000000) || 1), length(zeroblob(500000000) || 2)',
  "SELECT printf('%500000000d', 1)",
  `SELECT group_concat(zeroblob(5000000)) FROM (${counting(1000)})`,
  `SELECT json_group_array(hex(zeroblob(1000000))) FROM (${counting(1000)})`,
  `SELECT replace(hex(zeroblob(10000)), '0', hex(zeroblob(10000)))`,
  `INSERT INTO t SELECT randomblob(400000000)`,
];

test('memory bombs go off in a small room', { timeout: 60_000 }, async t => {
  const maxMemoryBytes = 256 * MEBIBYTE;
  const sql = open(t, { maxMemoryBytes });
  await sql.run('CREATE TABLE t (a)');
  for (const text of BOMBS) {
    const peak = await peakWhile(sql.folder, async () => {
      assert.match(
        await sql.error(text),
        /^(MemoryError: the statement needed more than 268435456 bytes of memory|DataError: .*)$/,
        text,
      );
    });
    assert.ok(peak < 2 * maxMemoryBytes, `${text} took ${peak / MEBIBYTE} MiB`);
    assert.deepEqual(await sql.rows('SELECT count(*) FROM t'), [[0n]]);
  }
  assert.deepEqual(sql.notices, []);
});

/** The most that a child process held while `action` ran, in bytes, by the kernel's own account where there is one. */
async function peakWhile(folder: string, action: () => Promise<void>): Promise<number> {
  const [id] = childIds(folder);
  let peak = 0;
  const timer = setInterval(() => {
    try {
      const [, kibibytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8')) ?? [];
      peak = Math.max(peak, Number(kibibytes ?? 0) * 1024);
    } catch {
      // Its end.
    }
  }, 2);
  await action();
  clearInterval(timer);
  await until(() => childIds(folder).length === 1);
  return peak;
}

test('deep and wide statements end in an error', async t => {
  const sql = open(t);
  assert.match(await sql.error(`SELECT ${'('.repeat(100_000)}`), /^OperationalError: /);
  assert.match(await sql.error(`SELECT ${'-'.repeat(2)}1`), /^OperationalError: /);
  assert.match(await sql.error(`SELECT ${'NOT '.repeat(100_000)}1`), /^OperationalError: /);
  assert.match(await sql.error(`SELECT ${'1,'.repeat(100_000)}1`), /^OperationalError: too many columns/);
  assert.match(await sql.error(`SELECT 1 ${'UNION SELECT 1 '.repeat(10_000)}`), /^OperationalError: /);
  assert.deepEqual(await sql.rows('SELECT 1'), [[1n]]);
  assert.deepEqual(sql.notices, []);
});

test('no text harms the process', { timeout: 60_000 }, async t => {
  const sql = open(t);
  await sql.run('CREATE TABLE t (a, b)');
  const word = fc.constantFrom(
    ...`SELECT INSERT INTO t VALUES ( ) , a b * FROM WHERE = 1 'x' ? :n UPDATE SET DELETE CREATE TABLE u INDEX ON WITH AS UNION ORDER BY LIMIT EXPLAIN PRAGMA user_version ; -- /* " RETURNING count x'00' 1e999 ALTER DROP VIEW REINDEX ANALYZE VACUUM NULL`.split(
      ' ',
    ),
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(word, { maxLength: 15 }).map(words => words.join(' ')),
  );
  const parameters = fc.oneof(fc.array(fc.constantFrom(null, 1n, 0.5, 'x')), fc.constant(new Map([['n', 1n]])));
  await fc.assert(
    fc.asyncProperty(text, parameters, async (statement, values) => {
      const error = await sql.run(statement, values).catch(reason => reason);
      assert.ok(!(error instanceof Error) || error instanceof PythonError, String(error));
      assert.ok(!/^InternalError/.test(String(error)), String(error));
    }),
    { numRuns: 3000 },
  );
  assert.deepEqual(sql.notices, []);
});
