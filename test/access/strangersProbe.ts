import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { Tokens } from '../../src/access/tokens.ts';
import { loadSettings } from '../../src/config.ts';
import { silentLog } from '../../src/core/log.ts';
import { openGateway } from '../../src/gateway.ts';
import { readAll } from '../support/rawClient.ts';

// Run by strangers.test.ts in a network of its own: a server, and a peer at the address that is the first argument, which asks in every way.

const [localAddress, ...flags] = process.argv.slice(2);
const folder = `/tmp/share-server-strangers-${process.pid}`;
const warnings: string[] = [];
const log = { ...silentLog, warn: (_fields: object, text: string) => void warnings.push(text) };
const gateway = await openGateway(loadSettings(['--port', '0', '--data', folder, ...flags], {}), log);
const token = new Tokens(folder).add('kitchen');
await gateway.reload();
const { port } = gateway;

async function raw(text: string, from = localAddress): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from });
  await once(socket, 'connect');
  socket.write(text);
  // With a line end, the server is to close by itself.
  if (!text.endsWith('\n')) socket.end();
  return readAll(socket);
}

async function http(path: string): Promise<object> {
  const asked = request({ port, host: '127.0.0.1', localAddress, path, agent: false }).end();
  const [response] = await once(asked, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const body = /json/.test(response.headers['content-type']) ? JSON.parse(text) : {};
  return { ...body, status: response.statusCode };
}

async function webSocket(): Promise<object> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { localAddress });
  const closed = once(socket, 'close');
  const first = await Promise.race([closed, once(socket, 'message')]);
  socket.close();
  const [code, reason] = first.length === 2 && typeof first[0] === 'number' ? first : await closed;
  return { code, reason: String(reason) };
}

const isAllowed = flags.length > 0;
const found = {
  oneShot: await raw("setReg('a', 1)"),
  line: isAllowed ? '' : await raw("setReg('a', 1)\n"),
  withToken: await raw(`auth('${token}'); setReg('a', 1)`),
  http: await http('/api/setReg?key=a&value=1'),
  page: await http('/'),
  events: isAllowed ? {} : await http('/events'),
  webSocket: await webSocket(),
  registry: await raw("getReg('a')", '127.0.0.1'),
  warnings,
};
await gateway.close();
await rm(folder, { recursive: true });
console.log(JSON.stringify(found));
