import { BlockList, isIP } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

/** Loopback, private (RFC 1918), link-local and unique local addresses: the same in every workshop. */
const NEAR = [
  '127.0.0.0/8',
  '::1',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  'fe80::/10',
  'fc00::/7',
];
const LOOPBACK = ['127.0.0.0/8', '::1'];

/** How long a look at this machine's interfaces is good for. */
const INTERFACES_MS = 10_000;

/** A set of addresses, given as addresses and networks: `192.168.7.0/24`, `2001:db8::/32`, `203.0.113.5`. */
export class Networks {
  readonly #list = new BlockList();
  readonly sources: readonly string[];

  /** @throws RangeError for what is neither an address nor a network. */
  constructor(sources: readonly string[]) {
    this.sources = sources;
    for (const source of sources) addNetwork(this.#list, source);
  }

  has(address: string): boolean {
    const kind = isIP(address);
    return kind !== 0 && this.#list.check(address, kind === 6 ? 'ipv6' : 'ipv4');
  }
}

/** Whether the text is an address or a network. */
export function isNetwork(text: string): boolean {
  return parseNetwork(text) !== null;
}

function parseNetwork(text: string): { address: string; bits: number; kind: 'ipv4' | 'ipv6' } | null {
  const [, address, length] = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = address === undefined ? 0 : isIP(address);
  if (version === 0) return null;
  const most = version === 6 ? 128 : 32;
  const bits = length === undefined ? most : Number(length);
  return bits > most ? null : { address, bits, kind: version === 6 ? 'ipv6' : 'ipv4' };
}

function addNetwork(list: BlockList, source: string): void {
  const network = parseNetwork(source);
  if (!network) throw new RangeError(`'${source}' is no network`);
  // A list of node:net takes no mask of no bits.
  if (network.bits > 0) {
    list.addSubnet(network.address, network.bits, network.kind);
    return;
  }
  const halves = network.kind === 'ipv4' ? ['0.0.0.0', '128.0.0.0'] : ['::', '8000::'];
  for (const half of halves) list.addSubnet(half, 1, network.kind);
}

/** Which addresses belong to the workshop: those near, this machine's own subnets, and those that a setting names. */
export class Neighbourhood {
  readonly #near = new Networks(NEAR);
  readonly #loopback = new Networks(LOOPBACK);
  readonly #allowed: Networks;
  readonly #readInterfaces: typeof networkInterfaces;
  #own = new Networks([]);
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** `allowed`: further networks. */
  constructor(allowed: readonly string[], readInterfaces = networkInterfaces) {
    this.#allowed = new Networks(allowed);
    this.#readInterfaces = readInterfaces;
  }

  has(address: string): boolean {
    return this.#near.has(address) || this.#allowed.has(address) || this.#ownSubnets().has(address);
  }

  /** Whether it is this machine itself. */
  isLoopback(address: string): boolean {
    return this.#loopback.has(address);
  }

  /** They change while the server runs: a cable is plugged in, a prefix is given anew. */
  #ownSubnets(): Networks {
    const now = performance.now();
    if (now - this.#lookedAt > INTERFACES_MS) {
      this.#lookedAt = now;
      this.#own = new Networks(subnetsOf(this.#readInterfaces()));
    }
    return this.#own;
  }
}

function subnetsOf(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): string[] {
  const found = Object.values(interfaces).flatMap(addresses => addresses ?? []);
  return found.flatMap(({ cidr, internal }) => (cidr === null || internal ? [] : [cidr]));
}
