import type { Socket } from 'node:net';

const IPV4_IN_IPV6 = '::ffff:';

/** The peer's address and port: `192.168.1.7:51234`, `[fe80::1]:51234`. */
export function peerOf(socket: Pick<Socket, 'remoteAddress' | 'remotePort'>): string {
  const { remoteAddress = 'unknown', remotePort = 0 } = socket;
  const address = remoteAddress.startsWith(IPV4_IN_IPV6) ? remoteAddress.slice(IPV4_IN_IPV6.length) : remoteAddress;
  return address.includes(':') ? `[${address}]:${remotePort}` : `${address}:${remotePort}`;
}
