import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { Logger } from '../../core/log.ts';
import { peerOf } from '../peer.ts';
import { HandshakeFailures } from './handshakeFailures.ts';

/** What the server shows, and proves, to be itself with; PEM. */
export interface Credentials {
  /** The certificate, and those between it and its CA, if there are any. */
  cert: string;
  key: string;
}

export interface TerminatorOptions extends Credentials {
  log: Logger;
  /** From its first byte to its last; ms. */
  handshakeMs?: number;
  /** Takes the inside of a connection whose handshake is done. */
  connect(inside: Socket): void;
}

/** The versions and options of TLS, whatever the certificate. */
export const TLS_OPTIONS = {
  minVersion: 'TLSv1.2',
  // A peer could make the server compute without end.
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
} as const;

/** Slow devices need seconds for their part of it. */
const HANDSHAKE_MS = 15_000;

/**
 * Ends TLS: connections are handed to it, their inside comes out. A handshake that fails, or takes too long, ends its connection alone.
 * It never listens itself.
 */
export class TlsTerminator {
  readonly #server: Server;
  /** Connections whose handshake is under way, by their peer. */
  readonly #handshakes = new Map<string, Socket>();

  constructor({ cert, key, log, connect, handshakeMs = HANDSHAKE_MS }: TerminatorOptions) {
    const failures = new HandshakeFailures(log);
    this.#server = createServer({ ...TLS_OPTIONS, cert, key, handshakeTimeout: handshakeMs });
    this.#server.on('secureConnection', (inside: TLSSocket) => {
      this.#handshakes.delete(peerOf(outsideOf(inside)));
      inside.allowHalfOpen = true;
      connect(inside);
    });
    this.#server.on('tlsClientError', (error, inside) => {
      failures.note(error, peerOf(outsideOf(inside)));
      inside.destroy();
    });
  }

  /** Takes over a connection whose first bytes, `unshift`ed, are a handshake. */
  accept(socket: Socket): void {
    const peer = peerOf(socket);
    this.#handshakes.set(peer, socket);
    socket.once('close', () => {
      if (this.#handshakes.get(peer) === socket) this.#handshakes.delete(peer);
    });
    // A handshake can't go on after a half-close; what comes after it can.
    socket.allowHalfOpen = false;
    this.#server.emit('connection', socket);
  }

  /** Shows another certificate from now on; connections that are open keep theirs. */
  use({ cert, key }: Credentials): void {
    this.#server.setSecureContext({ ...TLS_OPTIONS, cert, key });
  }

  /** Ends the handshakes that are under way. */
  close(): void {
    for (const socket of this.#handshakes.values()) socket.destroy();
  }
}

/** The connection that TLS runs on. Node keeps it there, and it knows its peer after that has gone, too. */
function outsideOf(inside: TLSSocket): Pick<Socket, 'remoteAddress' | 'remotePort'> {
  return (inside as { _parent?: Socket })._parent ?? inside;
}
