import { createServer, type Server, type Socket } from 'node:net';
import type { Hub } from '../core/hub.ts';
import type { Limits } from '../core/limits.ts';
import { bidFarewell } from './farewell.ts';
import { type Decide, Opening } from './opening.ts';
import { addressOf, peerOf } from './peer.ts';
import { PeerConnections } from './peerConnections.ts';
import { refuse } from './problem.ts';
import { RawConnection } from './raw/connection.ts';

/** Where to listen, and what to do with the connections. */
export interface ListenerOptions {
  hub: Hub;
  /** 0: any free one. */
  port: number;
  /** An address; absent: all interfaces. */
  host?: string;
  /** `http`: every connection is HTTP, whatever its first bytes. */
  speaks?: 'all' | 'http';
  /** Takes over a connection that begins with an HTTP request; its bytes are still in the socket. Absent: they are raw text. */
  http?(socket: Socket): void;
  /** The same for a TLS handshake; what comes out of it is to be given to `accept`. Absent: it is raw text. */
  tls?(socket: Socket): void;
  /** Whoever is not on this machine must use TLS. */
  needsTls?: boolean;
}

/** A port that serves every protocol. */
export interface Listener {
  readonly port: number;
  /** Open connections, of every protocol. */
  readonly connections: number;
  /** Takes a connection that another server has made, such as the inside of a TLS connection: its first bytes decide. */
  accept(socket: Socket): void;
  /** Accepts no more, lets what is under way end, and after `deadlineMs` ends the rest. */
  close(deadlineMs: number): Promise<void>;
}

const BACKLOG = 1024;
const KEEP_ALIVE_DELAY_MS = 60_000;
const READ_AHEAD_BYTES = 64 * 1024;
const TLS_ALONE = 'from other machines this server takes TLS alone';
/** Refused connections that are told why at the same time; more are just closed. */
const MAX_REFUSALS = 256;

/** Opens the port. @throws Error, with its `code`, if it can't be had. */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const listener = new PortListener(options);
  await listener.open();
  return listener;
}

interface Closable {
  close(): void;
}

class PortListener implements Listener {
  readonly #options: ListenerOptions;
  readonly #server: Server;
  /** The connections of the port, and what has to be asked to close them: nothing for those that another server has. */
  readonly #connections = new Map<Socket, Closable | undefined>();
  /** Those inside of others. */
  readonly #inner = new Map<Socket, Closable | undefined>();
  readonly #peers: PeerConnections;
  #isClosing = false;
  /** The last connection was refused, and the log says so. */
  #isFull = false;
  #allClosed: (() => void) | undefined;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#peers = new PeerConnections(options.hub.limits.maxPeerConnections);
    this.#server = createServer(
      {
        allowHalfOpen: true,
        noDelay: true,
        keepAlive: true,
        keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS,
        highWaterMark: READ_AHEAD_BYTES,
      },
      socket => this.#connect(socket),
    );
    this.#server.maxConnections = options.hub.limits.maxConnections + MAX_REFUSALS;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : this.#options.port;
  }

  get connections(): number {
    return this.#connections.size;
  }

  open(): Promise<void> {
    const { host, port, hub } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port, backlog: BACKLOG }, () => {
        this.#server.off('error', reject);
        this.#server.on('error', error => hub.log.error({ err: error }, 'a connection could not be accepted'));
        resolve();
      });
    });
  }

  accept(socket: Socket): void {
    this.#track(socket, this.#inner);
  }

  async close(deadlineMs: number): Promise<void> {
    this.#isClosing = true;
    this.#server.close();
    // What lies unread belongs to what is under way.
    await new Promise(resolve => setImmediate(resolve));
    for (const connection of [...this.#connections.values(), ...this.#inner.values()]) connection?.close();
    if (this.#connections.size === 0) return;
    const timer = setTimeout(() => this.#destroyAll(), deadlineMs);
    await new Promise<void>(resolve => {
      this.#allClosed = resolve;
    });
    clearTimeout(timer);
  }

  #destroyAll(): void {
    for (const socket of [...this.#inner.keys(), ...this.#connections.keys()]) socket.destroy();
  }

  #connect(socket: Socket): void {
    const { limits, access } = this.#options.hub;
    const address = addressOf(socket);
    if (this.#connections.size >= limits.maxConnections) {
      this.#refuse(socket, `too many connections, the limit is ${limits.maxConnections}`);
    } else if (!access.isLoopback(address) && !this.#peers.add(address, socket)) {
      this.#refuse(socket, `too many connections from ${address}, the limit is ${limits.maxPeerConnections}`);
    } else {
      this.#isFull = false;
      this.#track(socket, this.#connections);
    }
  }

  #refuse(socket: Socket, reason: string): void {
    const { log, limits } = this.#options.hub;
    if (!this.#isFull) log.warn({ peer: peerOf(socket) }, `connections are refused: ${reason}`);
    this.#isFull = true;
    socket.on('error', ignore);
    bidFarewell(socket, `Error: ConnectionError: ${reason}\n`, limits.drainMs);
  }

  #refusePlain(socket: Socket, protocol: Parameters<Decide>[0]): void {
    const { log, limits } = this.#options.hub;
    log.debug({ peer: peerOf(socket) }, 'a connection without TLS was refused');
    if (protocol === 'http') refuse(socket, 403, TLS_ALONE, limits.drainMs);
    else bidFarewell(socket, protocol === 'raw' ? `Error: PermissionError: ${TLS_ALONE}\n` : '', limits.drainMs);
  }

  #track(socket: Socket, connections: Map<Socket, Closable | undefined>): void {
    const { hub, http, tls, speaks } = this.#options;
    // A broken connection is a closed one; whoever has it hears of that.
    socket.on('error', ignore);
    socket.once('close', () => {
      connections.delete(socket);
      if (this.#connections.size === 0) this.#allClosed?.();
    });
    connections.set(socket, undefined);
    const isOuter = connections === this.#connections;
    const served = { http: http !== undefined && speaks !== 'http', tls: tls !== undefined && isOuter };
    if (speaks === 'http' && !served.tls) {
      http!(socket);
      return;
    }
    const mustBeTls = isOuter && this.#options.needsTls && !hub.access.isLoopback(addressOf(socket));
    const decide: Decide = (found, first) => {
      const protocol = speaks === 'http' && found === 'raw' ? 'http' : found;
      if (mustBeTls && protocol !== 'tls') this.#refusePlain(socket, protocol);
      else connections.set(socket, this.#handOver(socket, protocol, first));
    };
    const limits = hub.access.isStranger(addressOf(socket)) ? strangersLimits(hub.limits) : hub.limits;
    const opening = new Opening(socket, limits, served, decide);
    connections.set(socket, opening);
    if (this.#isClosing) opening.close();
  }

  #handOver(socket: Socket, protocol: Parameters<Decide>[0], first: Parameters<Decide>[1]): Closable | undefined {
    const { hub, http, tls } = this.#options;
    switch (protocol) {
      case 'http':
        giveBack(socket, first.bytes);
        http!(socket);
        // Whoever reads by `data` events relies on a socket that flows.
        socket.resume();
        return undefined;
      case 'tls':
        giveBack(socket, first.bytes);
        tls!(socket);
        return undefined;
      case 'noTls':
        bidFarewell(socket, 'Error: ConnectionError: there is no TLS here\n', hub.limits.drainMs);
        return undefined;
      case 'closed':
      case 'raw': {
        const connection = new RawConnection(socket, hub, first);
        if (protocol === 'closed' || this.#isClosing) connection.close();
        return connection;
      }
    }
  }
}

/** Who is to hear only that nothing is allowed may not take long to ask. */
function strangersLimits(limits: Limits): Limits {
  return { ...limits, idleMs: Math.min(limits.idleMs, limits.singleLineIdleMs) };
}

function giveBack(socket: Socket, bytes: Buffer): void {
  socket.pause();
  socket.unshift(bytes);
}

function ignore(): void {}
