import { randomInt } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import type { Session } from '../core/command.ts';
import type { Request } from '../core/dispatch.ts';
import type { Access } from '../core/hub.ts';
import { type Identity, requireKey } from '../core/identity.ts';
import type { Limits } from '../core/limits.ts';
import type { Logger } from '../core/log.ts';
import { chain, type PromiseOrValue } from '../core/promiseOrValue.ts';
import type { Sql } from '../sql/sql.ts';
import type { KeyValues, Messages, Scope, Store, WritesOnce } from '../store/store.ts';
import type { DuplicateDevices } from './duplicateDevices.ts';
import type { Facts } from './facts.ts';
import type { Arrivals } from './inboxes.ts';
import { journalled, journalledPort } from './journal.ts';
import { Origins } from './origins.ts';
import { SharedValues } from './sharedValues.ts';

/** The tokens, for those who look after the server. */
export interface TokenRegister {
  list(): readonly { name: string }[];
  /** Makes a token with everything but admin. @throws ValueError */
  add(name: string): PromiseOrValue<string>;
  /** @throws ValueError where there is none of this name. */
  remove(name: string): void;
}

/** The parts of the server that commands work with. */
export interface Services {
  store: Store;
  sql: Sql;
  clock: Clock;
  limits: Limits;
  log: Logger;
  arrivals: Arrivals;
  facts: Facts;
  duplicates: DuplicateDevices;
  access: Access;
  tokens: TokenRegister;
  /** Whether other machines are answered by TLS alone. */
  needsTls: boolean;
  /** Shows a line to the operator. */
  showOnConsole(from: string, text: string): void;
}

/** The same parts, reached through the journal of an evaluation where one is running. */
export class JournalledServices {
  readonly registry: KeyValues;
  readonly variables: KeyValues;
  readonly messages: Messages;
  readonly sql: Sql;
  readonly arrivals: Pick<Arrivals, 'wait'>;
  readonly scope: Scope;
  readonly limits: Limits;
  readonly log: Logger;
  readonly facts: Facts;
  readonly tokens: TokenRegister;
  readonly needsTls: boolean;
  readonly origins = new Origins();
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
    this.registry = journalledPort(services.store.registry);
    this.variables = journalledPort(services.store.variables);
    this.messages = journalledPort(services.store.messages);
    this.sql = journalledPort(services.sql);
    this.arrivals = journalledPort(services.arrivals);
    this.scope = services.store.scope;
    this.limits = services.limits;
    this.log = services.log;
    this.facts = services.facts;
    this.tokens = journalledPort(services.tokens);
    this.needsTls = services.needsTls;
  }

  now(): number {
    return this.#services.clock.now();
  }

  /** For whom requests from `address` with this token are. */
  identify(address: string, token: string): PromiseOrValue<Identity> {
    return journalled(() => this.#services.access.identify(address, token));
  }

  /** How often messages have arrived, for anybody. */
  arrived(): number {
    return this.#services.arrivals.arrived;
  }

  /** Whether messages are pushed to the client just now. */
  isConnected(id: string): boolean {
    return this.#services.arrivals.isConnected(id);
  }

  /** Eight unguessable characters. */
  newClientId(): PromiseOrValue<string> {
    return journalled(() => Array.from({ length: 8 }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''));
  }

  /** The inbox of `id` is polled by `peer`: two addresses, once, if there are two devices of this id. */
  notePoll(id: string, peer: string): PromiseOrValue<[string, string] | undefined> {
    const { duplicates, clock } = this.#services;
    return journalled(() => duplicates.poll(id, peer, clock.now()));
  }

  /** A warning in the log; once, however often an evaluation is run again. */
  warn(text: string): void {
    journalled(() => this.log.warn({}, text));
  }

  /** A line for the operator; once, however often an evaluation is run again. */
  showOnConsole(from: string, text: string): void {
    journalled(() => this.#services.showOnConsole(from, text));
  }
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** One request: what commands work with, and its extent in the store. */
export class RequestContext implements Request {
  readonly session: Session;
  readonly services: JournalledServices;
  /** MyData, without the `server.*` facts. */
  registry: SharedValues;
  /** The names that clients share. */
  variables: SharedValues;
  /** Whether the request calls commands and does nothing else. */
  callsOnly = true;
  #open = false;

  constructor(session: Session, services: JournalledServices) {
    this.session = session;
    this.services = services;
    this.registry = this.#share(services.registry);
    this.variables = this.#share(services.variables);
  }

  #share(store: KeyValues): SharedValues {
    return new SharedValues(store, this.services.limits.maxValueBytes, key => this.requireKey('write', key));
  }

  /** What goes around the commands (MyData, shared names) asks here. @throws PermissionError */
  requireKey(scope: 'read' | 'write', key: string): void {
    requireKey(this.session.identity, scope, key);
  }

  /** From here on, the connection's requests are for whoever has this token. @throws AuthenticationError, RateLimitError, PermissionError */
  authenticate(token: string): void {
    const identity = this.services.identify(this.session.address, token) as Identity;
    if (identity.refusal) throw identity.refusal;
    this.session.identity = identity;
  }

  ownerOf(id: string): PromiseOrValue<string | null | undefined> {
    return this.messages.ownerOf(id, this.now());
  }

  membersOf(group: string): PromiseOrValue<string[]> {
    return this.messages.members(group, this.now());
  }

  get messages(): Messages {
    return this.services.messages;
  }

  now(): number {
    return this.services.now();
  }

  /** From here on, `undo` takes back. */
  begin(writes: WritesOnce): void {
    this.#open = true;
    this.services.scope.begin(writes);
  }

  /** Forgets the values handed out: an evaluation is run again. */
  restart(): void {
    this.registry = this.#share(this.services.registry);
    this.variables = this.#share(this.services.variables);
  }

  /** What an earlier run stored when it waited here. */
  rebase(): void {
    this.registry.rebase();
    this.variables.rebase();
  }

  keep(): PromiseOrValue<void> {
    return chain(
      chain(this.registry.flush(), () => this.variables.flush()),
      () => this.#end('keep'),
    );
  }

  undo(): void {
    this.#end('undo');
  }

  #end(how: 'keep' | 'undo'): void {
    if (!this.#open) return;
    this.#open = false;
    this.services.scope[how]();
  }
}
