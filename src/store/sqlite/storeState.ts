import type { Database, Statement } from 'better-sqlite3';
import type { StoredRow, Turn } from './turn.ts';

/** How many seqs are set aside with one write. */
const SEQ_BLOCK = 1000;

interface StateRow {
  next_seq: number;
  messages: number;
  alive_at: number | null;
  down_ms: number;
}

/** What the store keeps of itself: the sequence of messages and ids, figures, how long the server was down. */
export class StoreState implements StoredRow {
  readonly #update: Statement;
  /** Messages sent since the store was made; a killed server forgets those since the last save. */
  messages: number;
  /** When the server was last known to run, ms since 1970. */
  aliveAt: number;
  /** Clocks of silence stand still while the server is down: for so long, in all. */
  readonly downMs: number;
  #reserved: number;
  #next: number;

  constructor(db: Database, now: number) {
    const row = db.prepare('SELECT next_seq, messages, alive_at, down_ms FROM state').get() as StateRow;
    this.#update = db.prepare('UPDATE state SET next_seq = ?, messages = ?, alive_at = ?, down_ms = ?');
    this.#reserved = row.next_seq;
    this.#next = row.next_seq;
    this.messages = row.messages;
    this.aliveAt = now;
    this.downMs = row.down_ms + (row.alive_at === null ? 0 : now - row.alive_at);
  }

  save(): void {
    this.#update.run(this.#reserved, this.messages, this.aliveAt, this.downMs);
  }

  /** A number never given out before, larger than all those. A block of them is reserved at once, so that none comes again after a kill. */
  nextSeq(turn: Pick<Turn<unknown>, 'changed' | 'onUndo'>): number {
    if (this.#next >= this.#reserved) {
      const before = this.#reserved;
      this.#reserved = this.#next + SEQ_BLOCK;
      turn.changed(this);
      turn.onUndo(() => {
        this.#reserved = before;
      });
    }
    return this.#next++;
  }
}
