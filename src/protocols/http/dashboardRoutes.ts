import { fileURLToPath } from 'node:url';
import compress from '@fastify/compress';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Command } from '../../core/command.ts';
import type { Hub } from '../../core/hub.ts';
import type { Value } from '../../python/values.ts';
import { queryValue } from '../query.ts';
import { resultShape } from './commandRoutes.ts';
import { sendReply } from './replies.ts';
import { readQuery } from './requests.ts';
import { pageHeaders } from './securityHeaders.ts';
import { sessionOf } from './session.ts';

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));

const HEADERS = {
  ...pageHeaders({
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self'",
    'connect-src': "'self'",
    'manifest-src': "'self'",
  }),
  // Asked for again each time, so that an update is seen at once; the ETag makes it a 304.
  'Cache-Control': 'no-cache',
};
const COMPRESSED_FROM_BYTES = 1024;

/** `/`, the dashboard, with the client library that it stands on, and what it asks the server for, below `/dashboard`. */
export function registerDashboardRoutes(app: FastifyInstance, hub: Hub): void {
  app.register(async files => {
    await files.register(compress, { global: true, encodings: ['br', 'gzip'], threshold: COMPRESSED_FROM_BYTES });
    const options = {
      wildcard: false,
      // The page of the API has a route of its own.
      globIgnore: ['docs/**'],
      cacheControl: false,
      setHeaders: (reply: FastifyReply) => void reply.headers(HEADERS),
    };
    await files.register(fastifyStatic, { ...options, root: `${PROJECT}public`, prefix: '/', index: 'index.html' });
    files.get('/shareserver.js', (_request, reply) => reply.sendFile('shareserver.js', `${PROJECT}clients/javascript`));
  });
  registerQuestions(app, hub);
}

const bodyOf = ({ body }: FastifyRequest) => (body as Buffer | undefined)?.toString('utf8') ?? '';
const nameOf = (request: FastifyRequest) => queryValue(readQuery(request), 'name') ?? '';

/** What a page of the dashboard asks, beyond the commands. The body of a question is its text. */
function registerQuestions(app: FastifyInstance, hub: Hub): void {
  const answer =
    (command: string, argument?: string, read = bodyOf) =>
    (request: FastifyRequest, reply: FastifyReply) => {
      const named = new Map<string, Value>(argument ? [[argument, read(request)]] : []);
      const done = hub.dispatch(sessionOf(hub, request, reply), command, { positional: [], named });
      return sendReply(hub, request, reply, done, resultShape(hub));
    };
  app.get('/dashboard/commands', { exposeHeadRoute: false }, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(JSON.stringify(describeCommands(hub.commands.all()))),
  );
  app.get('/dashboard/clients', { exposeHeadRoute: false }, answer('clientStates'));
  app.post('/dashboard/sql', answer('queryTable', 'sql'));
  app.post('/dashboard/check', answer('findSyntaxError', 'expr'));
  app.get('/dashboard/identity', { exposeHeadRoute: false }, answer('identity'));
  app.get('/dashboard/tokens', { exposeHeadRoute: false }, answer('tokens'));
  app.post('/dashboard/tokens', answer('addToken', 'name'));
  app.delete('/dashboard/tokens', answer('removeToken', 'name', nameOf));
}

/** What completion knows of the functions in expressions. */
function describeCommands(commands: readonly Command[]) {
  return commands
    .filter(command => !command.reach)
    .map(({ name, alias, args, summary }) => ({
      ...{ name, alias, summary },
      args: Object.entries(args).map(([argument, { type, summary, default: value }]) => ({
        ...{ name: argument, type: type.name, summary, role: type.role },
        default: value?.text,
      })),
    }));
}
