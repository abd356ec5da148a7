import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { loopShare } from '../../core/loopShare.ts';

/** Of each connection with requests under way: fulfilled when the reply to the last one has been taken, or the connection has ended. */
const lastAnswered = new WeakMap<Socket, Promise<void>>();

/**
 * Runs `run` when the requests that came before it on the same connection are answered, and other connections have had their turn: pipelined requests are executed
 * in order, as their replies are sent, and a peer that takes no replies is executed nothing more for. Nothing runs once the connection has ended.
 */
export function runInOrder<T>(
  { raw: { socket } }: FastifyRequest,
  reply: FastifyReply,
  run: () => Promise<T>,
): Promise<T> {
  const before = lastAnswered.get(socket);
  const answered = new Promise<void>(resolve => reply.raw.once('close', resolve));
  lastAnswered.set(socket, answered);
  answered.then(() => {
    if (lastAnswered.get(socket) === answered) lastAnswered.delete(socket);
  });
  return before ? before.then(() => runInTurn(socket, run)) : runInTurn(socket, run);
}

function runInTurn<T>(socket: Socket, run: () => Promise<T>): Promise<T> {
  if (socket.destroyed) return new Promise<never>(() => {});
  if (loopShare.mayWork()) return run();
  return new Promise((resolve, reject) => {
    loopShare.wait(() => {
      if (!socket.destroyed) run().then(resolve, reject);
    });
  });
}
