import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Hub } from '../../core/hub.ts';
import { answerMalformed } from './clientErrors.ts';
import { registerCommandRoutes } from './commandRoutes.ts';
import { IdleSockets } from './idleSockets.ts';
import { HttpError } from './problem.ts';
import { sendError } from './replies.ts';
import { registerResourceRoutes } from './resourceRoutes.ts';

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

const KEEP_ALIVE_MS = 60_000;
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 30_000;
const CONNECTIONS_CHECK_MS = 5000;
/** Idle kept-alive connections of one peer address; a browser opens six. */
const IDLE_SOCKETS_PER_PEER = 64;

export function createHttpServer(hub: Hub): HttpServer {
  const app = fastify({
    logger: false,
    bodyLimit: hub.limits.maxRequestBytes,
    exposeHeadRoutes: true,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 4096 },
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: CONNECTIONS_CHECK_MS },
    clientErrorHandler: answerMalformed,
    // A bad escape in the path, for example.
    frameworkErrors: (error, request, reply) => sendError(request as FastifyRequest, reply as FastifyReply, error),
  });
  takeBodiesAsBytes(app);
  app.setErrorHandler((error, request, reply) => {
    if (!isExpected(error)) hub.log.error({ err: error }, 'a request failed with an internal error');
    return sendError(request, reply, error);
  });
  app.setNotFoundHandler((request, reply) => sendError(request, reply, notFound(app, request)));
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('Cache-Control', 'no-store');
  });
  app.options('/*', (request, reply) => {
    const methods = allowedMethods(app, request.url.split('?')[0]);
    if (methods.length === 0)
      return sendError(request, reply, new HttpError(404, `there is nothing at ${request.url}`));
    return reply.code(204).header('Allow', methods.join(', ')).send();
  });
  registerCommandRoutes(app, hub);
  registerResourceRoutes(app, hub);
  boundIdleSockets(app);
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

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

function allowedMethods(app: FastifyInstance, path: string): string[] {
  const url = PATTERNS.find(([pattern]) => pattern.test(path))?.[1] ?? path;
  const allowed: string[] = METHODS.filter(method => app.hasRoute({ method, url }));
  return allowed.length > 0 ? [...allowed, 'OPTIONS'] : [];
}

/** The routes with parameters, and the paths they take. */
const PATTERNS: [RegExp, string][] = [
  [/^\/api\/[^/]+$/, '/api/:command'],
  [/^\/registry\/.+$/, '/registry/*'],
];

function notFound(app: FastifyInstance, request: FastifyRequest): HttpError {
  const path = request.url.split('?')[0];
  const methods = allowedMethods(app, path);
  if (methods.length === 0) return new HttpError(404, `there is nothing at ${path}`);
  const allow = methods.join(', ');
  return new HttpError(405, `${request.method} is not allowed on ${path}; ${allow} are`, { Allow: allow });
}

function boundIdleSockets(app: FastifyInstance): void {
  const idle = new IdleSockets(IDLE_SOCKETS_PER_PEER);
  app.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    idle.remove(socket);
    response.once('close', () => {
      if (!socket.destroyed) idle.add(socket);
    });
  });
}
