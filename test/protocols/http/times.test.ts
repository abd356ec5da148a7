import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { createHttpServer } from '../../../src/protocols/http/server.ts';
import { cleanUp } from '../../support/cleanUp.ts';
import { readAll } from '../../support/rawClient.ts';
import { listen, SmallHub } from '../smallHub.ts';

const times = { keepAliveMs: 50, headersMs: 150, requestMs: 300, checkMs: 20 };

/** HTTP behind the detector, as the gateway has it. */
async function open(speaks?: 'http'): Promise<Socket> {
  const hub = new SmallHub();
  const http = createHttpServer(hub, { times });
  await http.open();
  const listener = await listen(hub, { http: http.accept, speaks });
  cleanUp(() => http.close());
  return connect({ port: listener.port, host: '127.0.0.1', allowHalfOpen: true });
}

describe('a connection handed over by the detector', () => {
  it('has a time for its headers', async () => {
    const socket = await open();
    socket.write('GET /api/ping HTTP/1.1\r\nHost: hub\r\n');
    const reply = await readAll(socket);
    assert.match(reply, /^HTTP\/1\.1 408 Request Timeout\r\n/);
    assert.match(reply, /\r\nContent-Length: \d+\r\n/);
    assert.match(reply, /"status":408/);
  });

  it('whose headers drip has no more time', async () => {
    const socket = await open();
    socket.write('GET /api/ping HTTP/1.1\r\n');
    const drip = setInterval(() => socket.write('X: y\r\n'), 10);
    socket.on('error', () => undefined);
    cleanUp(() => clearInterval(drip));
    assert.match(await readAll(socket), /^HTTP\/1\.1 408 /);
    clearInterval(drip);
  });

  it('has a time for the body', async () => {
    const socket = await open();
    socket.write('POST /api/ping HTTP/1.1\r\nHost: hub\r\nContent-Length: 10\r\n\r\nabc');
    assert.match(await readAll(socket), /^HTTP\/1\.1 408 /);
  });

  it('is closed when it has been idle', async () => {
    const socket = await open();
    socket.write('GET /nothing HTTP/1.1\r\nHost: hub\r\n\r\n');
    assert.match(await readAll(socket), /^HTTP\/1\.1 404 /);
  });

  it('that sends nothing at all is closed, on the port that speaks HTTP only too', async () => {
    const reply = await readAll(await open('http'));
    assert.ok(reply === '' || reply.startsWith('HTTP/1.1 408 '), reply);
  });
});
