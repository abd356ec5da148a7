import type { PythonError } from '../../src/core/errors.ts';
import type { PromiseOrValue } from '../../src/core/promiseOrValue.ts';
import type { Store, StoreListener } from '../../src/store/store.ts';

const MAX_DELAY_TURNS = 4;

/**
 * A store as it looks from far away. Verbs run in the order of their calls, each some turns of the event loop after its call; its result is stored, and comes
 * some more turns later, so that results overtake each other. Scopes are ignored, as a remote store ignores them.
 * @param random as `Math.random`; a seeded one makes a run repeatable
 */
export function delayStore(store: Store, random: () => number = Math.random): Store {
  let tail: Promise<unknown> = Promise.resolve();
  let underWay = 0;

  async function delay(): Promise<void> {
    for (let turns = Math.floor(random() * MAX_DELAY_TURNS); turns > 0; turns--) await new Promise(setImmediate);
  }

  /** Runs `verb` after all that was called before. */
  async function call<T>(verb: () => PromiseOrValue<T>): Promise<T> {
    underWay++;
    const ran = tail.then(delay).then(verb);
    tail = ran.catch(() => undefined);
    try {
      const result = await ran;
      await stored();
      await delay();
      return result;
    } finally {
      underWay--;
    }
  }

  function stored(): Promise<void> {
    return new Promise((resolve, reject) => store.settle(error => (error ? reject(error) : resolve())));
  }

  /** The port with every verb called from far away. */
  function remote<T extends object>(port: T): T {
    return new Proxy(port, {
      get(target, name) {
        const member = target[name as keyof T];
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => call(() => member.apply(target, args));
      },
    });
  }

  return {
    registry: remote(store.registry),
    variables: remote(store.variables),
    messages: remote(store.messages),
    scope: { begin() {}, keep() {}, undo() {} },
    settle(done: (error: PythonError | null) => void) {
      if (underWay === 0) store.settle(done);
      else tail = tail.then(() => store.settle(done));
    },
    subscribe(listener: StoreListener) {
      let told: Promise<unknown> = Promise.resolve();
      const later = (tell: () => void) => {
        told = told.then(delay).then(tell);
      };
      store.subscribe({
        keysChanged: changes => later(() => listener.keysChanged(changes)),
        messagesArrived: destinations => later(() => listener.messagesArrived(destinations)),
      });
    },
    stats: () => store.stats(),
    sweep: now => call(() => store.sweep(now)),
    close: () => call(() => store.close()),
  };
}
