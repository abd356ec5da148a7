import type { MessageTables } from './messageTables.ts';
import type { RecentMessages } from './recentMessages.ts';
import type { StoreState } from './storeState.ts';
import { Client, ClientStream, Group, Span, type Stream } from './streams.ts';
import type { Turn } from './turn.ts';

const ALL_ID = 1;

/**
 * Who is there: the clients, the groups, and which parts of which streams lie in whose inbox. A mirror of the tables, read at the start; every change
 * can be undone and is saved with its turn. Every client is a member of ALL, which no table says.
 */
export class Directory {
  readonly #turn: Turn<unknown>;
  readonly #tables: MessageTables;
  readonly state: StoreState;
  readonly clients = new Map<string, Client>();
  readonly groups = new Map<string, Group>();
  readonly all: Group;
  /** Streams that may have messages nobody needs. */
  readonly stale = new Set<Stream>();
  readonly recent: RecentMessages;
  /** Messages taken out of inboxes since streams were pruned. */
  readCount = 0;

  constructor(turn: Turn<unknown>, tables: MessageTables, state: StoreState, recent: RecentMessages) {
    this.recent = recent;
    this.#turn = turn;
    this.#tables = tables;
    this.state = state;
    this.all = new Group(tables, ALL_ID, 'ALL');
    this.#load();
  }

  addClient(name: string, now: number, owner: string | null): Client {
    this.#turn.open();
    const client = new Client(this.#tables, this.state.nextSeq(this.#turn), name, now);
    client.owner = owner;
    this.#place(client, 0, this.all.last);
    this.#turn.changed(client);
    this.#turn.onUndo(() => {
      this.#remove(client);
      client.isStored = false;
    });
    return client;
  }

  /** Forgets the client, its inbox and memberships. */
  removeClient(client: Client): void {
    this.#turn.open();
    for (const span of client.spans.slice(2)) this.#dropSpan(span);
    this.#remove(client);
    client.isStored = false;
    this.stale.add(client.direct);
    this.#turn.changed(client);
    this.#turn.onUndo(() => {
      this.#add(client);
      client.isStored = true;
    });
  }

  /** Empties the inbox and ends the memberships. */
  clearClient(client: Client): void {
    this.#turn.open();
    for (const span of client.spans.slice(2)) this.#dropSpan(span);
    for (const span of client.spans) if (span.after < span.stream.last) this.advance(span, span.stream.last);
    if (client.dropped > 0) this.setDropped(client, 0, 0);
  }

  join(client: Client, name: string): void {
    this.#turn.open();
    const group = this.groups.get(name) ?? this.#addGroup(name);
    const span = new Span(this.#tables, this.state.nextSeq(this.#turn), client, group, group.last);
    this.#addSpan(span);
    this.#turn.changed(span);
    this.#turn.onUndo(() => {
      this.#removeSpan(span);
      span.isStored = false;
    });
  }

  /** What was sent so far stays in the inbox. */
  leave(span: Span): void {
    this.#turn.open();
    const group = span.stream as Group;
    if (span.after >= group.last) {
      this.#dropSpan(span);
      return;
    }
    span.until = group.last;
    this.#turn.changed(span);
    this.#turn.onUndo(() => {
      span.until = null;
    });
  }

  /** Takes what lies up to `after` out of the inbox. */
  advance(span: Span, after: number): void {
    this.#turn.open();
    const before = span.after;
    span.after = after;
    span.nextSeq = 0;
    this.stale.add(span.stream);
    this.readCount += after - before;
    this.#turn.changed(span.row);
    this.#turn.onUndo(() => {
      span.after = before;
      span.nextSeq = 0;
    });
    if (span.until !== null && after >= span.until) this.#dropSpan(span);
  }

  /** Notes an overflow that the client is to be told of; 0: it was. */
  setDropped(client: Client, dropped: number, seq: number): void {
    this.#turn.open();
    const before = { dropped: client.dropped, droppedSeq: client.droppedSeq };
    client.dropped = dropped;
    client.droppedSeq = seq;
    this.#turn.changed(client);
    this.#turn.onUndo(() => Object.assign(client, before));
  }

  #addGroup(name: string): Group {
    const group = new Group(this.#tables, this.state.nextSeq(this.#turn), name);
    this.groups.set(name, group);
    this.#turn.changed(group);
    this.#turn.onUndo(() => {
      this.groups.delete(name);
      group.isStored = false;
    });
    return group;
  }

  #dropSpan(span: Span): void {
    span.isStored = false;
    this.#removeSpan(span);
    this.#turn.changed(span);
    this.#turn.onUndo(() => {
      span.isStored = true;
      this.#addSpan(span);
    });
    const group = span.stream as Group;
    if (group.spans.size === 0) this.#dropGroup(group);
  }

  #dropGroup(group: Group): void {
    group.isStored = false;
    this.groups.delete(group.name);
    this.stale.add(group);
    this.#turn.changed(group);
    this.#turn.onUndo(() => {
      group.isStored = true;
      this.groups.set(group.name, group);
    });
  }

  #addSpan(span: Span): void {
    const group = span.stream as Group;
    span.client.spans.push(span);
    group.spans.add(span);
  }

  #removeSpan(span: Span): void {
    const group = span.stream as Group;
    span.client.spans.splice(span.client.spans.indexOf(span), 1);
    group.spans.delete(span);
  }

  #place(client: Client, directAfter: number, allAfter: number): void {
    client.spans = [
      new Span(this.#tables, 0, client, client.direct, directAfter),
      new Span(this.#tables, 0, client, this.all, allAfter),
    ];
    this.#add(client);
  }

  #add(client: Client): void {
    this.clients.set(client.name, client);
    client.direct.reader = client.spans[0];
    this.all.spans.add(client.spans[1]);
  }

  #remove(client: Client): void {
    this.clients.delete(client.name);
    client.direct.reader = null;
    this.all.spans.delete(client.spans[1]);
  }

  #load(): void {
    const streams = new Map<number, Stream>([[ALL_ID, this.all]]);
    for (const [id, name] of this.#tables.readGroups()) {
      const group = id === ALL_ID ? this.all : new Group(this.#tables, id, name);
      this.groups.set(name, group);
      streams.set(id, group);
    }
    const clients = new Map<number, Client>();
    for (const { id, name, lastSeen, directAfter, allAfter, ...figures } of this.#tables.readClients()) {
      const client = Object.assign(new Client(this.#tables, id, name, lastSeen), figures);
      this.#place(client, directAfter, allAfter);
      client.direct.last = directAfter;
      this.all.last = Math.max(this.all.last, allAfter);
      streams.set(id, client.direct);
      clients.set(id, client);
    }
    for (const [id, client, stream, after, until] of this.#tables.readSpans()) {
      const span = new Span(this.#tables, id, clients.get(client)!, streams.get(stream)!, after);
      span.until = until;
      this.#addSpan(span);
      span.stream.last = Math.max(span.stream.last, until ?? after);
    }
    this.#loadStreams(streams);
  }

  #loadStreams(streams: ReadonlyMap<number, Stream>): void {
    for (const stream of streams.values()) stream.floor = stream.last;
    for (const [id, first, last] of this.#tables.readStreams()) {
      // One without an owner is what the sweep had not removed yet when the server ended.
      const stream = streams.get(id) ?? new ClientStream(id, '');
      stream.last = Math.max(stream.last, last);
      stream.floor = first - 1;
      this.stale.add(stream);
    }
    for (const stream of streams.values()) stream.prunedTo = stream.floor;
  }
}
