import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Command } from '../../core/command.ts';
import type { Hub, ValueCodec } from '../../core/hub.ts';
import { RefusalLog } from '../../core/refusalLog.ts';
import type { Value } from '../../python/values.ts';
import { type BrowserGuard, headOf } from '../browserGuard.ts';
import { peerOf } from '../peer.ts';
import { readArguments } from './arguments.ts';
import { confirmationPage, sendPage } from './pages.ts';
import { HttpError } from './problem.ts';
import { readQuery } from './requests.ts';
import { REPLY_HEADERS, TLS_HEADERS } from './securityHeaders.ts';

/** What pages of other origins that may use the server may send, and see, beyond what any page may. */
const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, DELETE',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, Last-Event-ID',
  'Access-Control-Max-Age': '600',
};
const EXPOSED = 'Allow, Retry-After, WWW-Authenticate';

/** Asks the guard before any route, static files and unknown paths too, and sets the headers that every reply has. */
export function guardRequests(app: FastifyInstance, hub: Hub, guard: BrowserGuard): void {
  const refusals = new RefusalLog(hub.log);
  app.addHook('onRequest', (request, reply, done) => {
    const head = headOf(request.raw, hub.access);
    reply.headers(REPLY_HEADERS);
    if (head.encrypted) reply.headers(TLS_HEADERS);
    if (guard.sharesWithOthers) reply.header('Vary', 'Origin');
    const command = commandOf(hub, request);
    const changes = command ? command.effect !== 'read' : request.routeOptions.url === '/events';
    const verdict = guard.judge(head, changes);
    switch (verdict.kind) {
      case 'allowed':
        if (verdict.corsOrigin !== undefined) shareReply(request, reply, verdict.corsOrigin);
        done();
        break;
      case 'refused':
        refusals.note(peerOf(request.raw.socket), verdict.reason);
        done(new HttpError(403, verdict.reason));
        break;
      case 'confirm':
        if (command) confirm(request, reply, command, hub.values, done);
        else done(new HttpError(403, 'this is for programs and for scripts of pages, not to be opened as a page'));
    }
  });
}

/** The command that the request is for by its name in the path. */
function commandOf(hub: Hub, { routeOptions, params }: FastifyRequest): Command | undefined {
  if (routeOptions.url !== '/api/:command') return undefined;
  return hub.commands.getPublic((params as { command: string }).command);
}

/** Lets the page of another origin read the reply. */
function shareReply({ method, headers }: FastifyRequest, reply: FastifyReply, origin: string): void {
  reply.header('Access-Control-Allow-Origin', origin).header('Access-Control-Expose-Headers', EXPOSED);
  if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return;
  reply.headers(PREFLIGHT);
  if (headers['access-control-request-private-network'] === 'true') {
    reply.header('Access-Control-Allow-Private-Network', 'true');
  }
}

/** Shows what the address would do. Arguments that are none are answered as they would be otherwise. */
function confirm(
  request: FastifyRequest,
  reply: FastifyReply,
  command: Command,
  values: ValueCodec,
  fail: (error: Error) => void,
): void {
  let args: Map<string, Value>;
  try {
    args = readArguments(command, readQuery(request), { kind: 'none' }, values);
  } catch (error) {
    fail(error as Error);
    return;
  }
  sendPage(reply, confirmationPage(describeCall(command, args, values), command.summary));
}

/** The call as one would write it: `setReg('a', 5)`; of `eval`, the expression. */
function describeCall({ name, args: declared }: Command, args: ReadonlyMap<string, Value>, values: ValueCodec): string {
  const expression = name === 'eval' && args.size === 1 ? args.get('expr') : undefined;
  if (typeof expression === 'string') return expression;
  const names = [...new Set([...Object.keys(declared), ...args.keys()])];
  const positional = names.findIndex((argument, index) => !args.has(argument) || index >= Object.keys(declared).length);
  const shown = names.flatMap((argument, index) => {
    if (!args.has(argument)) return [];
    const source = values.toSource(args.get(argument)!);
    return positional < 0 || index < positional ? source : `${argument}=${source}`;
  });
  return `${name}(${shown.join(', ')})`;
}
