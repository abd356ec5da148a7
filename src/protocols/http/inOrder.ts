import type { Socket } from 'node:net';

/** What the last request of a connection is still doing. */
const underWay = new WeakMap<Socket, Promise<unknown>>();

/**
 * Runs `run` when the requests that came before it on the same connection have ended: pipelined requests are executed in
 * order, as their replies are sent.
 */
export function runInOrder<T>(socket: Socket, run: () => Promise<T>): Promise<T> {
  const before = underWay.get(socket);
  const result = before ? before.then(run, run) : run();
  underWay.set(socket, result);
  const done = () => {
    if (underWay.get(socket) === result) underWay.delete(socket);
  };
  result.then(done, done);
  return result;
}
