import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { cleanUp } from '../support/cleanUp.ts';
import { startProcess } from '../support/process.ts';
import { LineClient } from '../support/rawClient.ts';
import { makeFolder } from '../support/server.ts';

const WRITES = 20;
const noTracer = spawnSync('strace', ['--version']).status === 0 ? false : 'strace is missing';

/** What the server asks of the system while it answers writes: `sync` of a file, and `reply`, in order; undefined where nothing may be traced. */
async function traceWrites(durability: string): Promise<string[] | undefined> {
  const args = ['--port', '0', '--host', '127.0.0.1', '--data', await makeFolder(), '--durability', durability];
  const server = await startProcess(args);
  const client = await LineClient.open(server.port);
  assert.equal(await client.ask("setReg('before', 0)"), 'OK');
  const file = join(await makeFolder(), 'trace');
  const calls = 'trace=fsync,fdatasync,write,writev,sendto,sendmsg';
  const tracer = spawn('strace', ['-f', '-e', calls, '-o', file, '-p', `${server.child.pid}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  cleanUp(() => tracer.kill('SIGKILL'));
  let said = '';
  tracer.stderr.setEncoding('utf8').on('data', text => (said += text));
  const ended = once(tracer, 'close');
  while (!said.includes('attached')) {
    await Promise.race([once(tracer.stderr, 'data'), ended]);
    if (tracer.exitCode !== null) return undefined;
  }
  for (let i = 0; i < WRITES; i++) assert.equal(await client.ask(`setReg('key', ${i})`), 'OK');
  client.destroy();
  assert.equal(await server.stop('SIGKILL'), null);
  await ended;
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap(line => {
    if (/\bf(data)?sync\(/.test(line)) return ['sync'];
    return line.includes('"OK\\n"') ? ['reply'] : [];
  });
}

describe('a write', { skip: noTracer }, () => {
  it('with durability full is on the disk before it is answered', async t => {
    const traced = await traceWrites('full');
    if (!traced) return t.skip('this machine lets no process be traced');
    const syncsBefore: number[] = [0];
    for (const what of traced) {
      if (what === 'reply') syncsBefore.push(0);
      else syncsBefore[syncsBefore.length - 1]++;
    }
    assert.equal(syncsBefore.length, WRITES + 1);
    assert.ok(
      syncsBefore.slice(0, WRITES).every(syncs => syncs > 0),
      syncsBefore.join(),
    );
  });

  it('with durability normal waits for no disk', async t => {
    const traced = await traceWrites('normal');
    if (!traced) return t.skip('this machine lets no process be traced');
    assert.deepEqual(traced, Array<string>(WRITES).fill('reply'));
  });
});
