import type { MessageTables } from './messageTables.ts';
import { compareCodePoints } from './text.ts';
import type { StoredRow } from './turn.ts';

/** What is sent to one destination: messages numbered n = 1, 2, 3 … */
export abstract class Stream {
  abstract readonly kind: 'client' | 'group';
  readonly id: number;
  readonly name: string;
  /** The newest message. */
  last = 0;
  /** What was gone when the server started: all up to here. */
  floor = 0;
  /** The sweep has removed all up to here. */
  prunedTo = 0;

  constructor(id: number, name: string) {
    this.id = id;
    this.name = name;
  }

  /** Whoever reads it has read all up to here. */
  abstract readTo(): number;
  abstract readonly readerCount: number;
}

/**
 * A part of a stream that lies in an inbox: the messages in (after, until]. `after` moves as they are taken; without `until` the span grows
 * with the stream.
 */
export class Span implements StoredRow {
  readonly #tables: MessageTables;
  readonly id: number;
  readonly client: Client;
  readonly stream: Stream;
  after: number;
  until: number | null = null;
  /** The seq of the message after `after`; 0: not looked up yet. */
  nextSeq = 0;
  isStored = true;

  constructor(tables: MessageTables, id: number, client: Client, stream: Stream, after: number) {
    this.#tables = tables;
    this.id = id;
    this.client = client;
    this.stream = stream;
    this.after = after;
  }

  get end(): number {
    return this.until ?? this.stream.last;
  }

  /** What a change of `after` changes in the tables. The spans of a client's own stream and of ALL are part of its row. */
  get row(): StoredRow {
    return this.id === 0 ? this.client : this;
  }

  save(): void {
    this.#tables.saveSpan(this);
  }
}

/** A client's own stream. */
export class ClientStream extends Stream {
  readonly kind = 'client';
  reader: Span | null = null;

  get readerCount(): number {
    return this.reader ? 1 : 0;
  }

  readTo(): number {
    return this.reader ? this.reader.after : this.last;
  }
}

/** A group: its stream, and who reads it (members, and clients that have left and still have messages of it in their inbox). */
export class Group extends Stream implements StoredRow {
  readonly kind = 'group';
  readonly #tables: MessageTables;
  readonly spans = new Set<Span>();
  /** A member that was present when last looked for. */
  witness: Span | null = null;
  isStored = true;

  constructor(tables: MessageTables, id: number, name: string) {
    super(id, name);
    this.#tables = tables;
  }

  get readerCount(): number {
    return this.spans.size;
  }

  readTo(): number {
    let readTo = this.last;
    for (const span of this.spans) if (span.after < readTo) readTo = span.after;
    return readTo;
  }

  save(): void {
    this.#tables.saveGroup(this);
  }
}

/** A client: what is known of it, and its inbox as the spans that make it up. */
export class Client implements StoredRow {
  readonly #tables: MessageTables;
  readonly name: string;
  readonly direct: ClientStream;
  /** Its own stream's, that of ALL, then those of groups. */
  spans: Span[] = [];
  /** The token that made it. */
  owner: string | null = null;
  /** When it was last heard of, ms since 1970; and what the table says of that. */
  lastSeen: number;
  storedLastSeen: number;
  /** The last message whose `++ping` was answered. */
  ponged = 0;
  /** An overflow that the client was not told of yet: how many were dropped, and the last one's seq. */
  dropped = 0;
  droppedSeq = 0;
  /** It has expired, and the sweep has emptied its inbox. */
  isCleared = false;
  isStored = true;

  constructor(tables: MessageTables, id: number, name: string, lastSeen: number) {
    this.#tables = tables;
    this.name = name;
    this.direct = new ClientStream(id, name);
    this.lastSeen = lastSeen;
    this.storedLastSeen = lastSeen;
  }

  /** Its membership of the group; undefined: it is no member. */
  memberSpan(group: string): Span | undefined {
    return this.spans.find(({ until, stream }) => until === null && stream.kind === 'group' && stream.name === group);
  }

  /** The groups that it is a member of, ALL among them, sorted. */
  groupNames(): string[] {
    const names: string[] = [];
    for (const { stream, until } of this.spans) {
      if (stream.kind === 'group' && until === null) names.push(stream.name);
    }
    return names.sort(compareCodePoints);
  }

  save(): void {
    this.#tables.saveClient(this);
  }
}
