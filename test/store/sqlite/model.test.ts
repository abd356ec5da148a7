import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { PythonError } from '../../../src/core/errors.ts';
import { compilePattern } from '../../../src/core/fnmatch.ts';
import type { KeyValueTable } from '../../../src/store/sqlite/keyValueTable.ts';
import type { MessageStore } from '../../../src/store/sqlite/messageStore.ts';
import type { Store } from '../../../src/store/store.ts';
import { type ModelLimits, StoreModel } from '../model.ts';
import {
  LogBook,
  makeDataFolder,
  mountSmallDisk,
  openSqlite,
  type SmallDisk,
  stored,
  TestClock,
} from '../storeSupport.ts';

const LIMITS: ModelLimits = { inboxLimit: 4, clientTimeoutMs: 1000, clientMemoryMs: 3000 };

type Step =
  | { do: 'set'; key: string; value: string; ttl: number | null }
  | { do: 'update' | 'delete' | 'get'; key: string; value: string }
  | { do: 'deleteMatching' | 'entries'; prefix: string }
  | { do: 'register' | 'forget' | 'touch' | 'take' | 'members'; id: string }
  | { do: 'join' | 'leave'; id: string; group: string }
  | { do: 'send'; to: string; count: number }
  | { do: 'acknowledge'; id: string; count: number }
  | { do: 'settle' | 'sweep' | 'begin' | 'keep' | 'undo' | 'fill' | 'free' }
  | { do: 'pass' | 'reopen'; ms: number };

const key = fc.constantFrom('a', 'a.b', 'a.c', 'b.\u{1f600}', 'b.\uffff');
const id = fc.constantFrom('one', 'two', 'three');
const group = fc.constantFrom('g', 'h', 'two');
const value = fc.constantFrom('1', '2', '3');
const ms = fc.constantFrom(1, 400, 1000, 3500);

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('set' as const), key, value, ttl: fc.option(fc.constantFrom(1, 400, 1000)) }),
  fc.record({ do: fc.constantFrom('update' as const, 'delete' as const, 'get' as const), key, value }),
  fc.record({
    do: fc.constantFrom('deleteMatching' as const, 'entries' as const),
    prefix: fc.constantFrom('', 'a', 'a.', 'b.', 'c'),
  }),
  fc.record({ do: fc.constant('register' as const), id: fc.oneof(id, group) }),
  fc.record({ do: fc.constantFrom('forget' as const, 'members' as const), id }),
  fc.record({ do: fc.constantFrom('touch' as const, 'take' as const), id }),
  fc.record({ do: fc.constantFrom('join' as const, 'join' as const, 'leave' as const), id, group }),
  fc.record({
    do: fc.constant('send' as const),
    to: fc.oneof(id, group, fc.constant('ALL')),
    count: fc.constantFrom(1, 1, 1, 2, 7),
  }),
  fc.record({ do: fc.constant('take' as const), id }),
  fc.record({ do: fc.constant('acknowledge' as const), id, count: fc.nat(6) }),
  fc.record({ do: fc.constantFrom('settle' as const, 'settle' as const, 'sweep' as const) }),
  fc.record({ do: fc.constantFrom('begin' as const, 'keep' as const, 'undo' as const) }),
  fc.record({ do: fc.constant('pass' as const), ms }),
);

const rarely = fc.oneof(
  { weight: 40, arbitrary: step },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const), ms }) },
);

const withFaults = fc.oneof(
  { weight: 20, arbitrary: step },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const), ms }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('fill' as const, 'free' as const) }) },
);

/** None, some, and enough for all. */
const cacheBytes = fc.constantFrom(0, 5000, 1_000_000);

/** Runs steps on a store and on the model, and compares. */
class Comparison {
  readonly #folder: string;
  readonly #disk: SmallDisk | null;
  readonly #cacheBytes: number;
  readonly #clock = new TestClock();
  readonly #model: StoreModel;
  #store: Store;
  /** What the model falls back to if the turn fails, or the scope is undone. */
  #turnStart;
  #scopeStart: ReturnType<StoreModel['snapshot']> | null = null;
  #sent = 0;
  #lastSeq = 0;

  constructor(disk: SmallDisk | null, cacheBytes: number) {
    this.#disk = disk;
    this.#cacheBytes = cacheBytes;
    this.#folder = disk?.folder ?? makeDataFolder();
    this.#model = new StoreModel(LIMITS, this.#clock.time);
    this.#turnStart = this.#model.snapshot();
    this.#store = this.#open();
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const next of steps) {
      if (next.do === 'settle') await this.#settle();
      else if (next.do === 'pass') await this.#pass(next.ms);
      else if (next.do === 'reopen') await this.#reopen(next.ms);
      else this.#runNow(next);
    }
    await this.#reopen(0);
    await this.#drainAll();
  }

  async close(): Promise<void> {
    this.#disk?.free();
    await this.#store.close();
  }

  get #messages(): MessageStore {
    return this.#store.messages as MessageStore;
  }

  get #registry(): KeyValueTable {
    return this.#store.registry as KeyValueTable;
  }

  #open(): Store {
    const cacheBytes = this.#cacheBytes;
    return openSqlite(this.#folder, { ...LIMITS, cacheBytes, clock: this.#clock, log: new LogBook() });
  }

  #runNow(next: Step): void {
    if (next.do === 'begin') this.#begin();
    else if (next.do === 'keep' || next.do === 'undo') this.#end(next.do);
    else if (next.do === 'fill') this.#disk?.fill();
    else if (next.do === 'free') this.#disk?.free();
    else if (next.do === 'sweep') this.#endScopeThen(() => this.#store.sweep(this.#clock.time));
    else this.#compare(next);
  }

  #begin(): void {
    this.#end('keep');
    this.#store.scope.begin('writesAny');
    this.#scopeStart = this.#model.snapshot();
  }

  #end(how: 'keep' | 'undo'): void {
    const start = this.#scopeStart;
    if (!start) return;
    this.#scopeStart = null;
    if (how === 'undo') {
      this.#store.scope.undo();
      this.#model.restore(start);
    } else if (this.#fails(() => this.#store.scope.keep())) this.#model.restore(start);
  }

  #endScopeThen(then: () => void): void {
    this.#end('keep');
    then();
  }

  async #settle(): Promise<void> {
    this.#end('keep');
    try {
      await stored(this.#store);
    } catch (error) {
      assert.equal((error as PythonError).message, "[Errno 28] No space left on device: 'share.db'");
      this.#model.restore(this.#turnStart);
    }
    // What was told at once, by a request that was committed alone, comes with the next turn too.
    await new Promise(setImmediate);
    this.#turnStart = this.#model.snapshot();
    this.#compareAll();
  }

  async #pass(ms: number): Promise<void> {
    await this.#settle();
    this.#clock.time += ms;
    this.#model.now += ms;
    this.#compareAll();
  }

  async #reopen(ms: number): Promise<void> {
    this.#disk?.free();
    await this.#settle();
    await this.#store.close();
    this.#clock.time += ms;
    this.#model.sleep(ms);
    this.#store = this.#open();
    this.#turnStart = this.#model.snapshot();
    this.#compareAll();
  }

  /** Whether a full disk refused it. */
  #fails(act: () => void): boolean {
    try {
      act();
      return false;
    } catch (error) {
      if (error instanceof PythonError && error.type === 'OSError') return true;
      throw error;
    }
  }

  #compare(next: Step): void {
    const before = this.#scopeStart ?? this.#turnStart;
    let actual: unknown;
    if (this.#fails(() => (actual = this.#runOnStore(next)))) {
      // Everything since the last commit is gone.
      this.#model.restore(before);
      return;
    }
    assert.deepEqual(actual, this.#runOnModel(next), JSON.stringify(next));
  }

  #runOnStore(next: Step): unknown {
    const now = this.#clock.time;
    switch (next.do) {
      case 'set':
        return this.#registry.set(next.key, next.value, next.ttl === null ? null : now + next.ttl);
      case 'update':
        return this.#registry.update(next.key, () => next.value);
      case 'delete':
        return this.#registry.delete(next.key);
      case 'get':
        return this.#registry.get(next.key);
      case 'deleteMatching':
        return this.#registry.deleteMatching(compilePattern(`${next.prefix}*`));
      case 'entries':
        return this.#registry.entries(compilePattern(`${next.prefix}*`));
      case 'register':
        return this.#messages.register(next.id, now);
      case 'forget':
        return this.#messages.forget(next.id);
      case 'touch':
        return this.#messages.touch(next.id, now);
      case 'members':
        return this.#messages.members(next.id, now);
      case 'join':
      case 'leave':
        return this.#model.isPresent(next.id) ? this.#messages[next.do](next.id, next.group) : undefined;
      case 'send':
        return this.#messages.send('x', next.to, this.#texts(next.count), now);
      case 'take':
        return this.#messages.take(next.id, now)?.text;
      case 'acknowledge': {
        const found = this.#peek(next.id);
        if (next.count > 0 && found.length > 0) {
          this.#messages.acknowledge(next.id, found[Math.min(next.count, found.length) - 1].seq);
        }
        return found.map(message => message.text);
      }
      default:
        throw new Error(next.do);
    }
  }

  #runOnModel(next: Step): unknown {
    const model = this.#model;
    switch (next.do) {
      case 'set':
        return model.set(next.key, next.value, next.ttl === null ? null : model.now + next.ttl);
      case 'update':
        return model.update(next.key, next.value);
      case 'delete':
        return model.delete(next.key);
      case 'get':
        return model.get(next.key);
      case 'deleteMatching':
        return model.deleteMatching(next.prefix);
      case 'entries':
        return model.entries(next.prefix);
      case 'register':
        return model.register(next.id);
      case 'forget':
        return model.forget(next.id);
      case 'touch':
        return model.touch(next.id);
      case 'members':
        return model.members(next.id);
      case 'join':
      case 'leave':
        return model.isPresent(next.id) ? model[next.do](next.id, next.group) : undefined;
      case 'send': {
        const texts = this.#texts(next.count);
        this.#sent += next.count;
        return model.send(next.to, texts);
      }
      case 'take':
        return model.take(next.id);
      case 'acknowledge': {
        const found = model.peek(next.id);
        if (found.length > 0) model.acknowledge(next.id, Math.min(next.count, found.length));
        return found;
      }
      default:
        throw new Error(next.do);
    }
  }

  #texts(count: number): string[] {
    return Array.from({ length: count }, (_, i) => `message ${this.#sent + i}`);
  }

  /** Looks at an inbox, and that its seqs grow. */
  #peek(name: string) {
    const found = this.#messages.peek(name, 0, 100, this.#clock.time);
    for (let i = 1; i < found.length; i++) assert.ok(found[i - 1].seq < found[i].seq);
    return found;
  }

  #compareAll(): void {
    assert.deepEqual(this.#messages.clients(this.#clock.time), this.#model.clients());
    const entries = this.#model.entries('');
    assert.deepEqual(this.#registry.entries(compilePattern('*')), entries);
    assert.equal(this.#registry.count(), entries.length);
  }

  async #drainAll(): Promise<void> {
    for (const { id: name } of this.#model.clients()) {
      for (;;) {
        const message = this.#messages.take(name, this.#clock.time);
        assert.equal(message?.text, this.#model.take(name));
        if (!message) break;
        assert.equal(message.from === 'SYSTEM', /^(dropped|revived)/.test(message.text));
        this.#lastSeq = Math.max(this.#lastSeq, message.seq);
      }
    }
    await stored(this.#store);
  }
}

async function check(steps: readonly Step[], disk: SmallDisk | null, cacheBytes: number): Promise<void> {
  const comparison = new Comparison(disk, cacheBytes);
  try {
    await comparison.run(steps);
  } finally {
    await comparison.close();
  }
}

describe('the embedded store', () => {
  it('does what the model does, scopes, sweeps and restarts included', async () => {
    const steps = fc.array(rarely, { minLength: 1, maxLength: 80, size: 'max' });
    await fc.assert(
      fc.asyncProperty(steps, cacheBytes, async (found, bytes) => check(found, null, bytes)),
      { numRuns: Number(process.env.STORE_RUNS ?? 80) },
    );
  });

  it('does what the model does where the disk is full at times', async t => {
    if (!mountSmallDisk(1024 * 1024)) return t.skip('a small disk can be mounted by root only');
    const steps = fc.array(withFaults, { minLength: 1, maxLength: 80, size: 'max' });
    await fc.assert(
      fc.asyncProperty(steps, cacheBytes, (found, bytes) => check(found, mountSmallDisk(2 * 1024 * 1024), bytes)),
      { numRuns: Number(process.env.STORE_RUNS ?? 50) },
    );
  });
});
