import type { PythonError } from '../../core/errors.ts';
import type { Hub } from '../../core/hub.ts';
import { encodeError } from '../replyText.ts';
import type { Form } from './framer.ts';
import { encodeLine } from './reply.ts';

/** Replies that become public together, or fail together. Several only if they are lines. */
interface Batch {
  form: Form;
  text: string;
  bytes: number;
  count: number;
}

/** Holds replies, in order, until what they tell of is stored. If that fails, each of them becomes the error. */
export class ReplyQueue {
  readonly #hub: Pick<Hub, 'settle'>;
  readonly #deliver: (form: Form, text: string) => void;
  /** Made once, not for each batch. */
  readonly #settled = (error: PythonError | null) => this.#settle(error);
  #batch: Batch | undefined;
  readonly #settling: Batch[] = [];
  #bytes = 0;

  /** `deliver` is given lines with their ends, as many as there are, and other replies as they are. */
  constructor(hub: Pick<Hub, 'settle'>, deliver: (form: Form, text: string) => void) {
    this.#hub = hub;
    this.#deliver = deliver;
  }

  /** What waits, in bytes of UTF-8. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#batch === undefined && this.#settling.length === 0;
  }

  add(form: Form, reply: string): void {
    const text = form === 'line' ? encodeLine(reply) : reply;
    const bytes = Buffer.byteLength(text);
    this.#bytes += bytes;
    if (this.#batch && form === 'line' && this.#batch.form === 'line') {
      this.#batch.text += text;
      this.#batch.bytes += bytes;
      this.#batch.count++;
      return;
    }
    this.flush();
    this.#batch = { form, text, bytes, count: 1 };
  }

  /** Lets the replies go as soon as they may; that can be at once. */
  flush(): void {
    if (!this.#batch) return;
    this.#settling.push(this.#batch);
    this.#batch = undefined;
    this.#hub.settle(this.#settled);
  }

  #settle(error: PythonError | null): void {
    const batch = this.#settling.shift()!;
    this.#bytes -= batch.bytes;
    this.#deliver(batch.form, error ? failed(batch, encodeError(error)) : batch.text);
  }
}

function failed({ form, count }: Batch, error: string): string {
  return form === 'line' ? encodeLine(error).repeat(count) : error;
}
