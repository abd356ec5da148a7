import type { Directory } from './directory.ts';
import type { KeyValueTable } from './keyValueTable.ts';
import type { MessageStore } from './messageStore.ts';
import type { MessageTables } from './messageTables.ts';
import type { Stream } from './streams.ts';
import type { Turn } from './turn.ts';

export interface SweeperParts {
  turn: Turn<unknown>;
  tables: MessageTables;
  directory: Directory;
  messages: MessageStore;
  keyValues: readonly KeyValueTable[];
  inboxLimit: number;
}

/** How long a slice of the work may keep the event loop, and how long the loop is left alone until the next one. */
const SLICE_MS = 3;
const PAUSE_MS = 16;
/** What is done between two looks at the clock. */
const KEYS_AT_ONCE = 50;
const CLIENTS_AT_ONCE = 500;
const ROWS_AT_ONCE = 200;
/** So many messages that were read are not left to the next sweep; large groups are, where to look for the last reader takes long. */
const PRUNE_SOON_MESSAGES = 500;
const PRUNE_SOON_READERS = 100;
/** The table may be so far behind in when a client was last heard of. */
const SAVE_INTERVAL_MS = 60_000;

/**
 * Removes what nobody needs: keys whose time is over, the inboxes of expired clients, messages that all have read. In slices, so that it never
 * keeps the event loop for long; what is left at the end of one is gone on with shortly after.
 */
export class Sweeper {
  readonly #parts: SweeperParts;
  #work: Generator<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(parts: SweeperParts) {
    this.#parts = parts;
  }

  /** Does a slice of the work. */
  sweep(now: number): void {
    if (this.#isClosed) return;
    this.#work ??= this.#pass(now);
    this.#runSlice();
  }

  /**
   * To be called after each commit. Under load, messages that were read are removed soon: while they are few, their rows lie on few pages, and
   * each turn writes few of them.
   */
  committed(): void {
    if (this.#parts.directory.readCount < PRUNE_SOON_MESSAGES || this.#timer || this.#isClosed) return;
    this.#runLater(() => this.#pruneStreams(PRUNE_SOON_READERS));
  }

  #runLater(work?: () => Generator<void>): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#work ??= work?.() ?? null;
      this.#runSlice();
    }, PAUSE_MS).unref();
  }

  #runSlice(): void {
    const { turn } = this.#parts;
    turn.begin();
    try {
      const end = performance.now() + SLICE_MS;
      while (this.#work && performance.now() < end) if (this.#work.next().done) this.#work = null;
      turn.keep();
    } catch (error) {
      // The turn undoes and reports it. The next sweep starts anew.
      turn.poison(error);
      turn.undo();
      this.#work = null;
    }
    if (this.#work) this.#runLater();
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  *#pass(now: number): Generator<void> {
    for (const table of this.#parts.keyValues) {
      while (table.sweep(now, KEYS_AT_ONCE) > 0) yield this.#flush();
    }
    yield* this.#sweepClients(now);
    yield* this.#pruneStreams(Number.POSITIVE_INFINITY);
  }

  *#sweepClients(now: number): Generator<void> {
    const { directory, messages, turn } = this.#parts;
    const { clients, state } = directory;
    if (clients.size > 0 && now - state.aliveAt >= SAVE_INTERVAL_MS) {
      turn.open();
      state.aliveAt = now;
      turn.changed(state);
    }
    let seen = 0;
    for (const client of clients.values()) {
      let cost = 1;
      if (messages.expire(client, now)) cost = 20;
      else if (client.lastSeen - client.storedLastSeen >= SAVE_INTERVAL_MS) {
        turn.open();
        turn.changed(client);
        cost = 20;
      }
      seen += cost;
      if (seen < CLIENTS_AT_ONCE) continue;
      seen = 0;
      yield this.#flush();
    }
  }

  *#pruneStreams(maxReaders: number): Generator<void> {
    const { directory, turn, tables, inboxLimit } = this.#parts;
    directory.readCount = 0;
    for (const stream of [...directory.stale]) {
      if (stream.readerCount > maxReaders) continue;
      directory.stale.delete(stream);
      // One more than an inbox holds: the last one dropped tells its seq.
      directory.recent.drop(stream, stream.readTo());
      const target = Math.max(stream.readTo(), stream.last - inboxLimit - 1);
      while (stream.prunedTo < target) {
        turn.open();
        const upTo = Math.min(target, stream.prunedTo + ROWS_AT_ONCE);
        turn.write(() => tables.prune(stream.id, upTo));
        this.#setPruned(stream, upTo);
        yield this.#flush();
      }
      yield;
    }
  }

  #setPruned(stream: Stream, upTo: number): void {
    const { turn, directory } = this.#parts;
    const before = stream.prunedTo;
    stream.prunedTo = upTo;
    turn.onUndo(() => {
      stream.prunedTo = before;
      directory.stale.add(stream);
    });
  }

  /** Has the SQL run now, so that its time counts. */
  #flush(): void {
    this.#parts.turn.flushAll();
  }
}
