import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { it } from 'node:test';
import { readAll } from '../../support/rawClient.ts';
import { startServer } from '../../support/server.ts';

it('a further port speaks HTTP only', async () => {
  const server = await startServer({ flags: ['--http-port', '0'] });
  const port = server.gateway.httpPort!;
  assert.notEqual(port, server.port);
  const response = await fetch(`http://127.0.0.1:${port}/api/ping`);
  assert.deepEqual(await response.json(), { result: 'pong' });
  const socket = connect({ port, host: '127.0.0.1' });
  socket.end('ping()');
  assert.match(await readAll(socket), /^HTTP\/1\.1 400 /);
  assert.equal(await server.ask('ping()'), 'pong');
});
