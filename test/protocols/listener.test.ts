import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { createServer as createTlsServer, connect as tlsConnect } from 'node:tls';
import type { Limits } from '../../src/core/limits.ts';
import type { Listener } from '../../src/protocols/listener.ts';
import { Client, listen, SmallHub } from './smallHub.ts';

const NEVER = 600_000;
const PATIENT: Partial<Limits> = { quietMs: NEVER, piecesQuietMs: NEVER, openMs: NEVER, lingerMs: NEVER };

/** Answers with what was asked: method, target and body. */
async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let size = 0;
  let start = '';
  for await (const chunk of request) {
    size += chunk.length;
    start = (start + chunk).slice(0, 10);
  }
  response.end(`${request.method} ${request.url} ${size} ${start}`);
}

async function start(limits: Partial<Limits> = {}, speaks?: 'http') {
  const hub = new SmallHub({ ...PATIENT, ...limits });
  const http = createHttpServer(respond);
  const tls = createTlsServer({ ...PSK, pskCallback: () => SECRET });
  const listener: Listener = await listen(hub, {
    speaks,
    http: socket => http.emit('connection', socket),
    tls: socket => tls.emit('connection', socket),
  });
  tls.on('secureConnection', socket => listener.accept(socket));
  return { hub, listener, port: listener.port, open: () => Client.open(listener.port) };
}

const SECRET = Buffer.from('0123456789abcdef');
/** TLS by a shared secret needs no certificate. */
const PSK = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const;

function openTls(port: number): Promise<Socket> {
  const socket = tlsConnect({
    ...PSK,
    port,
    host: '127.0.0.1',
    pskCallback: () => ({ psk: SECRET, identity: 'test' }),
    checkServerIdentity: () => undefined,
  });
  return once(socket, 'secureConnect').then(() => socket);
}

async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const closingGet = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;

describe('HTTP on the common port', () => {
  it('is served', async () => {
    const { port } = await start();
    for (let i = 0; i < 3; i++) {
      const response = await fetch(`http://127.0.0.1:${port}/a?b=${i}`, { method: 'POST', body: 'x'.repeat(300_000) });
      assert.equal(await response.text(), `POST /a?b=${i} 300000 xxxxxxxxxx`);
    }
  });

  it('is served when it comes byte by byte, and each request once', async () => {
    const { open, hub } = await start();
    const client = await open();
    for (const byte of Buffer.from('PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc')) {
      await client.send(Uint8Array.of(byte));
    }
    await client.send(closingGet('/b'));
    const all = await client.rest();
    assert.deepEqual(all.match(/(PUT|GET) .*?(?=HTTP|$)/g), ['PUT /a 3 abc', 'GET /b 0 ']);
    assert.deepEqual(hub.evaluated, []);
  });

  it('is served wherever its first bytes are cut in two, pipelined requests too', async () => {
    const { open } = await start();
    const requests = `GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab${closingGet('/3')}`;
    await Promise.all(
      Array.from({ length: 40 }, async (_, cut) => {
        const client = await open();
        await client.send(requests.slice(0, cut + 1));
        await client.send(requests.slice(cut + 1));
        const all = await client.rest();
        assert.deepEqual(all.match(/(GET|POST) \/.*?(?=HTTP|$)/g), ['GET /1 0 ', 'POST /2 2 ab', 'GET /3 0 ']);
      }),
    );
  });

  it('is served to a client that has half-closed', async () => {
    const { port } = await start();
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.end('GET /1 HTTP/1.1\r\nHost: a\r\n\r\n');
    assert.match(await readAll(socket), /GET \/1 0 $/);
  });
});

describe('what may become an HTTP request line', () => {
  it('is raw at a half-close', async () => {
    const { open } = await start();
    for (const [text, name] of [
      ['GET / HTTP/1', 'GET'],
      ['POST', 'POST'],
      ['P', 'P'],
    ]) {
      const client = await open();
      client.socket.end(text);
      assert.equal(await client.rest(), `Error: NameError: name '${name}' is not defined`);
    }
  });

  it('is raw at an LF', async () => {
    const { open } = await start();
    for (const text of ['GET /\n', 'GET \r\n', 'HEAD\n', 'GET / HTTP/2\n']) {
      const client = await open();
      await client.send(text);
      await client.expect(`Error: NameError: name '${text.slice(0, 4).trim()}' is not defined\n`);
      await client.send('GET / HTTP/1.1\n');
      await client.expect("Error: NameError: name 'GET' is not defined\n");
    }
  });

  it('is raw after a long silence, which counts for its completeness too', async () => {
    const { open, hub } = await start({ openMs: 100, piecesQuietMs: 50, quietMs: 5 });
    for (const text of ["echo('a')", 'GET 1']) {
      const client = await open();
      const begun = performance.now();
      for (const piece of text.split(' ')) await client.send(`${piece} `);
      if (text === 'GET 1') {
        assert.equal(await client.rest(), "Error: NameError: name 'GET' is not defined");
        assert.ok(performance.now() - begun >= 100);
      } else {
        await client.expect('a');
      }
    }
    assert.deepEqual(hub.evaluated, ["echo('a')", 'GET 1']);
  });

  it('is a name, and a request after the usual silence, as long as it is but the beginning of a METHOD', async () => {
    const { open } = await start({ quietMs: 5, piecesQuietMs: 20 });
    for (const pieces of [['T'], ['GET'], ['P', 'U', 'T']]) {
      const client = await open();
      for (const piece of pieces) await client.send(piece);
      assert.equal(await client.rest(), `Error: NameError: name '${pieces.join('')}' is not defined`);
    }
  });

  it('has a bound', async () => {
    const { open } = await start({ replyHoldMs: 1 });
    const client = await open();
    client.socket.write(`GET /${'a'.repeat(200_000)}`);
    assert.equal(await client.rest(), 'Error: ValueError: request is longer than 65536 bytes');
  });
});

describe('TLS on the common port', () => {
  it('is served, with raw text and HTTP inside, and counts as one connection', async () => {
    const { port, listener } = await start();
    const raw = await openTls(port);
    raw.write('ping()\n');
    assert.equal(String((await once(raw, 'data'))[0]), 'pong\n');
    assert.equal(listener.connections, 1);
    raw.end('1 + 1');
    assert.equal(await readAll(raw), '2\n');
    const http = await openTls(port);
    http.write('GET /1 HT');
    await new Promise(resolve => setImmediate(resolve));
    http.write('TP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    assert.match(await readAll(http), /GET \/1 0 $/);
  });

  it('is refused where it is not served', async () => {
    const hub = new SmallHub({ quietMs: 1 });
    const listener = await listen(hub);
    const client = await Client.open(listener.port);
    await client.send('\x16\x03\x01\nping()\n');
    assert.equal(await client.rest(), 'Error: ConnectionError: there is no TLS here\n');
  });
});

describe('a port that speaks HTTP only', () => {
  it('gives every connection to HTTP', async () => {
    const { port, open } = await start({}, 'http');
    assert.equal(await (await fetch(`http://127.0.0.1:${port}/a`)).text(), 'GET /a 0 ');
    const client = await open();
    await client.send('ping()\r\n\r\n');
    assert.match(await client.rest(), /^HTTP\/1.1 400 /);
  });
});

describe('connections above the limit', () => {
  it('are told so, and the others go on', async () => {
    const { open, listener } = await start({ maxConnections: 2, drainMs: 20 });
    const clients = [await open(), await open()];
    for (const client of clients) {
      await client.send('\nping()\n');
      await client.expect('pong\n');
    }
    const refused = await open();
    refused.socket.write('ping()');
    assert.equal(await refused.rest(), 'Error: ConnectionError: too many connections, the limit is 2\n');
    refused.socket.end();
    assert.equal(listener.connections, 2);
    await clients[0].send('ping()\n');
    await clients[0].expect('pong\n');
    clients[0].socket.end();
    await clients[0].rest();
    while (listener.connections > 1) await new Promise(resolve => setImmediate(resolve));
    const next = await open();
    await next.send('\nping()\n');
    await next.expect('pong\n');
  });
});

describe('a taken port', () => {
  it('is an error with its code', async () => {
    const { port } = await start();
    await assert.rejects(listen(new SmallHub(), { port }), { code: 'EADDRINUSE' });
  });
});

describe('closing', () => {
  it('ends idle connections at once and lets what is under way end', async () => {
    const { open, hub, listener, port } = await start({ quietMs: 30 });
    const [silent, idle, waiting, lingering, quiet, undecided] = await Promise.all(Array.from({ length: 6 }, open));
    await idle.send('\nping()\n');
    await idle.expect('pong\n');
    await lingering.send('ping()');
    await lingering.expect('pong');
    await waiting.send('\n1\nlater()\n2\n');
    await waiting.expect('1\n');
    await hub.untilWaiting();
    await quiet.send('1 + 2');
    await undecided.send('GE');
    const closed = listener.close(60_000);
    for (const client of [silent, idle, lingering]) {
      assert.equal(await client.rest(), '');
      client.socket.end();
    }
    await assert.rejects(Client.open(port), { code: 'ECONNREFUSED' });
    await hub.release('done');
    assert.equal(await waiting.rest(), 'done\n2\n');
    waiting.socket.end();
    assert.equal(await quiet.rest(), '3');
    quiet.socket.end();
    assert.equal(await undecided.rest(), "Error: NameError: name 'GE' is not defined");
    undecided.socket.end();
    await closed;
    assert.equal(listener.connections, 0);
  });

  it('ends everything at its deadline', async () => {
    const { open, hub, listener } = await start();
    const waiting = await open();
    waiting.socket.on('error', () => {});
    await waiting.send('later()\n');
    await hub.untilWaiting();
    const unclosed = await open();
    await unclosed.send('\nping()\n');
    await unclosed.expect('pong\n');
    await listener.close(50);
    assert.equal(listener.connections, 0);
    assert.equal(hub.abandoned, 1);
  });

  it('answers what was sent before', async () => {
    const { open, listener } = await start();
    const client = await open();
    client.socket.write('\nping()\n'.repeat(100));
    await client.until(() => client.received !== '');
    const closed = listener.close(60_000);
    assert.equal(await client.rest(), 'pong\n'.repeat(100));
    client.socket.end();
    await closed;
  });
});
