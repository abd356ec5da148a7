import type { PythonError } from '../../core/errors.ts';
import type { Logger } from '../../core/log.ts';

/** What the outside is told when a turn has ended. */
export interface Delivery<E> {
  error: PythonError | null;
  callbacks: ((error: PythonError | null) => void)[];
  events: E[];
}

export interface OutboxListener<E> {
  /** Told of the events of each turn that was stored. */
  publish(events: readonly E[]): void;
}

/** Ended turns that are still to be told of, in order: first those who wait for the turn, then the listeners. */
export class Outbox<E> {
  readonly #listener: OutboxListener<E>;
  readonly #log: Logger;
  readonly #deliveries: Delivery<E>[] = [];
  #isDelivering = false;
  #isHeld = false;

  constructor(listener: OutboxListener<E>, log: Logger) {
    this.#listener = listener;
    this.#log = log;
  }

  /** Calls `done` behind all that is still to be told, at once where there is nothing. */
  settle(done: (error: PythonError | null) => void): void {
    const last = this.#deliveries[this.#deliveries.length - 1];
    if (!last) done(null);
    else if (last.error) this.#deliveries.push({ error: null, callbacks: [done], events: [] });
    else last.callbacks.push(done);
  }

  add(delivery: Delivery<E>): void {
    this.#deliveries.push(delivery);
  }

  /** While held, nobody is told, so that clients that wait for their replies write no more. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    this.deliver();
  }

  /** Tells. A delivery stays until it is done, so that what is settled meanwhile comes behind it. */
  deliver(): void {
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    for (; this.#deliveries.length > 0 && !this.#isHeld; this.#deliveries.shift()) {
      const { callbacks, events, error } = this.#deliveries[0];
      let told = 0;
      const tellAll = () => {
        while (told < callbacks.length) this.#guard(() => callbacks[told++](error));
      };
      tellAll();
      if (events.length > 0) this.#guard(() => this.#listener.publish(events));
      tellAll();
    }
    this.#isDelivering = false;
  }

  /** One who is told must not keep the others from being told. */
  #guard(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#log.error({ err: error }, 'a callback of the store failed');
    }
  }
}
