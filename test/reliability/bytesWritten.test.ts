import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { makeDataFolder, openSqlite, stored } from '../store/storeSupport.ts';
import { startServer } from '../support/server.ts';

const KIB = 1024;

/** What this process has handed to the operating system to write, in bytes. */
function countWrites(): number {
  return Number(/^wchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))![1]);
}

describe('the bytes that are written to storage', () => {
  it('are those that are told', { skip: !existsSync('/proc/self/io') }, async t => {
    const store = openSqlite(makeDataFolder(), { maxLogBytes: 256 * KIB });
    t.after(() => store.close());
    const before = { counted: store.stats().bytesWritten, written: countWrites() };
    for (let i = 0; i < 500; i++) {
      await store.registry.set(`key.${i % 50}`, `${i}`.repeat(500), null);
      await stored(store);
    }
    await store.sweep(Date.UTC(2026, 0, 1));
    const written = countWrites() - before.written;
    const counted = store.stats().bytesWritten - before.counted;
    assert.ok(written > 1000 * KIB);
    // A pass may be under way.
    assert.ok(Math.abs(counted - written) < 0.1 * written, `${counted} told, ${written} written`);
  });

  it('are at most 12 KiB for each setReg of a trickle, and none for the same value again', async () => {
    const server = await startServer();
    const client = await server.connect();
    const bytesWritten = async () => Number(await client.ask("MyData['server.bytesWritten']"));
    await client.ask("setReg('garden.temp', 0)");
    const before = await bytesWritten();
    for (let i = 1; i <= 60; i++) assert.equal(await client.ask(`setReg('garden.temp', ${i / 7})`), 'OK');
    const each = ((await bytesWritten()) - before) / 60;
    assert.ok(each > 0 && each <= 12 * KIB, `${each} bytes each`);
    const same = await bytesWritten();
    for (let i = 0; i < 60; i++) assert.equal(await client.ask(`setReg('garden.temp', ${60 / 7})`), 'OK');
    assert.equal(await bytesWritten(), same);
    const metrics = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
    assert.match(metrics, new RegExp(`^shareserver_storage_written_bytes ${same}$`, 'm'));
  });
});
