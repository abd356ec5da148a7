import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { WebSocketServer } from 'ws';
import { connect, type Message, matches, type ShareError } from '../../clients/javascript/shareserver.js';
import { compilePattern } from '../../src/core/fnmatch.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { startProcess } from '../support/process.ts';
import { LineClient } from '../support/rawClient.ts';
import { makeFolder, startServer } from '../support/server.ts';
import { addToken, removeToken } from '../support/tokens.ts';

describe('the JavaScript client', () => {
  it('has every command', async () => {
    const { port } = await startServer();
    const hub = await connect(`http://127.0.0.1:${port}`, { join: ['js'] });
    assert.match(hub.id, /^[0-9A-Za-z]{8}$/);
    assert.deepEqual(await hub.groups(), ['ALL', 'js']);
    assert.equal(await hub.setReg('js.a', [1, { b: null }]), 'OK');
    assert.deepEqual(await hub.getReg('js.a'), [1, { b: null }]);
    assert.equal(await hub.getReg('js.none', 'no'), 'no');
    assert.deepEqual(await hub.getAll('js.*'), { 'js.a': [1, { b: null }] });
    assert.equal(await hub.incReg('js.n', 5), 5);
    assert.equal(await hub.delete('js.*'), 'OK');
    assert.equal(await hub.eval('math.floor(2.5)'), 2);
    assert.deepEqual(await hub.members('js'), [hub.id]);
    assert.equal(await hub.join('more'), 'OK');
    assert.equal(await hub.leave('more'), 'OK');
    assert.ok((await hub.clients()).includes(hub.id));
    assert.deepEqual(await hub.dbQuery('SELECT ?', ["it's"]), [["it's"]]);
    assert.equal(await hub.ping(), 'pong');
    await assert.rejects(hub.eval('1/0'), (error: ShareError) => error.type === 'ZeroDivisionError');
    const message = new Promise<Message>(resolve => hub.on('message', resolve));
    await hub.send('js', 'hello');
    assert.equal((await message).text, 'hello');
    await hub.exit();
    await assert.rejects(hub.ping(), (error: ShareError) => error.type === 'ConnectionError');
  });

  it('loses and doubles nothing while the server is killed and comes back', async () => {
    const folder = await makeFolder();
    let server = await startProcess(['--port', '0', '--data', folder]);
    const { port } = server;
    const hub = await connect(`http://127.0.0.1:${port}`);
    const received: string[] = [];
    const changes: unknown[] = [];
    let arrived = () => {};
    hub.on('message', ({ text }) => {
      received.push(text);
      arrived();
    });
    hub.watch('kill.*', (_key, value) => {
      changes.push(value);
      arrived();
    });
    const until = async (condition: () => boolean) => {
      while (!condition()) await new Promise<void>(resolve => (arrived = resolve));
    };
    for (let round = 0; round < 3; round++) {
      const line = await LineClient.open(port);
      for (let i = 0; i < 20; i++) await line.ask(`send('s', '${hub.id}', '${round}-${i}')`);
      await line.ask(`setReg('kill.round', ${round})`);
      line.destroy();
      await server.stop('SIGKILL');
      server = await startProcess(['--port', String(port), '--data', folder]);
    }
    await until(() => received.length >= 60 && changes.at(-1) === 2);
    assert.deepEqual(
      received,
      Array.from({ length: 60 }, (_, i) => `${Math.floor(i / 20)}-${i % 20}`),
    );
    hub.close();
    await server.stop('SIGTERM');
  });

  it('tells when the present values of a watch have all been told, at each connection', async () => {
    const folder = await makeFolder();
    const first = await startProcess(['--port', '0', '--data', folder]);
    const hub = await connect(`http://127.0.0.1:${first.port}`, { describe: true });
    for (let i = 0; i < 1000; i += 500)
      await hub.eval(`[setReg(f'p.{n}', n) for n in range(${i}, ${i + 500})] and None`);
    const told: string[] = [];
    const errors: ShareError[] = [];
    hub.on('error', error => errors.push(error));
    const present = () => new Promise<string>(resolve => hub.on('present', resolve));
    hub.watch('p.*', key => told.push(key));
    assert.equal(await present(), 'p.*');
    assert.equal(told.splice(0).length, 1000);
    // A second listener is told the present values again.
    hub.watch('p.*', () => undefined);
    assert.equal(await present(), 'p.*');
    assert.equal(told.splice(0).length, 1000);
    // The server goes with a watch on its way, which is renewed.
    await first.stop('SIGKILL');
    hub.watch('q.*', () => undefined);
    const again = present();
    const second = await startProcess(['--port', String(first.port), '--data', folder]);
    assert.equal(await again, 'p.*');
    assert.equal(told.length, 1000);
    // On a busy machine the server takes its time to come back, which is told.
    assert.deepEqual(
      errors.filter(({ message }) => !/^cannot connect/.test(message)),
      [],
    );
    hub.close();
    await second.stop('SIGTERM');
  });

  it('says that the server cannot be reached, once, and keeps trying', async () => {
    const first = await startServer();
    const { port } = first;
    await first.close();
    const errors: ShareError[] = [];
    let told = () => {};
    const isTold = new Promise<void>(resolve => (told = resolve));
    const onError = (error: ShareError) => {
      errors.push(error);
      told();
    };
    const connected = connect(`http://127.0.0.1:${port}`, { onError });
    await isTold;
    await startServer({ flags: ['--port', String(port)] });
    const hub = await connected;
    assert.deepEqual(
      errors.map(({ type, message }) => [type, message]),
      [['ConnectionError', `cannot connect to 127.0.0.1:${port}: the server is down or out of reach; trying again`]],
    );
    hub.close();
  });

  it('is in its groups again after it was taken for gone', async () => {
    const folder = await makeFolder();
    const args = ['--data', folder, '--client-timeout', '1'];
    const first = await startProcess(['--port', '0', ...args]);
    const hub = await connect(`http://127.0.0.1:${first.port}`, { join: ['red'] });
    await hub.join('green');
    await hub.join('blue');
    await hub.leave('blue');
    const { id } = hub;
    const opened = new Promise<void>(resolve => hub.on('open', resolve));
    await first.stop('SIGTERM');
    await new Promise(resolve => setTimeout(resolve, 1500));
    const second = await startProcess(['--port', String(first.port), ...args]);
    await opened;
    assert.equal(hub.id, id);
    assert.deepEqual(await hub.groups(), ['ALL', 'green', 'red']);
    hub.close();
    await second.stop('SIGTERM');
  });

  it('does not come back when a newer connection has taken over', async () => {
    const { port } = await startServer();
    const first = await connect(`http://127.0.0.1:${port}`);
    const closed = new Promise<string>(resolve => first.on('close', resolve));
    const second = await connect(`http://127.0.0.1:${port}`, { client: first.id });
    assert.match(await closed, /taken over/);
    assert.equal(second.connected, true);
    second.close();
  });

  it('rejects for a client that the server does not know', async () => {
    const { port } = await startServer();
    await assert.rejects(connect(`http://127.0.0.1:${port}`, { client: 'nobody12' }), /no client 'nobody12'/);
  });

  it('gives its token, and says why it is not let in', async () => {
    const server = await startServer({ flags: ['--require-token'] });
    const token = addToken(server, 'kitchen', { read: ['garden.*'], write: ['garden.*'], join: ['k*'] });
    const url = `http://127.0.0.1:${server.port}`;
    const refusedAs = (type: string, text: RegExp) => (error: ShareError) =>
      error.type === type && text.test(error.message);
    await assert.rejects(connect(url), refusedAs('AuthenticationError', /^this server wants a token/));
    await assert.rejects(connect(url, { token: 'wrong' }), refusedAs('AuthenticationError', /^the token is wrong/));
    await assert.rejects(
      connect(url, { token, join: ['other'] }),
      refusedAs('PermissionError', /may join 'k\*', not 'other'$/),
    );
    const hub = await connect(url, { token, join: ['kids'] });
    assert.equal(await hub.setReg('garden.a', 1), 'OK');
    await assert.rejects(hub.getReg('attic'), refusedAs('PermissionError', /may read 'garden\.\*', not 'attic'$/));
    await assert.rejects(hub.eval('1 + 1'), refusedAs('PermissionError', /only call commands/));
    hub.close();
  });

  it('comes back with the new rights of its token, and ends when that is withdrawn', async () => {
    const server = await startServer({ flags: ['--require-token'] });
    const url = `http://127.0.0.1:${server.port}`;
    const hub = await connect(url, { token: addToken(server, 'kitchen') });
    const { id } = hub;
    const errors: ShareError[] = [];
    hub.on('error', error => errors.push(error));
    const file = `${server.folder}/tokens.toml`;
    const opened = new Promise<void>(resolve => hub.on('open', resolve));
    await writeFile(file, (await readFile(file, 'utf8')).replace('sql = "write"', 'sql = "none"'));
    server.gateway.reload();
    await opened;
    assert.equal(hub.id, id);
    await assert.rejects(hub.dbQuery('SELECT 1'), (error: ShareError) => error.type === 'PermissionError');
    const closed = new Promise<[string, ShareError]>(resolve => hub.on('close', (...ending) => resolve(ending)));
    removeToken(server, 'kitchen');
    const waiting = assert.rejects(hub.ping(), (error: ShareError) => /Error$/.test(error.type));
    const [reason, error] = await closed;
    assert.equal(reason, 'the token is wrong, or was withdrawn');
    assert.equal(error.type, 'AuthenticationError');
    await waiting;
    assert.deepEqual(
      errors.map(({ message }) => message),
      [...Array(2).fill('the rights of the token have changed; connect again'), reason],
    );
    await assert.rejects(hub.ping(), (later: ShareError) => later === error);
  });

  it('waits as long as the server says where too much was asked', async () => {
    const attempts: number[] = [];
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    cleanUp(() => server.close());
    await once(server, 'listening');
    server.on('connection', socket => {
      attempts.push(performance.now());
      if (attempts.length === 1) socket.close(4429, 'RateLimitError: too many wrong tokens; try again in 2 s');
      else socket.send('{"jsonrpc":"2.0","method":"hello","params":{"client":"abcdefgh"}}');
    });
    const hub = await connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    assert.ok(attempts[1] - attempts[0] >= 1990, `${attempts}`);
    assert.equal(attempts.length, 2);
    hub.close();
  });

  it('matches patterns as the server does', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', '-', '!', '[', ']', '*', '?', '.', '^', '\\'),
      maxLength: 8,
    });
    fc.assert(
      fc.property(text, text, (pattern, key) => {
        assert.equal(matches(pattern, key), compilePattern(pattern).test(key), `${pattern} on ${key}`);
      }),
      { numRuns: 5000, examples: [['[a-!!]', 'a']] },
    );
  });
});
