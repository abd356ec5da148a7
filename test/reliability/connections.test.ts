import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { cleanUp } from '../support/cleanUp.ts';
import { startProcess } from '../support/process.ts';
import { exchange, LineClient, readAll } from '../support/rawClient.ts';
import { makeFolder } from '../support/server.ts';

const CONNECTIONS = 10_000;
const MAX_COST_BYTES = 150 * 1024 * 1024;
const AT_ONCE = 200;
/** This process's ends, the server's, and what both need besides. */
const DESCRIPTORS = CONNECTIONS + 500;

function descriptorLimit(): number {
  const limit = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
  return limit === 'unlimited' ? Number.POSITIVE_INFINITY : Number(limit);
}

function residentBytes(pid: number): number {
  return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  cleanUp(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

const canMeasure = existsSync('/proc/self/status') && descriptorLimit() >= DESCRIPTORS;

describe('10,000 idle connections', { skip: !canMeasure && 'takes Linux and 10,500 file descriptors' }, () => {
  it('cost at most 150 MiB, and one more gets a clear answer', async () => {
    const server = await startProcess(['--port', '0', '--host', '127.0.0.1', '--data', await makeFolder()]);
    const pid = server.child.pid!;
    const client = await LineClient.open(server.port);
    for (let i = 0; i < 200; i++) await client.ask('ping()');
    const before = residentBytes(pid);
    const sockets: Socket[] = [];
    while (sockets.length < CONNECTIONS - 1) {
      const missing = Math.min(AT_ONCE, CONNECTIONS - 1 - sockets.length);
      sockets.push(...(await Promise.all(Array.from({ length: missing }, () => open(server.port)))));
      assert.equal(await client.ask('ping()'), 'pong');
    }
    // The last ones may be connected and not accepted yet.
    while ((await client.ask("MyData['server.connections']")) !== `${CONNECTIONS}`);
    const cost = residentBytes(pid) - before;
    assert.ok(cost <= MAX_COST_BYTES, `${cost} bytes`);
    const refused = `Error: ConnectionError: too many connections, the limit is ${CONNECTIONS}\n`;
    assert.equal(await readAll(await open(server.port)), refused);
    assert.equal(await client.ask("setReg('still', 'here')"), 'OK');
    for (const socket of sockets) socket.destroy();
    while ((await client.ask("MyData['server.connections']")) !== '1');
    assert.equal(await exchange(server.port, "getReg('still')"), 'here');
    assert.equal(await server.stop('SIGTERM'), 0);
  });
});

describe('a server without file descriptors left', { skip: process.platform === 'win32' }, () => {
  it('serves those that are connected, and others as soon as it can', async () => {
    const args = ['--port', '0', '--host', '127.0.0.1', '--data', await makeFolder()];
    const server = await startProcess(args, {}, { descriptors: 100 });
    const client = await LineClient.open(server.port);
    await client.ask("dbExec(getClientID(), 'CREATE TABLE t (a)')");
    const sockets = await Promise.all(Array.from({ length: 150 }, () => open(server.port)));
    // Those that are left over are closed by the server, or wait.
    for (let i = 0; i < 50; i++) assert.equal(await client.ask(`setReg('key', ${i})`), 'OK');
    assert.equal(await client.ask("dbQuery('SELECT count(*) FROM t')"), '[(0,)]');
    assert.ok(Number(await client.ask("MyData['server.connections']")) < 100);
    for (const socket of sockets) socket.destroy();
    while ((await client.ask("MyData['server.connections']")) !== '1');
    assert.equal(await exchange(server.port, "getReg('key')"), '49');
    client.destroy();
    assert.equal(await server.stop('SIGTERM'), 0);
  });
});
