import type { Clock } from '../core/clock.ts';
import type { Inboxes, PushConsumer } from '../core/hub.ts';
import { loopShare } from '../core/loopShare.ts';
import { chain, forEachInOrder, type PromiseOrValue } from '../core/promiseOrValue.ts';
import type { Destination, Message, Messages } from '../store/store.ts';
import { answerPing } from './ping.ts';

/** Clients that are woken at once: what they do then may come at the end of the turn of the event loop, when the time is not looked at. */
const CLIENTS_AT_ONCE = 64;

/**
 * Who waits for messages: push connections (one for each client) and `recv` with `wait`. Both are woken after the
 * messages are stored; where they are many, some in each turn of the event loop.
 */
export class Arrivals implements Inboxes {
  readonly #messages: Messages;
  readonly #clock: Clock;
  readonly #consumers = new Map<string, PushConsumer>();
  readonly #waiting = new Map<string, Set<Waiter>>();
  /** Clients that have got messages and are still to be woken. */
  readonly #woken = new Set<string>();
  /** The waking has been put off. */
  #isPutOff = false;
  #arrived = 0;
  #hasEnded = false;

  constructor(messages: Messages, clock: Clock) {
    this.#messages = messages;
    this.#clock = clock;
  }

  /** How many push connections there are. */
  get consumers(): number {
    return this.#consumers.size;
  }

  /** Whether the client has a push connection. */
  isConnected(id: string): boolean {
    return this.#consumers.has(id);
  }

  attach(id: string, consumer: PushConsumer): () => void {
    this.#consumers.get(id)?.takenOver();
    this.#consumers.set(id, consumer);
    return () => {
      if (this.#consumers.get(id) !== consumer) return;
      this.#consumers.delete(id);
      this.#messages.touch(id, this.#clock.now());
    };
  }

  peek(id: string, after: number, limit: number): PromiseOrValue<Message[]> {
    const now = this.#clock.now();
    return chain(this.#messages.peek(id, after, limit, now), found =>
      chain(
        forEachInOrder(found, message => answerPing(this.#messages, id, message, now)),
        () => found,
      ),
    );
  }

  acknowledge(id: string, seq: number): PromiseOrValue<void> {
    return this.#messages.acknowledge(id, seq);
  }

  /** Marks the clients with a push connection, and those that wait, as present. The server calls it about once a minute. */
  touchAll(): PromiseOrValue<void> {
    const now = this.#clock.now();
    const here = new Set([...this.#consumers.keys(), ...this.#waiting.keys()]);
    return forEachInOrder([...here], id => chain(this.#messages.touch(id, now), () => undefined));
  }

  /** How often messages have arrived, for anybody: what `wait` is to be told that was looked for before it. */
  get arrived(): number {
    return this.#arrived;
  }

  /**
   * Waits for a message for `id`: true as soon as there may be one, false after `waitMs` or when the peer has gone.
   * `since`: `arrived` as it was before the look that found nothing; with a remote store, messages may have come meanwhile.
   */
  wait(id: string, waitMs: number, gone: AbortSignal, since: number): Promise<boolean> {
    if (this.#hasEnded) return Promise.resolve(false);
    if (since !== this.#arrived) return Promise.resolve(true);
    return new Promise(resolve => {
      const end = (arrived: boolean) => {
        clearTimeout(timer);
        gone.removeEventListener('abort', leave);
        waiting.delete(waiter);
        if (waiting.size === 0 && this.#waiting.get(id) === waiting) this.#waiting.delete(id);
        resolve(arrived);
      };
      const leave = () => end(false);
      const waiter = { wake: () => end(true), leave };
      const timer = setTimeout(leave, waitMs);
      const waiting = this.#waiting.get(id) ?? new Set();
      this.#waiting.set(id, waiting);
      waiting.add(waiter);
      gone.addEventListener('abort', leave);
      if (gone.aborted) leave();
    });
  }

  /** Ends all waits, as if their time was over, and those to come: the server goes down. */
  endWaits(): void {
    this.#hasEnded = true;
    for (const waiting of [...this.#waiting.values()]) for (const { leave } of [...waiting]) leave();
  }

  /** Wakes whoever waits at one of the destinations. */
  wake(destinations: readonly Destination[]): void {
    this.#arrived++;
    if (this.#consumers.size === 0 && this.#waiting.size === 0) return;
    const looked = forEachInOrder(destinations, destination => this.#addReached(destination, this.#woken));
    chain(looked, () => {
      if (this.#isPutOff || this.#woken.size === 0) return;
      this.#isPutOff = true;
      // When the store has told everybody: until then nothing may be sent, and the time would not count what is.
      queueMicrotask(() => this.#wakeNext());
    });
  }

  /** Wakes some, in the order in which they were reached; the others when everybody else has had a turn. */
  #wakeNext(): void {
    this.#isPutOff = false;
    if (loopShare.mayWork()) {
      let left = CLIENTS_AT_ONCE;
      for (const id of this.#woken) {
        this.#woken.delete(id);
        this.#wakeClient(id);
        if (--left === 0 || loopShare.isSliceOver) break;
      }
    }
    if (this.#woken.size === 0) return;
    this.#isPutOff = true;
    loopShare.wait(() => this.#wakeNext());
  }

  #addReached({ kind, name }: Destination, woken: Set<string>): PromiseOrValue<void> {
    if (kind === 'client') {
      woken.add(name);
      return;
    }
    if (name === 'ALL') {
      for (const id of this.#consumers.keys()) woken.add(id);
      for (const id of this.#waiting.keys()) woken.add(id);
      return;
    }
    return chain(this.#messages.members(name, this.#clock.now()), members => {
      for (const id of members) woken.add(id);
    });
  }

  #wakeClient(id: string): void {
    this.#consumers.get(id)?.wake();
    const waiting = this.#waiting.get(id);
    if (waiting) for (const { wake } of [...waiting]) wake();
  }
}

/** One `recv` with `wait`: what ends it. */
interface Waiter {
  wake(): void;
  leave(): void;
}
