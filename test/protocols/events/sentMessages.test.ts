import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { SentMessages } from '../../../src/protocols/events/sentMessages.ts';
import type { Message } from '../../../src/store/store.ts';

const message = (seq: number, text = 'x'): Message => ({ seq, from: 's', to: 'c', text, time: 0 });
const seqs = (messages: Message[]) => messages.map(({ seq }) => seq);

describe('sent messages', () => {
  it('are those behind a seq, each once', () => {
    const sent = new SentMessages();
    sent.add('c', [message(1), message(5)]);
    sent.add('c', [message(5), message(7)]);
    assert.deepEqual(seqs(sent.after('c', 1)), [5, 7]);
    assert.deepEqual(seqs(sent.after('c', 7)), []);
    assert.deepEqual(seqs(sent.after('other', 0)), []);
  });

  it('are the last ones, by number and by size', () => {
    const sent = new SentMessages({ messages: 3, clientBytes: 1200 });
    for (let seq = 1; seq <= 5; seq++) sent.add('c', [message(seq)]);
    assert.deepEqual(seqs(sent.after('c', 0)), [3, 4, 5]);
    sent.add('c', [message(6, 'x'.repeat(850))]);
    assert.deepEqual(seqs(sent.after('c', 0)), [6]);
    sent.add('c', [message(7, 'x'.repeat(1200))]);
    assert.deepEqual(seqs(sent.after('c', 0)), []);
    sent.add('c', [message(8, 'x'.repeat(900))]);
    sent.add('c', [message(9, 'ひ')]);
    assert.deepEqual(seqs(sent.after('c', 0)), [9]);
    sent.add('c', [message(10, 'ひ'.repeat(600))]);
    assert.deepEqual(seqs(sent.after('c', 0)), []);
  });

  it('of the client to which nothing was sent for longest go first', () => {
    const sent = new SentMessages({ bytes: 650 });
    sent.add('a', [message(1)]);
    sent.add('b', [message(2)]);
    sent.add('a', [message(3)]);
    sent.add('c', [message(4)]);
    assert.deepEqual(seqs(sent.after('b', 0)), []);
    assert.deepEqual(seqs(sent.after('a', 0)), [1, 3]);
    assert.deepEqual(seqs(sent.after('c', 0)), [4]);
  });

  it('are forgotten some time after the connection has ended', () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const sent = new SentMessages({ keptMs: 1000 });
    sent.add('c', [message(1)]);
    sent.release('c');
    mock.timers.tick(999);
    assert.deepEqual(seqs(sent.after('c', 0)), [1]);
    sent.hold('c');
    mock.timers.tick(5000);
    assert.deepEqual(seqs(sent.after('c', 0)), [1]);
    sent.release('c');
    mock.timers.tick(1000);
    assert.deepEqual(seqs(sent.after('c', 0)), []);
    mock.timers.reset();
  });
});
