/** One id's polls: where the last came from, and when it changed between addresses. */
interface Polls {
  address: string;
  /** The address before. */
  former: string | undefined;
  /** When the last changes back to a former address were, ms since 1970. */
  returns: number[];
  isTold: boolean;
}

/** So many changes back and forth within so long are two devices, and no device that moves from one network to another. */
const RETURNS = 3;
const WITHIN_MS = 60_000;
/** Ids that are remembered; beyond it, those whose last poll is the longest ago are forgotten. */
const MAX_IDS = 10_000;

/**
 * Notices devices that share a client id, such as two that run the same sketch with an id written into it: they poll from two addresses by turns,
 * and each takes the other's messages. The port does not matter, nor does an IPv4 address beside an IPv6 one. Two behind one translated
 * address (NAT) look like one.
 */
export class DuplicateDevices {
  readonly #polls = new Map<string, Polls>();

  /** The id has been polled by `peer` (`192.168.1.7:51234`). Returns the two addresses the first time that there are two. */
  poll(id: string, peer: string, now: number): [string, string] | undefined {
    const address = addressOf(peer);
    const polls = this.#find(id, address);
    if (polls.address === address || isIpv6(polls.address) !== isIpv6(address)) return undefined;
    const isReturn = polls.former === address;
    polls.former = polls.address;
    polls.address = address;
    if (!isReturn) {
      polls.returns = [];
      return undefined;
    }
    polls.returns.push(now);
    if (polls.returns.length > RETURNS) polls.returns.shift();
    if (polls.isTold || polls.returns.length < RETURNS || now - polls.returns[0] > WITHIN_MS) return undefined;
    polls.isTold = true;
    return [polls.former, address];
  }

  #find(id: string, address: string): Polls {
    const known = this.#polls.get(id);
    const polls = known ?? { address, former: undefined, returns: [], isTold: false };
    // Behind all others: the map is in the order of the last polls.
    if (known) this.#polls.delete(id);
    else if (this.#polls.size >= MAX_IDS) this.#polls.delete(this.#polls.keys().next().value!);
    this.#polls.set(id, polls);
    return polls;
  }
}

/** `192.168.1.7` of `192.168.1.7:51234`; of `[fe80::1]:51234`, `fe80::1`. */
function addressOf(peer: string): string {
  return peer
    .slice(0, peer.lastIndexOf(':'))
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/^::ffff:/, '');
}

function isIpv6(address: string): boolean {
  return address.includes(':');
}
