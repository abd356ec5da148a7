import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeFolder, startServer } from '../support/server.ts';

const MESSAGES = 10_000;
const PIPELINED = 500;

describe('an inbox of 10,000', () => {
  it('is there whole after a restart, in order', async () => {
    const folder = await makeFolder();
    const before = await startServer({ folder });
    const writer = await before.connect();
    const id = await writer.ask('getClientID()');
    await writer.ask(`join('${id}', 'crowd')`);
    for (let sent = 0; sent < MESSAGES; sent += PIPELINED) {
      for (let i = sent; i < sent + PIPELINED; i++) writer.send(`send('s', '${i % 3 ? 'crowd' : id}', '${i}')`);
      for (let i = 0; i < PIPELINED; i++) assert.equal(await writer.next(), 'OK');
    }
    await before.close();

    const after = await startServer({ folder });
    const reader = await after.connect();
    for (let taken = 0; taken < MESSAGES; taken += PIPELINED) {
      for (let i = 0; i < PIPELINED; i++) reader.send(`recv('${id}')`);
      for (let i = taken; i < taken + PIPELINED; i++) {
        assert.equal(await reader.next(), `sÈ${i % 3 ? 'crowd' : id}È${i}`);
      }
    }
    assert.equal(await reader.ask(`recv('${id}')`), 'NoneÈNoneÈNone');
  });
});
