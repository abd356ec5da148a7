import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { RpcClient } from '../support/rpcClient.ts';
import { makeFolder, startServer } from '../support/server.ts';
import { addToken, removeToken } from '../support/tokens.ts';

const post = (port: number, path: string, body: string) =>
  fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body });

describe('what the dashboard asks the server', () => {
  it('how the clients are: groups, what waits, whence, by which protocol', async () => {
    const { port, ask } = await startServer();
    const id = await ask('getClientID()');
    await ask(`join('${id}', 'g')`);
    await ask(`send('x', '${id}', 'waits')`);
    const push = await RpcClient.open(port);
    const { result } = (await (await fetch(`http://127.0.0.1:${port}/dashboard/clients`)).json()) as any;
    const find = (wanted: string) => result.find((client: { id: string }) => client.id === wanted);
    const { silent, ...raw } = find(id);
    assert.deepEqual(raw, {
      ...{ id, groups: ['ALL', 'g'], pending: 1, connected: false },
      ...{ protocol: 'raw', address: '127.0.0.1', owner: null, mayActFor: true },
    });
    assert.ok(silent >= 0 && silent < 60);
    const { connected, protocol } = find(push.id);
    assert.deepEqual([connected, protocol], [true, 'websocket']);
  });

  it('whose the clients are, and which of them who asks may act for', async () => {
    const server = await startServer();
    const tokens = {
      kitchen: addToken(server, 'kitchen'),
      shed: addToken(server, 'shed'),
      boss: addToken(server, 'boss', { admin: true }),
    };
    const ids: Record<string, string> = { nobody: await server.ask('getClientID()') };
    for (const name of ['kitchen', 'shed'] as const)
      ids[name] = await server.ask(`auth('${tokens[name]}'); getClientID()`);
    const ask = async (token?: string) => {
      const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
      const reply = await fetch(`http://127.0.0.1:${server.port}/dashboard/clients`, { headers });
      const { result } = (await reply.json()) as any;
      return Object.entries(ids).map(([, id]) => {
        const { owner, mayActFor } = result.find((client: { id: string }) => client.id === id);
        return [owner, mayActFor];
      });
    };
    const seen = (...may: boolean[]) => [null, 'kitchen', 'shed'].map((owner, i) => [owner, may[i]]);
    assert.deepEqual(await ask(tokens.kitchen), seen(true, true, false));
    assert.deepEqual(await ask(tokens.boss), seen(true, true, true));
    assert.deepEqual(await ask(), seen(true, false, false));
    // As the command itself has it.
    assert.match(await server.ask(`auth('${tokens.kitchen}'); exit('${ids.shed}')`), /belongs to another token/);
    // Without any token left, clients are everybody's.
    for (const name of ['kitchen', 'shed', 'boss']) removeToken(server, name);
    assert.deepEqual(await ask(), seen(true, true, true));
  });

  it('a table, with types that can be told apart', async () => {
    const { port } = await startServer();
    const reply = await post(port, '/dashboard/sql', "SELECT 1 AS i, 2.0 AS r, 't' AS t, x'68' AS b, NULL AS n");
    assert.equal(
      await reply.text(),
      '{"result":{"columns":["i","r","t","b","n"],"rows":[[1,2.0,"t",{"bytes":"aA=="},null]],"changes":0}}',
    );
    const wrong = await post(port, '/dashboard/sql', 'SELECT * FROM missing');
    assert.equal(wrong.status, 400);
    assert.equal(((await wrong.json()) as any).error, 'OperationalError');
  });

  it('where a syntax error is', async () => {
    const { port } = await startServer();
    assert.deepEqual(await (await post(port, '/dashboard/check', '1 + * 2')).json(), { result: 4 });
    assert.deepEqual(await (await post(port, '/dashboard/check', '1 + 2')).json(), { result: null });
  });

  it('who asks, and what that one may do: without a token too', async () => {
    const server = await startServer({ flags: ['--require-token'] });
    const token = addToken(server, 'kitchen', { read: ['garden.*'], sql: 'read' });
    const ask = async (given?: string) => {
      const headers: Record<string, string> = given === undefined ? {} : { Authorization: `Bearer ${given}` };
      return ((await (await fetch(`http://127.0.0.1:${server.port}/dashboard/identity`, { headers })).json()) as any)
        .result;
    };
    assert.match((await ask()).refusal, /this server wants a token/);
    assert.equal((await ask('wrong')).refusal, 'the token is wrong, or was withdrawn');
    assert.deepEqual(await ask(token), {
      ...{ name: 'kitchen', hasTokens: true, needsTls: false, refusal: null },
      ...{ read: ['garden.*'], write: [], send: [], join: [] },
      ...{ sql: 'read', eval: false, admin: false },
    });
  });

  it('for tokens, if an admin asks', async () => {
    const server = await startServer();
    const admin = addToken(server, 'boss', { admin: true });
    const other = addToken(server, 'kitchen');
    const ask = async (token: string, method: string, query = '', body?: string) => {
      const url = `http://127.0.0.1:${server.port}/dashboard/tokens${query}`;
      const reply = await fetch(url, { method, body, headers: { Authorization: `Bearer ${token}` } });
      return { status: reply.status, ...((await reply.json()) as any) };
    };
    assert.equal((await ask(other, 'GET')).status, 403);
    assert.equal((await ask(other, 'POST', '', 'x')).error, 'PermissionError');
    const made = await ask(admin, 'POST', '', 'Küche 2');
    assert.match(made.result, /^\w{16}$/);
    assert.deepEqual((await ask(admin, 'GET')).result, ['Küche 2', 'boss', 'kitchen']);
    assert.equal(await server.ask(`auth('${made.result}'); 1 + 1`), '2');
    assert.equal((await ask(admin, 'POST', '', 'kitchen')).detail, "there is a token 'kitchen' already");
    assert.equal((await ask(other, 'DELETE', '?name=boss')).status, 403);
    assert.equal((await ask(admin, 'DELETE', '?name=K%C3%BCche%202')).result, 'OK');
    assert.match(await server.ask(`auth('${made.result}'); 1 + 1`), /AuthenticationError/);
    assert.equal((await ask(admin, 'DELETE', '?name=nobody')).detail, "there is no token 'nobody'");
  });

  it('which commands there are', async () => {
    const { port } = await startServer();
    const commands = (await (await fetch(`http://127.0.0.1:${port}/dashboard/commands`)).json()) as any[];
    const setReg = commands.find(({ name }) => name === 'setReg');
    assert.deepEqual(
      setReg.args.map((arg: any) => [arg.name, arg.role, arg.default]),
      [
        ['key', 'key', undefined],
        ['value', 'other', undefined],
        ['ttl', 'other', 'None'],
      ],
    );
    assert.ok(!commands.some(({ name }) => name === 'clientStates' || name === 'eval'));
  });

  it('changes with repr, type, and when they came about: before a restart too', async () => {
    const { ask, folder, close } = await startServer();
    const earliest = Date.now();
    await ask("setReg('a', (1.0, None))");
    const latest = Date.now();
    await close();
    const { port, ask: askAgain } = await startServer({ folder });
    const client = await RpcClient.open(port, 'describe=true');
    await client.call('watch', { match: 'a' });
    const { time: kept, ...present } = await client.notification('changed');
    assert.deepEqual(present, { key: 'a', value: [1, null], repr: '(1.0, None)', type: 'tuple', expires: null });
    assert.ok(Date.parse(kept) >= earliest && Date.parse(kept) <= latest, kept);
    await askAgain("setReg('a', (1.0, None)); setReg('a', 2)");
    const { time, ...changed } = await client.notification('changed');
    assert.deepEqual(changed, { key: 'a', value: 2, repr: '2', type: 'int', expires: null });
    assert.ok(Date.parse(time) > latest && Date.parse(time) <= Date.now(), time);
    await askAgain("delete('a')");
    assert.deepEqual(await client.notification('changed'), { key: 'a', value: null, deleted: true });
  });

  it('until when keys are there: as they change, and before a watch', async () => {
    const clock = { time: Date.UTC(2026, 0, 1), now: () => clock.time };
    const { port, ask } = await startServer({ clock });
    const client = await RpcClient.open(port, 'describe=true');
    const told = async () => {
      const { key, expires } = await client.notification('changed');
      return [key, expires];
    };
    await ask("setReg('a', 1, 90)");
    await client.call('watch', { match: '*' });
    assert.deepEqual(await told(), ['a', '2026-01-01T00:01:30.000Z']);
    clock.time += 30_000;
    await ask("incReg('a')");
    assert.deepEqual(await told(), ['a', '2026-01-01T00:01:30.000Z']);
    await ask("setReg('a', 2, 90)");
    assert.deepEqual(await told(), ['a', '2026-01-01T00:02:00.000Z']);
    await ask("setReg('a', 2)");
    assert.deepEqual(await told(), ['a', null]);
  });

  it('changes whose time nobody kept, with null', async () => {
    const folder = await makeFolder();
    copyFileSync(new URL('../fixtures/schema1.db', import.meta.url), `${folder}/share.db`);
    const { port } = await startServer({ folder });
    const client = await RpcClient.open(port, 'describe=true');
    await client.call('watch', { match: 'garden.*' });
    assert.deepEqual(await client.notification('changed'), {
      ...{ key: 'garden.soil.temp', value: 56, repr: '56.0', type: 'float', time: null, expires: null },
    });
  });

  it('nothing of times without describe', async () => {
    const { port, ask } = await startServer();
    await ask("setReg('a', 1)");
    const client = await RpcClient.open(port);
    await client.call('watch', { match: 'a' });
    assert.deepEqual(await client.notification('changed'), { key: 'a', value: 1 });
    await ask("setReg('a', 2)");
    assert.deepEqual(await client.notification('changed'), { key: 'a', value: 2 });
  });
});
