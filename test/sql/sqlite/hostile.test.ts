import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type ServerProcess, startProcess } from '../../support/process.ts';
import { exchange } from '../../support/rawClient.ts';
import { makeFolder } from '../../support/server.ts';
import { BOMBS, CALM, type Case, GROUND, OUTSIDE } from './hostile/statements.ts';

const MEBIBYTE = 1024 * 1024;

/** What the server and its SQL process may hold together after it all, and at any time in between. */
const MAX_HELD_BYTES = 600 * MEBIBYTE;

/** Settings that no statement may change, and that nothing temporary is there. */
const STATE = `SELECT ${[
  ...['journal_mode', 'synchronous', 'foreign_keys', 'defer_foreign_keys', 'ignore_check_constraints', 'query_only'],
  ...['locking_mode', 'trusted_schema', 'writable_schema', 'recursive_triggers', 'temp_store', 'cache_size', 'threads'],
  ...['read_uncommitted', 'legacy_alter_table', 'page_size', 'max_page_count', 'encoding', 'auto_vacuum'],
]
  .map(name => `(SELECT * FROM pragma_${name})`)
  .join()}, (SELECT count(*) FROM sqlite_temp_schema)`;

let server: ServerProcess;
let folder: string;
let outside: string;
let state: string;

async function start(timeoutMs: number): Promise<void> {
  const root = await makeFolder();
  [folder, outside] = ['data', 'outside'].map(name => join(root, name));
  for (const made of [folder, outside]) mkdirSync(made);
  writeFileSync(join(outside, 'secret'), 'a secret');
  const flags = ['--port', '0', '--host', '127.0.0.1', '--data', folder, '--max-request', `${MEBIBYTE}`];
  server = await startProcess([...flags, '--sql-timeout-ms', `${timeoutMs}`]);
  state = await run(STATE);
}

/** What a client gets for a statement, as raw text. */
async function run(sql: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${server.port}/api/dbQuery?format=text`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ sql }),
  });
  return (await response.text()).replace(/^Error: /, '');
}

async function tryAll(cases: readonly Case[]): Promise<void> {
  const wrong: string[] = [];
  for (const [statement, expected] of cases) {
    const name = statement.slice(0, 200);
    const outcome = await run(statement.replaceAll(OUTSIDE, outside));
    if (!expected.test(outcome) || outcome.includes('a secret')) wrong.push(`${name} -> ${outcome.slice(0, 200)}`);
    assert.equal(await run('SELECT 1'), '[(1,)]', `after ${name}`);
    assert.equal(await exchange(server.port, 'ping()'), 'pong', `after ${name}`);
    checkOpenFiles(name);
  }
  assert.deepEqual(wrong, []);
}

/** The SQL process has the files of its database open, and no others. */
function checkOpenFiles(name: string): void {
  if (process.platform !== 'linux') return;
  const { pid } = server.child;
  for (const id of readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')) {
    for (const file of openFiles(id)) assert.ok(file.startsWith(`${folder}/sql.db`), `${file} after ${name}`);
  }
}

function openFiles(id: string): string[] {
  const links: string[] = [];
  try {
    for (const entry of readdirSync(`/proc/${id}/fd`)) links.push(readlinkSync(`/proc/${id}/fd/${entry}`));
  } catch {
    // It has ended or closed one.
  }
  return links.filter(link => link.startsWith('/') && !/^\/(dev|proc)\//.test(link));
}

/** What a process held at most, in bytes; 0 where the system does not tell. */
function peakBytes(id: number): number {
  if (process.platform !== 'linux') return 0;
  const [, kibibytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8')) ?? [];
  return Number(kibibytes) * 1024;
}

function checkTraces(): void {
  assert.deepEqual(readdirSync(outside), ['secret']);
  const known = /^(share\.lock|(share|sql)\.db(-wal|-shm)?)$/;
  assert.deepEqual(
    readdirSync(folder).filter(name => !known.test(name)),
    [],
  );
  assert.doesNotMatch(server.output(), /"level":[56]0|InternalError|RuntimeError/);
}

test('a hostile statement is refused or does no harm', async () => {
  // A slow machine takes its time to compile some of them.
  await start(60_000);
  await tryAll(CALM);
  assert.equal(await run(STATE), state);
  assert.equal(await run('PRAGMA quick_check'), "[('ok',)]");
  checkTraces();
});

test('a bomb goes off in a room of its own', async () => {
  await start(300);
  await tryAll([...GROUND, ...BOMBS]);
  assert.equal(await run(STATE), state);
  assert.equal(await run('SELECT count(*) FROM t'), '[(10,)]');
  assert.equal(await run('PRAGMA quick_check'), "[('ok',)]");
  assert.ok(peakBytes(server.child.pid!) < MAX_HELD_BYTES, `${peakBytes(server.child.pid!)} bytes`);
  checkTraces();
});
