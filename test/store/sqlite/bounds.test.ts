import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
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
      message:
        "the pattern would find more keys and values than fit into a reply; do it in parts, with more plain text in front, such as 'key.19*'",
    });
  });

  it('that would remove too many is refused, and removes nothing', async () => {
    assert.throws(() => registry.deleteMatching(compilePattern('key.1*')), {
      type: 'MemoryError',
      message:
        "the pattern would remove more than 100000 keys; do it in parts, with more plain text in front, such as 'key.19*'",
    });
    assert.throws(() => registry.deleteMatching(compilePattern('key.1*[1-4]')), {
      type: 'MemoryError',
      message:
        "the pattern would remove more than 25000 keys; do it in parts, with more plain text in front, such as 'key.19*'",
    });
    await stored(store);
    assert.equal(registry.count(), KEYS);
    assert.equal(registry.deleteMatching(compilePattern('key.2*')), 21_111);
    await stored(store);
    assert.equal(registry.count(), KEYS - 21_111);
  });
});

/** What this process has read of files so far. */
function bytesRead(): number {
  return Number(/^rchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))![1]);
}

describe('a pattern over large values', { skip: !existsSync('/proc/self/io') }, () => {
  it('reads those alone whose keys match', async t => {
    const large = openSqlite(makeDataFolder());
    t.after(() => large.close());
    // The time at which a key ends lies behind its value.
    for (let i = 0; i < 80; i++) {
      await large.registry.set(`large.${i}`, 'x'.repeat(1_000_000), 2e12);
      await stored(large);
    }
    const before = bytesRead();
    for (const source of ['*nothing', 'large.*nothing', 'l?rge.7', 'large.[7]']) {
      await large.registry.entries(compilePattern(source));
      await large.registry.keys(compilePattern(source));
      await large.registry.scan(compilePattern(source), null);
    }
    assert.ok(bytesRead() - before < 300_000_000, `${bytesRead() - before} bytes`);
  });
});
