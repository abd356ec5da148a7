import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Hub } from '../../core/hub.ts';
import { BrowserGuard } from '../browserGuard.ts';
import { callerOf } from '../caller.ts';
import { refuse } from '../problem.ts';
import { answerMalformed } from './clientErrors.ts';
import { registerCommandRoutes } from './commandRoutes.ts';
import { guardRequests } from './guardRequests.ts';
import { IdleSockets } from './idleSockets.ts';
import { HttpError } from './problem.ts';
import { sendError } from './replies.ts';
import { registerResourceRoutes } from './resourceRoutes.ts';
import { REPLY_HEADERS } from './securityHeaders.ts';

/** HTTP behind the detector: it never listens itself, connections are handed to it. */
export interface HttpServer {
  /** The app, for parts that add routes or upgrades before `open`. */
  app: FastifyInstance;
  /** Must have been called before the first connection. */
  open(): Promise<void>;
  /** Takes over a connection whose first bytes, `unshift`ed, are a request. */
  accept(socket: Socket): void;
  /** Lets requests under way end, closes what is idle. */
  close(): Promise<void>;
}

/** How long a client may take, and be idle, in milliseconds. */
export interface HttpTimes {
  keepAliveMs: number;
  /** From the first byte of a request to the end of its headers. */
  headersMs: number;
  /** To the end of its body. */
  requestMs: number;
  /** How often the server looks for those that took longer. */
  checkMs: number;
}

export const HTTP_TIMES: HttpTimes = { keepAliveMs: 60_000, headersMs: 15_000, requestMs: 30_000, checkMs: 5000 };
/** Longer than any key can be, which has its own error. */
const MAX_PARAMETER_LENGTH = 64 * 1024;
/** Idle kept-alive connections of one peer address; a browser opens six. */
const IDLE_SOCKETS_PER_PEER = 64;

/** Commands check their arguments themselves. The compilers of schemas that Fastify has take long to load. */
const NO_SCHEMAS = { compilersFactory: { buildValidator: refuseSchema, buildSerializer: refuseSchema } };

function refuseSchema(): never {
  throw new Error('a route has a schema, which nothing would check');
}

export interface HttpOptions {
  times?: HttpTimes;
  /** Judges where requests come from. */
  guard?: BrowserGuard;
}

export function createHttpServer(
  hub: Hub,
  { times = HTTP_TIMES, guard = new BrowserGuard() }: HttpOptions = {},
): HttpServer {
  const { drainMs, stalledMs, maxRequestBytes } = hub.limits;
  const app = fastify({
    logger: false,
    // A small computer that is busy may take long to start.
    pluginTimeout: 0,
    bodyLimit: maxRequestBytes,
    exposeHeadRoutes: true,
    keepAliveTimeout: times.keepAliveMs,
    requestTimeout: times.requestMs,
    forceCloseConnections: 'idle',
    schemaController: NO_SCHEMAS,
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
    http: {
      headersTimeout: times.headersMs,
      connectionsCheckingInterval: times.checkMs,
      // Ours says why, and has a Content-Length.
      requireHostHeader: false,
      // curl offers HTTP/2 in this way.
      shouldUpgradeCallback: ({ headers }: IncomingMessage) => headers.upgrade?.toLowerCase() === 'websocket',
    },
    clientErrorHandler: (error, socket) => answerMalformed(error, socket, drainMs),
    // A bad escape in the path, for example.
    frameworkErrors: (error, request, reply) =>
      sendError(request as FastifyRequest, (reply as FastifyReply).headers(REPLY_HEADERS), error),
  });
  takeBodiesAsBytes(app);
  const routes = new RouteMethods(app);
  app.setErrorHandler((error, request, reply) => {
    if (!isExpected(error)) hub.log.error({ err: error }, 'a request failed with an internal error');
    return sendError(request, reply, error);
  });
  app.setNotFoundHandler((request, reply) => sendError(request, reply, notFound(routes, request)));
  app.addHook('onRequest', async (request, reply) => {
    reply.header('Cache-Control', 'no-store');
    if (request.raw.httpVersion === '1.1' && request.headers.host === undefined) {
      throw new HttpError(400, 'the header Host is missing');
    }
  });
  guardRequests(app, hub, guard);
  // Behind the guard, so that no page makes a browser try tokens. What is no command is for all who are let in: one logs in on a page.
  app.addHook('onRequest', async request => {
    const { refusal } = callerOf(request.raw, hub.access).identity;
    if (refusal?.type === 'PermissionError' || (refusal && request.routeOptions.url === '/metrics')) throw refusal;
  });
  // A peer that takes no replies is dropped after a while.
  app.addHook('onSend', async (_request, reply) => {
    reply.raw.socket?.setTimeout(stalledMs);
  });
  app.options('/*', (request, reply) => {
    const methods = routes.allowedOn(request.url.split('?')[0]);
    if (methods.length === 0)
      return sendError(request, reply, new HttpError(404, `there is nothing at ${request.url}`));
    return reply.code(204).header('Allow', methods.join(', ')).send();
  });
  registerCommandRoutes(app, hub);
  registerResourceRoutes(app, hub);
  boundConnections(app, drainMs);
  app.get('/ws', { exposeHeadRoute: false }, async () => {
    throw new HttpError(426, 'this is for WebSockets', { Upgrade: 'websocket' });
  });
  app.server.on('checkExpectation', (request, response) => {
    request.headers.expect = undefined;
    app.server.emit('request', request, response);
  });
  app.server.on('connect', (_request, socket) => refuse(socket, 405, 'this is no proxy', drainMs));
  return {
    app,
    async open() {
      await app.ready();
      // Starts the server's look at time-outs, which listening would.
      app.server.emit('listening');
    },
    accept: socket => app.server.emit('connection', socket),
    close: () => app.close(),
  };
}

/** Bodies are decoded where their command is known. */
function takeBodiesAsBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

function isExpected(error: unknown): boolean {
  if (error instanceof HttpError) return true;
  const { statusCode, type } = error as { statusCode?: number; type?: string };
  return type !== undefined || (statusCode !== undefined && statusCode < 500);
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Which methods a path takes. The app cannot be asked: it would read a client's path as a pattern. */
class RouteMethods {
  readonly #methods = new Map<string, Set<string>>();

  constructor(app: FastifyInstance) {
    app.addHook('onRoute', ({ url, method }) => {
      const known = this.#methods.get(url) ?? new Set();
      this.#methods.set(url, known);
      for (const name of [method].flat()) known.add(name);
    });
  }

  /** None where there is nothing. */
  allowedOn(path: string): string[] {
    const url = PATTERNS.find(([pattern]) => pattern.test(path))?.[1] ?? path;
    const known = this.#methods.get(url);
    const allowed = METHODS.filter(method => known?.has(method));
    return allowed.length > 0 ? [...allowed, 'OPTIONS'] : [];
  }
}

/** The routes with parameters, and the paths they take. */
const PATTERNS: [RegExp, string][] = [
  [/^\/api\/[^/]+$/, '/api/:command'],
  [/^\/registry\/.+$/, '/registry/*'],
];

function notFound(routes: RouteMethods, request: FastifyRequest): HttpError {
  const path = request.url.split('?')[0];
  const methods = routes.allowedOn(path);
  if (methods.length === 0) return new HttpError(404, `there is nothing at ${path}`);
  const allow = methods.join(', ');
  return new HttpError(405, `${request.method} is not allowed on ${path}; ${allow} are`, { Allow: allow });
}

/** Bounds what connections hold: those that are idle, and the requests of one that come before the earlier ones are answered. */
function boundConnections(app: FastifyInstance, drainMs: number): void {
  const idle = new IdleSockets(IDLE_SOCKETS_PER_PEER, drainMs);
  const pipelined = new WeakMap<Socket, number>();
  const isFull = (socket: Socket) => pipelined.get(socket)! >= MAX_PIPELINED;
  app.server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    idle.remove(socket);
    pipelined.set(socket, (pipelined.get(socket) ?? 0) + 1);
    // Later: at the end of each request that has come already, node:http would read on.
    if (isFull(socket)) setImmediate(() => isFull(socket) && socket.pause());
    response.once('close', () => {
      const wasFull = isFull(socket);
      const left = pipelined.get(socket)! - 1;
      pipelined.set(socket, left);
      if (socket.destroyed) return;
      if (wasFull && !isFull(socket)) socket.resume();
      if (left === 0) idle.add(socket);
    });
  });
}

/** Requests of one connection under way, from which on it is not read from. */
const MAX_PIPELINED = 100;
