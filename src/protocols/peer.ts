import type { Socket } from 'node:net';

const IPV4_IN_IPV6 = '::ffff:';

/** The peer's address alone, without a zone: `192.168.1.7`, `fe80::1`. */
export function addressOf({ remoteAddress = 'unknown' }: Pick<Socket, 'remoteAddress'>): string {
  const [address] = remoteAddress.split('%', 1);
  return address.startsWith(IPV4_IN_IPV6) ? address.slice(IPV4_IN_IPV6.length) : address;
}

/** The peer's address and port: `192.168.1.7:51234`, `[fe80::1]:51234`. */
export function peerOf(socket: Pick<Socket, 'remoteAddress' | 'remotePort'>): string {
  const { remoteAddress = 'unknown', remotePort = 0 } = socket;
  const address = remoteAddress.startsWith(IPV4_IN_IPV6) ? remoteAddress.slice(IPV4_IN_IPV6.length) : remoteAddress;
  return address.includes(':') ? `[${address}]:${remotePort}` : `${address}:${remotePort}`;
}
