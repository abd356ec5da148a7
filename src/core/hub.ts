import type { Value } from '../python/values.ts';
import type { Message } from '../store/store.ts';
import type { CallArguments, Command, Session } from './command.ts';
import type { CommandTable, Reply } from './dispatch.ts';
import type { PythonError } from './errors.ts';
import type { KeyPattern } from './fnmatch.ts';
import type { Identity } from './identity.ts';
import type { Limits } from './limits.ts';
import type { Logger } from './log.ts';
import type { PromiseOrValue } from './promiseOrValue.ts';

/** What a protocol is given: everything between a decoded request and a reply to encode. */
export interface Hub {
  readonly commands: CommandTable;
  /** Never throws, never rejects. Commands of PROTOCOL.md §4, and `eval` with the argument `expr`. */
  dispatch(session: Session, command: string, args: CallArguments): PromiseOrValue<Reply>;
  /**
   * Calls back once everything done so far may be told to the outside; with an error, what was done since the last
   * call back failed as a whole, and every reply that waited must become this error. At once where nothing is pending. In order.
   */
  settle(done: (error: PythonError | null) => void): void;
  /** How far a text is a request, for raw text without line ends. */
  classify(text: string): Completeness;
  readonly access: Access;
  readonly values: ValueCodec;
  readonly inboxes: Inboxes;
  readonly watches: Watches;
  readonly limits: Limits;
  readonly log: Logger;
}

/**
 * `command`: one whole call of a registered command. `complete`: a whole request of any other form.
 * `incomplete`: the parser's error lies at the end. `invalid`: wrong whatever may follow. `empty`: blanks.
 */
export type Completeness = 'command' | 'complete' | 'incomplete' | 'invalid' | 'empty';

/** Who is asking. */
export interface Access {
  /** For whom a peer's requests are. `address`: without port and zone. `token`: what it gave as one. Never throws: whoever may do nothing has a `refusal`. */
  identify(address: string, token?: string): Identity;
  /** Whether an address is that of a proxy whose word is taken for whom it speaks for. */
  isProxy(address: string): boolean;
  /** Whether a session's request is heard at all. @throws PermissionError, AuthenticationError, RateLimitError */
  admit(session: Session, command: Command): void;
  /** Whether an address is outside of the server's network, and may do nothing. */
  isStranger(address: string): boolean;
  isLoopback(address: string): boolean;
  /** Told of identities that may do less or more than before, or nothing any longer: what is pushed to them is to end. */
  onChange(listener: (affected: ReadonlySet<Identity>) => void): void;
}

/** How values leave and enter the server. */
export interface ValueCodec {
  /** Python's `str(value)`. */
  toText(value: Value): string;
  /** Python's `repr(value)`: its source text, for most types. */
  toSource(value: Value): string;
  /** JSON as docs/protocol.md says: ints of any size, floats with their point, bytes as base64. */
  toJson(value: Value): string;
  /** @throws ValueError for what is not JSON. */
  fromJson(text: string): Value;
  /** The members of a JSON object. @throws ValueError for anything else. */
  fromJsonObject(text: string): Map<string, Value>;
  /** The members of a dict with text keys; undefined for any other value. */
  membersOf(value: Value): Map<string, Value> | undefined;
  /** A value in a query: a number, True, False, None, else text. */
  fromQuery(text: string): Value;
  typeName(value: Value): string;
}

/** A connection that messages are pushed to. One for each client; a newer one takes over. */
export interface PushConsumer {
  /** There may be messages: look with `peek`. Called after they are stored, and at most once until the next look. */
  wake(): void;
  /** A newer connection has taken over; this one gets nothing more. */
  takenOver(): void;
}

export interface Inboxes {
  /** Starts pushing; marks the client as present as long as it lasts. Returns the end of it. */
  attach(id: string, consumer: PushConsumer): () => void;
  /** The first messages after `seq`, left in the inbox; answers `++ping`s among them (each once). */
  peek(id: string, after: number, limit: number): PromiseOrValue<Message[]>;
  /** Removes everything up to `seq`. */
  acknowledge(id: string, seq: number): PromiseOrValue<void>;
}

/** A change of one key in the registry. One for all who are told of it. */
export interface Change {
  readonly key: string;
  /** Undefined: the key is gone. A copy of its own each time. */
  readonly value: Value | undefined;
  /** When, ms since 1970; null: not known. */
  readonly time: number | null;
  /** From when the key will be gone, ms since 1970; null: never. */
  readonly expires: number | null;
  /** What it holds in memory, in characters. */
  readonly size: number;
}

/** What a change tells of time. */
export type ChangeMoments = Pick<Change, 'time' | 'expires'>;

/** Registry changes, and the registry itself for those who were not told of all of them. */
export interface Watches {
  /** Tells `changed` of every registry change that matches, after it is stored. It must not fail. Returns the end of it. */
  watch(pattern: KeyPattern, changed: (change: Change) => void): () => void;
  /** A key as it is now; `moments`: when it was last told to have changed, and to expire. As all that is read, not to be told before `settle`. @throws OSError */
  read(key: string, moments: ChangeMoments): PromiseOrValue<Change>;
  /** Some of the matching keys as they are now, behind the key `after`, and the key to go on behind, as `KeyValues.scan` has it. @throws OSError */
  scan(pattern: KeyPattern, after: string | null): PromiseOrValue<{ changes: Change[]; next: string | null }>;
}
