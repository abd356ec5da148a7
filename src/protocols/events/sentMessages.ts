import type { Message } from '../../store/store.ts';

const MOST = 1000;
const KEPT_MS = 600_000;

/** What was last sent to each client by server-sent events, for one that comes back and says what it had last. */
export class SentMessages {
  readonly #byClient = new Map<string, { messages: Message[]; end: NodeJS.Timeout | undefined }>();

  /** Remembers a message that was sent. */
  add(client: string, messages: readonly Message[]): void {
    const kept = this.#byClient.get(client) ?? { messages: [], end: undefined };
    this.#byClient.set(client, kept);
    kept.messages.push(...messages);
    if (kept.messages.length > MOST) kept.messages.splice(0, kept.messages.length - MOST);
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
    kept.end = setTimeout(() => this.#byClient.delete(client), KEPT_MS).unref();
  }
}
