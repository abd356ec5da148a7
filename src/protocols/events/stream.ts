import type { ServerResponse } from 'node:http';
import type { Hub } from '../../core/hub.ts';
import type { Message } from '../../store/store.ts';
import { encodeMessage, MessagePump, type MessageSink } from '../messagePump.ts';
import type { SentMessages } from './sentMessages.ts';

const COMMENT_MS = 15_000;
/** What a client that was taken over waits before it tries again: EventSource can't be told never to. */
const TAKEN_OVER_RETRY_MS = 24 * 3600 * 1000;

/** One stream of server-sent events: a client's messages. */
export class EventStream implements MessageSink {
  readonly #response: ServerResponse;
  readonly #client: string;
  readonly #sent: SentMessages;
  readonly #pump: MessagePump;
  readonly #comments: NodeJS.Timeout;
  readonly #stalledMs: number;
  #stalled: NodeJS.Timeout | undefined;

  /** `lastSeq`: the last message the client has had; null: it does not say. */
  constructor(response: ServerResponse, hub: Hub, client: string, lastSeq: number | null, sent: SentMessages) {
    this.#response = response;
    this.#client = client;
    this.#sent = sent;
    this.#stalledMs = hub.limits.stalledMs;
    // Without chunks: simple clients don't know them, and the end is that of the connection.
    response.removeHeader('Transfer-Encoding');
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      Connection: 'close',
      'X-Accel-Buffering': 'no',
    });
    response.write(`event: hello\ndata: {"client":${JSON.stringify(client)}}\n\n`);
    sent.hold(client);
    // Whole, before anything live.
    if (lastSeq !== null) response.write(sent.after(client, lastSeq).map(encodeEvent).join(''));
    this.#pump = new MessagePump(hub, client, this, 'auto');
    this.#comments = setInterval(() => response.write(': still here\n\n'), COMMENT_MS);
    response.on('drain', () => {
      clearTimeout(this.#stalled);
      this.#pump.resume();
    });
    response.on('close', () => this.#close());
    this.#pump.wake();
  }

  get ready(): boolean {
    return !this.#response.writableNeedDrain;
  }

  send(messages: readonly Message[], taken: () => void): void {
    const more = this.#response.write(messages.map(encodeEvent).join(''), error => {
      if (error) return;
      this.#sent.add(this.#client, messages);
      taken();
    });
    if (!more) this.#stalled = setTimeout(() => this.#response.destroy(), this.#stalledMs);
  }

  takenOver(): void {
    this.#response.end(
      `event: takeover\nretry: ${TAKEN_OVER_RETRY_MS}\ndata: a newer connection of this client has taken over\n\n`,
    );
  }

  /** Ends the stream; EventSource comes back by itself. */
  end(): void {
    this.#response.end();
  }

  #close(): void {
    clearInterval(this.#comments);
    clearTimeout(this.#stalled);
    this.#pump.close();
    this.#sent.release(this.#client);
  }
}

function encodeEvent(message: Message): string {
  return `id: ${message.seq}\nevent: message\ndata: ${encodeMessage(message)}\n\n`;
}
