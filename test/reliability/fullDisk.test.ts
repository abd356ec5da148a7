import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mountSmallDisk } from '../store/storeSupport.ts';
import { startServer } from '../support/server.ts';
import { WAYS } from './actor.ts';

const MIB = 1024 * 1024;
const FULL = "Error: OSError: [Errno 28] No space left on device: 'share.db'";

describe('a full disk', () => {
  for (const [way, open] of Object.entries(WAYS)) {
    it(`refuses writes, answers reads, and is forgotten when there is room: ${way}`, async t => {
      const disk = mountSmallDisk(3 * MIB);
      if (!disk) return t.skip('a small disk can be mounted by root only');
      const server = await startServer({ folder: disk.folder });
      t.after(async () => {
        disk.free();
        await server.close();
      });
      const ask = await open(server.port);
      const id = await ask('getClientID()');
      await ask("setReg('kept', 1)");
      disk.fill();
      const value = "'x' * 50000";
      const writes = [`setReg('new', ${value})`, `send('x', '${id}', ${value})`, `MyData['new'] = ${value}`];
      // What still fits into the log's last page may be kept; whatever is answered is so.
      const replies: string[] = [];
      for (let i = 0; i < 20; i++) {
        replies.push(await ask(`setReg('fill.${i}', ${value})`));
        const isKept = (await ask(`'fill.${i}' in MyData`)) === 'True';
        assert.equal(replies[i], isKept ? 'OK' : FULL);
      }
      assert.equal(replies.at(-1), FULL);
      for (const write of writes) {
        // str() in a WebSocket call takes no statement.
        if (way === 'WebSocket' && write.startsWith('MyData')) continue;
        assert.equal(await ask(write), FULL, write);
        assert.equal(await ask("getReg('kept'), 'new' in MyData"), '(1, False)');
        assert.equal(await ask(`recv('${id}')`), 'NoneÈNoneÈNone');
      }
      disk.free();
      for (const write of writes.slice(0, 2)) assert.equal(await ask(write), 'OK');
      assert.equal(await ask("len(getReg('new'))"), '50000');
      assert.match(await ask(`recv('${id}')`), /^xÈ.*Èx+$/);
    });
  }
});
