import type { Clock } from '../../core/clock.ts';
import { lookupError, memoryError } from '../../core/errors.ts';
import type { ClientState, Message, Messages, Presence } from '../store.ts';
import type { Directory } from './directory.ts';
import { Inbox, type InboxOptions } from './inbox.ts';
import type { MessageTables } from './messageTables.ts';
import type { Client, ClientStream, Group, Span, Stream } from './streams.ts';
import { checkStorable, compareCodePoints, own } from './text.ts';
import type { Turn } from './turn.ts';

export interface MessageStoreOptions extends InboxOptions {
  clock: Clock;
  clientTimeoutMs: number;
  clientMemoryMs: number;
  /** Clients that are known; beyond it expired ones are forgotten, then new ones refused. */
  maxClients: number;
  /** Text of the message to a client that comes back. `expired`: when it was taken for gone, ms since 1970. */
  revived(expired: number): string;
  /** Told, within the turn, of a stream that got messages. */
  arrived(stream: Stream): void;
}

/** How many clients, oldest first, are looked at for one that has expired. */
const ROOM_SEARCH = 1000;

/** Clients, groups and inboxes of the embedded store. */
export class MessageStore implements Messages {
  readonly #turn: Turn<unknown>;
  readonly #tables: MessageTables;
  readonly #directory: Directory;
  readonly #options: MessageStoreOptions;
  readonly #inbox: Inbox;

  constructor(turn: Turn<unknown>, tables: MessageTables, directory: Directory, options: MessageStoreOptions) {
    this.#turn = turn;
    this.#tables = tables;
    this.#directory = directory;
    this.#options = options;
    this.#inbox = new Inbox(turn, tables, directory, options);
  }

  register(id: string, now: number, owner: string | null = null): boolean {
    checkStorable(id);
    const group = this.#directory.groups.get(id);
    if (group && (group === this.#directory.all || this.#hasPresentMember(group, now))) return false;
    const before = this.#directory.clients.get(id);
    if (before) {
      if (this.#isKnown(before, now)) return false;
      this.#directory.removeClient(before);
    }
    this.#makeRoom(now);
    this.#directory.addClient(own(id), now, owner);
    return true;
  }

  /** Where there are as many clients as there may be, forgets one that has expired. @throws MemoryError where none has. */
  #makeRoom(now: number): void {
    const { clients } = this.#directory;
    const { maxClients } = this.#options;
    if (clients.size < maxClients) return;
    let looked = 0;
    for (const client of clients.values()) {
      if (!this.isPresent(client, now)) {
        this.#directory.removeClient(client);
        return;
      }
      if (++looked >= ROOM_SEARCH) break;
    }
    throw memoryError(`there are ${maxClients} clients already, as many as there may be (--max-clients)`);
  }

  ownerOf(id: string, now: number): string | null | undefined {
    const client = this.#directory.clients.get(id);
    return client && this.#isKnown(client, now) ? client.owner : undefined;
  }

  forget(id: string): void {
    const client = this.#directory.clients.get(id);
    if (client) this.#directory.removeClient(client);
  }

  touch(id: string, now: number): Presence {
    const client = this.#directory.clients.get(id);
    if (!client || !this.#isKnown(client, now)) return 'unknown';
    if (this.isPresent(client, now)) {
      if (now > client.lastSeen) client.lastSeen = now;
      return 'present';
    }
    this.#revive(client, now);
    return 'revived';
  }

  isClient(name: string, now: number): boolean {
    const client = this.#directory.clients.get(name);
    return client !== undefined && this.#isKnown(client, now);
  }

  join(id: string, group: string): void {
    checkStorable(group);
    const client = this.#client(id);
    if (group !== this.#directory.all.name && !client.memberSpan(group)) this.#directory.join(client, own(group));
  }

  leave(id: string, group: string): void {
    const span = group === this.#directory.all.name ? undefined : this.#client(id).memberSpan(group);
    if (span) this.#directory.leave(span);
  }

  members(group: string, now: number): string[] {
    const names: string[] = [];
    for (const span of this.#directory.groups.get(group)?.spans ?? []) {
      if (this.#isMember(span, now)) names.push(span.client.name);
    }
    return names.sort(compareCodePoints);
  }

  groups(id: string): string[] {
    const client = this.#present(id, this.#options.clock.now());
    return client ? client.groupNames() : [];
  }

  allGroups(now: number): string[] {
    const names: string[] = [];
    for (const group of this.#directory.groups.values()) if (this.#hasPresentMember(group, now)) names.push(group.name);
    return names.sort(compareCodePoints);
  }

  clients(now: number): ClientState[] {
    const states: ClientState[] = [];
    for (const client of this.#directory.clients.values()) {
      if (!this.isPresent(client, now)) continue;
      const { name: id, lastSeen } = client;
      states.push({ id, lastSeen, groups: client.groupNames(), pending: this.#inbox.pending(client) });
    }
    return states.sort((a, b) => compareCodePoints(a.id, b.id));
  }

  send(from: string, to: string, texts: readonly string[], now: number): void {
    const stream = this.#destination(to, now);
    if (stream && texts.length > 0) this.#append(stream, from, texts, now);
  }

  take(id: string, now: number): Message | undefined {
    const client = this.#present(id, now);
    return client && this.#inbox.take(client, now);
  }

  peek(id: string, after: number, limit: number, now: number): Message[] {
    const client = this.#present(id, now);
    return client ? this.#inbox.peek(client, after, limit, now) : [];
  }

  acknowledge(id: string, seq: number): void {
    const client = this.#directory.clients.get(id);
    if (client) this.#inbox.acknowledge(client, seq);
  }

  pending(id: string): number {
    const client = this.#present(id, this.#options.clock.now());
    return client ? this.#inbox.pending(client) : 0;
  }

  answerPing(id: string, seq: number): boolean {
    const client = this.#directory.clients.get(id);
    if (!client || client.ponged >= seq) return false;
    this.#turn.open();
    const before = client.ponged;
    client.ponged = seq;
    this.#turn.changed(client);
    this.#turn.onUndo(() => {
      client.ponged = before;
    });
    return true;
  }

  countClients(now: number): number {
    let count = 0;
    for (const client of this.#directory.clients.values()) if (this.isPresent(client, now)) count++;
    return count;
  }

  countGroups(now: number): number {
    let count = 0;
    for (const group of this.#directory.groups.values()) if (this.#hasPresentMember(group, now)) count++;
    return count;
  }

  /** Messages in all inboxes. */
  countPending(now: number): number {
    let count = 0;
    for (const client of this.#directory.clients.values()) {
      if (this.isPresent(client, now)) count += this.#inbox.pending(client);
    }
    return count;
  }

  isPresent(client: Client, now: number): boolean {
    return now < client.lastSeen + this.#options.clientTimeoutMs;
  }

  #isKnown(client: Client, now: number): boolean {
    return now < client.lastSeen + this.#options.clientTimeoutMs + this.#options.clientMemoryMs;
  }

  #present(id: string, now: number): Client | undefined {
    const client = this.#directory.clients.get(id);
    return client && this.isPresent(client, now) ? client : undefined;
  }

  /** @throws LookupError */
  #client(id: string): Client {
    const client = this.#directory.clients.get(id);
    if (!client) throw lookupError(`no client '${id}'`);
    return client;
  }

  /** Removes what the expired client had, or all of it where its id need not be known any longer. True: something was done. */
  expire(client: Client, now: number): boolean {
    if (!this.#isKnown(client, now)) this.#directory.removeClient(client);
    else if (client.isCleared || this.isPresent(client, now)) return false;
    else {
      this.#directory.clearClient(client);
      client.isCleared = true;
      this.#turn.onUndo(() => {
        client.isCleared = false;
      });
    }
    return true;
  }

  #revive(client: Client, now: number): void {
    this.#directory.clearClient(client);
    const { lastSeen, isCleared } = client;
    client.lastSeen = now;
    client.isCleared = false;
    this.#turn.changed(client);
    this.#turn.onUndo(() => Object.assign(client, { lastSeen, isCleared }));
    const expired = lastSeen + this.#options.clientTimeoutMs;
    this.#append(client.direct, 'SYSTEM', [this.#options.revived(expired)], now);
  }

  /** The stream that a message goes to; undefined: nobody would read it. */
  #destination(name: string, now: number): Stream | undefined {
    const client = this.#directory.clients.get(name);
    if (client && this.#isKnown(client, now)) return this.isPresent(client, now) ? client.direct : undefined;
    const group = this.#directory.groups.get(name);
    return group && this.#hasPresentMember(group, now) ? group : undefined;
  }

  #append(stream: Group | ClientStream | Stream, from: string, texts: readonly string[], now: number): void {
    checkStorable(from);
    for (const text of texts) checkStorable(text);
    this.#turn.open();
    const { state, stale, recent } = this.#directory;
    const sender = own(from);
    const before = stream.last;
    // More than an inbox holds is dropped before it is read; one more is kept to tell the seq of the last that was.
    const firstStored = texts.length - this.#options.inboxLimit - 1;
    for (let i = 0; i < texts.length; i++) {
      const seq = state.nextSeq(this.#turn);
      const n = ++stream.last;
      if (i < firstStored) {
        recent.drop(stream, n);
        continue;
      }
      const message = { n, seq, sender, text: own(texts[i]), time: now };
      recent.add(stream, message);
      this.#turn.write(() => this.#tables.insertMessage(stream.id, message));
    }
    state.messages += texts.length;
    stale.add(stream);
    this.#turn.onUndo(() => {
      stream.last = before;
      recent.cut(stream);
      state.messages -= texts.length;
    });
    this.#options.arrived(stream);
  }

  #isMember(span: Span, now: number): boolean {
    return span.until === null && this.isPresent(span.client, now);
  }

  #hasPresentMember(group: Group, now: number): boolean {
    const { witness, spans } = group;
    if (witness && spans.has(witness) && this.#isMember(witness, now)) return true;
    for (const span of spans) {
      if (!this.#isMember(span, now)) continue;
      group.witness = span;
      return true;
    }
    return false;
  }
}
