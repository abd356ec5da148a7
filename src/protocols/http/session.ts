import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Session } from '../../core/command.ts';
import { peerOf } from '../peer.ts';

/** The session of one HTTP request; it ends when the peer has gone before its reply. */
export function sessionOf(request: FastifyRequest, reply: FastifyReply): Session {
  return new HttpSession(request, reply);
}

class HttpSession implements Session {
  readonly protocol = 'http';
  readonly peer: string;
  readonly #reply: FastifyReply;
  #gone: AbortController | undefined;

  constructor(request: FastifyRequest, reply: FastifyReply) {
    this.peer = peerOf(request.raw.socket);
    this.#reply = reply;
  }

  /** Made on demand: most requests never wait. */
  get gone(): AbortSignal {
    if (!this.#gone) {
      const controller = new AbortController();
      this.#gone = controller;
      this.#reply.raw.once('close', () => controller.abort());
    }
    return this.#gone.signal;
  }
}
