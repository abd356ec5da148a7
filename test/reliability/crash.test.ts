import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ServerProcess, startProcess } from '../support/process.ts';
import { makeFolder } from '../support/server.ts';
import { Actor, untilWorked, WAYS } from './actor.ts';

/** CRASH_ROUNDS=1000 for the long run. */
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 12);
const MAX_TURNS = 60;

function start(folder: string): Promise<ServerProcess> {
  return startProcess(['--port', '0', '--host', '127.0.0.1', '--data', folder]);
}

describe('a server killed at any moment', () => {
  it(`has all that it acknowledged on every protocol, nothing half and nothing twice: ${ROUNDS} rounds`, async () => {
    const folder = await makeFolder();
    const actors = Object.entries(WAYS).flatMap(([name, open]) => [
      new Actor(`${name} 1`, open, 'recv'),
      new Actor(`${name} 2`, open, name === 'WebSocket' ? 'acknowledge' : 'recv'),
    ]);
    for (let round = 0; round < ROUNDS; round++) {
      const server = await start(folder);
      const ask = await WAYS['raw, line mode'](server.port);
      for (const actor of actors) await actor.check(ask);
      const working = Promise.all(actors.map(actor => actor.work(server.port)));
      await Promise.race([untilWorked(actors, Math.random() * MAX_TURNS), working]);
      assert.equal(await server.stop('SIGKILL'), null);
      await working;
      assert.doesNotMatch(server.output(), /damaged|failed/);
    }
    const server = await start(folder);
    const ask = await WAYS['raw, line mode'](server.port);
    for (const actor of actors) await actor.check(ask);
    assert.equal(await server.stop('SIGTERM'), 0);
  });
});
