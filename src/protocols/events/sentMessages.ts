import type { Message } from '../../store/store.ts';

/** What is kept, and for how long. */
export interface Bounds {
  /** Messages of one client. */
  messages: number;
  /** Characters of one client's, and of all together. */
  clientCharacters: number;
  characters: number;
  /** Since the client's last connection ended, in milliseconds. */
  keptMs: number;
}

const BOUNDS: Bounds = {
  messages: 1000,
  clientCharacters: 4 * 1024 * 1024,
  characters: 32 * 1024 * 1024,
  keptMs: 600_000,
};

/** The messages of one client, oldest first. */
interface Kept {
  messages: Message[];
  characters: number;
  end: NodeJS.Timeout | undefined;
}

/** What was last sent to each client by server-sent events, for one that comes back and says what it had last. */
export class SentMessages {
  /** In the order in which something was last sent to them. */
  readonly #byClient = new Map<string, Kept>();
  readonly #bounds: Bounds;
  #characters = 0;

  constructor(bounds: Partial<Bounds> = {}) {
    this.#bounds = { ...BOUNDS, ...bounds };
  }

  /** Remembers messages that were sent. Where all together are too many, the clients to which nothing was sent for longest lose theirs. */
  add(client: string, messages: readonly Message[]): void {
    const kept = this.#byClient.get(client) ?? { messages: [], characters: 0, end: undefined };
    this.#byClient.delete(client);
    this.#byClient.set(client, kept);
    const lastSeq = kept.messages.at(-1)?.seq ?? 0;
    for (const message of messages) {
      if (message.seq <= lastSeq) continue;
      kept.messages.push(message);
      this.#count(kept, sizeOf(message));
    }
    this.#shorten(kept);
    for (const other of this.#byClient.keys()) {
      if (this.#characters <= this.#bounds.characters) return;
      this.#forget(other);
    }
  }

  /** What was sent behind the message `seq`. */
  after(client: string, seq: number): Message[] {
    return this.#byClient.get(client)?.messages.filter(message => message.seq > seq) ?? [];
  }

  /** A connection of the client begins: keeps what was sent. */
  hold(client: string): void {
    clearTimeout(this.#byClient.get(client)?.end);
  }

  /** It has ended: forgets what was sent after a while. */
  release(client: string): void {
    const kept = this.#byClient.get(client);
    if (!kept) return;
    clearTimeout(kept.end);
    kept.end = setTimeout(() => this.#forget(client), this.#bounds.keptMs).unref();
  }

  #shorten(kept: Kept): void {
    const { messages, clientCharacters } = this.#bounds;
    let surplus = 0;
    let { characters } = kept;
    while (kept.messages.length - surplus > messages || characters > clientCharacters) {
      characters -= sizeOf(kept.messages[surplus++]);
    }
    kept.messages.splice(0, surplus);
    this.#count(kept, characters - kept.characters);
  }

  #forget(client: string): void {
    const kept = this.#byClient.get(client);
    if (!kept) return;
    clearTimeout(kept.end);
    this.#count(kept, -kept.characters);
    this.#byClient.delete(client);
  }

  #count(kept: Kept, characters: number): void {
    kept.characters += characters;
    this.#characters += characters;
  }
}

const MESSAGE_OVERHEAD = 100;

function sizeOf({ from, to, text }: Message): number {
  return from.length + to.length + text.length + MESSAGE_OVERHEAD;
}
