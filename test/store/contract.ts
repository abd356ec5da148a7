import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { compilePattern } from '../../src/core/fnmatch.ts';
import type { Destination, Message, Store } from '../../src/store/store.ts';
import { stored, type TestClock } from './storeSupport.ts';

/** What an engine is given, and what it is to open. */
export interface EngineOptions {
  inboxLimit: number;
  clientTimeoutMs: number;
  clientMemoryMs: number;
}

export interface Engine {
  store: Store;
  clock: TestClock;
}

export interface EngineTraits {
  /** Scopes can be undone. */
  undoes: boolean;
}

export type OpenEngine = (options: EngineOptions) => Promise<Engine>;

const MINUTE_MS = 60_000;
const LIMITS: EngineOptions = { inboxLimit: 5, clientTimeoutMs: 10 * MINUTE_MS, clientMemoryMs: 100 * MINUTE_MS };
const EVERY_KEY = compilePattern('*');

/** What every store must do, whatever the engine: notices are those of `storeSupport.ts`. */
export function testStoreContract(name: string, openEngine: OpenEngine, traits: EngineTraits): void {
  describe(`the store contract: ${name}`, () => {
    const open = async (t: TestContext, options: Partial<EngineOptions> = {}) => {
      const engine = await openEngine({ ...LIMITS, ...options });
      t.after(() => engine.store.close());
      return new Caller(engine);
    };
    testKeyValues(open);
    testClients(open);
    testGroups(open);
    testInboxes(open);
    testExpiry(open);
    testOverflow(open);
    testEvents(open);
    testSettling(open);
    if (traits.undoes) testScopes(open);
  });
}

type Open = (t: TestContext, options?: Partial<EngineOptions>) => Promise<Caller>;

/** Shortens the calls: the clock's time is filled in. */
class Caller {
  readonly store: Store;
  readonly clock: TestClock;

  constructor({ store, clock }: Engine) {
    this.store = store;
    this.clock = clock;
  }

  get messages() {
    return this.store.messages;
  }

  get registry() {
    return this.store.registry;
  }

  now(): number {
    return this.clock.time;
  }

  pass(ms: number): void {
    this.clock.time += ms;
  }

  async register(...ids: string[]): Promise<void> {
    for (const id of ids) assert.equal(await this.messages.register(id, this.now()), true);
  }

  async send(from: string, to: string, ...texts: string[]): Promise<void> {
    await this.messages.send(from, to, texts, this.now());
  }

  async take(id: string): Promise<Message | undefined> {
    return this.messages.take(id, this.now());
  }

  async takeText(id: string): Promise<string | undefined> {
    return (await this.take(id))?.text;
  }

  /** Texts of all that the inbox holds, taken out. */
  async drain(id: string): Promise<string[]> {
    const texts: string[] = [];
    for (let message = await this.take(id); message; message = await this.take(id)) texts.push(message.text);
    return texts;
  }

  async peek(id: string, after = 0, limit = 100): Promise<Message[]> {
    return this.messages.peek(id, after, limit, this.now());
  }

  async touch(id: string) {
    return this.messages.touch(id, this.now());
  }
}

async function assertTimes({ registry }: Caller, pattern: string, expected: [string, number][]): Promise<void> {
  const { entries } = await registry.scan(compilePattern(pattern), null);
  assert.deepEqual(
    entries.map(({ key, time }) => [key, time]),
    expected,
  );
}

async function assertEntries(caller: Caller, pattern: string, expected: [string, string][]): Promise<void> {
  const compiled = compilePattern(pattern);
  assert.deepEqual(await caller.registry.entries(compiled), expected);
  const keys = expected.map(([key]) => key);
  assert.deepEqual(await caller.registry.keys(compiled), keys);
  assert.deepEqual((await scanPages(caller, pattern)).flat(), expected);
}

/** All that a scan finds, page by page; `between` is done after each. */
async function scanPages(caller: Caller, pattern: string, between?: (page: number) => Promise<void>) {
  const pages: [string, string][][] = [];
  for (let after: string | null = null; ; ) {
    const { entries, next } = await caller.registry.scan(compilePattern(pattern), after);
    pages.push(entries.map(({ key, value }) => [key, value]));
    if (next === null) return pages;
    assert.notEqual(next, after);
    after = next;
    await between?.(pages.length);
  }
}

function testKeyValues(open: Open): void {
  it('knows when each key was last written', async t => {
    const caller = await open(t);
    const { registry } = caller;
    const [first, second] = [caller.now(), caller.now() + 1000];
    await registry.set('a.1', 'i1;', null);
    await registry.set('a.2', 'i1;', null);
    await registry.set('b', 'i1;', null);
    caller.pass(1000);
    await registry.set('a.1', 'i1;', null);
    await registry.update('a.2', () => 'i2;');
    await assertTimes(caller, '*', [
      ['a.1', first],
      ['a.2', second],
      ['b', first],
    ]);
    await assertTimes(caller, 'a.*', [
      ['a.1', first],
      ['a.2', second],
    ]);
    await assertTimes(caller, 'b', [['b', first]]);
    await registry.delete('b');
    await registry.set('a.1', 'i1;', second + 500);
    await assertTimes(caller, '*', [
      ['a.1', second],
      ['a.2', second],
    ]);
    caller.pass(500);
    await assertTimes(caller, '*', [['a.2', second]]);
  });

  it('keeps values under keys', async t => {
    const { registry, store } = await open(t);
    assert.equal(await registry.get('a'), undefined);
    await registry.set('a', '1', null);
    assert.equal(await registry.get('a'), '1');
    await registry.set('a', '2', null);
    assert.equal(await registry.get('a'), '2');
    assert.equal(await registry.count(), 1);
    assert.equal(store.stats().keys, 1);
    assert.equal(await registry.delete('a'), true);
    assert.equal(await registry.delete('a'), false);
    assert.equal(await registry.get('a'), undefined);
    assert.equal(await registry.count(), 0);
  });

  it('keeps the registry and the variables apart', async t => {
    const { registry, store } = await open(t);
    await registry.set('a', '1', null);
    await store.variables.set('a', '2', null);
    assert.equal(await registry.get('a'), '1');
    assert.equal(await store.variables.get('a'), '2');
    await store.variables.delete('a');
    assert.equal(await registry.get('a'), '1');
  });

  it('keeps any text as it is', async t => {
    const { registry } = await open(t);
    const texts = [
      '',
      '\0',
      'a\0b',
      '\u00c8',
      '\u{1f600}',
      "'; DROP TABLE registry; --",
      '\r\n\\',
      'x'.repeat(1_000_000),
    ];
    for (const [i, text] of texts.entries()) {
      await registry.set(`value.${i}`, text, null);
      assert.equal(await registry.get(`value.${i}`), text);
      const key = `key.${text.slice(0, 250)}`;
      await registry.set(key, 'there', null);
      assert.equal(await registry.get(key), 'there');
    }
    assert.equal((await registry.entries(compilePattern('value.*'))).length, texts.length);
    assert.equal((await registry.keys(compilePattern('key.*'))).length, texts.length);
  });

  it('refuses text that UTF-8 cannot hold', async t => {
    const { registry } = await open(t);
    const error = {
      type: 'UnicodeEncodeError',
      message: "'utf-8' codec can't encode character '\\ud800' in position 2: surrogates not allowed",
    };
    await assert.rejects(async () => registry.set('\u{1f600}b\ud800', 'v', null), error);
    await assert.rejects(async () => registry.set('a', 'xy\ud800', null), error);
    assert.equal(await registry.get('a\ud800'), undefined);
    assert.equal(await registry.count(), 0);
  });

  it('lists what matches a pattern in the order of code points', async t => {
    const caller = await open(t);
    const keys = [
      'a',
      'a.',
      'a.b',
      'a.b.c',
      'a/b',
      'aa',
      'b',
      '\u{10ffff}',
      '\u{10ffff}x',
      '\uffff',
      '\u{1f600}',
      '\ud7ff',
    ];
    for (const key of keys) await caller.registry.set(key, `of ${key}`, null);
    const entry = (key: string): [string, string] => [key, `of ${key}`];
    const ordered = [
      'a',
      'a.',
      'a.b',
      'a.b.c',
      'a/b',
      'aa',
      'b',
      '\ud7ff',
      '\uffff',
      '\u{1f600}',
      '\u{10ffff}',
      '\u{10ffff}x',
    ];
    await assertEntries(caller, '*', ordered.map(entry));
    await assertEntries(caller, 'a.*', ['a.', 'a.b', 'a.b.c'].map(entry));
    await assertEntries(caller, 'a?*', ['a.', 'a.b', 'a.b.c', 'a/b', 'aa'].map(entry));
    await assertEntries(caller, '*b', ['a.b', 'a/b', 'b'].map(entry));
    await assertEntries(caller, 'a.b', ['a.b'].map(entry));
    await assertEntries(caller, '\u{10ffff}*', ['\u{10ffff}', '\u{10ffff}x'].map(entry));
    await assertEntries(caller, '\ud7ff*', ['\ud7ff'].map(entry));
    await assertEntries(caller, 'c*', []);
    await assertEntries(caller, 'c', []);
  });

  it('lists what matches in pages, each of a bounded size, whatever changes meanwhile', async t => {
    const caller = await open(t);
    const { registry } = caller;
    for (const key of ['a', 'k', 'k.00', 'k.zz', 'l', 'k.40']) await registry.set(key, key, null);
    for (let i = 10; i < 30; i++) await registry.set(`k.${i}`, 'x'.repeat(50_000), null);
    const pages = await scanPages(caller, 'k.*', async page => {
      if (page !== 2) return;
      await registry.set('k.01', 'behind', null);
      await registry.set('k.41', 'ahead', null);
      await registry.delete('k.40');
    });
    const found = pages.flat().map(([key]) => key);
    const many = Array.from({ length: 20 }, (_, i) => `k.${i + 10}`);
    assert.deepEqual(found, ['k.00', ...many, 'k.41', 'k.zz']);
    assert.ok(pages.length > 5, `${pages.length} pages`);
    for (const page of pages) {
      assert.ok(page.reduce((sum, [, value]) => sum + value.length, 0) <= 200_000);
    }
  });

  it('removes what matches a pattern', async t => {
    const caller = await open(t);
    const { registry } = caller;
    for (const key of ['p.a', 'p.b', 'p.b.c', 'q.a', 'q.b']) await registry.set(key, '1', null);
    assert.equal(await registry.deleteMatching(compilePattern('p.*')), 3);
    assert.equal(await registry.deleteMatching(compilePattern('p.*')), 0);
    assert.equal(await registry.get('p.a'), undefined);
    assert.equal(await registry.deleteMatching(compilePattern('*.a')), 1);
    await assertEntries(caller, '*', [['q.b', '1']]);
    assert.equal(await registry.deleteMatching(compilePattern('q.b')), 1);
    assert.equal(await registry.count(), 0);
  });

  it('updates a value from what it was', async t => {
    const { registry } = await open(t);
    const seen: (string | undefined)[] = [];
    const append = (old: string | undefined) => {
      seen.push(old);
      return `${old ?? ''}x`;
    };
    assert.equal(await registry.update('a', append), 'x');
    assert.equal(await registry.update('a', append), 'xx');
    assert.equal(await registry.get('a'), 'xx');
    assert.deepEqual(seen.slice(0, 2), [undefined, 'x']);
    assert.equal(await registry.update('a', () => undefined), undefined);
    assert.equal(await registry.get('a'), undefined);
    assert.equal(await registry.update('b', () => undefined), undefined);
    assert.equal(await registry.count(), 0);
  });

  it('changes nothing where an update throws', async t => {
    const { registry } = await open(t);
    await registry.set('a', '1', null);
    const fail = () => {
      throw Object.assign(new Error('not this'), { name: 'Mine' });
    };
    await assert.rejects(async () => registry.update('a', fail), { name: 'Mine' });
    assert.equal(await registry.get('a'), '1');
  });

  it('loses no update of several at once', async t => {
    const { registry } = await open(t);
    const count = (old: string | undefined) => String(Number(old ?? 0) + 1);
    await Promise.all(Array.from({ length: 20 }, async () => registry.update('n', count)));
    assert.equal(await registry.get('n'), '20');
  });

  it('has a key gone when its time is over', async t => {
    const caller = await open(t);
    const { registry } = caller;
    await registry.set('a', '1', caller.now() + 1000);
    await registry.set('b', '1', null);
    caller.pass(999);
    assert.equal(await registry.get('a'), '1');
    assert.equal(await registry.count(), 2);
    caller.pass(1);
    for (const swept of [false, true]) {
      if (swept) await caller.store.sweep(caller.now());
      assert.equal(await registry.get('a'), undefined);
      assert.equal(await registry.count(), 1);
      assert.equal(caller.store.stats().keys, 1);
      assert.equal(await registry.delete('a'), false);
      assert.equal(await registry.deleteMatching(compilePattern('a*')), 0);
      await assertEntries(caller, '*', [['b', '1']]);
    }
  });

  it('lets a later value outlive the time of an earlier one', async t => {
    const caller = await open(t);
    const { registry } = caller;
    await registry.set('a', '1', caller.now() + 1000);
    await registry.set('a', '1', null);
    await registry.set('b', '1', caller.now() + 1000);
    await registry.set('b', '2', caller.now() + 3000);
    await registry.set('c', '1', caller.now() + 1000);
    caller.pass(2000);
    await registry.set('c', '2', null);
    await caller.store.sweep(caller.now());
    await assertEntries(caller, '*', [
      ['a', '1'],
      ['b', '2'],
      ['c', '2'],
    ]);
    assert.equal(await registry.count(), 3);
  });

  it('keeps the time of a key that is updated', async t => {
    const caller = await open(t);
    await caller.registry.set('a', '1', caller.now() + 1000);
    await caller.registry.update('a', () => '2');
    assert.equal(await caller.registry.get('a'), '2');
    caller.pass(1000);
    assert.equal(await caller.registry.get('a'), undefined);
    assert.equal(await caller.registry.update('a', old => old ?? 'new'), 'new');
    caller.pass(1000);
    assert.equal(await caller.registry.get('a'), 'new');
  });
}

function testClients(open: Open): void {
  it('registers a client once', async t => {
    const caller = await open(t);
    const { messages } = caller;
    await caller.register('a');
    assert.equal(await messages.register('a', caller.now()), false);
    assert.equal(await messages.isClient('a', caller.now()), true);
    assert.equal(await messages.isClient('b', caller.now()), false);
    await messages.join('a', 'group');
    assert.equal(await messages.register('group', caller.now()), false);
    assert.equal(await messages.register('ALL', caller.now()), false);
    await messages.leave('a', 'group');
    assert.equal(await messages.register('group', caller.now()), true);
  });

  it('tells who is there', async t => {
    const caller = await open(t);
    await caller.register('b', 'a', '\uffff', '\u{1f600}');
    await caller.messages.join('a', 'y');
    await caller.messages.join('a', 'x');
    await caller.send('b', 'a', 'one', 'two');
    const clients = await caller.messages.clients(caller.now());
    assert.deepEqual(
      clients.map(client => client.id),
      ['a', 'b', '\uffff', '\u{1f600}'],
    );
    assert.deepEqual(clients[0], { id: 'a', lastSeen: caller.now(), groups: ['ALL', 'x', 'y'], pending: 2 });
    assert.equal(caller.store.stats().clients, 4);
    assert.equal(caller.store.stats().groups, 3);
    assert.equal(caller.store.stats().pending, 2);
  });

  it('forgets a client with its inbox and memberships', async t => {
    const caller = await open(t);
    await caller.register('a', 'b');
    await caller.messages.join('a', 'group');
    await caller.send('b', 'a', 'lost');
    await caller.messages.forget('a');
    await caller.messages.forget('a');
    assert.equal(await caller.touch('a'), 'unknown');
    assert.equal(await caller.messages.isClient('a', caller.now()), false);
    assert.deepEqual(await caller.messages.members('group', caller.now()), []);
    assert.deepEqual(await caller.messages.allGroups(caller.now()), ['ALL']);
    assert.equal(await caller.take('a'), undefined);
    await caller.register('a');
    assert.deepEqual(await caller.drain('a'), []);
    assert.deepEqual(await caller.messages.groups('a'), ['ALL']);
  });

  it('knows nothing of a client that it never had', async t => {
    const caller = await open(t);
    assert.equal(await caller.touch('x'), 'unknown');
    assert.equal(await caller.take('x'), undefined);
    assert.deepEqual(await caller.peek('x'), []);
    assert.equal(await caller.messages.pending('x'), 0);
    assert.equal(await caller.messages.answerPing('x', 1), false);
    await caller.messages.acknowledge('x', 1);
    const unknown = { type: 'LookupError', message: "no client 'x'" };
    await assert.rejects(async () => caller.messages.join('x', 'group'), unknown);
  });

  it('answers a ping once', async t => {
    const caller = await open(t);
    await caller.register('a', 'b');
    assert.equal(await caller.messages.answerPing('a', 7), true);
    assert.equal(await caller.messages.answerPing('a', 7), false);
    assert.equal(await caller.messages.answerPing('a', 6), false);
    assert.equal(await caller.messages.answerPing('a', 8), true);
    assert.equal(await caller.messages.answerPing('b', 7), true);
  });
}

function testGroups(open: Open): void {
  it('has a group from its first join to its last leave', async t => {
    const caller = await open(t);
    const { messages } = caller;
    assert.deepEqual(await messages.allGroups(caller.now()), []);
    await caller.register('a', 'b');
    assert.deepEqual(await messages.allGroups(caller.now()), ['ALL']);
    await messages.join('a', 'group');
    await messages.join('a', 'group');
    await messages.join('b', 'group');
    assert.deepEqual(await messages.members('group', caller.now()), ['a', 'b']);
    assert.deepEqual(await messages.members('ALL', caller.now()), ['a', 'b']);
    assert.deepEqual(await messages.groups('a'), ['ALL', 'group']);
    await messages.leave('a', 'group');
    await messages.leave('a', 'group');
    assert.deepEqual(await messages.members('group', caller.now()), ['b']);
    assert.deepEqual(await messages.allGroups(caller.now()), ['ALL', 'group']);
    await messages.leave('b', 'group');
    assert.deepEqual(await messages.allGroups(caller.now()), ['ALL']);
    assert.deepEqual(await messages.members('group', caller.now()), []);
    assert.deepEqual(await messages.members('nobody', caller.now()), []);
  });

  it('sends to each member of a group, the sender too', async t => {
    const caller = await open(t);
    await caller.register('a', 'b', 'c');
    await caller.messages.join('a', 'group');
    await caller.messages.join('b', 'group');
    await caller.send('a', 'group', 'hello');
    await caller.send('a', 'ALL', 'all');
    assert.deepEqual(await caller.drain('a'), ['hello', 'all']);
    assert.deepEqual(await caller.drain('b'), ['hello', 'all']);
    assert.deepEqual(await caller.drain('c'), ['all']);
  });

  it('drops what is sent to nobody', async t => {
    const caller = await open(t);
    await caller.send('x', 'ALL', 'lost');
    await caller.send('x', 'group', 'lost');
    await caller.register('a');
    await caller.messages.join('a', 'group');
    assert.deepEqual(await caller.drain('a'), []);
  });

  it('gives a member what was sent while it was one, also after it left', async t => {
    const caller = await open(t);
    await caller.register('a', 'b');
    await caller.messages.join('b', 'group');
    const send = (text: string) => caller.send('b', 'group', text);
    await send('before');
    await caller.messages.join('a', 'group');
    await send('in');
    await caller.messages.leave('a', 'group');
    await send('between');
    await caller.messages.join('a', 'group');
    await send('again');
    await caller.messages.leave('a', 'group');
    await send('after');
    assert.equal(await caller.messages.pending('a'), 2);
    assert.deepEqual(await caller.drain('a'), ['in', 'again']);
    assert.deepEqual(await caller.drain('b'), ['before', 'in', 'between', 'again', 'after']);
  });

  it('keeps what a last member left behind unread', async t => {
    const caller = await open(t);
    await caller.register('a', 'b');
    await caller.messages.join('a', 'group');
    await caller.send('b', 'group', 'one');
    await caller.messages.leave('a', 'group');
    await caller.send('b', 'group', 'lost');
    await caller.messages.join('b', 'group');
    await caller.send('b', 'group', 'two');
    assert.deepEqual(await caller.drain('a'), ['one']);
    assert.deepEqual(await caller.drain('b'), ['two']);
  });

  it('prefers a client to a group of its name', async t => {
    const caller = await open(t);
    await caller.register('a', 'b');
    await caller.messages.join('b', 'name');
    await caller.send('x', 'name', 'to the group');
    await caller.messages.leave('b', 'name');
    await caller.register('name');
    await caller.messages.join('b', 'name');
    await caller.send('x', 'name', 'to the client');
    assert.deepEqual(await caller.drain('name'), ['to the client']);
    assert.deepEqual(await caller.drain('b'), ['to the group']);
  });
}

function testInboxes(open: Open): void {
  it('gives messages in the order in which they were sent, whatever their way', async t => {
    const caller = await open(t, { inboxLimit: 100 });
    await caller.register('a', 'b');
    await caller.messages.join('a', 'group');
    for (let i = 0; i < 10; i++) {
      await caller.send('b', 'a', `${i} direct`);
      await caller.send('b', 'ALL', `${i} all`);
      await caller.send('b', 'group', `${i} group`);
    }
    const expected = Array.from({ length: 10 }, (_, i) => [`${i} direct`, `${i} all`, `${i} group`]).flat();
    const peeked = await caller.peek('a');
    assert.deepEqual(
      peeked.map(message => message.text),
      expected,
    );
    assert.equal(await caller.messages.pending('a'), 30);
    assert.deepEqual(await caller.drain('a'), expected);
    assert.equal(await caller.messages.pending('a'), 0);
  });

  it('tells of a message who sent it, to whom, and when', async t => {
    const caller = await open(t);
    await caller.register('a');
    await caller.send('John Smith', 'a', 'h\u00c8llo\0\u{1f600}');
    caller.pass(5);
    await caller.send('x', 'ALL', 'all');
    const [first, second] = [await caller.take('a'), await caller.take('a')];
    const time = caller.now();
    assert.deepEqual(
      { ...first, seq: 0 },
      { seq: 0, from: 'John Smith', to: 'a', text: 'h\u00c8llo\0\u{1f600}', time: time - 5 },
    );
    assert.deepEqual({ ...second, seq: 0 }, { seq: 0, from: 'x', to: 'ALL', text: 'all', time });
    assert.ok(second!.seq > first!.seq);
  });

  it('puts all of several messages into the inbox, or none', async t => {
    const caller = await open(t);
    await caller.register('a');
    await caller.send('SYSTEM', 'a');
    await caller.send('SYSTEM', 'a', 'one', 'two', 'three');
    await assert.rejects(async () => caller.send('SYSTEM', 'a', 'four', 'five\udc00'), { type: 'UnicodeEncodeError' });
    assert.deepEqual(await caller.drain('a'), ['one', 'two', 'three']);
  });

  it('leaves in the inbox what is peeked at', async t => {
    const caller = await open(t);
    await caller.register('a');
    await caller.send('x', 'a', 'one');
    await caller.send('x', 'ALL', 'two');
    await caller.send('x', 'a', 'three');
    const all = await caller.peek('a');
    assert.deepEqual(
      all.map(message => message.text),
      ['one', 'two', 'three'],
    );
    assert.deepEqual(await caller.peek('a', 0, 2), all.slice(0, 2));
    assert.deepEqual(await caller.peek('a', all[0].seq), all.slice(1));
    assert.deepEqual(await caller.peek('a', all[1].seq, 1), all.slice(2));
    assert.deepEqual(await caller.peek('a', all[2].seq), []);
    assert.equal(await caller.messages.pending('a'), 3);
    assert.deepEqual(await caller.take('a'), all[0]);
    assert.deepEqual(await caller.peek('a'), all.slice(1));
  });

  it('removes what is acknowledged, and everything before', async t => {
    const caller = await open(t, { inboxLimit: 10 });
    await caller.register('a', 'b');
    await caller.messages.join('a', 'group');
    for (const to of ['a', 'ALL', 'group', 'a', 'ALL', 'group']) await caller.send('x', to, to);
    const all = await caller.peek('a');
    await caller.messages.acknowledge('a', all[2].seq);
    assert.deepEqual(await caller.peek('a'), all.slice(3));
    await caller.messages.acknowledge('a', all[0].seq);
    assert.deepEqual(await caller.peek('a'), all.slice(3));
    await caller.messages.leave('a', 'group');
    await caller.messages.acknowledge('a', all[4].seq);
    assert.deepEqual(await caller.drain('a'), ['group']);
    assert.deepEqual(await caller.drain('b'), ['ALL', 'ALL']);
    await caller.messages.acknowledge('a', all[5].seq + 1_000_000);
    await caller.send('x', 'a', 'later');
    assert.deepEqual(await caller.drain('a'), ['later']);
  });

  it('lets each member read at its own pace', async t => {
    const caller = await open(t, { inboxLimit: 100 });
    await caller.register('a', 'b');
    for (let i = 0; i < 20; i++) await caller.send('x', 'ALL', String(i));
    for (let i = 0; i < 20; i++) assert.equal(await caller.takeText('a'), String(i));
    await caller.store.sweep(caller.now());
    assert.equal(await caller.messages.pending('a'), 0);
    assert.equal(await caller.messages.pending('b'), 20);
    for (let i = 0; i < 20; i++) assert.equal(await caller.takeText('b'), String(i));
  });

  it('counts what was sent', async t => {
    const caller = await open(t);
    await caller.register('a', 'b');
    const before = caller.store.stats().messages;
    await caller.send('x', 'ALL', 'one', 'two');
    await caller.send('x', 'a', 'three');
    await caller.send('x', 'nobody', 'dropped');
    assert.equal(caller.store.stats().messages - before, 3);
  });
}

function testExpiry(open: Open): void {
  const { clientTimeoutMs, clientMemoryMs } = LIMITS;

  it('takes a silent client for gone', async t => {
    const caller = await open(t);
    await caller.register('a', 'b');
    await caller.messages.join('a', 'group');
    await caller.send('b', 'a', 'lost');
    caller.pass(clientTimeoutMs - 1);
    assert.deepEqual(await caller.messages.members('ALL', caller.now()), ['a', 'b']);
    assert.equal(await caller.messages.pending('a'), 1);
    assert.equal(await caller.touch('b'), 'present');
    caller.pass(1);
    for (const swept of [false, true]) {
      if (swept) await caller.store.sweep(caller.now());
      assert.deepEqual(await caller.messages.members('ALL', caller.now()), ['b']);
      assert.deepEqual(await caller.messages.members('group', caller.now()), []);
      assert.deepEqual(await caller.messages.allGroups(caller.now()), ['ALL']);
      assert.deepEqual(await caller.messages.groups('a'), []);
      assert.equal(await caller.messages.pending('a'), 0);
      assert.equal(await caller.take('a'), undefined);
      assert.deepEqual(await caller.peek('a'), []);
      assert.equal((await caller.messages.clients(caller.now())).length, 1);
      assert.equal(caller.store.stats().clients, 1);
      assert.equal(await caller.messages.isClient('a', caller.now()), true);
      assert.equal(await caller.messages.register('a', caller.now()), false);
    }
  });

  for (const sweeps of [false, true]) {
    it(`revives an expired client that is heard of again${sweeps ? ', also after a sweep' : ''}`, async t => {
      const caller = await open(t);
      await caller.register('a', 'b');
      await caller.messages.join('a', 'group');
      await caller.send('b', 'a', 'lost');
      const expired = caller.now() + clientTimeoutMs;
      caller.pass(clientTimeoutMs + 5000);
      assert.equal(await caller.touch('b'), 'revived');
      await caller.send('b', 'a', 'dropped');
      await caller.send('b', 'ALL', 'dropped');
      if (sweeps) await caller.store.sweep(caller.now());
      assert.equal(await caller.touch('a'), 'revived');
      assert.equal(await caller.touch('a'), 'present');
      await caller.send('b', 'ALL', 'hello');
      assert.deepEqual(await caller.messages.groups('a'), ['ALL']);
      const notice = await caller.take('a');
      assert.equal(notice!.from, 'SYSTEM');
      assert.equal(notice!.to, 'a');
      assert.equal(notice!.text, `revived after ${expired}`);
      assert.deepEqual(await caller.drain('a'), ['hello']);
    });
  }

  it('tells a revived client of no overflow before', async t => {
    const caller = await open(t);
    await caller.register('a');
    await caller.send('x', 'a', '1', '2', '3', '4', '5', '6');
    assert.equal((await caller.peek('a')).length, LIMITS.inboxLimit + 1);
    caller.pass(clientTimeoutMs);
    assert.equal(await caller.touch('a'), 'revived');
    assert.equal(await caller.messages.pending('a'), 1);
    assert.equal((await caller.drain('a')).length, 1);
  });

  it('knows an expired client for a time, and no longer', async t => {
    const caller = await open(t);
    await caller.register('a', 'b', 'c');
    caller.pass(clientTimeoutMs + clientMemoryMs - 1);
    assert.equal(await caller.messages.isClient('a', caller.now()), true);
    assert.equal(await caller.touch('c'), 'revived');
    caller.pass(1);
    assert.equal(await caller.messages.isClient('a', caller.now()), false);
    assert.equal(await caller.touch('a'), 'unknown');
    await caller.register('a');
    assert.deepEqual(await caller.drain('a'), []);
    await caller.store.sweep(caller.now());
    assert.equal(await caller.touch('a'), 'present');
    assert.equal(await caller.touch('b'), 'unknown');
    assert.deepEqual(await caller.messages.members('ALL', caller.now()), ['a', 'c']);
  });

  it('drops what is sent to an expired client, whatever group has its name', async t => {
    const caller = await open(t);
    await caller.register('a', 'b');
    await caller.messages.join('b', 'a');
    caller.pass(clientTimeoutMs - 1);
    await caller.touch('b');
    caller.pass(1);
    await caller.send('x', 'a', 'lost');
    assert.deepEqual(await caller.drain('b'), []);
    assert.equal(await caller.touch('a'), 'revived');
    assert.equal((await caller.drain('a')).length, 1);
  });
}

function testOverflow(open: Open): void {
  const texts = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => String(from + i));

  it('drops the oldest of a full inbox, and says so first', async t => {
    const caller = await open(t);
    await caller.register('a');
    await caller.send('x', 'a', ...texts(0, 5));
    assert.equal(await caller.messages.pending('a'), 5);
    for (const text of texts(5, 8)) await caller.send('x', 'a', text);
    assert.equal(await caller.messages.pending('a'), 6);
    const notice = await caller.take('a');
    assert.equal(notice!.from, 'SYSTEM');
    assert.equal(notice!.to, 'a');
    assert.equal(notice!.text, 'dropped 3');
    assert.equal(notice!.time, caller.now());
    const next = await caller.take('a');
    assert.equal(next!.text, '3');
    assert.equal(next!.seq - 1, notice!.seq);
    assert.deepEqual(await caller.drain('a'), texts(4, 8));
  });

  it('counts over all streams of the inbox', async t => {
    const caller = await open(t);
    await caller.register('a', 'b');
    await caller.messages.join('a', 'group');
    const destinations = ['a', 'ALL', 'group'];
    for (let i = 0; i < 30; i++) await caller.send('x', destinations[i % 3], String(i));
    await caller.messages.leave('a', 'group');
    assert.deepEqual(await caller.drain('a'), ['dropped 25', ...texts(25, 30)]);
    assert.deepEqual(await caller.drain('b'), ['dropped 5', '16', '19', '22', '25', '28']);
  });

  it('takes more messages at once than an inbox holds', async t => {
    const caller = await open(t);
    await caller.register('a', 'b');
    await caller.send('x', 'ALL', 'first');
    await caller.send('SYSTEM', 'a', ...texts(0, 1000));
    await caller.store.sweep(caller.now());
    assert.deepEqual(await caller.drain('a'), ['dropped 996', ...texts(995, 1000)]);
    assert.deepEqual(await caller.drain('b'), ['first']);
  });

  it('finds the newest among many streams', async t => {
    const caller = await open(t, { inboxLimit: 300 });
    await caller.register('a');
    const groups = Array.from({ length: 7 }, (_, i) => `group ${i}`);
    for (const group of groups) await caller.messages.join('a', group);
    for (let i = 0; i < 2000; i += 10) await caller.send('x', groups[(i / 10) % 7], ...texts(i, i + 10));
    await caller.store.sweep(caller.now());
    const notice = await caller.take('a');
    assert.equal(notice!.text, 'dropped 1700');
    assert.equal((await caller.peek('a', 0, 1))[0].seq, notice!.seq + 1);
    assert.deepEqual(await caller.drain('a'), texts(1700, 2000));
  });

  it('shows the notice to who peeks until it is acknowledged', async t => {
    const caller = await open(t);
    await caller.register('a');
    await caller.send('x', 'a', ...texts(0, 7));
    const first = await caller.peek('a');
    assert.deepEqual(
      first.map(message => message.text),
      ['dropped 2', ...texts(2, 7)],
    );
    assert.deepEqual(await caller.peek('a'), first);
    assert.deepEqual(await caller.peek('a', 0, 1), first.slice(0, 1));
    assert.deepEqual(await caller.peek('a', first[0].seq), first.slice(1));
    assert.equal(await caller.messages.pending('a'), 6);
    await caller.send('x', 'a', '7');
    const second = await caller.peek('a');
    assert.deepEqual(
      second.map(message => message.text),
      ['dropped 3', ...texts(3, 8)],
    );
    await caller.messages.acknowledge('a', second[0].seq);
    assert.deepEqual(await caller.peek('a'), second.slice(1));
    assert.deepEqual(await caller.drain('a'), texts(3, 8));
  });

  it('drops anew when the inbox is overfull again', async t => {
    const caller = await open(t);
    await caller.register('a');
    await caller.send('x', 'a', ...texts(0, 6));
    assert.equal(await caller.takeText('a'), 'dropped 1');
    await caller.send('x', 'a', ...texts(6, 8));
    assert.deepEqual(await caller.drain('a'), ['dropped 2', ...texts(3, 8)]);
  });
}

function testEvents(open: Open): void {
  it('tells of changed keys, in order', async t => {
    const caller = await open(t);
    const { registry, store } = caller;
    const seen: string[] = [];
    store.subscribe({
      keysChanged: changes => seen.push(...changes.map(({ key, value }) => `${key}=${value ?? 'gone'}`)),
      messagesArrived: () => undefined,
    });
    await registry.set('a', '1', null);
    await registry.set('a', '1', null);
    await registry.set('a', '2', null);
    await registry.update('a', () => '3');
    await registry.set('b', '1', caller.now() + 1000);
    await store.variables.set('v', '1', null);
    await registry.delete('a');
    await registry.delete('a');
    await registry.set('p.a', '1', null);
    await registry.set('p.b', '1', null);
    await registry.deleteMatching(compilePattern('p.*'));
    caller.pass(1000);
    await store.sweep(caller.now());
    const expected = ['a=1', 'a=2', 'a=3', 'b=1', 'a=gone', 'p.a=1', 'p.b=1', 'p.a=gone', 'p.b=gone', 'b=gone'];
    while (seen.length < expected.length) await new Promise(setImmediate);
    assert.deepEqual(seen, expected);
  });

  it('tells of streams that got messages', async t => {
    const caller = await open(t);
    const seen: Destination[] = [];
    caller.store.subscribe({ keysChanged: () => undefined, messagesArrived: found => seen.push(...found) });
    await caller.register('a');
    await caller.messages.join('a', 'group');
    for (const to of ['a', 'group', 'ALL', 'nobody']) {
      await caller.send('x', to, 'hello');
      await stored(caller.store);
    }
    while (seen.length < 3) await new Promise(setImmediate);
    assert.deepEqual(seen, [
      { kind: 'client', name: 'a' },
      { kind: 'group', name: 'group' },
      { kind: 'group', name: 'ALL' },
    ]);
  });
}

function testSettling(open: Open): void {
  it('calls back in the order of the calls, all without an error', async t => {
    const { store, registry } = await open(t);
    const order: number[] = [];
    const settled: Promise<void>[] = [];
    for (let i = 0; i < 30; i++) {
      if (i % 3 === 0) void registry.set(`k${i}`, 'v', null);
      if (i % 10 === 9) await new Promise(setImmediate);
      settled.push(
        stored(store).then(() => {
          order.push(i);
        }),
      );
    }
    await Promise.all(settled);
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
    );
    assert.equal(order.length, 30);
    assert.equal(await registry.count(), 10);
  });

  it('calls back at once where nothing is under way', async t => {
    const { store, registry } = await open(t);
    await registry.set('a', '1', null);
    await stored(store);
    await new Promise(setImmediate);
    let called = false;
    store.settle(error => {
      called = error === null;
    });
    assert.equal(called, true);
  });
}

function testScopes(open: Open): void {
  it('takes back what an undone scope did, and nothing else', async t => {
    const caller = await open(t, { inboxLimit: 3 });
    const { store, registry, messages } = caller;
    await caller.register('a', 'b', 'c');
    await messages.join('a', 'old');
    await registry.set('kept', '1', null);
    await registry.set('timed', '1', caller.now() + 5000);
    await caller.send('x', 'a', 'one', 'two');
    await caller.send('x', 'old', 'three');
    await stored(store);

    // The same turn: a request before and one after.
    await registry.set('before', '1', null);
    await caller.send('x', 'b', 'before');
    const told: string[] = [];
    store.subscribe({
      keysChanged: changes => told.push(...changes.map(({ key }) => key)),
      messagesArrived: found => told.push(...found.map(({ name }) => name)),
    });
    const entries = await registry.entries(EVERY_KEY);
    const clients = await messages.clients(caller.now());
    const peeked = await caller.peek('a');
    store.scope.begin('writesAny');
    await registry.set('kept', '2', caller.now() + 5);
    await registry.set('new', '1', null);
    await registry.delete('timed');
    await messages.register('d', caller.now());
    await messages.forget('c');
    await messages.join('a', 'new');
    await messages.join('b', 'old');
    await messages.leave('a', 'old');
    await caller.send('x', 'a', 'four', 'five');
    await caller.send('x', 'ALL', 'six');
    assert.equal((await caller.take('a'))?.text, 'dropped 3');
    assert.equal((await registry.entries(EVERY_KEY)).length, 3);
    assert.equal(await registry.deleteMatching(EVERY_KEY), 3);
    await messages.acknowledge('b', Number.MAX_SAFE_INTEGER);
    assert.equal(await messages.answerPing('a', 5), true);
    store.scope.undo();

    for (const settled of [false, true]) {
      if (settled) await stored(store);
      assert.deepEqual(await registry.entries(EVERY_KEY), entries);
      assert.equal(await registry.count(), 3);
      assert.deepEqual(await messages.clients(caller.now()), clients);
      assert.deepEqual(await messages.allGroups(caller.now()), ['ALL', 'old']);
      assert.deepEqual(await caller.peek('a'), peeked);
    }
    assert.equal(told.includes('new') || told.includes('ALL'), false);
    await registry.set('after', '1', null);
    assert.equal(await messages.answerPing('a', 5), true);
    assert.deepEqual(await caller.drain('a'), ['one', 'two', 'three']);
    assert.deepEqual(await caller.drain('b'), ['before']);
    assert.equal(await registry.count(), 4);
  });

  it('takes back a revival', async t => {
    const caller = await open(t);
    await caller.register('a');
    caller.pass(LIMITS.clientTimeoutMs);
    caller.store.scope.begin('writesAny');
    assert.equal(await caller.touch('a'), 'revived');
    caller.store.scope.undo();
    assert.equal(await caller.touch('a'), 'revived');
    assert.equal((await caller.drain('a')).length, 1);
  });

  it('keeps what a scope did that is still open when its turn ends', async t => {
    const { store, registry } = await open(t);
    store.scope.begin('writesAny');
    await registry.set('a', '1', null);
    await stored(store);
    await registry.set('b', '1', null);
    store.scope.undo();
    await stored(store);
    await registry.set('c', '1', null);
    await stored(store);
    assert.deepEqual(await registry.keys(EVERY_KEY), ['a', 'b', 'c']);
  });

  it('keeps what a kept scope did', async t => {
    const caller = await open(t);
    await caller.register('a');
    caller.store.scope.begin('writesAny');
    await caller.registry.set('a', '1', null);
    assert.equal((await caller.registry.entries(EVERY_KEY)).length, 1);
    await caller.send('x', 'a', 'hello');
    caller.store.scope.keep();
    caller.store.scope.begin('writesOnce');
    caller.store.scope.undo();
    await stored(caller.store);
    assert.equal(await caller.registry.get('a'), '1');
    assert.deepEqual(await caller.drain('a'), ['hello']);
  });
}
