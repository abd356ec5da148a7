import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { compilePattern } from '../../../src/core/fnmatch.ts';
import type { KeyValueTable } from '../../../src/store/sqlite/keyValueTable.ts';
import type { Store } from '../../../src/store/store.ts';
import { makeDataFolder, openSqlite, stored } from '../storeSupport.ts';

const KEYS = 210_000;

let store: Store;
let registry: KeyValueTable;
before(async () => {
  store = openSqlite(makeDataFolder());
  registry = store.registry as KeyValueTable;
  for (let i = 0; i < KEYS; i++) {
    registry.set(`key.${i}`, `i${i};`, null);
    if (i % 2000 === 0) await stored(store);
  }
  await stored(store);
});
after(() => store.close());

const TOO_MUCH = {
  type: 'TimeoutError',
  message: 'there are more than 200000 keys to look at; begin the pattern with more plain text',
};

describe('a pattern over very many keys', () => {
  it('that would look at too many is refused', () => {
    for (const look of ['keys', 'entries', 'deleteMatching'] as const) {
      assert.throws(() => registry[look](compilePattern('*nothing')), TOO_MUCH);
    }
    assert.throws(() => registry.keys(compilePattern('key.*nothing')), {
      type: 'TimeoutError',
      message:
        "that begin with 'key.' there are more than 200000 keys to look at; begin the pattern with more plain text",
    });
  });

  it('looks at those alone that begin with its plain text', () => {
    assert.deepEqual(registry.entries(compilePattern('key.20000?')).length, 10);
    assert.equal(registry.keys(compilePattern('key.2099*')).length, 111);
  });

  it('is scanned in parts, however few of them match', () => {
    let [looks, found] = [0, 0];
    for (let after: string | null = null; ; ) {
      const { entries, next } = registry.scan(compilePattern('*99999'), after);
      looks++;
      found += entries.length;
      if (next === null) break;
      after = next;
    }
    assert.deepEqual([looks, found], [Math.floor(KEYS / 2000) + 1, 2]);
  });

  it('that would find more than fits is refused', () => {
    assert.throws(() => registry.entries(compilePattern('key.1*')), {
      type: 'MemoryError',
      message: 'the pattern would find more keys and values than fit into a reply; do it in parts',
    });
  });

  it('that would remove too many is refused, and removes nothing', async () => {
    assert.throws(() => registry.deleteMatching(compilePattern('key.1*')), {
      type: 'MemoryError',
      message: 'the pattern would remove more than 100000 keys; do it in parts',
    });
    assert.throws(() => registry.deleteMatching(compilePattern('key.1*[1-4]')), {
      type: 'MemoryError',
      message: 'the pattern would remove more than 25000 keys; do it in parts',
    });
    await stored(store);
    assert.equal(registry.count(), KEYS);
    assert.equal(registry.deleteMatching(compilePattern('key.2*')), 21_111);
    await stored(store);
    assert.equal(registry.count(), KEYS - 21_111);
  });
});
