import type { Socket } from 'node:net';

/** How many connections each peer has, of those that are counted. */
export class PeerConnections {
  readonly #counts = new Map<string, number>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** One more, until it closes. False: the peer has as many as it may. */
  add(address: string, socket: Socket): boolean {
    const count = this.#counts.get(address) ?? 0;
    if (count >= this.#most) return false;
    this.#counts.set(address, count + 1);
    socket.once('close', () => this.#remove(address));
    return true;
  }

  #remove(address: string): void {
    const left = this.#counts.get(address)! - 1;
    if (left === 0) this.#counts.delete(address);
    else this.#counts.set(address, left);
  }
}
