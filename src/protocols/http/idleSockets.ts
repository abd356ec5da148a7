import type { Socket } from 'node:net';
import { bidFarewell } from '../farewell.ts';

/**
 * Keeps the connections of each peer that wait for a next request within a bound: a device that opens one for each request
 * and never closes it would use them all up. The one that has been idle longest goes.
 */
export class IdleSockets {
  readonly #byPeer = new Map<string, Set<Socket>>();
  /** Those whose end is listened for, once each, however often they wait. */
  readonly #known = new WeakSet<Socket>();
  readonly #most: number;
  readonly #drainMs: number;

  /** `most`: of one peer. `drainMs`: how long one that must go may take to close. */
  constructor(most: number, drainMs: number) {
    this.#most = most;
    this.#drainMs = drainMs;
  }

  /** A reply has ended; the connection waits. */
  add(socket: Socket): void {
    const peer = socket.remoteAddress;
    if (peer === undefined) return;
    const idle = this.#byPeer.get(peer) ?? new Set();
    this.#byPeer.set(peer, idle);
    if (!this.#known.has(socket)) socket.once('close', () => this.#remove(peer, socket));
    this.#known.add(socket);
    idle.delete(socket);
    idle.add(socket);
    if (idle.size > this.#most) {
      const [oldest] = idle;
      idle.delete(oldest);
      // Not reset: a request may be on its way, whose sender then sees a closed connection and tries again.
      bidFarewell(oldest, '', this.#drainMs);
    }
  }

  /** A request has begun. */
  remove(socket: Socket): void {
    if (socket.remoteAddress !== undefined) this.#remove(socket.remoteAddress, socket);
  }

  #remove(peer: string, socket: Socket): void {
    const idle = this.#byPeer.get(peer);
    if (idle?.delete(socket) && idle.size === 0) this.#byPeer.delete(peer);
  }
}
