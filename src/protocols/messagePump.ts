import type { Hub, PushConsumer } from '../core/hub.ts';
import { chain } from '../core/promiseOrValue.ts';
import type { Message } from '../store/store.ts';

/** Where pushed messages go. */
export interface MessageSink {
  /** Sends; `taken` when the socket has taken them. Never throws. */
  send(messages: readonly Message[], taken: () => void): void;
  /** Whether more may be sent now; else `resume` of the pump is called as soon as it may. */
  readonly ready: boolean;
  /** A newer connection of the client has taken over. */
  takenOver(): void;
}

/** `auto`: a message leaves the inbox when the socket has taken it. `client`: when the client says so. */
export type Acknowledgement = 'auto' | 'client';

/** Messages in one look at the inbox. */
const BATCH = 100;
/** After the storage failed. */
const RETRY_MS = 1000;

/** Pushes a client's messages, the waiting ones first, as fast as its connection takes them; the rest stays in its inbox. */
export class MessagePump implements PushConsumer {
  readonly #hub: Hub;
  readonly #id: string;
  readonly #sink: MessageSink;
  readonly #acknowledgement: Acknowledgement;
  readonly #detach: () => void;
  #sent = 0;
  #running = false;
  #again = false;
  #closed = false;

  constructor(hub: Hub, id: string, sink: MessageSink, acknowledgement: Acknowledgement) {
    this.#hub = hub;
    this.#id = id;
    this.#sink = sink;
    this.#acknowledgement = acknowledgement;
    this.#detach = hub.inboxes.attach(id, this);
  }

  wake(): void {
    this.#again = true;
    if (!this.#running && !this.#closed && this.#sink.ready) this.#look();
  }

  /** The sink is ready again. */
  resume(): void {
    this.wake();
  }

  takenOver(): void {
    this.#closed = true;
    this.#sink.takenOver();
  }

  close(): void {
    this.#closed = true;
    this.#detach();
  }

  #look(): void {
    this.#running = true;
    this.#again = false;
    const failed = () => this.#retryLater();
    chain(
      this.#hub.inboxes.peek(this.#id, this.#sent, BATCH),
      messages => this.#hub.settle(error => (error ? failed() : this.#send(messages))),
      failed,
    );
  }

  #send(messages: readonly Message[]): void {
    this.#running = false;
    if (this.#closed) return;
    const last = messages.at(-1);
    if (last) {
      this.#sent = last.seq;
      this.#sink.send(messages, () => this.#taken(last.seq));
      this.#again ||= messages.length === BATCH;
    }
    if (this.#again && this.#sink.ready) this.#look();
  }

  #taken(seq: number): void {
    if (this.#acknowledgement === 'auto' && !this.#closed) this.#hub.inboxes.acknowledge(this.#id, seq);
  }

  #retryLater(): void {
    this.#running = false;
    setTimeout(() => this.wake(), RETRY_MS).unref();
  }
}

/** A message as it is pushed: `{"seq", "from", "to", "text", "time"}`. */
export function encodeMessage({ seq, from, to, text, time }: Message): string {
  return JSON.stringify({ seq, from, to, text, time: new Date(time).toISOString() });
}
