import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Frame, RpcClient } from '../../support/rpcClient.ts';
import { startServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});

const open = (query = '') => RpcClient.open(server.port, query);

describe('a WebSocket', () => {
  it('makes a client, and says hello first', async () => {
    const rpc = await open();
    assert.match(rpc.id, /^[0-9A-Za-z]{8}$/);
    assert.ok((await server.ask('clients()')).includes(rpc.id));
  });

  it('takes a client that is there, and joins groups on the way in', async () => {
    const id = await server.ask('getClientID()');
    const rpc = await open(`client=${id}&join=red,blue%20room`);
    assert.equal(rpc.id, id);
    assert.equal(await server.ask(`groups('${id}')`), "['ALL', 'blue room', 'red']");
  });

  it('of an unknown client or with a bad parameter is closed with a code', async () => {
    assert.equal(await RpcClient.start(server.port, 'client=nobody12').closed(), 4404);
    assert.equal(await RpcClient.start(server.port, 'client=a.b').closed(), 4400);
    assert.equal(await RpcClient.start(server.port, 'join=a.b').closed(), 4400);
    assert.equal(await RpcClient.start(server.port, 'ack=perhaps').closed(), 4400);
  });

  it('connects as Arduino’s library does', async () => {
    const rpc = RpcClient.start(server.port, '', ['arduino'], { Origin: 'file://' });
    assert.equal(((await rpc.next()) as Frame).method, 'hello');
    assert.equal(rpc.socket.protocol, 'arduino');
  });

  it('elsewhere than /ws is refused', async () => {
    const response = await fetch(`http://127.0.0.1:${server.port}/elsewhere`);
    assert.equal(response.status, 404);
  });
});

describe('JSON-RPC', () => {
  it('evaluates', async () => {
    const rpc = await open();
    assert.equal((await rpc.call('eval', { expr: '( 1 + 1 ) * 2' })).result, 4);
    assert.deepEqual((await rpc.call('eval', { expr: '1/0' })).error, {
      code: -32000,
      message: 'division by zero',
      data: { error: 'ZeroDivisionError' },
    });
  });

  it('echoes ids as they came, and answers no notifications', async () => {
    const rpc = await open();
    rpc.send({ jsonrpc: '2.0', method: 'setReg', params: ['rpc.n', 1] });
    for (const id of ['text', 7, 7.5, -0.25, '', 'ä\ud800', null]) {
      rpc.send({ jsonrpc: '2.0', id, method: 'getReg', params: ['rpc.n'] });
      assert.deepEqual(await rpc.next(), { jsonrpc: '2.0', id, result: 1 });
    }
    rpc.send({ jsonrpc: '2.0', method: 'no such method' });
    assert.equal((await rpc.call('ping')).result, 'pong');
    assert.deepEqual(rpc.pending, []);
  });

  it('takes null for params that are left out', async () => {
    const rpc = await open();
    assert.equal((await rpc.call('ping', null)).result, 'pong');
  });

  it('checks the arguments of its own methods as those of commands', async () => {
    const rpc = await open();
    for (const [method, params, message] of [
      ['ack', {}, "ack() missing 1 required positional argument: 'seq'"],
      ['ack', { seq: '7' }, 'seq must be int'],
      ['ack', [true], 'seq must be int'],
      ['ack', [7.5], 'seq must be int'],
      ['ack', [null], 'seq must be int'],
      ['ack', [1, 2], 'ack() takes 1 positional argument but 2 were given'],
      ['ack', { seq: 1, more: 2 }, "ack() got an unexpected keyword argument 'more'"],
      ['watch', {}, "watch() missing 1 required positional argument: 'match'"],
      ['watch', [5], 'match must be str, a pattern'],
      ['unwatch', [null], 'match must be str, a pattern'],
    ] as const) {
      const { error } = await rpc.call(method, params);
      assert.deepEqual([error?.code, error?.message, error?.data?.error], [-32000, message, 'TypeError']);
    }
    assert.equal((await rpc.call('ack', [-1])).result, 'OK');
    assert.equal((await rpc.call('unwatch', ['never.*'])).result, false);
    for (let i = 0; i < 100; i++) assert.equal((await rpc.call('watch', [`w${i}.*`])).result, 'OK');
    assert.equal((await rpc.call('watch', ['one.more.*'])).error?.message, 'more than 100 patterns are watched');
    assert.equal((await rpc.call('watch', ['w1.*'])).result, 'OK');
  });

  it('answers a batch with a batch', async () => {
    const rpc = await open();
    rpc.send([
      { jsonrpc: '2.0', id: 1, method: 'incReg', params: { key: 'rpc.batch' } },
      { jsonrpc: '2.0', method: 'incReg', params: { key: 'rpc.batch' } },
      { jsonrpc: '2.0', id: 2, method: 'dbQuery', params: { sql: 'SELECT 1' } },
      { jsonrpc: '2.0', id: 3, method: 'getReg', params: { key: 'rpc.batch' } },
      { id: 4 },
    ]);
    assert.deepEqual(await rpc.next(), [
      { jsonrpc: '2.0', id: 1, result: 1 },
      { jsonrpc: '2.0', id: 2, result: [[1]] },
      { jsonrpc: '2.0', id: 3, result: 2 },
      { jsonrpc: '2.0', id: 4, error: { code: -32600, message: 'Invalid Request: jsonrpc must be "2.0"' } },
    ]);
  });

  it('names what is wrong with a frame, and goes on', async () => {
    const rpc = await open();
    const cases: [unknown, number, unknown][] = [
      ['no JSON', -32700, null],
      ['{"jsonrpc": "2.0",', -32700, null],
      ['[]', -32600, null],
      ['5', -32600, null],
      [{ jsonrpc: '2.0', id: 1 }, -32600, 1],
      [{ jsonrpc: '1.0', id: 1, method: 'ping' }, -32600, 1],
      [{ jsonrpc: '2.0', id: {}, method: 'ping' }, -32600, null],
      [{ jsonrpc: '2.0', id: 1, method: 'ping', params: 5 }, -32600, 1],
      [{ jsonrpc: '2.0', id: 1, method: 'nothing' }, -32601, 1],
      [{ jsonrpc: '2.0', id: 1, method: 'readKey', params: ['x'] }, -32601, 1],
      [{ jsonrpc: '2.0', id: 1, method: 'constructor' }, -32601, 1],
      [{ jsonrpc: '2.0', id: 1, method: 'watch', params: [] }, -32000, 1],
      [{ jsonrpc: '2.0', id: 1, method: 'setReg', params: { key: 'x' } }, -32000, 1],
    ];
    for (const [frame, code, id] of cases) {
      rpc.send(frame);
      const reply = (await rpc.next()) as Frame;
      assert.deepEqual([reply.error?.code, reply.id], [code, id], JSON.stringify(frame));
    }
    assert.equal((await rpc.call('ping')).result, 'pong');
  });

  it('closes on binary and oversize frames', async () => {
    const binary = await open();
    binary.socket.send(Buffer.from('{}'));
    assert.equal(await binary.closed(), 1003);
    const oversize = await open();
    oversize.send('x'.repeat(70_000));
    assert.equal(await oversize.closed(), 1009);
    assert.equal(await server.ask('ping()'), 'pong');
  });

  it('starts calls in order, and lets them overtake only those that wait', async () => {
    const rpc = await open();
    const other = await server.ask('getClientID()');
    rpc.send({ jsonrpc: '2.0', id: 'waits', method: 'recv', params: [other, 15] });
    for (let i = 0; i < 20; i++) rpc.send({ jsonrpc: '2.0', id: i, method: 'incReg', params: ['rpc.order'] });
    for (let i = 0; i < 20; i++) assert.deepEqual(await rpc.next(), { jsonrpc: '2.0', id: i, result: i + 1 });
    await server.ask(`send('s', '${other}', 'now')`);
    assert.deepEqual(await rpc.next(), { jsonrpc: '2.0', id: 'waits', result: `sÈ${other}Ènow` });
  });
});

describe('messages', () => {
  it('are pushed, the waiting ones first, and leave the inbox', async () => {
    const id = await server.ask('getClientID()');
    for (let i = 0; i < 250; i++) await server.ask(`send('s', '${id}', 'waiting ${i}')`);
    const rpc = await open(`client=${id}`);
    await server.ask(`send('s', 'ALL', 'live')`);
    let lastSeq = 0;
    for (let i = 0; i < 250; i++) {
      const { seq, from, to, text, time } = await rpc.notification('message');
      assert.deepEqual([from, to, text], ['s', id, `waiting ${i}`]);
      assert.ok(seq > lastSeq);
      assert.ok(Math.abs(Date.now() - Date.parse(time)) < 600_000);
      lastSeq = seq;
    }
    const { to, text } = await rpc.notification('message');
    assert.deepEqual([to, text], ['ALL', 'live']);
    while ((await server.ask(`recv('${id}')`)) !== 'NoneÈNoneÈNone');
    rpc.socket.terminate();
    const again = await open(`client=${id}`);
    await again.call('ping');
    assert.deepEqual(again.pending, []);
  });

  it('with ack=client stay until they are acknowledged', async () => {
    const id = await server.ask('getClientID()');
    const first = await open(`client=${id}&ack=client`);
    for (const text of ['a', 'b', 'c']) await server.ask(`send('s', '${id}', '${text}')`);
    const seqs: number[] = [];
    for (const text of ['a', 'b', 'c']) {
      const message = await first.notification('message');
      assert.equal(message.text, text);
      seqs.push(message.seq);
    }
    assert.equal((await first.call('ack', { seq: seqs[0] })).result, 'OK');
    first.socket.terminate();
    const second = await open(`client=${id}&ack=client`);
    assert.equal((await second.notification('message')).text, 'b');
    assert.equal((await second.notification('message')).text, 'c');
    second.send({ jsonrpc: '2.0', method: 'ack', params: [seqs[2]] });
    await second.call('ping');
    second.socket.terminate();
    assert.equal(await server.ask(`recv('${id}')`), 'NoneÈNoneÈNone');
  });

  it('that were not sent yet stay, whatever is acknowledged', async () => {
    const id = await server.ask('getClientID()');
    const rpc = await open(`client=${id}&ack=client`);
    assert.equal((await rpc.call('ack', { seq: Number.MAX_SAFE_INTEGER })).result, 'OK');
    await server.ask(`send('s', '${id}', 'a')`);
    const { seq } = await rpc.notification('message');
    assert.equal((await rpc.call('ack', { seq: seq - 1 })).result, 'OK');
    rpc.socket.terminate();
    assert.equal(await server.ask(`recv('${id}')`), `sÈ${id}Èa`);
  });

  it('answer a ++ping once, however often they are pushed', async () => {
    const id = await server.ask('getClientID()');
    const asker = await server.ask('getClientID()');
    const first = await open(`client=${id}&ack=client`);
    await server.ask(`send('${asker}', '${id}', '++ping, you?')`);
    await first.notification('message');
    first.socket.terminate();
    const second = await open(`client=${id}&ack=client`);
    await second.notification('message');
    await second.call('ping');
    assert.equal(await server.ask(`recv('${asker}')`), `${id}È${asker}È++pong, you?`);
    assert.equal(await server.ask(`recv('${asker}')`), 'NoneÈNoneÈNone');
  });

  it('go to the newest connection; the older one is told not to come back', async () => {
    const first = await open();
    const closed = first.closed();
    const second = await open(`client=${first.id}`);
    assert.equal(await closed, 4001);
    await server.ask(`send('s', '${first.id}', 'x')`);
    assert.equal((await second.notification('message')).text, 'x');
  });
});

describe('watch', () => {
  it('tells the present values after its result, then every change', async () => {
    const rpc = await open();
    await server.ask("setReg('w.a', 1); setReg('w.b', [2.5, 'x'])");
    const result = rpc.call('watch', { match: 'w.*' });
    await server.ask("setReg('w.c', 3); setReg('other', 1)");
    assert.equal((await result).result, 'OK');
    const seen = new Map<string, unknown>();
    while (seen.size < 3) {
      const { key, value } = await rpc.notification('changed');
      seen.set(key, value);
    }
    assert.deepEqual(Object.fromEntries(seen), { 'w.a': 1, 'w.b': [2.5, 'x'], 'w.c': 3 });
    await server.ask("MyData['w.a'] += 1");
    assert.deepEqual(await rpc.notification('changed'), { key: 'w.a', value: 2 });
    await server.ask("delete('w.b')");
    assert.deepEqual(await rpc.notification('changed'), { key: 'w.b', value: null, deleted: true });
    await server.ask("setReg('w.a', 9); 1/0");
    assert.equal((await rpc.call('unwatch', { match: 'w.*' })).result, true);
    await server.ask("setReg('w.a', 10)");
    assert.equal((await rpc.call('ping')).result, 'pong');
    assert.deepEqual(rpc.pending, []);
  });
});
