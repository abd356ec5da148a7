import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Command } from '../../core/command.ts';
import type { Hub } from '../../core/hub.ts';
import { type Body, decodeUtf8, readArguments } from './arguments.ts';
import { runInOrder } from './inOrder.ts';
import { HttpError } from './problem.ts';
import { type Shape, sendReply } from './replies.ts';
import { sessionOf } from './session.ts';

/** `/api/<command>`: one route for all commands, and `/api/eval`. */
export function registerCommandRoutes(app: FastifyInstance, hub: Hub): void {
  const handle = (request: FastifyRequest, reply: FastifyReply) =>
    runInOrder(request.raw.socket, async () => {
      const command = findCommand(hub, (request.params as { command: string }).command);
      const named = readArguments(command, queryOf(request), readBody(request), hub.values);
      const result = hub.dispatch(sessionOf(request, reply), command.name, { positional: [], named });
      return sendReply(hub, request, reply, result, command.name === 'eval' ? evalShape(hub) : resultShape(hub));
    });
  app.route({ method: ['GET', 'POST'], url: '/api/:command', exposeHeadRoute: false, handler: handle });
}

function findCommand(hub: Hub, name: string): Command {
  const command = hub.commands.getPublic(name);
  if (!command) throw new HttpError(404, `there is no command '${name}'; /docs has a list of them`);
  return command;
}

/** What follows the `?`, undecoded. */
export function queryOf(request: FastifyRequest): string {
  const at = request.raw.url!.indexOf('?');
  return at < 0 ? '' : request.raw.url!.slice(at + 1);
}

/** The body by its Content-Type; without one it is JSON if it looks like an object. @throws HttpError 415 */
export function readBody(request: FastifyRequest): Body {
  const bytes = request.body as Buffer | undefined;
  if (!bytes || bytes.length === 0) return { kind: 'none' };
  const text = decodeUtf8(bytes);
  const type = (request.headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
  if (type === 'application/json' || type.endsWith('+json')) return { kind: 'json', text };
  if (type === 'application/x-www-form-urlencoded') return { kind: 'form', text };
  if (type === 'text/plain') return { kind: 'text', text };
  if (type === '') return text.trimStart().startsWith('{') ? { kind: 'json', text } : { kind: 'text', text };
  throw new HttpError(
    415,
    `a body of type ${type} is not understood; application/json, application/x-www-form-urlencoded and text/plain are`,
  );
}

/** `{"result": …}`. */
export function resultShape(hub: Hub): Shape {
  return value => `{"result":${hub.values.toJson(value)}}`;
}

function evalShape(hub: Hub): Shape {
  const { toJson, toText, typeName } = hub.values;
  return value =>
    `{"result":${toJson(value)},"text":${JSON.stringify(toText(value))},"type":${JSON.stringify(typeName(value))}}`;
}
