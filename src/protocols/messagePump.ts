import type { Hub, PushConsumer } from '../core/hub.ts';
import { chain, isPending, type PromiseOrValue } from '../core/promiseOrValue.ts';
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

/** Messages in one look at the inbox: so many at first, and at most. */
const FIRST_BATCH = 16;
const LARGEST_BATCH = 256;
/** What is sent at once, if it is more than one message. */
const BATCH_CHARACTERS = 128 * 1024;
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
  /** How many to look for: as many as could be sent at once the last time, and more if all could. */
  #batch = FIRST_BATCH;
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

  /** Removes everything up to `seq` from the inbox, but nothing that was not sent. @throws PythonError */
  acknowledge(seq: number): PromiseOrValue<void> {
    return this.#hub.inboxes.acknowledge(this.#id, Math.min(seq, this.#sent));
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
    try {
      const found = this.#hub.inboxes.peek(this.#id, this.#sent, this.#batch);
      chain(found, messages => this.#hub.settle(error => (error ? failed() : this.#send(messages))), failed);
    } catch {
      // The storage failed, and has said so in the log.
      failed();
    }
  }

  #send(messages: readonly Message[]): void {
    this.#running = false;
    if (this.#closed) return;
    const some = firstCharacters(messages);
    const last = some.at(-1);
    if (last) {
      this.#again ||= messages.length === this.#batch || some.length < messages.length;
      this.#batch = some.length < messages.length ? some.length : Math.min(2 * this.#batch, LARGEST_BATCH);
      this.#sent = last.seq;
      this.#sink.send(some, () => this.#taken(last.seq));
    }
    // The others have their turn first.
    if (this.#again && this.#sink.ready) setImmediate(() => this.wake());
  }

  #taken(seq: number): void {
    if (this.#acknowledgement !== 'auto' || this.#closed) return;
    // What can't be noted now is with the next ones; a killed server may send it once more.
    try {
      const noted = this.#hub.inboxes.acknowledge(this.#id, seq);
      if (isPending(noted)) noted.catch(() => undefined);
    } catch {}
  }

  #retryLater(): void {
    this.#running = false;
    setTimeout(() => this.wake(), RETRY_MS).unref();
  }
}

/** As many messages from the first on as may be sent at once, one at least. */
export function firstCharacters(messages: readonly Message[]): readonly Message[] {
  let characters = 0;
  for (let i = 0; i < messages.length; i++) {
    characters += messages[i].text.length;
    if (characters > BATCH_CHARACTERS) return messages.slice(0, Math.max(i, 1));
  }
  return messages;
}

/** A message as it is pushed: `{"seq", "from", "to", "text", "time"}`. */
export function encodeMessage({ seq, from, to, text, time }: Message): string {
  return JSON.stringify({ seq, from, to, text, time: new Date(time).toISOString() });
}
