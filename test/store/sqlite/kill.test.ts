import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../../src/core/clock.ts';
import { compilePattern } from '../../../src/core/fnmatch.ts';
import { LogBook, makeDataFolder, openSqlite, stored } from '../storeSupport.ts';

const HOLDER = fileURLToPath(new URL('./folderHolder.ts', import.meta.url));
const LOAD = fileURLToPath(new URL('./loadProcess.ts', import.meta.url));
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 8);
const REQUESTS_PER_KEY = 50;
/** A turn or two. */
const MAX_DELAY_MS = 5;

/** What the process was told to be stored. */
interface Told {
  request: number;
  taken: number;
}

/** Runs the load until it has been told something `turns` times, kills it, and returns what it was told last. */
async function killUnderLoad(folder: string, first: number, turns: number): Promise<Told> {
  // With so small a log, many kills fall into a checkpoint.
  const args = [LOAD, folder, String(first), String(256 * 1024)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let told: Told = { request: -1, taken: -1 };
  let seen = 0;
  createInterface(child.stdout).on('line', line => {
    const [request, taken] = line.split(' ').map(Number);
    told = { request, taken };
    // Not just behind a commit.
    if (++seen === turns) setTimeout(() => child.kill('SIGKILL'), MAX_DELAY_MS * Math.random());
  });
  const [code, signal] = await once(child, 'close');
  assert.equal(signal, 'SIGKILL', `the load ended by itself with ${code}`);
  return told;
}

/** Compares what is in the folder with what the process was told; returns the last request that is stored. */
async function check(folder: string, told: Told, lastSeq: number): Promise<{ request: number; seq: number }> {
  const log = new LogBook();
  const store = openSqlite(folder, { log, clock: systemClock });
  try {
    const request = Number(await store.registry.get('last'));
    assert.ok(request >= told.request, `${request} is stored, ${told.request} was told`);
    assert.equal(await store.registry.get('undone'), undefined);
    assert.equal(
      await store.registry.get('turn.begun'),
      await store.registry.get('turn.ended'),
      'a turn is half there',
    );
    const keys = await store.registry.entries(compilePattern('key.*'));
    assert.equal(keys.length, REQUESTS_PER_KEY);
    for (const [key, value] of keys) {
      const k = Number(key.slice(4));
      assert.equal(
        Number(value),
        request - ((((request - k) % REQUESTS_PER_KEY) + REQUESTS_PER_KEY) % REQUESTS_PER_KEY),
      );
    }
    const messages = await store.messages.peek('inbox', 0, 20_000, Date.now());
    const numbers = messages.filter(({ from }) => from !== 'SYSTEM').map(({ text }) => Number(text));
    assert.ok(numbers[0] > told.taken, `${told.taken} was taken, and is here again`);
    assert.deepEqual(
      numbers,
      Array.from(numbers, (_, i) => numbers[0] + i),
    );
    assert.equal(numbers.at(-1), request);
    for (const message of messages) if (Number(message.text) > told.request) assert.ok(message.seq > lastSeq);
    assert.deepEqual(log.lines, []);
    return { request, seq: messages.at(-1)!.seq };
  } finally {
    await store.close();
  }
}

/** What a starting store does to its folder, one after the other. */
const STAGES: [name: string, isReached: (file: string) => boolean][] = [
  ['the folder is locked', file => existsSync(join(dirname(file), 'share.lock'))],
  ['the file is there', existsSync],
  ['the log is there', file => existsSync(`${file}-wal`)],
  ['the schema is being written', file => (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0],
];

describe('a store killed while it starts', () => {
  for (const [name, isReached] of STAGES) {
    it(`when ${name} starts the next time`, async () => {
      const folder = makeDataFolder();
      const child = spawn(process.execPath, [HOLDER, folder], { stdio: 'ignore' });
      const ended = once(child, 'close');
      while (!isReached(join(folder, 'share.db'))) await new Promise(setImmediate);
      child.kill('SIGKILL');
      await ended;
      const log = new LogBook();
      const store = openSqlite(folder, { log });
      await store.registry.set('a', '1', null);
      await stored(store);
      await store.close();
      assert.deepEqual(log.lines, []);
    });
  }
});

describe('a store killed under load', () => {
  it(`has all that was told to be stored, whole, and nothing twice: ${ROUNDS} rounds`, async () => {
    const folder = makeDataFolder();
    let last = { request: -1, seq: 0 };
    for (let round = 0; round < ROUNDS; round++) {
      const turns = 10 + Math.floor(Math.random() * 300);
      const told = await killUnderLoad(folder, last.request + 1, turns);
      last = await check(folder, told, last.seq);
    }
  });
});
