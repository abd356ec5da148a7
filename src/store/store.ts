import type { PythonError } from '../core/errors.ts';
import type { KeyPattern } from '../core/fnmatch.ts';
import type { PromiseOrValue } from '../core/promiseOrValue.ts';

/**
 * The ports behind which the server's state lives. Every verb is atomic by itself; its result is a plain value where the
 * store need not wait (embedded), a promise where it must. There is no `transaction(fn)`: a request that does several
 * things runs in a *scope*, which the embedded store can undo and others ignore (and document).
 *
 * Errors: PythonErrors alone. `OSError` (the disk is full, the file is gone) means that nothing of the verb happened;
 * `TimeoutError` means that its outcome is unknown.
 */
export interface Store {
  /** MyData. */
  readonly registry: KeyValues;
  /** The names that clients share by assigning them (`x = 1`). */
  readonly variables: KeyValues;
  readonly messages: Messages;
  readonly scope: Scope;

  /**
   * Calls `done(null)` as soon as all that has been written or read so far is stored, or `done(error)` if that failed
   * and was undone. At once where nothing is under way. Callbacks run in the order of their calls. Whatever tells the outside of
   * something read or written (a reply, a push, a change notice) waits for this, called in the turn of the event loop in which the verbs were.
   * May take long where the disk cannot keep up: then clients that wait for their replies write no more.
   */
  settle(done: (error: PythonError | null) => void): void;

  /** Told, after they are stored, of the changes of keys and of the streams that got messages; in order. */
  subscribe(listener: StoreListener): void;

  /** Figures for `server.*` and /metrics. */
  stats(): StoreStats;

  /** Maintenance in small bounded steps: expired keys and clients, messages that nobody needs. The server calls it every second or so. */
  sweep(now: number): PromiseOrValue<void>;

  /** Stores what is under way and closes. */
  close(): PromiseOrValue<void>;
}

/** The extent of one request, as far as it does not wait. Scopes do not nest. */
export interface Scope {
  /** `writesOnce`: the request writes at the very end, once, or not at all; so nothing ever needs to be undone. */
  begin(writesOnce: WritesOnce): void;
  keep(): void;
  /** Takes back what the store did since `begin`. */
  undo(): void;
}
export type WritesOnce = 'writesOnce' | 'writesAny';

/** A key that was set, or is gone. */
export interface KeyChange {
  key: string;
  /** The encoded one; undefined: the key is gone. */
  value: string | undefined;
  /** When, ms since 1970. */
  time: number;
  /** From when it will be gone, ms since 1970; null: never, or it is gone already. */
  expires: number | null;
}

export interface StoreListener {
  keysChanged(changes: readonly KeyChange[]): void;
  /** Destinations (a client's id or a group's name, as `Destination` says) that got messages. */
  messagesArrived(destinations: readonly Destination[]): void;
}

export interface Destination {
  kind: 'client' | 'group';
  name: string;
}

export interface StoreStats {
  keys: number;
  clients: number;
  groups: number;
  /** Messages sent since the store was made. */
  messages: number;
  /** Messages that wait in inboxes: what has been sent to a group counts once for each member. Near enough, where counting would cost. */
  pending: number;
  /** Bytes written to storage since start (database and log). */
  bytesWritten: number;
}

/** Keys (str of 1 to 255 characters) with encoded values (text that only `python/encode.ts` reads). */
export interface KeyValues {
  get(key: string): PromiseOrValue<string | undefined>;
  /** `expires`: ms since 1970 from which the key is gone; null: never. The same value and expiry again writes nothing. */
  set(key: string, value: string, expires: number | null): PromiseOrValue<void>;
  /**
   * Replaces the value by `change(value)`; atomic. `change` may run more than once, must have no effects, and may throw (then nothing
   * changes); undefined from it removes the key. The expiry stays. Returns what is stored now.
   */
  update(key: string, change: (value: string | undefined) => string | undefined): PromiseOrValue<string | undefined>;
  /** Whether the key was there. */
  delete(key: string): PromiseOrValue<boolean>;
  /** Removes the matching keys; their number. @throws MemoryError, TimeoutError where they are too many for one request. */
  deleteMatching(pattern: KeyPattern): PromiseOrValue<number>;
  /** The matching entries in the order of their keys' code points. At a cost in proportion to the keys that begin with the pattern's literal prefix. @throws MemoryError, TimeoutError where they are too many. */
  entries(pattern: KeyPattern): PromiseOrValue<[key: string, value: string][]>;
  keys(pattern: KeyPattern): PromiseOrValue<string[]>;
  /**
   * Some of the matching entries at a bounded cost, in the order of their keys' code points: those behind the key `after`; null: from the first on. What changes between
   * two looks may be seen or not; all else is seen once.
   */
  scan(pattern: KeyPattern, after: string | null): PromiseOrValue<ScanPage>;
  count(): PromiseOrValue<number>;
}

/** Keys as they are, and the key that the next look is to begin behind; null: there are no more. */
export interface ScanPage {
  entries: StoredKey[];
  next: string | null;
}

export interface StoredKey {
  key: string;
  /** The encoded one. */
  value: string;
  /** When it was last written, ms since 1970; null: not known, since that was before this was kept. */
  time: number | null;
  /** From when it will be gone, ms since 1970; null: never. */
  expires: number | null;
}

export interface Message {
  /** Grows over all messages of the store; never used twice, not even after a crash. */
  seq: number;
  from: string;
  to: string;
  text: string;
  /** When it was sent, ms since 1970. */
  time: number;
}

export interface ClientState {
  id: string;
  /** ms since 1970. */
  lastSeen: number;
  groups: string[];
  pending: number;
}

/** What became of a client that was named: `revived` had expired and is back with an empty inbox but for the notice. */
export type Presence = 'present' | 'revived' | 'unknown';

/**
 * Clients, groups, inboxes. A client that has been silent for `clientTimeoutMs` is *expired*: it counts as absent everywhere, its inbox and
 * memberships are gone; for a day its id is still known. Verbs take `now` (ms since 1970).
 * Every client is in the group ALL, implicitly.
 */
export interface Messages {
  /** Makes a client that belongs to the token `owner` (null, the default: to nobody). False: the name is a client's id or a group's name already. */
  register(id: string, now: number, owner?: string | null): PromiseOrValue<boolean>;
  /** The token that a client, present or still known, belongs to; null: to none; undefined: there is no such client. */
  ownerOf(id: string, now: number): PromiseOrValue<string | null | undefined>;
  /** Forgets the client, its inbox and memberships, for good. */
  forget(id: string): PromiseOrValue<void>;
  /** The client has been heard of. A revived one finds `notice(expiredAtMs)` from SYSTEM as its first message. */
  touch(id: string, now: number): PromiseOrValue<Presence>;
  /** Whether the name is the id of a client, present or expired but still known. */
  isClient(name: string, now: number): PromiseOrValue<boolean>;
  /** Idempotent. What is sent to the group from now on reaches the client. */
  join(id: string, group: string): PromiseOrValue<void>;
  /** Idempotent. What was sent to the group while the client was in it stays in its inbox. */
  leave(id: string, group: string): PromiseOrValue<void>;
  /** Ids of the present members, sorted. */
  members(group: string, now: number): PromiseOrValue<string[]>;
  /** Names of the client's groups, ALL among them, sorted. */
  groups(id: string): PromiseOrValue<string[]>;
  /** All groups with a present member, ALL among them if there is any client, sorted. */
  allGroups(now: number): PromiseOrValue<string[]>;
  /** The present clients, sorted by id. */
  clients(now: number): PromiseOrValue<ClientState[]>;

  /**
   * Puts messages into the inbox of client `to`, or else of every present member of the group `to` (a group without any: nothing is stored). All or none.
   * A client's id wins over a group of the same name.
   */
  send(from: string, to: string, texts: readonly string[], now: number): PromiseOrValue<void>;
  /**
   * Takes the next message out of the inbox. An overfull inbox first yields a notice from SYSTEM of how many of the oldest were dropped
   * (its seq is that of the last one dropped).
   */
  take(id: string, now: number): PromiseOrValue<Message | undefined>;
  /** The first `limit` messages with a seq above `after`, left where they are. Overflow as in `take`. */
  peek(id: string, after: number, limit: number, now: number): PromiseOrValue<Message[]>;
  /** Removes everything up to `seq` from the inbox. */
  acknowledge(id: string, seq: number): PromiseOrValue<void>;
  /** How many messages `take` would give one after the other, the notice of an overflow among them. */
  pending(id: string): PromiseOrValue<number>;
  /** Notes that the client's `++pong` to message `seq` has been sent. False: it, or one to a later message, was before. */
  answerPing(id: string, seq: number): PromiseOrValue<boolean>;
}
