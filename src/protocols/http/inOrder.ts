import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** After this much work a connection lets the others have their turn. */
const SLICE_MS = 5;

/** The last request of a connection. */
interface Pipelined {
  /** Its reply has been taken, or the connection has ended. */
  answered: Promise<void>;
  /** When the connection last waited for something, of `performance.now()`. */
  sliceStartedAt: number;
}

const last = new WeakMap<Socket, Pipelined>();

/**
 * Runs `run` when the requests that came before it on the same connection are answered: pipelined requests are executed in order, as their
 * replies are sent, and a peer that takes no replies is executed nothing more for. Nothing runs once the connection has ended.
 */
export function runInOrder<T>(
  { raw: { socket } }: FastifyRequest,
  reply: FastifyReply,
  run: () => Promise<T>,
): Promise<T> {
  const before = last.get(socket);
  const answered = new Promise<void>(resolve => reply.raw.once('close', resolve));
  const now: Pipelined = { answered, sliceStartedAt: before?.sliceStartedAt ?? performance.now() };
  last.set(socket, now);
  answered.then(() => {
    if (last.get(socket) === now) last.delete(socket);
  });
  return before ? runAfter(before, now, socket, run) : run();
}

async function runAfter<T>(before: Pipelined, now: Pipelined, socket: Socket, run: () => Promise<T>): Promise<T> {
  await before.answered;
  now.sliceStartedAt = before.sliceStartedAt;
  if (performance.now() - now.sliceStartedAt > SLICE_MS) {
    await new Promise(resolve => setImmediate(resolve));
    now.sliceStartedAt = performance.now();
  }
  return socket.destroyed ? new Promise<never>(() => {}) : run();
}
