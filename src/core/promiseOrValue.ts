/**
 * A result is a plain value unless something really waited. So with the embedded store a whole pipeline of requests is
 * answered in one turn of the event loop. The test for a promise stands in this file and nowhere else.
 */
export type PromiseOrValue<T> = T | Promise<T>;

/** True if `result` is still to come. */
export function isPending<T>(result: PromiseOrValue<T>): result is Promise<T> {
  return typeof result === 'object' && result !== null && typeof (result as { then?: unknown }).then === 'function';
}

/** `next(value)`, at once if the value is there, else when it is; `failed` sees errors of `result` alone, not of `next`. */
export function chain<T, U>(
  result: PromiseOrValue<T>,
  next: (value: T) => PromiseOrValue<U>,
  failed?: (error: unknown) => PromiseOrValue<U>,
): PromiseOrValue<U> {
  return isPending(result) ? result.then(next, failed) : next(result);
}

/** `step(item)` for one item after the other, each started when the one before has ended. */
export function forEachInOrder<T>(items: Iterable<T>, step: (item: T) => PromiseOrValue<void>): PromiseOrValue<void> {
  const iterator = items[Symbol.iterator]();
  const advance = (): PromiseOrValue<void> => {
    for (;;) {
      const { done, value } = iterator.next();
      if (done) return;
      const result = step(value);
      if (isPending(result)) return result.then(advance);
    }
  };
  return advance();
}
