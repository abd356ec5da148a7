import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { DuplicateDevices } from '../../src/commands/duplicateDevices.ts';
import { silentLog } from '../../src/core/log.ts';
import { readAll } from '../support/rawClient.ts';
import { startServer } from '../support/server.ts';

const MINUTE = 60_000;

/** The times, in order, at which a poll is found to be a duplicate's. */
function findDuplicates(polls: [peer: string, at: number][]): number[] {
  const devices = new DuplicateDevices();
  return polls.filter(([peer, at]) => devices.poll('id', peer, at) !== undefined).map(([, at]) => at);
}

describe('two addresses that poll the same inbox', () => {
  it('by turns are two devices, noticed once', () => {
    const polls = Array.from({ length: 40 }, (_, i): [string, number] => [`10.0.0.${i % 2}:${4000 + i}`, i * 5000]);
    assert.deepEqual(findDuplicates(polls), [20_000]);
  });

  it('are one device where one follows the other, or where the turns are rare', () => {
    const moved: [string, number][] = [
      ['10.0.0.1:1', 0],
      ['10.0.0.1:2', 1],
      ['10.0.0.2:1', 2],
      ['10.0.0.2:2', 3],
      ['10.0.0.1:3', 4],
      ['10.0.0.1:4', 5],
      ['10.0.0.3:1', 6],
      ['10.0.0.1:4', 7],
    ];
    assert.deepEqual(findDuplicates(moved), []);
    const rare = Array.from({ length: 40 }, (_, i): [string, number] => [`10.0.0.${i % 2}:1`, i * 0.6 * MINUTE]);
    assert.deepEqual(findDuplicates(rare), []);
  });

  it('are one device where they differ in the port, or as IPv4 and IPv6 do', () => {
    const peers = ['10.0.0.1:1', '[fe80::1]:1', '::ffff:10.0.0.1:7', 'fe80::1:5'];
    const polls = Array.from({ length: 40 }, (_, i): [string, number] => [peers[i % 4], i]);
    assert.deepEqual(findDuplicates(polls), []);
  });

  it('are looked for among a bounded number of ids', () => {
    const devices = new DuplicateDevices();
    const poll = (id: string, i: number) => devices.poll(id, `10.0.0.${i % 2}:1`, i);
    for (let i = 0; i < 4; i++) poll('first', i);
    for (let i = 0; i < 10_000; i++) poll(`other ${i}`, 0);
    assert.equal(poll('first', 4), undefined, 'forgotten');
    for (let i = 0; i < 4; i++) assert.equal(poll('again', i), undefined);
    assert.deepEqual(poll('again', 4), ['10.0.0.1', '10.0.0.0']);
  });
});

/** One request from an address of the loopback network. */
async function askFrom(localAddress: string, port: number, request: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  await once(socket, 'connect');
  socket.end(request);
  return readAll(socket);
}

describe('two devices with the same client id', () => {
  it('are told of once, to SYSADMIN and in the log, whatever they poll with', async () => {
    const warnings: string[] = [];
    const log = { ...silentLog, warn: (_fields: object, text: string) => void warnings.push(text) };
    const server = await startServer({ log });
    const admin = await server.ask('getClientID()');
    await server.ask(`join('${admin}', 'SYSADMIN')`);
    const id = await server.ask('getClientID()');
    for (let i = 0; i < 12; i++) {
      const request = i % 3 === 0 ? `recv('${id}', 0.001)` : `recv('${id}')`;
      assert.equal(await askFrom(`127.0.0.${1 + (i % 2)}`, server.port, request), 'NoneÈNoneÈNone');
    }
    const [from, to, text] = (await server.ask(`recv('${admin}')`)).split('È');
    assert.deepEqual([from, to], ['SYSTEM', 'SYSADMIN']);
    assert.match(text, new RegExp(`^two devices poll as client '${id}', 127\\.0\\.0\\.\\d and 127\\.0\\.0\\.\\d,`));
    assert.equal(await server.ask(`recv('${admin}')`), 'NoneÈNoneÈNone');
    assert.deepEqual(warnings, [text]);
  });
});
