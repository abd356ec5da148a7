import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { Attempts } from '../../src/access/identities.ts';
import { PythonError } from '../../src/core/errors.ts';
import { PeerConnections } from '../../src/protocols/peerConnections.ts';
import { RpcClient } from '../support/rpcClient.ts';
import { startServer } from '../support/server.ts';
import { ofText, startWithTokens } from './support.ts';

describe('requests a second', () => {
  it('are counted by token on every protocol, and refused with the seconds to wait', async () => {
    const { server, tokens } = await startWithTokens({ busy: 'all', calm: 'all' }, ['--rate-limit', '20']);
    const line = await server.connect();
    await line.ask(`auth('${tokens.busy}')`);
    const requests = Array.from({ length: 60 }, () => line.ask('ping()'));
    const outcomes = (await Promise.all(requests)).map(ofText);
    const refused = outcomes.filter(outcome => outcome !== null);
    assert.ok(refused.length >= 20 && refused.length < 60, `${refused.length}`);
    for (const outcome of refused) {
      assert.deepEqual(outcome, ['RateLimitError', 'too many requests, the limit is 20 a second; try again in 1 s']);
    }
    const calm = await server.connect();
    await calm.ask(`auth('${tokens.calm}')`);
    assert.equal(await calm.ask('ping()'), 'pong', 'another token has its own count');
    let response: Response;
    do response = await fetch(`http://127.0.0.1:${server.port}/api/ping?token=${tokens.busy}`);
    while (response.status === 200);
    assert.equal(response.status, 429);
    assert.equal(response.headers.get('retry-after'), '1');
    assert.equal(((await response.json()) as any).error, 'RateLimitError');
  });

  it('are counted by address, but for this machine’s own', async () => {
    const server = await startServer({ flags: ['--rate-limit', '5', '--trust-proxy', '127.0.0.1'] });
    const from = (address: string) =>
      fetch(`http://127.0.0.1:${server.port}/api/ping`, { headers: { 'X-Forwarded-For': address } });
    const statuses: number[] = [];
    while (!statuses.includes(429)) {
      assert.ok(statuses.length < 10_000, 'the limit is kept');
      statuses.push((await from('10.1.2.3')).status);
    }
    assert.ok(statuses.filter(status => status === 200).length >= 5);
    assert.equal((await from('10.1.2.4')).status, 200);
    const line = await server.connect();
    const replies = await Promise.all(Array.from({ length: 200 }, () => line.ask('ping()')));
    assert.deepEqual(new Set(replies), new Set(['pong']));
  });
});

describe('wrong tokens', () => {
  it('make an address wait after ten in a minute, on every protocol, the right token too', async () => {
    const { server, tokens } = await startWithTokens({ kitchen: 'all' });
    for (let i = 0; i < 10; i++) {
      assert.equal(
        await server.ask(`auth('wrong${i}'); 1`),
        'Error: AuthenticationError: the token is wrong, or was withdrawn',
      );
    }
    const [type, message] = ofText(await server.ask(`auth('${tokens.kitchen}'); 1`))!;
    assert.equal(type, 'RateLimitError');
    assert.match(message, /^too many wrong tokens; try again in \d+ s$/);
    const response = await fetch(`http://127.0.0.1:${server.port}/api/ping?token=${tokens.kitchen}`);
    assert.equal(response.status, 429);
    assert.match(response.headers.get('retry-after')!, /^\d+$/);
    assert.equal(await server.ask('1'), '1', 'who gives no token does not wait');
  });

  it('over HTTP are 401 with a challenge; on a WebSocket a close', async () => {
    const { server } = await startWithTokens({ kitchen: 'all' }, ['--require-token']);
    const url = `http://127.0.0.1:${server.port}`;
    for (const [path, headers] of [
      ['/api/ping', {}],
      ['/api/ping', { Authorization: 'Bearer x' }],
      ['/api/ping?token=x', {}],
      ['/api/ping', { Authorization: 'Basic eDp5' }],
      ['/metrics', {}],
    ] as const) {
      const response = await fetch(url + path, { headers });
      assert.deepEqual([response.status, response.headers.get('www-authenticate')], [401, 'Bearer'], path);
    }
    for (const path of ['/', '/healthz', '/docs/']) assert.equal((await fetch(url + path)).status, 200, path);
    const rpc = RpcClient.start(server.port, 'token=x');
    assert.equal(await rpc.closed(), 4401);
  });

  it('are counted for a whole IPv6 network, and for no one else', () => {
    const attempts = new Attempts();
    for (let i = 0; i < 10; i++) attempts.fail(`2001:db8:1:2::${i}`);
    assert.throws(() => attempts.check('2001:db8:1:2:ffff::1'), PythonError);
    attempts.check('2001:db8:1:3::1');
    attempts.check('10.0.0.1');
  });
});

describe('whoever gave no token where one is needed', () => {
  it('has nothing computed, not even for the token', async () => {
    const { server, tokens } = await startWithTokens({ kitchen: 'all' }, ['--require-token']);
    const token = tokens.kitchen;
    const requests = [
      '1',
      `auth('${token}'.upper())`,
      `auth('${token}') + 1`,
      `x = auth('${token}')`,
      `[auth('${token}')]`,
      `auth(sum(range(10**6)))`,
      'auth(',
      `1; auth('${token}')`,
    ];
    for (const request of requests) {
      assert.match(await server.ask(request), /^Error: AuthenticationError: this server wants a token/, request);
    }
    for (const request of [`auth('${token}'); 1`, ` auth( "${token}" ) ; 1`, `auth('${token}');1`]) {
      assert.equal(await server.ask(request), '1', request);
    }
  });
});

describe('connections of one peer', () => {
  it('are counted until they close', () => {
    const peers = new PeerConnections(2);
    const sockets = Array.from({ length: 6 }, () => new Socket());
    const add = (i: number, address = '10.0.0.1') => peers.add(address, sockets[i]);
    assert.deepEqual([add(0), add(1), add(2)], [true, true, false]);
    assert.ok(add(3, '10.0.0.2'));
    sockets[0].emit('close');
    assert.deepEqual([add(4), add(5)], [true, false]);
  });
});

describe('what there may be of each', () => {
  it('keys and shared names', async () => {
    const server = await startServer({ flags: ['--max-keys', '2'] });
    assert.equal(await server.ask("setReg('a', 1); setReg('b', 1); x = 1; y = 1"), 'OK');
    const full = 'Error: MemoryError: there are 2 keys already, as many as there may be (--max-keys); delete some';
    assert.equal(await server.ask("setReg('c', 1)"), full);
    assert.equal(await server.ask('z = 1'), full);
    assert.equal(await server.ask("setReg('a', 2)"), 'OK', 'what is there can be changed');
    assert.equal(await server.ask("del MyData['a']; setReg('c', 1)"), 'OK');
    assert.equal(await server.ask("sorted(k for k in MyData if not k.startswith('server.'))"), "['b', 'c']");
  });

  it('clients; those that are gone make room', async () => {
    let now = Date.UTC(2026, 0, 1);
    const server = await startServer({ flags: ['--max-clients', '2'], clock: { now: () => now } });
    const first = await server.ask('getClientID()');
    await server.ask('getClientID()');
    assert.match(
      await server.ask('getClientID()'),
      /^Error: MemoryError: there are 2 clients already, as many as there may be/,
    );
    now += 11 * 60_000;
    assert.match(await server.ask('getClientID()'), /^\w{8}$/);
    assert.equal(
      await server.ask(`recv('${first}')`),
      `Error: LookupError: no client '${first}'`,
      'the oldest is forgotten',
    );
  });

  it('patterns that one WebSocket watches', async () => {
    const server = await startServer({ flags: ['--max-watches', '2'] });
    const rpc = await RpcClient.open(server.port);
    for (const match of ['a', 'b', 'a']) assert.equal((await rpc.call('watch', { match })).result, 'OK');
    assert.match((await rpc.call('watch', { match: 'c' })).error!.message, /more than 2 patterns are watched/);
    rpc.socket.close();
  });
});
