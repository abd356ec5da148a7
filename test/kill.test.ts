import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startProcess } from './support/process.ts';
import { LineClient } from './support/rawClient.ts';
import { makeFolder } from './support/server.ts';

const ROUNDS = 3;
const CLIENTS = 8;

/** What one client was told has been done. */
interface Acknowledged {
  inbox: string;
  /** Numbers of the messages whose `send` was answered, and of the one that was under way. */
  sent: number;
  asked: number;
  /** The last one that was taken out of the inbox. */
  drained: number;
  key: string;
  value: number;
  tried: number;
}

/** Sends and sets until the connection breaks. */
async function write(client: LineClient, state: Acknowledged): Promise<void> {
  try {
    for (;;) {
      state.asked++;
      assert.equal(await client.ask(`send('w', '${state.inbox}', '${state.asked}')`), 'OK');
      state.sent = state.asked;
      state.tried++;
      assert.equal(await client.ask(`setReg('${state.key}', ${state.tried})`), 'OK');
      state.value = state.tried;
    }
  } catch (error) {
    if ((error as Error).name === 'AssertionError') throw error;
  }
}

describe('a server killed under load', () => {
  it('has everything that it acknowledged, and nothing twice', async () => {
    const folder = await makeFolder();
    const states: Acknowledged[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const server = await startProcess(['--port', '0', '--data', folder]);
      const clients = await Promise.all(Array.from({ length: CLIENTS }, () => LineClient.open(server.port)));
      for (let i = states.length; i < CLIENTS; i++) {
        const inbox = await clients[i].ask('getClientID()');
        states.push({ inbox, sent: 0, asked: 0, drained: 0, key: `kill.${i}`, value: 0, tried: 0 });
      }
      const writers = clients.map((client, i) => write(client, states[i]));
      const enough = states.map(state => state.sent + 100);
      const watcher = await LineClient.open(server.port);
      while (states.some((state, i) => state.sent < enough[i])) await watcher.ask('ping()');
      await server.stop('SIGKILL');
      await Promise.all(writers);
      await check(folder, states);
    }
  });
});

/** Starts the server anew and compares; what was under way at the end may be there or not. */
async function check(folder: string, states: Acknowledged[]): Promise<void> {
  const server = await startProcess(['--port', '0', '--data', folder]);
  const client = await LineClient.open(server.port);
  for (const state of states) {
    const value = Number(await client.ask(`getReg('${state.key}')`));
    assert.ok(value === state.value || value === state.tried, `${state.key} is ${value}, acknowledged ${state.value}`);
    state.value = state.tried = value;
    const received = await drain(client, state.inbox);
    const last = received.at(-1)!;
    assert.ok(last === state.sent || last === state.asked, `last is ${last}, acknowledged ${state.sent}`);
    assert.deepEqual(
      received,
      Array.from({ length: last - state.drained }, (_, i) => state.drained + 1 + i),
    );
    state.sent = state.asked = state.drained = last;
  }
  client.destroy();
  assert.equal(await server.stop('SIGTERM'), 0);
}

async function drain(client: LineClient, inbox: string): Promise<number[]> {
  const received: number[] = [];
  for (;;) {
    const text = (await client.ask(`recv('${inbox}')`)).split('È')[2];
    if (text === 'None') return received;
    received.push(Number(text));
  }
}
