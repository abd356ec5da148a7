import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PythonError } from '../../core/errors.ts';
import type { Hub } from '../../core/hub.ts';
import type { Value } from '../../python/values.ts';
import { queryOf, readBody, resultShape } from './commandRoutes.ts';
import { runInOrder } from './inOrder.ts';
import { HttpError, statusOf } from './problem.ts';
import { type Shape, sendReply } from './replies.ts';
import { sessionOf } from './session.ts';

type Call = [command: string, args: Map<string, Value>];

/** `/registry`, `/clients`, `/groups`: the same commands for people who think in resources. */
export function registerResourceRoutes(app: FastifyInstance, hub: Hub): void {
  const result = resultShape(hub);
  const get = { exposeHeadRoute: false };
  const answer = (request: FastifyRequest, reply: FastifyReply, call: () => Call, shape: Shape = result) =>
    runInOrder(request.raw.socket, async () => {
      const [command, named] = call();
      const done = hub.dispatch(sessionOf(request, reply), command, { positional: [], named });
      return sendReply(hub, request, reply, done, shape, statusOfResource);
    });

  app.get('/registry', get, (request, reply) =>
    answer(request, reply, () => ['getAll', new Map([['pattern', queryValue(request, 'match') ?? '*']])]),
  );
  app.delete('/registry', (request, reply) =>
    answer(request, reply, () => ['delete', new Map([['pattern', requiredMatch(request)]])]),
  );
  app.get('/registry/*', get, (request, reply) =>
    answer(request, reply, () => ['readKey', new Map([['key', keyOf(request)]])]),
  );
  app.delete('/registry/*', (request, reply) =>
    answer(request, reply, () => ['deleteKey', new Map([['key', keyOf(request)]])]),
  );
  app.put('/registry/*', (request, reply) => answer(request, reply, () => ['setReg', putArguments(hub, request)]));
  app.get('/clients', get, (request, reply) => answer(request, reply, () => ['clients', new Map()]));
  app.get('/groups', get, (request, reply) => answer(request, reply, () => ['allGroups', new Map()]));
}

/** A missing key is a missing resource here. */
function statusOfResource(error: PythonError): number {
  return error.type === 'KeyError' ? 404 : statusOf(error);
}

function keyOf(request: FastifyRequest): string {
  return (request.params as { '*': string })['*'];
}

function queryValue(request: FastifyRequest, name: string): string | undefined {
  return new URLSearchParams(queryOf(request)).get(name) ?? undefined;
}

function requiredMatch(request: FastifyRequest): string {
  const match = queryValue(request, 'match');
  if (match === undefined) throw new HttpError(400, 'say which keys: ?match=PATTERN; ?match=* is all');
  return match;
}

/** The body of a PUT is the value itself: JSON, or text. */
function putArguments(hub: Hub, request: FastifyRequest): Map<string, Value> {
  const body = readBody(request);
  if (body.kind === 'none') throw new HttpError(400, 'the body must be the value, as JSON or as text/plain');
  if (body.kind === 'form') throw new HttpError(415, 'the body must be application/json or text/plain');
  const value = body.kind === 'json' ? hub.values.fromJson(body.text) : body.text;
  const args = new Map<string, Value>([
    ['key', keyOf(request)],
    ['value', value],
  ]);
  const ttl = queryValue(request, 'ttl');
  if (ttl !== undefined) args.set('ttl', hub.values.fromQuery(ttl));
  return args;
}
