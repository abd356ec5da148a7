import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';
import type { Session } from '../core/command.ts';
import type { Access } from '../core/hub.ts';
import type { Identity } from '../core/identity.ts';
import { addressOf, peerOf } from './peer.ts';
import { parseQuery, queryValue, splitTarget } from './query.ts';

/** Who makes an HTTP request: where from, and for whom. */
export type Caller = Pick<Session, 'peer' | 'address'> & { identity: Identity };

const BEARER = /^Bearer +(\S+) *$/i;

const callers = new WeakMap<IncomingMessage, Caller>();

/**
 * Who makes a request; looked for once. Behind a trusted proxy, the address is the one that the proxy names in X-Forwarded-For. The token is that of
 * `Authorization: Bearer`, else `?token=`.
 */
export function callerOf(request: IncomingMessage, access: Access): Caller {
  let caller = callers.get(request);
  if (!caller) {
    const direct = addressOf(request.socket);
    const address = access.isProxy(direct) ? addressOf({ remoteAddress: forwardedAddress(request, access) }) : direct;
    const peer = address === direct ? peerOf(request.socket) : peerOf({ remoteAddress: address, remotePort: 0 });
    caller = { peer, address, identity: access.identify(address, tokenOf(request)) };
    callers.set(request, caller);
  }
  return caller;
}

/** The first address, from ours on, that is no proxy's. */
function forwardedAddress(request: IncomingMessage, access: Access): string {
  return proxyAddr(request, address => access.isProxy(addressOf({ remoteAddress: address })));
}

function tokenOf({ headers, url }: IncomingMessage): string | undefined {
  const { authorization } = headers;
  if (authorization !== undefined) return BEARER.exec(authorization)?.[1] ?? '';
  const { query } = splitTarget(url!);
  if (!query.includes('token=')) return undefined;
  try {
    return queryValue(parseQuery(query), 'token');
  } catch {
    // What is wrong with the query is told where it is read.
    return undefined;
  }
}
