import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Guard } from '../../../src/sql/sqlite/guard.ts';

/** Both threads' sides of one guard; every phase here is one in which neither waits. */
function pair() {
  const main = new Guard();
  return { main, watchdog: new Guard(main.memory) };
}

test('a running statement can be cut, once', () => {
  const { main, watchdog } = pair();
  main.begin();
  const statement = watchdog.awaitStatement(0);
  assert.ok(watchdog.elapsedMs >= 0);
  assert.equal(watchdog.cut(statement), true);
  assert.equal(watchdog.cut(statement), false);
});

test('a statement that is being committed cannot be cut, nor one that has ended', () => {
  const { main, watchdog } = pair();
  main.begin();
  const statement = watchdog.awaitStatement(0);
  main.commit();
  assert.equal(watchdog.cut(statement), false);
  assert.equal(watchdog.cut(watchdog.awaitStatement(0)), false);
  main.end();
  assert.equal(watchdog.cut(statement), false);
});

test('no statement is cut for what the one before it did', () => {
  const { main, watchdog } = pair();
  main.begin();
  const before = watchdog.awaitStatement(0);
  main.end();
  main.begin();
  assert.equal(watchdog.cut(before), false);
  assert.equal(watchdog.cut(watchdog.awaitStatement(0)), true);
});
