import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import type { Clock } from '../../core/clock.ts';
import type { PythonError } from '../../core/errors.ts';
import type { Logger } from '../../core/log.ts';
import type { KeyChange, Store, StoreListener, StoreStats } from '../store.ts';
import { Checkpointer } from './checkpointer.ts';
import { checkFolder, type Durability, openDatabase } from './databaseFile.ts';
import { Directory } from './directory.ts';
import { lockFolder } from './folderLock.ts';
import { KeyValueTable } from './keyValueTable.ts';
import { MessageStore } from './messageStore.ts';
import { MessageTables } from './messageTables.ts';
import { Outbox } from './outbox.ts';
import { RecentMessages } from './recentMessages.ts';
import { StoreState } from './storeState.ts';
import type { Stream } from './streams.ts';
import { Sweeper } from './sweeper.ts';
import { Turn } from './turn.ts';

export interface StoreOptions {
  /** The database file; its folder is the data folder, which must exist. */
  file: string;
  /** `normal`: what was told is safe from a killed process; `full`: from a lost power supply too. */
  durability: Durability;
  /** 0: nothing is told before it is stored. Else: gathers writes for so long, and a killed process loses those. */
  commitIntervalMs: number;
  /** Silence after which a client is taken for gone. */
  clientTimeoutMs: number;
  /** How long its id stays known after that. */
  clientMemoryMs: number;
  /** Messages in an inbox. */
  inboxLimit: number;
  /** Keys in the registry, and shared names. Default: any number. */
  maxKeys?: number;
  /** Clients that are known. Default: any number. */
  maxClients?: number;
  /** Texts of messages from SYSTEM. `expired`: when the client was taken for gone, ms since 1970. */
  notices: { revived(expired: number): string; overflowed(dropped: number): string };
  clock: Clock;
  log: Logger;
  /** Bytes of the write-ahead log from which writers wait for the disk. Default: 64 MiB. */
  maxLogBytes?: number;
  /** Memory for what was used lately, in bytes. Default: 48 MiB. */
  cacheBytes?: number;
}

type Event = KeyChange | { stream: Stream };

const CACHE_BYTES = 48 * 1024 * 1024;
/** How it is shared out. */
const CACHE_SHARES = { registry: 4 / 6, variables: 1 / 6, messages: 1 / 6 };

/**
 * Opens the embedded store: one SQLite database in the data folder, for one process at a time. A damaged file is put aside, with a line in the log.
 * @throws Error that says what is wrong with the folder or the file.
 */
export function openStore(options: StoreOptions): Store {
  const folder = dirname(options.file);
  checkFolder(folder);
  const unlock = lockFolder(folder);
  try {
    return openDatabase(options.file, options, db => new SqliteStore(db, options, unlock));
  } catch (error) {
    unlock();
    throw error;
  }
}

class SqliteStore implements Store {
  readonly registry: KeyValueTable;
  readonly variables: KeyValueTable;
  readonly messages: MessageStore;
  readonly scope: Turn<Event>;
  readonly #db: Database.Database;
  readonly #turn: Turn<Event>;
  readonly #outbox: Outbox<Event>;
  readonly #state: StoreState;
  readonly #directory: Directory;
  readonly #checkpointer: Checkpointer;
  readonly #sweeper: Sweeper;
  readonly #options: StoreOptions;
  readonly #listeners: StoreListener[] = [];
  readonly #unlock: () => void;
  #closing: Promise<void> | null = null;

  constructor(db: Database.Database, options: StoreOptions, unlock: () => void) {
    const { clock, log, notices, inboxLimit, maxLogBytes, cacheBytes = CACHE_BYTES } = options;
    const { maxKeys = Number.POSITIVE_INFINITY, maxClients = Number.POSITIVE_INFINITY } = options;
    this.#db = db;
    this.#options = options;
    this.#unlock = unlock;
    const outbox = new Outbox<Event>({ publish: events => this.#publish(events) }, log);
    this.#outbox = outbox;
    const turn = new Turn<Event>(db, {
      commitIntervalMs: options.commitIntervalMs,
      log,
      outbox,
      committed: () => {
        this.#checkpointer.committed();
        this.#sweeper?.committed();
      },
    });
    this.#turn = turn;
    this.scope = turn;
    this.#checkpointer = new Checkpointer(db, {
      log,
      maxLogBytes,
      hold: () => outbox.hold(),
      release: () => outbox.release(),
    });
    this.registry = new KeyValueTable(db, turn, {
      table: 'registry',
      cacheBytes: cacheBytes * CACHE_SHARES.registry,
      maxKeys,
      clock,
      changed: change => turn.tell(change),
    });
    this.variables = new KeyValueTable(db, turn, {
      table: 'variable',
      cacheBytes: cacheBytes * CACHE_SHARES.variables,
      maxKeys,
      clock,
    });
    this.#state = new StoreState(db, clock.now());
    const tables = new MessageTables(db, this.#state);
    const recent = new RecentMessages(cacheBytes * CACHE_SHARES.messages);
    this.#directory = new Directory(turn, tables, this.#state, recent);
    this.messages = new MessageStore(turn, tables, this.#directory, {
      ...options,
      ...notices,
      maxClients,
      arrived: stream => turn.tell({ stream }),
    });
    const keyValues = [this.registry, this.variables];
    const { messages } = this;
    this.#sweeper = new Sweeper({ turn, tables, directory: this.#directory, messages, keyValues, inboxLimit });
    turn.open();
    turn.changed(this.#state);
    turn.finish();
  }

  settle(done: (error: PythonError | null) => void): void {
    this.#turn.settle(done);
  }

  subscribe(listener: StoreListener): void {
    this.#listeners.push(listener);
  }

  stats(): StoreStats {
    const { registry, messages } = this;
    const now = this.#options.clock.now();
    // Counted only if asked for: some cost a look at every client.
    return {
      get keys() {
        return registry.count();
      },
      get clients() {
        return messages.countClients(now);
      },
      get groups() {
        return messages.countGroups(now);
      },
      get pending() {
        return messages.countPending(now);
      },
      messages: this.#state.messages,
      bytesWritten: this.#checkpointer.bytesWritten,
    };
  }

  sweep(now: number): void {
    this.#sweeper.sweep(now);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#sweeper.close();
    try {
      this.#saveClocks();
    } catch {
      // Told already: the storage failed.
    }
    this.#outbox.release();
    this.#turn.finish();
    await this.#checkpointer.close();
    this.#db.close();
    this.#unlock();
  }

  #saveClocks(): void {
    this.#turn.open();
    this.#state.aliveAt = this.#options.clock.now();
    this.#turn.changed(this.#state);
    for (const client of this.#directory.clients.values()) {
      if (client.lastSeen !== client.storedLastSeen) this.#turn.changed(client);
    }
  }

  #publish(events: readonly Event[]): void {
    const changes: KeyChange[] = [];
    const streams = new Set<Stream>();
    for (const event of events) {
      if ('stream' in event) streams.add(event.stream);
      else changes.push(event);
    }
    const destinations = Array.from(streams, ({ kind, name }) => ({ kind, name }));
    for (const listener of this.#listeners) {
      if (changes.length > 0) listener.keysChanged(changes);
      if (destinations.length > 0) listener.messagesArrived(destinations);
    }
  }
}
