import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { childIds, ENDLESS, open, temporaryFolder, until } from './fixture.ts';

test('an acknowledged write survives kill -9 of parent and child', { timeout: 60_000 }, async t => {
  for (const victim of ['parent first', 'child first']) {
    const folder = temporaryFolder(t);
    const { parent, lines } = startParent(t, folder, 'write');
    let acknowledged = 0;
    lines.on('line', line => {
      if (line !== 'ready') acknowledged = Number(line);
      if (acknowledged !== 300 || parent.killed) return;
      const [child] = childIds(folder);
      if (victim === 'parent first') parent.kill('SIGKILL');
      process.kill(child, 'SIGKILL');
      parent.kill('SIGKILL');
    });
    await once(parent, 'close');
    assert.ok(acknowledged >= 300, victim);
    const [[count, last]] = await open(t, { folder }).rows('SELECT count(*), max(n) FROM t');
    assert.equal(count, last, 'without a gap');
    assert.ok(Number(count) >= acknowledged, `${count} of ${acknowledged}, ${victim}`);
  }
});

test('the child ends with its parent, even in the midst of an endless query', { timeout: 60_000 }, async t => {
  for (const what of ['write', 'endless'] as const) {
    const folder = temporaryFolder(t);
    const { parent, lines } = startParent(t, folder, what);
    for await (const line of lines) if (line === 'ready') break;
    assert.equal(childIds(folder).length, 1);
    parent.kill('SIGKILL');
    await until(() => childIds(folder).length === 0);
  }
});

test('the signals of a terminal and of a service manager are left to the parent', async t => {
  const sql = open(t);
  await sql.run('CREATE TABLE t (a)');
  const [child] = childIds(sql.folder);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(child, signal);
  await sql.run('INSERT INTO t VALUES (1)');
  assert.deepEqual(childIds(sql.folder), [child]);
});

test('a child that is killed from outside is replaced, and the operator hears of it', { timeout: 30_000 }, async t => {
  const sql = open(t);
  await sql.run('CREATE TABLE t (a)');
  const [idle] = childIds(sql.folder);
  process.kill(idle, 'SIGKILL');
  await until(() => sql.notices.length === 1);
  await sql.run('INSERT INTO t VALUES (1)');
  const running = sql.error(ENDLESS);
  const behind = sql.rows('SELECT a FROM t');
  process.kill(childIds(sql.folder)[0], 'SIGKILL');
  const message = 'the SQL process ended unexpectedly (SIGKILL)';
  assert.equal(await running, `OperationalError: ${message}; the outcome is unknown`);
  assert.deepEqual(await behind, [[1n]]);
  assert.deepEqual(sql.notices, [message, message]);
});

test('a damaged file is put aside, and a fresh one takes its place', async t => {
  const damages: readonly [string, (file: string) => void][] = [
    ['not a database', file => writeFileSync(file, 'x'.repeat(5000))],
    ['cut off', file => writeFileSync(file, readFileSync(file).subarray(0, 5000))],
    ['its schema overwritten', file => writeFileSync(file, readFileSync(file).fill(0x5a, 100, 4096))],
  ];
  for (const [what, damage] of damages) {
    const folder = temporaryFolder(t);
    const first = open(t, { folder });
    await first.run('CREATE TABLE t (a)');
    await first.run('INSERT INTO t VALUES (zeroblob(20000))');
    await first.sql.close();
    damage(join(folder, 'sql.db'));
    const damaged = readFileSync(join(folder, 'sql.db'));
    const second = open(t, { folder });
    assert.deepEqual(await second.rows('SELECT name FROM sqlite_schema'), [], what);
    assert.equal(second.notices.length, 1, what);
    assert.match(
      second.notices[0],
      /sql\.db is damaged \(.*\); it is now .*sql\.db\.damaged-[-\dT.]+Z, a fresh one is in its place$/,
    );
    const aside = readdirSync(folder).find(name => /^sql\.db\.damaged-[^.]+\.\d+Z$/.test(name));
    assert.deepEqual(readFileSync(join(folder, aside ?? '')), damaged);
    await second.run('CREATE TABLE t (a)');
  }
});

test('what cannot be opened is an error of every request until it can be', async t => {
  const folder = temporaryFolder(t);
  const sql = open(t, { folder: join(folder, 'later') });
  const error = /^OperationalError: unable to open database file/;
  const [first, second] = await Promise.all([sql.error('SELECT 1'), sql.error('SELECT 2')]);
  assert.match(first, error);
  assert.match(second, error);
  mkdirSync(join(folder, 'later'));
  assert.deepEqual(await sql.rows('SELECT 3'), [[3n]]);
});

test('without a file descriptor left it is an error, and well again when there is', { timeout: 30_000 }, t => {
  const script = fileURLToPath(new URL('./starved.ts', import.meta.url));
  const command = ['-c', 'ulimit -n 64; exec "$0" "$@"', process.execPath, script, temporaryFolder(t)];
  const { stdout, stderr } = spawnSync('sh', command, { encoding: 'utf8', timeout: 20_000 });
  assert.match(stdout, /^(OperationalError: the SQL process cannot be started\n){2}1\n$/, stderr);
});

test('a file that another process holds is not taken for a damaged one', { timeout: 30_000 }, async t => {
  const first = open(t);
  await first.run('CREATE TABLE t (a)');
  const second = open(t, { folder: first.folder });
  await second.run('INSERT INTO t VALUES (1)');
  assert.deepEqual(await first.rows('SELECT a FROM t'), [[1n]]);
  assert.deepEqual([...first.notices, ...second.notices], []);
});

test('with full synchronisation all is the same', async t => {
  const sql = open(t, { synchronous: 'full' });
  await sql.run('CREATE TABLE t (a)');
  assert.deepEqual(await sql.rows('PRAGMA synchronous'), [[2n]]);
  assert.deepEqual(await open(t).rows('PRAGMA synchronous'), [[1n]]);
});

function startParent(t: TestContext, folder: string, what: 'write' | 'endless') {
  const script = fileURLToPath(new URL('./parent.ts', import.meta.url));
  const parent: ChildProcess = spawn(process.execPath, [script, folder, what], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => parent.kill('SIGKILL'));
  return { parent, lines: createInterface({ input: parent.stdout! }) };
}
