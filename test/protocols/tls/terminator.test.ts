import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { type ConnectionOptions, type TLSSocket, connect as tlsConnect } from 'node:tls';
import type { Limits } from '../../../src/core/limits.ts';
import type { Logger } from '../../../src/core/log.ts';
import { lanAddresses } from '../../../src/lanAddresses.ts';
import type { Listener, ListenerOptions } from '../../../src/protocols/listener.ts';
import { TlsTerminator } from '../../../src/protocols/tls/terminator.ts';
import { makeCertificate, type TestCertificate } from '../../support/certificates.ts';
import { readAll } from '../../support/rawClient.ts';
import { Client, listen, SmallHub } from '../smallHub.ts';

const noOpenssl = spawnSync('openssl', ['version']).error ? 'no openssl here' : false;

let certificate: TestCertificate;
before(async () => {
  certificate = await makeCertificate();
});

interface Options extends Partial<Pick<ListenerOptions, 'speaks' | 'host'>> {
  limits?: Partial<Limits>;
  handshakeMs?: number;
  /** Those from elsewhere must use TLS. */
  refuses?: boolean;
}

async function start({ limits, handshakeMs = 600_000, refuses, ...options }: Options = {}) {
  const hub = new SmallHub(limits);
  const logged: { level: string; peer: string; text: string; failedBefore?: number }[] = [];
  const note = (level: string) => (fields: object, text: string) => logged.push({ level, peer: '', ...fields, text });
  const log: Logger = { ...hub.log, debug: note('debug'), warn: note('warn') };
  const http = createHttpServer(({ method, url, socket }, response) => {
    response.end(`${method} ${url} ${'encrypted' in socket} ${socket.remoteAddress}`);
  });
  let inside: Socket | undefined;
  const terminator = new TlsTerminator({
    ...certificate,
    log,
    handshakeMs,
    connect: socket => {
      inside = socket;
      listener.accept(socket);
    },
  });
  const listener: Listener = await listen(hub, {
    ...options,
    http: socket => http.emit('connection', socket),
    tls: socket => terminator.accept(socket),
    needsTls: refuses,
  });
  after(() => terminator.close());
  return { hub, listener, terminator, logged, port: listener.port, inside: () => inside! };
}

/** Connects by TLS, as `localhost`, and trusts the CA alone. */
async function openTls(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = tlsConnect({ port, host: '127.0.0.1', servername: 'localhost', ca: certificate.ca, ...options });
  after(() => socket.destroy());
  await once(socket, 'secureConnect');
  return socket;
}

/** The connections of a listener come down to so many. */
async function untilOpen(listener: Listener, count: number): Promise<void> {
  while (listener.connections !== count) await new Promise(resolve => setImmediate(resolve));
}

/** A port whose first connection goes on over another, by `send`. */
async function relay(outside: Socket, send: (chunk: Buffer) => unknown): Promise<number> {
  const server = createServer(socket => {
    outside.pipe(socket);
    socket.on('error', () => undefined);
    socket.on('data', async (chunk: Buffer) => {
      socket.pause();
      await send(chunk);
      socket.resume();
    });
  }).listen(0, '127.0.0.1');
  after(() => server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** The bytes with which a client begins. */
async function clientHello(): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = tlsConnect({ port, host: '127.0.0.1', servername: 'localhost' });
  client.on('error', () => undefined);
  const [accepted] = (await once(server, 'connection')) as [Socket];
  const [hello] = (await once(accepted, 'data')) as [Buffer];
  client.destroy();
  accepted.destroy();
  server.close();
  return hello;
}

describe('inside TLS', () => {
  it('is raw text in lines, pipelined, answered to the end at a half-close', async () => {
    const { port, listener } = await start();
    const socket = await openTls(port, { allowHalfOpen: true } as ConnectionOptions);
    socket.end("ping()\n1 + 1\r\n\necho('a')\n2 + 2");
    assert.equal(await readAll(socket), 'pong\n2\na\n4\n');
    await untilOpen(listener, 0);
  });

  it('is one request that ends by a half-close, by silence, or as a whole call', async () => {
    const { port, listener } = await start({ limits: { quietMs: 20, lingerMs: 20 } });
    const halfClosed = await openTls(port);
    halfClosed.end('1 + 1');
    assert.equal(await readAll(halfClosed), '2');
    const quiet = await openTls(port);
    quiet.write('1 + 2');
    assert.equal(await readAll(quiet), '3');
    const call = await openTls(port);
    call.write('ping()');
    assert.equal(await readAll(call), 'pong');
    await untilOpen(listener, 0);
  });

  it('is HTTP, whatever the pieces, with the address of the peer', async () => {
    const { port, listener } = await start();
    const request = 'GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
    for (const cut of [0, 1, 5, 12, 30]) {
      const socket = await openTls(port);
      if (cut > 0) socket.write(request.slice(0, cut));
      await new Promise(resolve => setImmediate(resolve));
      socket.write(request.slice(cut));
      assert.match(await readAll(socket), /GET \/a true (::ffff:)?127\.0\.0\.1$/);
    }
    await untilOpen(listener, 0);
  });

  it('carries large replies whole', async () => {
    const { port } = await start({ limits: { maxRequestBytes: 4_000_000 } });
    const socket = await openTls(port, { allowHalfOpen: true } as ConnectionOptions);
    const line = `echo('${'x'.repeat(1_000_000)}')\n`;
    socket.end(line.repeat(3));
    assert.equal(await readAll(socket), `${'x'.repeat(1_000_000)}\n`.repeat(3));
  });

  it('ends its waits at a reset', async () => {
    const { port, hub } = await start();
    const outside = connect(port, '127.0.0.1').on('error', () => undefined);
    const socket = await openTls(await relay(outside, chunk => outside.write(chunk)));
    socket.write('\nping()\nlater()\n');
    await once(socket, 'data');
    await hub.untilWaiting();
    outside.resetAndDestroy();
    while (hub.abandoned === 0) await new Promise(resolve => setImmediate(resolve));
  });

  it('ends with its connection when the bytes are no TLS any more', async () => {
    const { port, listener } = await start();
    const outside = connect(port, '127.0.0.1');
    const socket = tlsConnect({ socket: outside, servername: 'localhost', ca: certificate.ca });
    socket.on('error', () => undefined);
    await once(socket, 'secureConnect');
    outside.write(Buffer.alloc(100, 0x17));
    await untilOpen(listener, 0);
  });

  it('is TLS 1.2 or newer', async () => {
    const { port, logged } = await start();
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const socket = await openTls(port, { minVersion: version, maxVersion: version });
      assert.equal(socket.getProtocol(), version);
      socket.destroy();
    }
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await assert.rejects(openTls(port, old));
    assert.match(logged.at(-1)!.text, /failed: the client speaks no TLS version from 1\.2 on$/);
  });
});

describe('a handshake', () => {
  it('may come byte by byte', async () => {
    const { port, hub } = await start();
    const outside = connect({ port, host: '127.0.0.1', noDelay: true });
    const bytewise = await relay(outside, async chunk => {
      for (const byte of chunk)
        await new Promise<void>(done => outside.write(Uint8Array.of(byte), () => setImmediate(done)));
    });
    const socket = await openTls(bytewise);
    socket.write('ping()\n');
    assert.equal(String((await once(socket, 'data'))[0]), 'pong\n');
    assert.deepEqual(hub.evaluated, ['ping()']);
  });

  it('that is garbage ends its own connection, with one line in the log', async () => {
    const { port, listener, logged } = await start();
    const other = await openTls(port);
    for (const garbage of [
      '\x16',
      '\x16\x03\x01',
      '\x16 and so on\n',
      `\x16\x03\x01\x00\x05hello${'x'.repeat(1000)}`,
    ]) {
      const client = connect(port, '127.0.0.1');
      client.on('error', () => undefined);
      client.end(Buffer.from(garbage, 'latin1'));
      client.resume();
      await once(client, 'close');
    }
    await untilOpen(listener, 1);
    other.write('ping()\n');
    assert.equal(String((await once(other, 'data'))[0]), 'pong\n');
    assert.equal(logged.filter(({ level }) => level === 'warn').length, 1, JSON.stringify(logged));
    assert.equal(logged.length, 4);
    for (const { text } of logged) assert.match(text, /^a TLS handshake failed: [\w ]+$/);
  });

  it('that a client breaks off, for it does not trust the certificate, is a warning that names the client', {
    skip: noOpenssl,
  }, async () => {
    const { port, listener, logged } = await start();
    const client = spawn('openssl', ['s_client', '-verify_return_error', '-connect', `127.0.0.1:${port}`]);
    after(() => client.kill());
    await once(client, 'exit');
    await untilOpen(listener, 0);
    assert.equal(logged[0].text, 'a TLS handshake failed: the client does not trust the CA of the certificate');
    assert.equal(logged[0].level, 'warn');
    assert.match(logged[0].peer, /^127\.0\.0\.1:\d+$/);
  });

  it('that stalls is cut, also if a byte comes now and then', async () => {
    const { port, listener, logged } = await start({ handshakeMs: 300 });
    const hello = await clientHello();
    const silent = connect(port, '127.0.0.1', () => silent.write(hello.subarray(0, 20)));
    const slow = connect(port, '127.0.0.1');
    const done = connect(port, '127.0.0.1', () => done.write(hello));
    let sent = 0;
    const timer = setInterval(() => slow.write(hello.subarray(sent, ++sent)), 50);
    await Promise.all([silent, slow, done].map(socket => once(socket.on('error', () => undefined).resume(), 'close')));
    clearInterval(timer);
    assert.ok(sent < hello.length);
    await untilOpen(listener, 0);
    assert.deepEqual(
      new Set(logged.map(({ text }) => text)),
      new Set(['a TLS handshake failed: the client took too long']),
    );
  });

  it('does not outlast the server', async () => {
    const { port, listener, terminator } = await start();
    const hello = await clientHello();
    const client = connect(port, '127.0.0.1', () => client.write(hello));
    client.on('error', () => undefined);
    await once(client, 'data');
    terminator.close();
    await listener.close(600_000);
    assert.equal(listener.connections, 0);
  });

  it('counts as one connection, and so does what is inside', async () => {
    const { port, listener } = await start({ limits: { maxConnections: 2, drainMs: 20 } });
    const first = await openTls(port);
    const second = await openTls(port);
    assert.equal(listener.connections, 2);
    const third = await Client.open(port);
    assert.match(await third.rest(), /too many connections/);
    third.socket.end();
    first.destroy();
    await untilOpen(listener, 1);
    second.destroy();
    await untilOpen(listener, 0);
  });
});

describe('closing', () => {
  it('ends what is idle inside TLS, and lets what is under way end', async () => {
    const { port, listener, hub } = await start();
    const idle = await openTls(port);
    idle.write('\nping()\n');
    await once(idle, 'data');
    const waiting = await openTls(port);
    waiting.write('\nlater()\n');
    await hub.untilWaiting();
    const closed = listener.close(600_000);
    assert.equal(await readAll(idle), '');
    await hub.release('done');
    assert.equal(await readAll(waiting), 'done\n');
    await closed;
  });
});

describe('another certificate', () => {
  it('is for the connections to come', async () => {
    const { port, terminator } = await start();
    const before = await openTls(port);
    const other = await makeCertificate();
    terminator.use(other);
    const later = await openTls(port, { session: before.getSession() });
    assert.notEqual(later.getPeerCertificate().serialNumber, before.getPeerCertificate().serialNumber);
    for (const socket of [before, later]) {
      socket.write('ping()\n');
      assert.equal(String((await once(socket, 'data'))[0]), 'pong\n');
    }
  });

  it('leaves TLS 1.2 the least version', async () => {
    const { port, terminator } = await start();
    terminator.use(certificate);
    await assert.rejects(openTls(port, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }));
  });
});

describe('a port that speaks HTTP only', () => {
  it('speaks it with and without TLS, and nothing else', async () => {
    const { port, listener } = await start({ speaks: 'http' });
    assert.equal(await (await fetch(`http://127.0.0.1:${port}/a`)).text(), 'GET /a false 127.0.0.1');
    const request = 'GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
    const socket = await openTls(port);
    socket.write(request);
    assert.match(await readAll(socket), /GET \/a true 127\.0\.0\.1$/);
    const lines = await openTls(port);
    lines.write('ping()\r\n\r\n');
    assert.match(await readAll(lines), /^HTTP\/1.1 400 /);
    const plain = connect(port, '127.0.0.1', () => plain.end('G'));
    assert.match(await readAll(plain), /^HTTP\/1.1 400 /);
    const inPieces = await Client.open(port);
    for (const byte of request) await inPieces.send(byte);
    assert.match(await inPieces.rest(), /GET \/a false/);
    inPieces.socket.end();
    await untilOpen(listener, 0);
  });
});

describe('where TLS is needed from elsewhere', () => {
  const address = lanAddresses().find(found => found.includes('.'));
  const skip = address ? false : 'no network here';
  const detail = 'from other machines this server takes TLS alone';

  it('others are told so in the form of their protocol', { skip }, async () => {
    const { port, hub, listener } = await start({ refuses: true, host: '0.0.0.0', limits: { drainMs: 20 } });
    const raw = connect(port, address!, () => raw.write('ping()'));
    assert.equal(await readAll(raw), `Error: PermissionError: ${detail}\n`);
    const response = await fetch(`http://${address}:${port}/a`);
    assert.equal(response.status, 403);
    assert.equal(((await response.json()) as { detail: string }).detail, detail);
    const silent = connect(port, address!, () => silent.end());
    assert.equal(await readAll(silent), '');
    const tls = await openTls(port, { host: address!, servername: 'localhost' });
    tls.write('ping()\n');
    assert.equal(String((await once(tls, 'data'))[0]), 'pong\n');
    tls.destroy();
    assert.deepEqual(hub.evaluated, ['ping()']);
    await untilOpen(listener, 0);
  });

  it('this machine is served without, and so is what comes inside TLS', { skip }, async () => {
    const { port } = await start({ refuses: true, host: '0.0.0.0' });
    const raw = connect(port, '127.0.0.1', () => raw.end('ping()'));
    assert.equal(await readAll(raw), 'pong');
    assert.match(await (await fetch(`http://127.0.0.1:${port}/a`)).text(), /^GET/);
    const http = await openTls(port, { host: address!, servername: 'localhost' });
    http.write('GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    assert.match(await readAll(http), /GET \/a true /);
  });

  it('holds on a port that speaks HTTP only', { skip }, async () => {
    const { port } = await start({ refuses: true, host: '0.0.0.0', speaks: 'http' });
    assert.equal((await fetch(`http://${address}:${port}/a`)).status, 403);
    assert.equal((await fetch(`http://127.0.0.1:${port}/a`)).status, 200);
  });
});
