import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { environment, readClock, setEnvironment } from '../../src/python/environment.ts';
import { ourAnswer } from './support/cpython.ts';

const former = { ...environment };
afterEach(() => setEnvironment(former));

/** Answers a second run with what the first one was given, as a suspended evaluation's journal does. */
function journal() {
  const entries: unknown[] = [];
  let at = 0;
  return {
    rewind: () => {
      at = 0;
    },
    once<T>(produce: () => T): T {
      if (at === entries.length) entries.push(produce());
      return entries[at++] as T;
    },
  };
}

const DRAWS = [
  '[random.random() for i in range(3)]',
  'random.choice(range(10**9))',
  'random.sample(range(10**9), 5)',
  'random.gauss(0, 1)',
  '(random.seed(5), random.random(), random.shuffle([1, 2, 3]), random.gauss())',
  'random.Random().random()',
  'datetime.datetime.now()',
  'time.time()',
  'time.monotonic()',
];

test('a second run sees the clock and chance of the first', () => {
  const { once, rewind } = journal();
  setEnvironment({ once });
  const first = DRAWS.map(ourAnswer);
  rewind();
  assert.deepEqual(DRAWS.map(ourAnswer), first);
});

test('the clock is the environment’s', () => {
  setEnvironment({ nowMicroseconds: () => 1_600_000_000_123_456n });
  assert.equal(ourAnswer('datetime.datetime.utcnow()'), 'datetime.datetime(2020, 9, 13, 12, 26, 40, 123456)');
  assert.equal(ourAnswer('time.time()'), '1600000000.123456');
});

test('the clock tells the time of the system, never more than a millisecond off it', () => {
  for (let i = 0; i < 1000; i++) {
    const before = BigInt(Date.now()) * 1000n;
    const read = readClock();
    const after = BigInt(Date.now() + 1) * 1000n;
    assert.ok(before <= read && read <= after, `${before} ${read} ${after}`);
  }
});
