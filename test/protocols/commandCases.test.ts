import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { LineClient } from '../support/rawClient.ts';
import { RpcClient } from '../support/rpcClient.ts';
import { startServer, type TestServer } from '../support/server.ts';

type Json = unknown;
type Args = Record<string, string | number | boolean | null>;

/** A call and what it must end in, on every protocol: a result (JSON, and as text) or an error with its HTTP status. */
interface Case {
  command: string;
  args: Args;
  result?: Json;
  text?: string;
  error?: [type: string, message: string, status: number];
}

let server: TestServer;
let line: LineClient;
let rpc: RpcClient;
let id: string;

before(async () => {
  server = await startServer();
  line = await server.connect();
  rpc = await RpcClient.open(server.port);
  id = await line.ask('getClientID()');
  await line.ask("setReg('case.number', 56); setReg('case.float', 56.0); setReg('case.text', 'kitchen')");
  await line.ask(`join('${id}', 'cases')`);
});

function cases(): Case[] {
  const unknown: Case['error'] = ['LookupError', "no client 'nobody12'", 404];
  return [
    { command: 'ping', args: {}, result: 'pong', text: 'pong' },
    { command: 'setReg', args: { key: 'case.a', value: 5 }, result: 'OK', text: 'OK' },
    { command: 'setReg', args: { key: 'case.b', value: 'text with spaces & äöü' }, result: 'OK', text: 'OK' },
    { command: 'setReg', args: { key: 'case.c', value: true, ttl: 60 }, result: 'OK', text: 'OK' },
    {
      command: 'setReg',
      args: { key: '', value: 5 },
      error: ['ValueError', 'key must be 1 to 255 characters long, not 0', 400],
    },
    {
      command: 'setReg',
      args: { key: 'x' },
      error: ['TypeError', "setReg() missing 1 required positional argument: 'value'", 400],
    },
    {
      command: 'setReg',
      args: { key: 'x', value: 1, nothing: 2 },
      error: ['TypeError', "setReg() got an unexpected keyword argument 'nothing'", 400],
    },
    {
      command: 'setReg',
      args: { key: 'server.x', value: 1 },
      error: ['PermissionError', "'server.x' is read-only: the server.* keys are the server's own", 403],
    },
    { command: 'getReg', args: { key: 'case.number' }, result: 56, text: '56' },
    { command: 'getReg', args: { key: 'case.float' }, result: 56.0, text: '56.0' },
    { command: 'getReg', args: { key: 'case.text' }, result: 'kitchen', text: 'kitchen' },
    { command: 'getReg', args: { key: 'case.none' }, result: null, text: 'None' },
    {
      command: 'getReg',
      args: { key: 'case.none', default: 'I don’t know.' },
      result: 'I don’t know.',
      text: 'I don’t know.',
    },
    {
      command: 'getAll',
      args: { pattern: 'case.[nf]*' },
      result: { 'case.float': 56, 'case.number': 56 },
      text: "{'case.float': 56.0, 'case.number': 56}",
    },
    {
      command: 'incReg',
      args: { key: 'case.text' },
      error: ['TypeError', 'can only concatenate str (not "int") to str', 400],
    },
    { command: 'delete', args: { pattern: 'case.gone.*' }, result: 'OK', text: 'OK' },
    { command: 'members', args: { group: 'cases' }, result: [id], text: `['${id}']` },
    {
      command: 'members',
      args: { group: 'a.b' },
      error: ['ValueError', "group must not contain '.': '.', '-', 'È' and control characters are not allowed", 400],
    },
    { command: 'groups', args: { id }, result: ['ALL', 'cases'], text: "['ALL', 'cases']" },
    { command: 'groups', args: { id: 'nobody12' }, error: unknown },
    { command: 'join', args: { id, group: 'NOPLY' }, error: ['ValueError', "group 'NOPLY' cannot be joined", 400] },
    { command: 'leave', args: { id, group: 'never joined' }, result: 'OK', text: 'OK' },
    { command: 'send', args: { sender: id, to: 'nobody', text: '007' }, result: 'OK', text: 'OK' },
    {
      command: 'send',
      args: { sender: id, to: 'NOPLY', text: 'x' },
      error: ['ValueError', 'NOPLY takes no replies', 400],
    },
    { command: 'recv', args: { id }, result: 'NoneÈNoneÈNone', text: 'NoneÈNoneÈNone' },
    { command: 'recv', args: { id, wait: 99 }, error: ['ValueError', 'wait must be 0 to 15 seconds, not 99', 400] },
    { command: 'recv', args: { id: 'nobody12' }, error: unknown },
    { command: 'exit', args: { id: 'nobody12' }, error: unknown },
    { command: 'fetch', args: { id: 'nobody12', pattern: '*' }, error: unknown },
    {
      command: 'dbExec',
      args: { id, sql: 'SELECT * FROM nowhere' },
      error: ['OperationalError', 'no such table: nowhere', 400],
    },
    {
      command: 'dbQuery',
      args: { sql: "SELECT 1, 2.5, 'x', NULL" },
      result: [[1, 2.5, 'x', null]],
      text: "[(1, 2.5, 'x', None)]",
    },
  ];
}

/** An argument as Python source. */
function toSource(value: Args[string]): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "\\'")}'`;
}

function query(args: Args): string {
  const shown = Object.entries(args).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : toSource(value),
  ]);
  return new URLSearchParams(shown as [string, string][]).toString();
}

const url = (path: string) => `http://127.0.0.1:${server.port}${path}`;

async function expectHttp(response: Response, { command, result, error }: Case): Promise<void> {
  const body = (await response.json()) as any;
  assert.ok(response.headers.has('content-length'), 'a Content-Length');
  if (!error) {
    assert.equal(response.status, 200, `${command}: ${JSON.stringify(body)}`);
    assert.deepEqual(body, { result });
    return;
  }
  const [type, detail, status] = error;
  assert.equal(response.status, status);
  assert.match(response.headers.get('content-type')!, /^application\/problem\+json\b/);
  assert.deepEqual([body.error, body.detail, body.status], [type, detail, status]);
  assert.ok(body.type && body.title);
}

describe('every command ends in the same', () => {
  it('on raw text', async () => {
    for (const { command, args, text, error } of cases()) {
      const given = Object.entries(args).map(([name, value]) => `${name}=${toSource(value)}`);
      const request = `${command}(${given.join(', ')})`;
      assert.equal(await line.ask(request), error ? `Error: ${error[0]}: ${error[1]}` : text, request);
    }
  });

  it('by HTTP GET', async () => {
    for (const item of cases()) await expectHttp(await fetch(url(`/api/${item.command}?${query(item.args)}`)), item);
  });

  it('by HTTP POST of JSON', async () => {
    for (const item of cases()) {
      const body = JSON.stringify(item.args);
      const headers = { 'Content-Type': 'application/json' };
      await expectHttp(await fetch(url(`/api/${item.command}`), { method: 'POST', body, headers }), item);
    }
  });

  it('by HTTP POST of a form', async () => {
    for (const item of cases()) {
      const body = new URLSearchParams(query(item.args));
      await expectHttp(await fetch(url(`/api/${item.command}`), { method: 'POST', body }), item);
    }
  });

  it('by HTTP as text', async () => {
    for (const { command, args, text, error } of cases()) {
      const expected = error ? `Error: ${error[0]}: ${error[1]}` : text;
      const byQuery = await fetch(url(`/api/${command}?${query(args)}&format=text`));
      assert.equal(await byQuery.text(), expected);
      assert.equal(byQuery.headers.get('content-type'), 'text/plain; charset=utf-8');
      const byAccept = await fetch(url(`/api/${command}?${query(args)}`), { headers: { Accept: 'text/plain' } });
      assert.equal(await byAccept.text(), expected);
      assert.equal(byAccept.status, error?.[2] ?? 200);
    }
  });

  it('by WebSocket, with arguments by name and by position', async () => {
    for (const { command, args, result, error } of cases()) {
      const byName = await rpc.call(command, args);
      const frames = [byName];
      const declared = server.gateway.hub.commands.get(command)!;
      const names = Object.keys(declared.args);
      if (Object.keys(args).every((name, i) => name === names[i]))
        frames.push(await rpc.call(command, Object.values(args)));
      for (const frame of frames) {
        if (!error) assert.deepEqual(frame.result, result, command);
        else assert.deepEqual(frame.error, { code: -32000, message: error[1], data: { error: error[0] } }, command);
      }
    }
  });
});
