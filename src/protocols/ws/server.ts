import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Session } from '../../core/command.ts';
import { PythonError, valueError } from '../../core/errors.ts';
import type { Hub } from '../../core/hub.ts';
import type { Identity } from '../../core/identity.ts';
import { RefusalLog } from '../../core/refusalLog.ts';
import type { Value } from '../../python/values.ts';
import { BrowserGuard, headOf } from '../browserGuard.ts';
import { callerOf } from '../caller.ts';
import type { Acknowledgement } from '../messagePump.ts';
import { peerOf } from '../peer.ts';
import { refuse } from '../problem.ts';
import { parseQuery, queryValue, splitTarget } from '../query.ts';
import { CLOSE, type ConnectionOptions, WebSocketConnection } from './connection.ts';

/** `/ws` on an HTTP server. */
export interface WebSocketService {
  /** Tells every client that the server goes, and waits until they have gone, for `deadlineMs` at most. */
  close(deadlineMs: number): Promise<void>;
}

const PATH = '/ws';
const HEARTBEAT_MS = 30_000;
const MISSED_HEARTBEATS = 2;

export interface WebSocketOptions {
  /** How often peers are asked whether they are there. */
  heartbeatMs?: number;
  /** Judges where requests come from. */
  guard?: BrowserGuard;
}

export function serveWebSockets(
  server: Server,
  hub: Hub,
  { heartbeatMs = HEARTBEAT_MS, guard = new BrowserGuard() }: WebSocketOptions = {},
): WebSocketService {
  const refusals = new RefusalLog(hub.log);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: hub.limits.maxRequestBytes,
    // Arduino's library offers `arduino` and expects it back.
    handleProtocols: offered => [...offered][0],
  });
  const missed = new WeakMap<WebSocket, number>();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const verdict = guard.judge(headOf(request, hub.access), true);
    if (verdict.kind !== 'allowed') {
      const reason = verdict.kind === 'refused' ? verdict.reason : 'this is for WebSockets';
      refusals.note(peerOf(request.socket), reason);
      refuse(socket, 403, reason, hub.limits.drainMs);
      return;
    }
    const { path, query } = splitTarget(request.url!);
    if (path !== PATH) {
      refuse(socket, 404, `there is no WebSocket at ${path}; it is at ${PATH}`, hub.limits.drainMs);
      return;
    }
    sockets.handleUpgrade(request, socket, head, webSocket => {
      missed.set(webSocket, 0);
      webSocket.on('pong', () => missed.set(webSocket, 0));
      webSocket.on('error', () => undefined);
      const session = sessionOf(hub, webSocket, request);
      openers.set(webSocket, { session, opener: session.identity });
      start(webSocket, socket, hub, query, session);
    });
  });
  /** For whom each was opened; a call of `auth` may have made it another one since. */
  const openers = new WeakMap<WebSocket, { session: Session; opener: Identity }>();
  hub.access.onChange(affected => {
    for (const socket of sockets.clients) {
      const found = openers.get(socket);
      if (!found || !(affected.has(found.opener) || affected.has(found.session.identity))) continue;
      socket.close(CLOSE.unauthenticated, RIGHTS_CHANGED);
    }
  });
  const heartbeat = setInterval(() => {
    for (const socket of sockets.clients) beat(socket, missed);
  }, heartbeatMs);
  return {
    async close(deadlineMs) {
      clearInterval(heartbeat);
      for (const socket of sockets.clients) {
        socket.close(CLOSE.goingAway, 'the server is going down');
        socket.resume();
      }
      const deadline = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, deadlineMs);
      await Promise.all([...sockets.clients].map(socket => new Promise(resolve => socket.once('close', resolve))));
      clearTimeout(deadline);
    },
  };
}

const RIGHTS_CHANGED = 'the rights of the token have changed; connect again';

/** Why a connection was not taken; anything else is a wrong address. */
const CLOSE_OF_ERROR: ReadonlyMap<string, number> = new Map([
  ['LookupError', CLOSE.unknownClient],
  ['AuthenticationError', CLOSE.unauthenticated],
  ['PermissionError', CLOSE.forbidden],
  ['RateLimitError', CLOSE.tooManyRequests],
]);

/** Asks whether the peer is there; drops one that has not answered for a while. */
function beat(socket: WebSocket, missed: WeakMap<WebSocket, number>): void {
  const unanswered = missed.get(socket) ?? 0;
  if (unanswered >= MISSED_HEARTBEATS) {
    socket.terminate();
    return;
  }
  missed.set(socket, unanswered + 1);
  socket.ping();
}

/** Finds or makes the client, lets it join its groups, and goes on with calls and pushes. */
async function start(socket: WebSocket, stream: Duplex, hub: Hub, query: string, session: Session): Promise<void> {
  // Frames that come meanwhile wait in the socket.
  socket.pause();
  try {
    const options = await readOptions(hub, parseQuery(query), session);
    if (socket.readyState !== socket.OPEN) return;
    new WebSocketConnection(socket, stream, hub, options);
    socket.resume();
  } catch (error) {
    socket.resume();
    if (error instanceof PythonError) {
      socket.close(CLOSE_OF_ERROR.get(error.type) ?? CLOSE.refused, shorten(`${error}`));
    } else {
      hub.log.error({ err: error }, 'a WebSocket failed with an internal error');
      socket.close(CLOSE.internalError);
    }
  }
}

/** What the address asks for, done and stored. @throws PythonError */
async function readOptions(hub: Hub, query: [string, string][], session: Session): Promise<ConnectionOptions> {
  const acknowledgement = readAcknowledgement(queryValue(query, 'ack'));
  const describesChanges = queryValue(query, 'describe') === 'true';
  const client = await findClient(hub, session, queryValue(query, 'client'));
  for (const group of (queryValue(query, 'join') ?? '').split(',').filter(Boolean)) {
    await call(hub, session, 'join', [client, group]);
  }
  await new Promise<void>((resolve, reject) => hub.settle(error => (error ? reject(error) : resolve())));
  return { client, acknowledgement, session, describesChanges };
}

function readAcknowledgement(ack: string | undefined): Acknowledgement {
  if (ack === undefined || ack === 'auto') return 'auto';
  if (ack === 'client') return 'client';
  throw valueError(`ack must be auto or client, not '${ack}'`);
}

async function findClient(hub: Hub, session: Session, id: string | undefined): Promise<string> {
  if (id === undefined) return (await call(hub, session, 'getClientID', [])) as string;
  await call(hub, session, 'groups', [id]);
  return id;
}

async function call(hub: Hub, session: Session, command: string, positional: Value[]): Promise<Value> {
  const reply = await hub.dispatch(session, command, { positional, named: null });
  if (reply.error) throw reply.error;
  return reply.value;
}

function sessionOf({ access }: Hub, socket: WebSocket, request: IncomingMessage): Session {
  const gone = new AbortController();
  socket.once('close', () => gone.abort());
  return { protocol: 'websocket', ...callerOf(request, access), gone: gone.signal };
}

/** A close frame's reason has room for 123 bytes. */
function shorten(reason: string): string {
  let text = reason.slice(0, 123);
  while (Buffer.byteLength(text) > 123) text = text.slice(0, -1);
  return text.toWellFormed();
}
