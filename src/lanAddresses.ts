import { networkInterfaces } from 'node:os';

/**
 * The addresses under which the LAN reaches this machine, IPv4 before IPv6, without loopback and link-local ones.
 * `host`: what the server listens on; undefined: everything.
 */
export function lanAddresses(host?: string): string[] {
  if (host !== undefined && host !== '0.0.0.0' && host !== '::') return [host];
  const found = Object.values(networkInterfaces())
    .flatMap(addresses => addresses ?? [])
    .filter(address => !address.internal && !address.address.startsWith('fe80:'))
    .filter(address => host !== '0.0.0.0' || address.family === 'IPv4');
  return found.sort((a, b) => a.family.localeCompare(b.family)).map(address => address.address);
}
