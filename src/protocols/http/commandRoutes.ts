import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Command } from '../../core/command.ts';
import type { Hub } from '../../core/hub.ts';
import { readArguments } from './arguments.ts';
import { runInOrder } from './inOrder.ts';
import { HttpError } from './problem.ts';
import { type Shape, sendReply } from './replies.ts';
import { readBody, readQuery } from './requests.ts';
import { sessionOf } from './session.ts';

/** `/api/<command>`: one route for all commands, and `/api/eval`. */
export function registerCommandRoutes(app: FastifyInstance, hub: Hub): void {
  const handle = (request: FastifyRequest, reply: FastifyReply) =>
    runInOrder(request, reply, async () => {
      const command = findCommand(hub, (request.params as { command: string }).command);
      const named = readArguments(command, readQuery(request), readBody(request), hub.values);
      const result = hub.dispatch(sessionOf(hub, request, reply), command.name, { positional: [], named });
      return sendReply(hub, request, reply, result, command.name === 'eval' ? evalShape(hub) : resultShape(hub));
    });
  app.route({ method: ['GET', 'POST'], url: '/api/:command', exposeHeadRoute: false, handler: handle });
}

function findCommand(hub: Hub, name: string): Command {
  const command = hub.commands.getPublic(name);
  if (!command) throw new HttpError(404, `there is no command '${name}'; /docs has a list of them`);
  return command;
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
