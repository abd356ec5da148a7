import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { cleanUp } from '../../support/cleanUp.ts';
import { readAll } from '../../support/rawClient.ts';
import { startServer, type TestServer } from '../../support/server.ts';

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  cleanUp(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: hub\r\n${more}\r\n`;
const connections = async (server: TestServer) => Number(await server.ask("getReg('server.connections')"));

describe('pipelined requests', () => {
  it('in thousands are all done, in order, while the others have their turn', async () => {
    const server = await startServer();
    const count = 5000;
    const socket = await open(server.port);
    socket.write(get('/api/incReg?key=p.n&format=text').repeat(count));
    socket.write(get('/api/getReg?key=p.n&format=text', 'Connection: close\r\n'));
    const all = readAll(socket);
    const line = await server.connect();
    let turns = 0;
    while (Number((await line.ask("getReg('p.n')")).replace('None', '0')) < count) turns++;
    assert.ok(turns > 5, `${turns}`);
    const bodies = (await all).match(/(?<=\r\n\r\n)\d+/g);
    assert.deepEqual(
      bodies?.slice(0, count).map(Number),
      Array.from({ length: count }, (_, i) => i + 1),
    );
  });

  it('of a peer that takes no replies are not done, and it is dropped after a while', async () => {
    const server = await startServer({ flags: ['--stalled-ms', '500'] });
    await server.ask("setReg('p.large', 'x' * 1000000)");
    const socket = await open(server.port);
    socket.pause();
    socket.on('error', () => undefined);
    socket.write(`${get('/api/getReg?key=p.large').repeat(1000)}${get('/api/setReg?key=p.end&value=1')}`);
    while ((await connections(server)) > 1);
    assert.equal(await server.ask("getReg('p.end')"), 'None');
  });

  for (const request of [
    get('/api/ping'),
    'POST /api/ping HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
  ]) {
    it(`behind one that waits are not read without bound (${request.split(' ', 1)})`, async () => {
      const server = await startServer();
      const id = await server.ask('getClientID()');
      const socket = await open(server.port);
      socket.write(get(`/api/recv?id=${id}&wait=15`));
      const many = request.repeat(10_000);
      let blocked = false;
      for (let i = 0; i < 40 && !blocked; i++) {
        if (socket.write(many)) continue;
        const drained = once(socket, 'drain').then(() => false);
        const patience = new Promise<boolean>(resolve => setTimeout(() => resolve(true), 1500));
        blocked = await Promise.race([drained, patience]);
      }
      assert.ok(blocked, 'the server reads no more');
      assert.equal(await server.ask('ping()'), 'pong');
    });
  }
});

describe('idle connections of one peer', () => {
  it('beyond a bound are closed, those first that have been idle longest; what is under way is not', async () => {
    const server = await startServer();
    const id = await server.ask('getClientID()');
    const waiting = await open(server.port);
    waiting.write(`${get('/api/ping')}${get(`/api/recv?id=${id}&wait=15&format=text`)}`);
    const first = await open(server.port);
    const closed = once(first, 'close');
    for (let i = 0; i < 65; i++) {
      const socket = i === 0 ? first : await open(server.port);
      socket.write(get('/api/ping'));
      await once(socket, 'data');
    }
    first.resume();
    await closed;
    const received = (async () => {
      let text = '';
      for await (const chunk of waiting) {
        text += chunk;
        if (text.includes('È')) break;
      }
      return text;
    })();
    await server.ask(`send('s', '${id}', 'at last')`);
    assert.match(await received, new RegExp(`sÈ${id}Èat last$`));
  });
});

describe('a body that is too long', () => {
  for (const [name, head] of [
    ['by its length', 'Content-Length: 2000000\r\n\r\n'],
    ['in chunks', 'Transfer-Encoding: chunked\r\n\r\n1e8480\r\n'],
  ]) {
    it(`${name} is refused, and the refusal arrives`, async () => {
      const server = await startServer();
      const socket = await open(server.port);
      socket.write(`POST /api/eval HTTP/1.1\r\nHost: hub\r\nContent-Type: text/plain\r\n${head}`);
      socket.write('x'.repeat(2_000_000));
      assert.match(await readAll(socket), /^HTTP\/1\.1 413 .*"status":413/s);
    });
  }
});

describe('what is no request', () => {
  it('is refused and closed, although the peer does not close', async () => {
    const server = await startServer({ flags: ['--drain-ms', '50'] });
    for (const request of ['GET / HTTP/1.1\r\nbad header\r\n\r\n', 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n']) {
      const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
      cleanUp(() => socket.destroy());
      socket.write(request);
      assert.match(await readAll(socket), /^HTTP\/1\.1 40[05] .*\r\nContent-Length: \d+\r\n.*"status":40[05]/s);
      while ((await connections(server)) > 1);
    }
  });
});
