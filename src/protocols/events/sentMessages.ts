import type { Message } from '../../store/store.ts';

/** What is kept, and for how long. */
export interface Bounds {
  /** Messages of one client. */
  messages: number;
  /** Bytes of one client's, and of all together. */
  clientBytes: number;
  bytes: number;
  /** Since the client's last connection ended, in milliseconds. */
  keptMs: number;
}

const BOUNDS: Bounds = {
  messages: 1000,
  // With what waits in the socket, no more than 1 MiB.
  clientBytes: 640 * 1024,
  bytes: 64 * 1024 * 1024,
  keptMs: 600_000,
};

/** The messages of one client, oldest first. */
interface Kept {
  messages: Message[];
  bytes: number;
  end: NodeJS.Timeout | undefined;
}

/** What was last sent to each client by server-sent events, for one that comes back and says what it had last. */
export class SentMessages {
  /** In the order in which something was last sent to them. */
  readonly #byClient = new Map<string, Kept>();
  readonly #bounds: Bounds;
  #bytes = 0;

  constructor(bounds: Partial<Bounds> = {}) {
    this.#bounds = { ...BOUNDS, ...bounds };
  }

  /** Remembers messages that were sent. Where all together are too many, the clients to which nothing was sent for longest lose theirs. */
  add(client: string, messages: readonly Message[]): void {
    const kept = this.#byClient.get(client) ?? { messages: [], bytes: 0, end: undefined };
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
      if (this.#bytes <= this.#bounds.bytes) return;
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
    const { messages, clientBytes } = this.#bounds;
    let surplus = 0;
    let { bytes } = kept;
    while (kept.messages.length - surplus > messages || bytes > clientBytes) {
      bytes -= sizeOf(kept.messages[surplus++]);
    }
    kept.messages.splice(0, surplus);
    this.#count(kept, bytes - kept.bytes);
  }

  #forget(client: string): void {
    const kept = this.#byClient.get(client);
    if (!kept) return;
    clearTimeout(kept.end);
    this.#count(kept, -kept.bytes);
    this.#byClient.delete(client);
  }

  #count(kept: Kept, bytes: number): void {
    kept.bytes += bytes;
    this.#bytes += bytes;
  }
}

const MESSAGE_OVERHEAD_BYTES = 200;
const NOT_LATIN1 = /[^\0-\xff]/;

/** What a message holds in memory. */
function sizeOf({ from, to, text }: Message): number {
  return bytesOf(from) + bytesOf(to) + bytesOf(text) + MESSAGE_OVERHEAD_BYTES;
}

function bytesOf(text: string): number {
  return NOT_LATIN1.test(text) ? 2 * text.length : text.length;
}
