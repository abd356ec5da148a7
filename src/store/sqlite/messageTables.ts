import type { Database } from 'better-sqlite3';
import type { StoreState } from './storeState.ts';
import type { Client, Group, Span } from './streams.ts';

export interface MessageRow {
  n: number;
  seq: number;
  sender: string;
  text: string;
  time: number;
}

type MessageColumns = [n: number, seq: number, sender: string, text: string, time: number];

/** The SQL of clients, groups and messages. */
export class MessageTables {
  readonly #sql: ReturnType<typeof prepareStatements>;
  readonly #state: StoreState;

  constructor(db: Database, state: StoreState) {
    this.#sql = prepareStatements(db);
    this.#state = state;
  }

  saveClient(client: Client): void {
    const { direct, spans } = client;
    if (!client.isStored) return void this.#sql.deleteClient.run(direct.id);
    const heard = client.lastSeen - this.#state.downMs;
    client.storedLastSeen = client.lastSeen;
    this.#sql.saveClient.run(
      direct.id,
      client.name,
      heard,
      spans[0].after,
      spans[1].after,
      client.ponged,
      client.dropped,
      client.droppedSeq,
      client.owner,
    );
  }

  saveGroup(group: Group): void {
    if (group.isStored) this.#sql.saveGroup.run(group.id, group.name);
    else this.#sql.deleteGroup.run(group.id);
  }

  saveSpan(span: Span): void {
    if (!span.isStored) this.#sql.deleteSpan.run(span.id);
    else this.#sql.saveSpan.run(span.id, span.client.direct.id, span.stream.id, span.after, span.until);
  }

  insertMessage(stream: number, { n, seq, sender, text, time }: MessageRow): void {
    this.#sql.insertMessage.run(seq, stream, n, sender, text, time);
  }

  /** The first message of a stream behind `after`. */
  next(stream: number, after: number): MessageRow | undefined {
    const row = this.#sql.next.get(stream, after) as MessageColumns | undefined;
    return row && toMessageRow(row);
  }

  /** The seq of the first message of a stream behind `after`; 0: there is none. */
  nextSeq(stream: number, after: number): number {
    return (this.#sql.nextSeq.get(stream, after) as number | undefined) ?? 0;
  }

  /** The seq of a stream's n-th message; 0: it is gone. */
  seqAt(stream: number, n: number): number {
    return (this.#sql.seqAt.get(stream, n) as number | undefined) ?? 0;
  }

  /** The first messages of a part of a stream with a seq above `seq`. */
  list(stream: number, after: number, end: number, seq: number, limit: number): MessageRow[] {
    return (this.#sql.list.all(stream, after, end, seq, limit) as MessageColumns[]).map(toMessageRow);
  }

  /** The number of the first message behind `after` with a seq above `seq`; 0: there is none. */
  firstAbove(stream: number, after: number, seq: number): number {
    return (this.#sql.firstAbove.get(stream, after, seq) as number | undefined) ?? 0;
  }

  prune(stream: number, upTo: number): void {
    this.#sql.prune.run(stream, upTo);
  }

  readGroups(): [id: number, name: string][] {
    return this.#sql.groups.all() as [number, string][];
  }

  /** `lastSeen` is on the clock that stands still while the server is down. */
  *readClients() {
    for (const row of this.#sql.clients.iterate()) {
      const [id, name, heard, directAfter, allAfter, ponged, dropped, droppedSeq, owner] = row as ClientColumns;
      const lastSeen = heard + this.#state.downMs;
      yield { id, name, lastSeen, directAfter, allAfter, ponged, dropped, droppedSeq, owner };
    }
  }

  readSpans(): [id: number, client: number, stream: number, after: number, until: number | null][] {
    return this.#sql.spans.all() as [number, number, number, number, number | null][];
  }

  /** The streams that have messages, with the first and the last one's number. */
  readStreams(): [id: number, first: number, last: number][] {
    return this.#sql.streams.all() as [number, number, number][];
  }
}

type ClientColumns = [
  id: number,
  name: string,
  heard: number,
  directAfter: number,
  allAfter: number,
  ponged: number,
  dropped: number,
  droppedSeq: number,
  owner: string | null,
];

function toMessageRow([n, seq, sender, text, time]: MessageColumns): MessageRow {
  return { n, seq, sender, text, time };
}

function prepareStatements(db: Database) {
  const message = 'SELECT n, seq, sender, text, time FROM message';
  return {
    saveClient: db.prepare('INSERT OR REPLACE INTO client VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    deleteClient: db.prepare('DELETE FROM client WHERE id = ?'),
    saveGroup: db.prepare('INSERT OR REPLACE INTO "group" VALUES (?, ?)'),
    deleteGroup: db.prepare('DELETE FROM "group" WHERE id = ?'),
    saveSpan: db.prepare('INSERT OR REPLACE INTO span VALUES (?, ?, ?, ?, ?)'),
    deleteSpan: db.prepare('DELETE FROM span WHERE id = ?'),

    insertMessage: db.prepare('INSERT INTO message VALUES (?, ?, ?, ?, ?, ?)'),
    next: db.prepare(`${message} WHERE stream = ? AND n > ? ORDER BY n LIMIT 1`).raw(),
    nextSeq: db.prepare('SELECT seq FROM message WHERE stream = ? AND n > ? ORDER BY n LIMIT 1').pluck(),
    seqAt: db.prepare('SELECT seq FROM message WHERE stream = ? AND n = ?').pluck(),
    list: db.prepare(`${message} WHERE stream = ? AND n > ? AND n <= ? AND seq > ? ORDER BY n LIMIT ?`).raw(),
    firstAbove: db.prepare('SELECT n FROM message WHERE stream = ? AND n > ? AND seq > ? ORDER BY n LIMIT 1').pluck(),
    prune: db.prepare('DELETE FROM message WHERE stream = ? AND n <= ?'),

    groups: db.prepare('SELECT id, name FROM "group"').raw(),
    clients: db.prepare('SELECT * FROM client').raw(),
    spans: db.prepare('SELECT * FROM span').raw(),
    // Leaps over the index from stream to stream, where DISTINCT would read all of it.
    streams: db
      .prepare(
        `WITH RECURSIVE present (stream) AS (
           SELECT min(stream) FROM message
           UNION ALL SELECT (SELECT min(stream) FROM message WHERE stream > present.stream) FROM present WHERE present.stream IS NOT NULL
         )
         SELECT stream, (SELECT min(n) FROM message m WHERE m.stream = present.stream),
           (SELECT max(n) FROM message m WHERE m.stream = present.stream)
         FROM present WHERE stream IS NOT NULL`,
      )
      .raw(),
  };
}
