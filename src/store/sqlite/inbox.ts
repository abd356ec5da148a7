import type { Message } from '../store.ts';
import type { Directory } from './directory.ts';
import type { MessageRow, MessageTables } from './messageTables.ts';
import { dropOldest } from './overflow.ts';
import type { Client, Span, Stream } from './streams.ts';
import type { Turn } from './turn.ts';

export interface InboxOptions {
  /** Messages in an inbox; older ones are dropped. */
  inboxLimit: number;
  overflowed(dropped: number): string;
}

/** Reads inboxes: the spans of a client's streams, merged by seq. */
export class Inbox {
  readonly #turn: Turn<unknown>;
  readonly #tables: MessageTables;
  readonly #directory: Directory;
  readonly #options: InboxOptions;

  constructor(turn: Turn<unknown>, tables: MessageTables, directory: Directory, options: InboxOptions) {
    this.#turn = turn;
    this.#tables = tables;
    this.#directory = directory;
    this.#options = options;
  }

  pending(client: Client): number {
    const { count, isOverfull } = measure(client, this.#options.inboxLimit);
    const notice = isOverfull || client.dropped > 0 ? 1 : 0;
    return (isOverfull ? Math.min(this.#countLeft(client), this.#options.inboxLimit) : count) + notice;
  }

  take(client: Client, now: number): Message | undefined {
    this.#dropExcess(client);
    if (client.dropped > 0) {
      const notice = this.#notice(client, now);
      this.#directory.setDropped(client, 0, 0);
      return notice;
    }
    for (;;) {
      const span = this.#firstSpan(client);
      if (!span) return undefined;
      const row = this.#next(span);
      const isFound = row !== undefined && row.n <= span.end;
      this.#directory.advance(span, isFound ? row.n : span.end);
      if (isFound) return toMessage(span.stream, row);
    }
  }

  peek(client: Client, after: number, limit: number, now: number): Message[] {
    this.#dropExcess(client);
    const found: Message[] = [];
    if (client.dropped > 0 && client.droppedSeq > after) found.push(this.#notice(client, now));
    for (const span of client.spans) {
      if (span.after < span.end) this.#list(span, after, limit, found);
    }
    return found.sort((a, b) => a.seq - b.seq).slice(0, limit);
  }

  /** Adds to `found` the first `limit` messages of a span with a seq above `seq`. */
  #list({ stream, after, end }: Span, seq: number, limit: number, found: Message[]): void {
    const recent = this.#directory.recent.list(stream, after);
    if (!recent) {
      const rows = this.#turn.read(() => this.#tables.list(stream.id, after, end, seq, limit));
      for (const row of rows) found.push(toMessage(stream, row));
      return;
    }
    let left = limit;
    for (const row of recent) {
      if (row.n > end || left === 0) return;
      if (row.seq <= seq) continue;
      found.push(toMessage(stream, row));
      left--;
    }
  }

  acknowledge(client: Client, seq: number): void {
    for (const span of client.spans.slice()) {
      const { stream, after, end } = span;
      if (after >= end) continue;
      const next =
        this.#directory.recent.firstAbove(stream, after, seq) ??
        this.#turn.read(() => this.#tables.firstAbove(stream.id, after, seq));
      const upTo = next === 0 ? end : Math.min(next - 1, end);
      if (upTo > after) this.#directory.advance(span, upTo);
    }
    if (client.dropped > 0 && client.droppedSeq <= seq) this.#directory.setDropped(client, 0, 0);
  }

  #notice(client: Client, now: number): Message {
    const text = this.#options.overflowed(client.dropped);
    return { seq: client.droppedSeq, from: 'SYSTEM', to: client.name, text, time: now };
  }

  #newSeq(): number {
    this.#turn.open();
    return this.#directory.state.nextSeq(this.#turn);
  }

  #countLeft(client: Client): number {
    let left = 0;
    for (const span of client.spans) left += span.end - Math.min(span.end, Math.max(span.after, span.stream.floor));
    return left;
  }

  #dropExcess(client: Client): void {
    const { inboxLimit } = this.#options;
    if (!measure(client, inboxLimit).isOverfull) return;
    const { dropped, seq, cuts } = this.#turn.read(() => dropOldest(client.spans, inboxLimit, this.#tables));
    for (const [span, after] of cuts) this.#directory.advance(span, after);
    this.#directory.setDropped(client, client.dropped + dropped, Math.max(client.droppedSeq, seq || this.#newSeq()));
  }

  /** The span with the oldest message. */
  #firstSpan(client: Client): Span | undefined {
    let first: Span | undefined;
    for (const span of client.spans) {
      if (span.after >= span.end) continue;
      if (!first) first = span;
      else if (this.#nextSeq(span) < this.#nextSeq(first)) first = span;
    }
    return first;
  }

  #next({ stream, after }: Span): MessageRow | undefined {
    return this.#directory.recent.next(stream, after) ?? this.#turn.read(() => this.#tables.next(stream.id, after));
  }

  #nextSeq(span: Span): number {
    const { stream, after, nextSeq } = span;
    if (nextSeq > 0) return nextSeq;
    const recent = this.#directory.recent.next(stream, after);
    span.nextSeq = recent ? recent.seq : this.#turn.read(() => this.#tables.nextSeq(stream.id, after));
    return span.nextSeq;
  }
}

function measure(client: Client, limit: number): { count: number; isOverfull: boolean } {
  let count = 0;
  let isOverfull = false;
  for (const { after, end, stream } of client.spans) {
    if (after >= end) continue;
    count += end - after;
    if (after < stream.floor) isOverfull = true;
  }
  return { count, isOverfull: isOverfull || count > limit };
}

const messages = new WeakMap<MessageRow, Message>();

/** One for all who get it, so that it need not be encoded for each. */
function toMessage(stream: Stream, row: MessageRow): Message {
  let message = messages.get(row);
  if (!message) {
    const { seq, sender, text, time } = row;
    message = { seq, from: sender, to: stream.name, text, time };
    messages.set(row, message);
  }
  return message;
}
