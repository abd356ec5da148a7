import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, Socket } from 'node:net';
import { before, describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { cleanUp } from '../support/cleanUp.ts';
import { startServer, type TestServer } from '../support/server.ts';

const MIB = 1024 * 1024;
const PEERS = 10;
/** What each is sent, far above what the kernel takes. */
const REPLIES = 60;
const MESSAGES = 40;
const REPLY_BYTES = 400_000;
const MAX_HELD_BYTES = MIB;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let server: TestServer;
before(async () => {
  server = await startServer();
});

/** A peer that sends and never reads. */
async function open(text: string | Buffer): Promise<Socket> {
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  cleanUp(() => socket.destroy());
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

/** The server's ends of the connections: it runs in this process. */
function serverSockets(): Socket[] {
  const handles = (process as unknown as { _getActiveHandles(): unknown[] })._getActiveHandles();
  return handles.filter((handle): handle is Socket => handle instanceof Socket && handle.localPort === server.port);
}

const held = () => serverSockets().map(socket => socket.writableLength);

/** Waits until the server has nothing more to do for its slow peers. Others are answered all the while. */
async function untilQuiet(): Promise<void> {
  const client = await server.connect();
  for (let last = '', same = 0; same < 30; ) {
    assert.equal(await client.ask('ping()'), 'pong');
    await new Promise(resolve => setTimeout(resolve, 2));
    const now = held().join();
    same = now === last ? same + 1 : 0;
    last = now;
  }
  client.destroy();
}

function usedMemory(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** What is held more than `before`; buffers that nobody holds are freed some collections later, in the background. */
async function grownMemory(before: number, allowed: number): Promise<number> {
  for (let rounds = 0; rounds < 100 && usedMemory() - before > allowed; rounds++) await new Promise(setImmediate);
  return usedMemory() - before;
}

const http = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;

/** A client's frame, masked by zeros. */
function frame(text: string): Buffer {
  const body = Buffer.from(text);
  const head = Buffer.from([0x81, 0x80 | 126, body.length >> 8, body.length & 255, 0, 0, 0, 0]);
  return Buffer.concat([head, body]);
}

function upgrade(query: string): string {
  const key = randomBytes(16).toString('base64');
  return http(
    `/ws?${query}`,
    `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n`,
  );
}

const rpc = (method: string, params: object) =>
  frame(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params, padding: 'x'.repeat(200) }));
const expression = `'x' * ${REPLY_BYTES}`;

/** Sends clients more than their connections take. */
async function sendMuch(ids: string[], character = 'x'): Promise<void> {
  const text = `'${character}' * ${Math.floor(REPLY_BYTES / Buffer.byteLength(character))}`;
  const sender = await server.connect();
  for (const id of ids) {
    for (let i = 0; i < MESSAGES; i++) assert.equal(await sender.ask(`send('x', '${id}', ${text})`), 'OK');
  }
  sender.destroy();
}

async function makeClients(): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < PEERS; i++) ids.push(await server.ask('getClientID()'));
  return ids;
}

/** What each protocol can be asked for without being read from. */
const CASES: [name: string, start: () => Promise<unknown>][] = [
  ['raw text', () => Promise.all(Array.from({ length: PEERS }, () => open(`${expression}\n`.repeat(REPLIES))))],
  [
    'HTTP',
    () => {
      const request = http(`/api/eval?expr=${encodeURIComponent(expression)}`);
      return Promise.all(Array.from({ length: PEERS }, () => open(request.repeat(REPLIES))));
    },
  ],
  [
    'results over WebSocket',
    async () => {
      const peers = await Promise.all(Array.from({ length: PEERS }, () => open(upgrade(''))));
      for (const peer of peers) {
        for (let i = 0; i < REPLIES; i++) peer.write(rpc('eval', { expr: expression }));
      }
    },
  ],
  [
    'results of three bytes a character over WebSocket',
    async () => {
      const peers = await Promise.all(Array.from({ length: PEERS }, () => open(upgrade(''))));
      // Short ones, so that many are answered in one turn.
      const calls = Buffer.concat(Array.from({ length: 300 }, () => rpc('eval', { expr: "'ひ' * 20_000" })));
      for (const peer of peers) peer.write(calls);
    },
  ],
  [
    'messages over WebSocket',
    async () => {
      const ids = await makeClients();
      await Promise.all(ids.map(id => open(upgrade(`client=${id}`))));
      await sendMuch(ids);
    },
  ],
  [
    'present values over WebSocket',
    async () => {
      const writer = await server.connect();
      for (let i = 0; i < 15; i++) await writer.ask(`setReg('present.${i}', 'x' * ${REPLY_BYTES})`);
      const peers = await Promise.all(Array.from({ length: PEERS }, () => open(upgrade(''))));
      for (const peer of peers) peer.write(rpc('watch', { match: 'present.*' }));
      await writer.ask('ping()');
    },
  ],
  [
    'changes over WebSocket',
    async () => {
      const peers = await Promise.all(Array.from({ length: PEERS }, () => open(upgrade(''))));
      for (const peer of peers) peer.write(rpc('watch', { match: 'watched.*' }));
      const writer = await server.connect();
      for (let i = 0; i < REPLIES; i++) {
        assert.equal(await writer.ask(`setReg('watched.${i}', '${i % 10}' * ${REPLY_BYTES})`), 'OK');
      }
    },
  ],
  [
    'server-sent events',
    async () => {
      const ids = await makeClients();
      await Promise.all(ids.map(id => open(http(`/events?client=${id}`))));
      await sendMuch(ids);
    },
  ],
  [
    'server-sent events of three bytes a character',
    async () => {
      const ids = await makeClients();
      await Promise.all(ids.map(id => open(http(`/events?client=${id}`))));
      await sendMuch(ids, 'ひ');
    },
  ],
];

describe('a reader that never reads', () => {
  for (const [name, start] of CASES) {
    it(`delays nobody, and has at most 1 MiB held for it: ${name}`, async () => {
      const sockets = new Set(serverSockets());
      const before = usedMemory();
      await start();
      await untilQuiet();
      const slow = serverSockets().filter(socket => !sockets.has(socket));
      const largest = Math.max(...slow.map(socket => socket.writableLength));
      assert.ok(slow.filter(socket => socket.writableLength > 0).length >= PEERS, 'nothing waits');
      // The reply that goes beyond the bound is whole.
      assert.ok(largest <= MAX_HELD_BYTES + REPLY_BYTES + 1000, `${largest} bytes for one`);
      const allowed = PEERS * (MAX_HELD_BYTES + REPLY_BYTES);
      const grown = await grownMemory(before, allowed);
      assert.ok(grown <= allowed, `${grown} bytes for ${PEERS}`);
      for (const socket of slow) socket.destroy();
    });
  }
});
