import type { Session } from '../../core/command.ts';

/** The session of one raw connection. */
export class RawSession implements Session {
  readonly protocol = 'raw';
  readonly peer: string;
  #gone: AbortController | undefined;
  #hasEnded = false;

  constructor(peer: string) {
    this.peer = peer;
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
