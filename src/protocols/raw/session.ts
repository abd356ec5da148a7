import type { Socket } from 'node:net';
import type { Session } from '../../core/command.ts';
import type { Access } from '../../core/hub.ts';
import type { Identity } from '../../core/identity.ts';
import { addressOf, peerOf } from '../peer.ts';

/** The session of one raw connection. */
export class RawSession implements Session {
  readonly protocol = 'raw';
  readonly peer: string;
  readonly address: string;
  identity: Identity;
  #gone: AbortController | undefined;
  #hasEnded = false;

  constructor(socket: Socket, access: Access) {
    this.peer = peerOf(socket);
    this.address = addressOf(socket);
    this.identity = access.identify(this.address);
  }

  /** Made on demand: most connections never wait. */
  get gone(): AbortSignal {
    this.#gone ??= new AbortController();
    if (this.#hasEnded) this.#gone.abort();
    return this.#gone.signal;
  }

  /** The peer has gone. */
  end(): void {
    this.#hasEnded = true;
    this.#gone?.abort();
  }
}
