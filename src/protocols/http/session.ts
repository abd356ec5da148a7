import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Session } from '../../core/command.ts';
import type { Access, Hub } from '../../core/hub.ts';
import type { Identity } from '../../core/identity.ts';
import { callerOf } from '../caller.ts';

/** The session of one HTTP request; it ends when the peer has gone before its reply. */
export function sessionOf({ access }: Hub, request: FastifyRequest, reply: FastifyReply): Session {
  return new HttpSession(access, request, reply);
}

class HttpSession implements Session {
  readonly protocol = 'http';
  readonly peer: string;
  readonly address: string;
  identity: Identity;
  readonly #reply: FastifyReply;
  #gone: AbortController | undefined;

  constructor(access: Access, { raw }: FastifyRequest, reply: FastifyReply) {
    const { peer, address, identity } = callerOf(raw, access);
    this.peer = peer;
    this.address = address;
    this.identity = identity;
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
