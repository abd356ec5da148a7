import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { cleanUp } from '../../support/cleanUp.ts';
import { startServer } from '../../support/server.ts';

const CLIENTS = 1000;
const MESSAGES = 1000;
const READER = fileURLToPath(new URL('../../support/pushReader.ts', import.meta.url));

/** Clients in a process of their own; its lines. */
function startReaders(port: number): AsyncIterator<string> {
  const args = [READER, ...[port, CLIENTS, MESSAGES].map(String), 'join=many'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  cleanUp(() => child.kill('SIGKILL'));
  return createInterface(child.stdout)[Symbol.asyncIterator]();
}

describe(`${CLIENTS} WebSocket clients of one group`, () => {
  it(`each get all of ${MESSAGES} messages in order, while one of them never reads`, async () => {
    const server = await startServer();
    const lines = startReaders(server.port);
    assert.equal((await lines.next()).value, 'ready');
    const sender = await server.connect();
    // Some at once, and some one by one, each for itself.
    const pipelined = MESSAGES / 2;
    for (let i = 0; i < pipelined; i++) sender.send(`send('s', 'many', '${i}')`);
    for (let i = 0; i < pipelined; i++) assert.equal(await sender.next(), 'OK');
    for (let i = pipelined; i < MESSAGES; i++) assert.equal(await sender.ask(`send('s', 'many', '${i}')`), 'OK');
    assert.equal((await lines.next()).value, 'done');
  });
});
