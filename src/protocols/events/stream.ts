import type { ServerResponse } from 'node:http';
import type { Hub } from '../../core/hub.ts';
import type { Message } from '../../store/store.ts';
import { encodeMessage, firstCharacters, MessagePump, type MessageSink } from '../messagePump.ts';
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
  /** What was sent before, and is to be sent again before anything new. */
  #missed: Message[];
  #isOver = false;

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
    sent.hold(client);
    this.#missed = lastSeq === null ? [] : sent.after(client, lastSeq);
    this.#write(`event: hello\ndata: {"client":${JSON.stringify(client)}}\n\n`);
    this.#sendMissed();
    this.#pump = new MessagePump(hub, client, this, 'auto');
    this.#comments = setInterval(() => this.#write(': still here\n\n'), COMMENT_MS);
    response.on('drain', () => this.#drained());
    response.on('close', () => this.#close());
    this.#pump.wake();
  }

  get ready(): boolean {
    return !this.#isOver && this.#missed.length === 0 && !this.#response.writableNeedDrain;
  }

  send(messages: readonly Message[], taken: () => void): void {
    this.#write(messages.map(encodeEvent).join(''), () => {
      // A newer connection gets, and remembers, what this one was sent last.
      if (this.#isOver) return;
      this.#sent.add(this.#client, messages);
      taken();
    });
  }

  takenOver(): void {
    this.#end(
      `event: takeover\nretry: ${TAKEN_OVER_RETRY_MS}\ndata: a newer connection of this client has taken over\n\n`,
    );
  }

  /** Ends the stream; EventSource comes back by itself. */
  end(): void {
    this.#end('');
  }

  #end(text: string): void {
    this.#isOver = true;
    // One that does not read must not hold the connection for ever.
    this.#watchStall();
    this.#response.end(text);
  }

  #write(text: string, taken?: () => void): void {
    if (this.#isOver) return;
    const more = this.#response.write(text, error => {
      if (!error) taken?.();
    });
    if (!more) this.#watchStall();
  }

  #watchStall(): void {
    this.#stalled ??= setTimeout(() => this.#response.destroy(), this.#stalledMs);
  }

  /** As many as the peer takes. */
  #sendMissed(): void {
    while (this.#missed.length > 0 && !this.#response.writableNeedDrain && !this.#isOver) {
      const some = firstCharacters(this.#missed);
      this.#missed = this.#missed.slice(some.length);
      this.#write(some.map(encodeEvent).join(''));
    }
  }

  #drained(): void {
    clearTimeout(this.#stalled);
    this.#stalled = undefined;
    this.#sendMissed();
    this.#pump.resume();
  }

  #close(): void {
    this.#isOver = true;
    clearInterval(this.#comments);
    clearTimeout(this.#stalled);
    this.#pump.close();
    this.#sent.release(this.#client);
  }
}

function encodeEvent(message: Message): string {
  return `id: ${message.seq}\nevent: message\ndata: ${encodeMessage(message)}\n\n`;
}
