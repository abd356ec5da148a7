import assert from 'node:assert/strict';
import { copyFileSync, globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { compilePattern } from '../../../src/core/fnmatch.ts';
import { MIGRATIONS } from '../../../src/store/sqlite/migrations.ts';
import { LogBook, makeDataFolder, openSqlite, TestClock } from '../storeSupport.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));

describe('a database of every schema there was', () => {
  it('is among the fixtures', () => {
    const expected = MIGRATIONS.map((_, i) => `schema${i + 1}.db`);
    assert.deepEqual(
      globSync('schema*.db', { cwd: FIXTURES })
        .map(file => basename(file))
        .sort(),
      expected.sort(),
    );
  });

  for (let version = 1; version <= MIGRATIONS.length; version++) {
    it(`is opened, with all that is in it: schema ${version}`, async t => {
      const folder = makeDataFolder();
      copyFileSync(join(FIXTURES, `schema${version}.db`), join(folder, 'share.db'));
      const clock = new TestClock();
      const log = new LogBook();
      const store = openSqlite(folder, { clock, log, inboxLimit: 10 });
      t.after(() => store.close());
      const { registry, variables, messages } = store;
      assert.equal(await registry.get('garden.soil.temp'), 'd56;');
      assert.equal(await registry.get('timed'), 's4:text');
      assert.equal(await variables.get('x'), 'l2:i1;d2;');
      // Since schema 2. A key that is written from now on has its time, whatever schema the file was of.
      const times = async () =>
        (await registry.scan(compilePattern('*'), null)).entries.map(({ key, time }) => [key, time]);
      const known = version === 1 ? null : clock.time;
      await registry.set('new', 'i1;', null);
      assert.deepEqual(await times(), [
        ['garden.soil.temp', known],
        ['new', clock.time],
        ['timed', known],
      ]);
      assert.deepEqual(
        (await messages.clients(clock.time)).map(({ id, groups }) => [id, groups]),
        [
          ['present01', ['ALL', 'group16']],
          ['reader02', ['ALL']],
        ],
      );
      assert.equal(await messages.ownerOf('present01', clock.time), null);
      assert.equal(await messages.ownerOf('reader02', clock.time), version === 1 ? null : 'kitchen');
      const texts = async (id: string) => {
        const found: string[] = [];
        for (;;) {
          const message = await messages.take(id, clock.time);
          if (!message) return found;
          found.push(`${message.from} ${message.to} ${message.text}`);
        }
      };
      assert.deepEqual(await texts('present01'), ['reader02 group16 two', 'reader02 ALL to all']);
      const [notice, ...left] = await texts('reader02');
      assert.equal(notice, 'SYSTEM reader02 dropped 4');
      assert.deepEqual(
        left,
        Array.from({ length: 10 }, (_, i) => `x reader02 ${i + 2}`),
      );
      clock.time += 60_000;
      assert.equal(await registry.get('timed'), undefined);
      assert.deepEqual(log.lines, []);
    });
  }
});
