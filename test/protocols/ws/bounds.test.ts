import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Frame, RpcClient } from '../../support/rpcClient.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const LARGE = 500_000;

async function open(flags: string[] = []): Promise<{ server: TestServer; rpc: RpcClient }> {
  const server = await startServer({ flags });
  return { server, rpc: await RpcClient.open(server.port) };
}

const call = (id: number | undefined, method: string, params: unknown[] = []) => ({
  jsonrpc: '2.0',
  ...(id !== undefined && { id }),
  method,
  params,
});

/** Whether the server has had so many calls of the command by WebSocket. */
async function hasCalled({ port }: TestServer, command: string, times: number): Promise<boolean> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const counted = new RegExp(`_total\\{protocol="websocket",command="${command}"[^}]*\\} (\\d+)`).exec(metrics);
  return Number(counted?.[1] ?? 0) >= times;
}

describe('a batch', () => {
  it('of very many calls lets the others have their turn, and is done in order', async () => {
    const { server, rpc } = await open(['--max-request', '16000000']);
    const count = 60_000;
    const line = await server.connect();
    await line.ask('ping()');
    rpc.send([
      ...Array.from({ length: count }, () => call(undefined, 'incReg', ['bounds.n'])),
      call(1, 'getReg', ['bounds.n']),
    ]);
    let turns = 0;
    while (Number((await line.ask("getReg('bounds.n')")).replace('None', '0')) < count) turns++;
    assert.ok(turns > 5, `${turns}`);
    assert.deepEqual(await rpc.next(), [{ jsonrpc: '2.0', id: 1, result: count }]);
  });

  it('of nothing but rubbish is answered piece by piece', async () => {
    const { rpc } = await open();
    rpc.send(`[${'1,'.repeat(30_000)}1]`);
    const replies = (await rpc.next()) as Frame[];
    assert.ok(replies.length > 1000);
    assert.deepEqual([...new Set(replies.map(({ error }) => error?.code))], [-32600, -32000]);
    assert.equal((await rpc.call('ping')).result, 'pong');
  });

  it('whose replies are too long in all is done as far as they go', async () => {
    const { server, rpc } = await open();
    await server.ask(`setReg('bounds.large', 'x' * ${LARGE})`);
    rpc.send(Array.from({ length: 500 }, (_, i) => call(i, 'getReg', ['bounds.large'])));
    const replies = (await rpc.next()) as Frame[];
    assert.equal(replies.length, 500);
    assert.equal(replies[1].result.length, LARGE);
    assert.equal(replies[499].error?.data?.error, 'MemoryError');
    assert.equal(replies.filter(({ result }) => result).length, 3);
  });

  it('with a watch tells the present values behind all of its results', async () => {
    const { server, rpc } = await open();
    await server.ask("setReg('bounds.w', 1)");
    rpc.send([
      call(1, 'watch', ['bounds.*']),
      call(2, 'dbQuery', ['SELECT 1']),
      { jsonrpc: '2.0', id: 3, method: 'watch', params: { match: 'bounds.*', more: 1 } },
    ]);
    const [, , wrong] = (await rpc.next()) as Frame[];
    assert.equal(wrong.error?.message, "watch() got an unexpected keyword argument 'more'");
    assert.deepEqual(await rpc.notification('changed'), { key: 'bounds.w', value: 1 });
  });
});

describe('a peer that does not read', () => {
  it('is not read from beyond a bound, is dropped after a while, and costs the others nothing', async () => {
    const { server, rpc } = await open(['--stalled-ms', '300']);
    await server.ask(`setReg('bounds.large', 'x' * ${LARGE})`);
    const closed = rpc.closed();
    rpc.socket.pause();
    for (let i = 0; i < 5000; i++) rpc.send(call(i, 'getReg', ['bounds.large']));
    rpc.send(call(undefined, 'setReg', ['bounds.end', 1]));
    assert.equal(await server.ask('ping()'), 'pong');
    while ((await server.ask("getReg('server.connections')")) !== '1');
    assert.equal(await server.ask("getReg('bounds.end')"), 'None');
    rpc.socket.resume();
    assert.equal(await closed, 1006);
  });

  for (const [character, bytes] of [
    ['x', 1],
    ['ひ', 3],
  ] as const) {
    it(`is not read from beyond a bound in bytes while replies wait to be stored, whatever their characters take: ${bytes}`, async () => {
      const { server, rpc } = await open(['--max-reply', '65536']);
      const { hub } = server.gateway;
      const { settle, dispatch } = hub;
      const untilStored: (() => void)[] = [];
      let done = 0;
      hub.settle = told => settle(error => untilStored.push(() => told(error)));
      (hub as { dispatch: typeof dispatch }).dispatch = (...args) => {
        done++;
        return dispatch(...args);
      };
      for (let i = 0; i < 200; i++) rpc.send(call(i, 'eval', [`'${character}' * 1000`]));
      while (untilStored.length === 0) await new Promise(setImmediate);
      for (let turns = 0; turns < 50; turns++) await new Promise(setImmediate);
      assert.ok(done <= 65536 / (1000 * bytes) + 1, `${done} replies of ${bytes} kB`);
      for (let i = 0; i < 200; i++) {
        const reply = rpc.next(frame => frame.id === i);
        while (done < 200 || untilStored.length > 0) {
          for (const stored of untilStored.splice(0)) stored();
          await new Promise(setImmediate);
        }
        assert.equal(((await reply) as Frame).result, character.repeat(1000));
      }
    });
  }

  it('of changes gets the last one of each key', async () => {
    const { server, rpc } = await open();
    await rpc.call('watch', { match: 'bounds.*' });
    rpc.socket.pause();
    const line = await server.connect();
    for (let i = 0; i < 60; i++) await line.ask(`setReg('bounds.held', '${i}' + 'x' * ${LARGE})`);
    rpc.socket.resume();
    const values: string[] = [];
    do values.push((await rpc.notification('changed')).value);
    while (!values.at(-1)!.startsWith('59x'));
    assert.ok(values.length < 60, `${values.length}`);
  });

  it('of very large values is told of each key that changed, of those that are gone too', async () => {
    const { server, rpc } = await open();
    await rpc.call('watch', { match: 'bounds.*' });
    rpc.socket.pause();
    const line = await server.connect();
    for (let i = 10; i < 70; i++) await line.ask(`setReg('bounds.${i}', '${i}' + 'x' * ${LARGE})`);
    await line.ask("delete('bounds.6?')");
    rpc.socket.resume();
    const seen = new Map<string, string | null>();
    while (seen.size < 60 || seen.get('bounds.69') !== null) {
      const { key, value } = await rpc.notification('changed');
      seen.set(key, value === null ? null : value.slice(0, 2));
    }
    for (let i = 10; i < 70; i++) assert.equal(seen.get(`bounds.${i}`), i < 60 ? `${i}` : null);
  });

  it('of more changed keys than are held is closed', async () => {
    const { server, rpc } = await open();
    await rpc.call('watch', { match: 'bounds.*' });
    const closed = rpc.closed();
    rpc.socket.pause();
    const line = await server.connect();
    for (let i = 0; i < 10; i++) await line.ask(`setReg('bounds.large', '${i}' + 'x' * ${LARGE})`);
    for (let i = 0; i < 30; i++) {
      await line.ask(`[setReg('bounds.' + 'x' * 200 + str(i), ${i}) for i in range(${100 * i}, ${100 * i + 100})]`);
    }
    rpc.socket.resume();
    assert.equal(await closed, 4008);
  });

  it('of present values is told them as it reads, and then the changes', async () => {
    const { server, rpc } = await open();
    const line = await server.connect();
    for (let i = 10; i < 20; i++) await line.ask(`setReg('bounds.${i}', '${i}' + 'x' * ${LARGE})`);
    rpc.socket.pause();
    rpc.send(call(1, 'watch', ['bounds.*']));
    // Behind the watch, on the same connection.
    rpc.send(call(2, 'ping'));
    while (!(await hasCalled(server, 'watch', 1)));
    await line.ask("setReg('bounds.10', 'changed')");
    rpc.socket.resume();
    assert.equal(((await rpc.next(frame => frame.id === 1)) as Frame).result, 'OK');
    const seen: string[] = [];
    for (let i = 0; i < 11; i++) {
      const { key, value } = await rpc.notification('changed');
      seen.push(`${key} ${value.slice(0, 7)}`);
    }
    const present = Array.from({ length: 10 }, (_, i) => `bounds.${i + 10} ${i + 10}xxxxx`);
    assert.deepEqual(seen, [...present, 'bounds.10 changed']);
    assert.equal(((await rpc.next(frame => frame.id === 2)) as Frame).result, 'pong');
  });
});

describe('the present values of a watch, page by page', () => {
  const COUNT = 5000;

  it('are all sent before `present`, and changes made meanwhile behind it, where changes are described', async () => {
    const { server } = await open();
    const line = await server.connect();
    for (let i = 0; i < COUNT; i += 500) {
      const fill = `[setReg(f'pages.{n:04}', 'x' * 1500) for n in range(${i}, ${i + 500})] and None`;
      assert.doesNotMatch(await line.ask(fill), /^Error/);
    }
    const rpc = await RpcClient.open(server.port, 'describe=true');
    rpc.socket.pause();
    rpc.send(call(1, 'watch', ['pages.*']));
    rpc.send(call(2, 'watch', ['none.*']));
    while (!(await hasCalled(server, 'watch', 2)));
    await line.ask("setReg('pages.0000', 'changed'); delete('pages.0001'); setReg('pages.-new', 1)");
    rpc.socket.resume();
    const told: Frame[] = [];
    while (told.at(-1)?.params?.key !== 'pages.-new')
      told.push((await rpc.next(frame => frame.method !== 'hello')) as Frame);
    const end = told.findIndex(({ method }) => method === 'present');
    assert.deepEqual(told[end].params, { match: 'pages.*' });
    const keys = (frames: Frame[]) =>
      frames.flatMap(({ method, params }) => (method === 'changed' ? [params.key] : []));
    // A change of what was told already, and of what sorts before it.
    assert.equal(new Set(keys(told.slice(0, end))).size, COUNT);
    const rest = told.slice(end + 1);
    assert.deepEqual(rest[0].params, { match: 'none.*' });
    assert.deepEqual(keys(rest), ['pages.0000', 'pages.0001', 'pages.-new']);
    assert.deepEqual(rest.filter(({ method }) => method === 'present').length, 1);
  });

  it('are followed by nothing but changes without describe', async () => {
    const { server, rpc } = await open();
    await server.ask("setReg('a', 1)");
    await rpc.call('watch', ['*']);
    assert.deepEqual(await rpc.notification('changed'), { key: 'a', value: 1 });
    await rpc.call('watch', ['none.*']);
    await server.ask("setReg('a', 2)");
    assert.deepEqual(await rpc.notification('changed'), { key: 'a', value: 2 });
    assert.deepEqual(rpc.pending, []);
  });
});

describe('a fault of ours', () => {
  it('ends the WebSocket that it is in, not the server', async () => {
    const { server, rpc } = await open();
    const { hub } = server.gateway;
    const { toJson } = hub.values;
    hub.values.toJson = () => {
      throw new Error('a fault');
    };
    const closed = rpc.closed();
    rpc.send(call(1, 'ping'));
    assert.equal(await closed, 1011);
    hub.values.toJson = toJson;
    assert.equal((await (await RpcClient.open(server.port)).call('ping')).result, 'pong');
  });
});
