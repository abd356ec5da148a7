import { writeSync } from 'node:fs';
import { systemClock } from '../../../src/core/clock.ts';
import type { KeyValueTable } from '../../../src/store/sqlite/keyValueTable.ts';
import type { MessageStore } from '../../../src/store/sqlite/messageStore.ts';
import { openSqlite } from '../storeSupport.ts';

/** How many requests share a turn at most. */
const MAX_REQUESTS = 20;

/**
 * Run as a process of its own: writes to the store in a folder without end. Each request i sets `last` and `key.{i % 50}` to i and sends i to the client `inbox`
 * and to ALL; some also take a message of `inbox`. Each turn sets `turn.begun` first and `turn.ended` last, to the same. When a turn is stored, it prints the last request and the last message taken in it: `107 98`.
 */
const [, , folder, first, maxLogBytes] = process.argv;
const store = openSqlite(folder, { clock: systemClock, maxLogBytes: Number(maxLogBytes) });
const registry = store.registry as KeyValueTable;
const messages = store.messages as MessageStore;
const now = () => systemClock.now();

messages.register('inbox', now());
let i = Number(first);
let taken = -1;

function request(): void {
  store.scope.begin('writesAny');
  registry.set(`key.${i % 50}`, String(i), null);
  messages.send('x', 'inbox', [String(i)], now());
  if (i % 7 === 0) registry.delete('last');
  registry.set('last', String(i), null);
  if (i % 3 !== 0) take();
  store.scope.keep();
  i++;
}

function take(): void {
  const message = messages.take('inbox', now());
  if (message && message.from !== 'SYSTEM') taken = Number(message.text);
}

function turn(): void {
  const number = String(i);
  registry.set('turn.begun', number, null);
  for (let left = Math.ceil(Math.random() * MAX_REQUESTS); left > 0; left--) request();
  // One that fails leaves nothing.
  store.scope.begin('writesAny');
  registry.set('undone', String(i), null);
  messages.send('x', 'inbox', ['undone'], now());
  if (i % 2 === 0) messages.peek('inbox', 0, 1, now());
  store.scope.undo();
  if (i % 5 === 0) store.sweep(now());
  registry.set('turn.ended', number, null);
  const line = `${i - 1} ${taken}\n`;
  store.settle(error => {
    if (error) throw error;
    writeSync(1, line);
    setImmediate(turn);
  });
}

turn();
