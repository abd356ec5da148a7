import type { MessageRow } from './messageTables.ts';
import type { Stream } from './streams.ts';

const MESSAGE_OVERHEAD_BYTES = 150;

/**
 * The newest messages of streams, in memory: most are read soon, and then from here. Each stream has those behind some point, without a gap. Where they grow beyond
 * a bound, all are dropped: who reads late reads from the table.
 */
export class RecentMessages {
  readonly #byStream = new Map<Stream, MessageRow[]>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Adds the newest message of `stream`. */
  add(stream: Stream, message: MessageRow): void {
    const messages = this.#byStream.get(stream);
    if (messages) messages.push(message);
    else this.#byStream.set(stream, [message]);
    this.#bytes += sizeOf(message);
    if (this.#bytes > this.#maxBytes) this.#clear();
  }

  /** The first message behind `after`; undefined: it may be in the table. */
  next(stream: Stream, after: number): MessageRow | undefined {
    const messages = this.#byStream.get(stream);
    return messages?.[messages.length - (stream.last - after)];
  }

  /** All behind `after`, oldest first; undefined: some may be in the table alone. */
  list(stream: Stream, after: number): readonly MessageRow[] | undefined {
    const messages = this.#byStream.get(stream);
    const first = messages ? messages.length - (stream.last - after) : -1;
    return first < 0 ? undefined : messages!.slice(first);
  }

  /** The n of the first message behind `after` with a higher seq, 0 if there is none; undefined: it may be in the table. */
  firstAbove(stream: Stream, after: number, seq: number): number | undefined {
    const messages = this.#byStream.get(stream);
    let low = messages ? messages.length - (stream.last - after) : -1;
    if (low < 0) return undefined;
    let high = messages!.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (messages![middle].seq > seq) high = middle;
      else low = middle + 1;
    }
    return messages![low]?.n ?? 0;
  }

  /** Drops those behind the stream's last one, which were undone. */
  cut(stream: Stream): void {
    const messages = this.#byStream.get(stream);
    while (messages?.length && messages[messages.length - 1].n > stream.last) this.#bytes -= sizeOf(messages.pop()!);
  }

  /** Drops those up to `n`, which nobody will read. */
  drop(stream: Stream, n: number): void {
    const messages = this.#byStream.get(stream);
    if (!messages) return;
    const left = Math.max(0, stream.last - n);
    if (left < messages.length) {
      for (const message of messages.splice(0, messages.length - left)) this.#bytes -= sizeOf(message);
    }
    if (left === 0) this.#byStream.delete(stream);
  }

  #clear(): void {
    this.#byStream.clear();
    this.#bytes = 0;
  }
}

function sizeOf({ sender, text }: MessageRow): number {
  return MESSAGE_OVERHEAD_BYTES + 2 * (sender.length + text.length);
}
