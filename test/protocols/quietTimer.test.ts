import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { QuietTimer } from '../../src/protocols/quietTimer.ts';

function spin(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** A timer that counts, and a wait for its first expiry. */
function makeTimer() {
  let expired = 0;
  let tell: () => void;
  const first = new Promise<void>(resolve => {
    tell = resolve;
  });
  const timer = new QuietTimer(() => {
    expired++;
    tell();
  });
  return { timer, first, expired: () => expired };
}

describe('a timer of silence', () => {
  it('expires once, not before its time', async () => {
    const { timer, first, expired } = makeTimer();
    const begun = performance.now();
    timer.start(20);
    await first;
    assert.ok(performance.now() - begun >= 20);
    await delay(30);
    assert.equal(expired(), 1);
  });

  it('counts from when it is told to', async () => {
    const { timer, first } = makeTimer();
    timer.start(1_000_000, performance.now() - 1_000_000);
    await first;
  });

  it('counts from its last start, in real time even when the loop is late', async () => {
    const { timer, first } = makeTimer();
    timer.start(30);
    await delay(1);
    spin(40);
    const begun = performance.now();
    timer.start(30);
    await first;
    assert.ok(performance.now() - begun >= 30);
  });

  it('does not expire when stopped', async () => {
    const { timer, expired } = makeTimer();
    timer.start(1);
    timer.stop();
    await delay(20);
    assert.equal(expired(), 0);
  });
});
