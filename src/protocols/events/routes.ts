import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Session } from '../../core/command.ts';
import { valueError } from '../../core/errors.ts';
import type { Hub } from '../../core/hub.ts';
import { callerOf } from '../caller.ts';
import { parseQuery, queryValue, splitTarget } from '../query.ts';
import { SentMessages } from './sentMessages.ts';
import { EventStream } from './stream.ts';

/** `GET /events?client=ID`: a client's messages as server-sent events. Returns what ends all streams. */
export function registerEvents(app: FastifyInstance, hub: Hub): () => void {
  const sent = new SentMessages();
  const streams = new Map<EventStream, Session>();
  hub.access.onChange(affected => {
    for (const [stream, { identity }] of streams) if (affected.has(identity)) stream.end();
  });
  app.get('/events', { exposeHeadRoute: false }, async (request, reply) => {
    const query = parseQuery(splitTarget(request.raw.url!).query);
    const lastEventId = request.headers['last-event-id'] as string | undefined;
    const lastSeq = readLastEventId(lastEventId ?? queryValue(query, 'lastEventId'));
    const session = sessionOf(hub, request, reply);
    const client = await findClient(hub, session, queryValue(query, 'client'));
    await new Promise<void>((resolve, reject) => hub.settle(error => (error ? reject(error) : resolve())));
    for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value!);
    reply.hijack();
    if (reply.raw.destroyed) return;
    const stream = new EventStream(reply.raw, hub, client, lastSeq, sent);
    streams.set(stream, session);
    reply.raw.once('close', () => streams.delete(stream));
  });
  return () => {
    for (const stream of streams.keys()) stream.end();
  };
}

async function findClient(hub: Hub, session: Session, id: string | undefined): Promise<string> {
  const [command, positional] = id === undefined ? ['getClientID', []] : ['groups', [id]];
  const reply = await hub.dispatch(session, command as string, { positional: positional as string[], named: null });
  if (reply.error) throw reply.error;
  return id ?? (reply.value as string);
}

function readLastEventId(text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  const seq = Number(text);
  if (!Number.isSafeInteger(seq) || seq < 0)
    throw valueError(`Last-Event-ID must be the id of an event, not '${text.slice(0, 40)}'`);
  return seq;
}

function sessionOf({ access }: Hub, request: FastifyRequest, reply: FastifyReply): Session {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return { protocol: 'events', ...callerOf(request.raw, access), gone: gone.signal };
}
