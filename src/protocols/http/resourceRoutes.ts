import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PythonError } from '../../core/errors.ts';
import type { Hub, ValueCodec } from '../../core/hub.ts';
import type { Value } from '../../python/values.ts';
import { decodeEscapes, queryValue, splitTarget } from '../query.ts';
import { resultShape } from './commandRoutes.ts';
import { runInOrder } from './inOrder.ts';
import { HttpError, statusOf } from './problem.ts';
import { type Shape, sendReply } from './replies.ts';
import { readBody, readQuery } from './requests.ts';
import { sessionOf } from './session.ts';

type Call = [command: string, args: Map<string, Value>];

/** `/registry`, `/clients`, `/groups`: the same commands for people who think in resources. */
export function registerResourceRoutes(app: FastifyInstance, hub: Hub): void {
  const result = resultShape(hub);
  const get = { exposeHeadRoute: false };
  const answer = (request: FastifyRequest, reply: FastifyReply, call: () => Call, shape: Shape = result) =>
    runInOrder(request, reply, async () => {
      const [command, named] = call();
      const done = hub.dispatch(sessionOf(hub, request, reply), command, { positional: [], named });
      return sendReply(hub, request, reply, done, shape, statusOfResource);
    });

  app.get('/registry', get, (request, reply) =>
    answer(request, reply, () => ['getAll', new Map([['pattern', parameter(request, 'match') ?? '*']])]),
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

const KEYS = '/registry/';

/** Slashes belong to the key. */
function keyOf(request: FastifyRequest): string {
  return decodeEscapes(splitTarget(request.raw.url!).path.slice(KEYS.length));
}

function parameter(request: FastifyRequest, name: string): string | undefined {
  return queryValue(readQuery(request), name);
}

function requiredMatch(request: FastifyRequest): string {
  const match = parameter(request, 'match');
  if (match === undefined) throw new HttpError(400, 'say which keys: ?match=PATTERN; ?match=* is all');
  return match;
}

/** The body of a PUT is the value itself. */
function putArguments(hub: Hub, request: FastifyRequest): Map<string, Value> {
  const args = new Map<string, Value>([
    ['key', keyOf(request)],
    ['value', readValue(hub, request)],
  ]);
  const ttl = parameter(request, 'ttl');
  if (ttl !== undefined) args.set('ttl', hub.values.fromQuery(ttl));
  return args;
}

/** JSON, or text; without a type, JSON if it is that. */
function readValue({ values }: Hub, request: FastifyRequest): Value {
  const body = readBody(request);
  switch (body.kind) {
    case 'none':
      throw new HttpError(400, 'the body must be the value, as JSON or as text/plain');
    case 'form':
      throw new HttpError(415, 'the body must be application/json or text/plain');
    case 'json':
      return values.fromJson(body.text);
    case 'text':
      return body.text;
    case 'bare':
      return jsonOrText(values, body.text);
  }
}

function jsonOrText(values: ValueCodec, text: string): Value {
  try {
    return values.fromJson(text);
  } catch (error) {
    if (error instanceof PythonError && error.type === 'ValueError') return text;
    throw error;
  }
}
