import { memoryError, type PythonError } from '../../core/errors.ts';
import { isPending, type PromiseOrValue } from '../../core/promiseOrValue.ts';
import { encodePythonError, type RpcItem } from './jsonRpc.ts';

/** The calls of one frame, and their replies as they come. */
export class Batch {
  /** To do when the replies have been sent; `error`: what they tell of could not be stored. */
  readonly followUps: ((error: PythonError | null) => void)[] = [];
  readonly #isArray: boolean;
  readonly #items: readonly RpcItem[];
  readonly #maxBytes: number;
  readonly #replies: PromiseOrValue<string | undefined>[] = [];
  #next = 0;
  #bytes = 0;

  /** `maxBytes`: of the replies; calls beyond that are not done. */
  constructor({ batch, items }: { batch: boolean; items: readonly RpcItem[] }, maxBytes: number) {
    this.#isArray = batch;
    this.#items = items;
    this.#maxBytes = maxBytes;
  }

  get isDone(): boolean {
    return this.#next === this.#items.length;
  }

  /** Has the next call answered; undefined from `answer` is no reply. */
  step(answer: (item: RpcItem) => PromiseOrValue<string | undefined>): void {
    const item = this.#items[this.#next++];
    const reply = this.#bytes > this.#maxBytes ? this.#refuse(item) : answer(item);
    this.#replies.push(isPending(reply) ? reply.then(text => this.#count(item, text)) : this.#count(item, reply));
  }

  /** The frame of all replies; undefined if there are none. */
  finish(): PromiseOrValue<string | undefined> {
    if (this.#replies.some(isPending)) return Promise.all(this.#replies).then(replies => this.#join(replies));
    return this.#join(this.#replies as (string | undefined)[]);
  }

  #count(item: RpcItem, reply: string | undefined): string | undefined {
    const shown = this.#bytes > this.#maxBytes ? this.#refuse(item) : reply;
    this.#bytes += shown === undefined ? 0 : Buffer.byteLength(shown);
    return shown;
  }

  #refuse(item: RpcItem): string | undefined {
    const id = 'call' in item ? item.call.id : item.failure.id;
    return id === undefined
      ? undefined
      : encodePythonError(id, memoryError('the replies to this batch are too long; ask in several'));
  }

  #join(replies: (string | undefined)[]): string | undefined {
    if (!this.#isArray) return replies[0];
    const shown = replies.filter(reply => reply !== undefined);
    return shown.length === 0 ? undefined : `[${shown.join(',')}]`;
  }
}
