import { RateLimiter, TokenBucket } from 'limiter';
import type { PythonError } from '../core/errors.ts';
import { authenticationError, RateLimitError } from '../core/errors.ts';
import { type Identity, type Scopes, tokenMissing } from '../core/identity.ts';
import { FULL_GRANT, type Grant, type TokenRecord, toScopes } from './token.ts';

/** What identities share, and what changes while they live. */
export interface House {
  /** Whether there are tokens. */
  hasTokens: boolean;
  /** Without one, nothing is allowed. */
  readonly requiresToken: boolean;
  /** Requests a second of one peer or token. */
  readonly requestsPerSecond: number;
}

/** The scopes of whoever gave no token. */
const OPEN: Scopes = toScopes(FULL_GRANT);
const NOTHING: Scopes = toScopes({ read: [], write: [], send: [], join: [], sql: 'none', eval: false, admin: false });

/** An identity whose requests are counted. */
export abstract class Known implements Identity {
  protected readonly house: House;
  readonly #bucket: TokenBucket | null;

  constructor(house: House, isCounted: boolean) {
    this.house = house;
    this.#bucket = isCounted && Number.isFinite(house.requestsPerSecond) ? fullBucket(house.requestsPerSecond) : null;
  }

  abstract readonly name: string | null;
  abstract readonly scopes: Scopes;
  abstract readonly refusal: PythonError | null;

  get hasOwners(): boolean {
    return this.house.hasTokens;
  }

  /** One more request. @throws RateLimitError */
  count(): void {
    if (this.#bucket === null || this.#bucket.tryRemoveTokens(1)) return;
    const most = this.house.requestsPerSecond;
    throw new RateLimitError(`too many requests, the limit is ${most} a second`, this.#bucket.getWaitTime(1));
  }
}

/** Whoever calls from an address of the workshop and gave no token. */
export class Neighbour extends Known {
  readonly name = null;
  readonly scopes = OPEN;

  get refusal(): PythonError | null {
    return this.house.requiresToken ? tokenMissing() : null;
  }
}

/** Whoever gave a token. One for each token, for as long as the token is the same. */
export class Holder extends Known {
  readonly name: string;
  readonly hash: string;
  #scopes: Scopes;
  #grant: string;
  #isWithdrawn = false;

  constructor(house: House, { name, hash, grant }: TokenRecord) {
    super(house, true);
    this.name = name;
    this.hash = hash;
    this.#scopes = toScopes(grant);
    this.#grant = JSON.stringify(grant);
  }

  get scopes(): Scopes {
    return this.#scopes;
  }

  get refusal(): PythonError | null {
    return this.#isWithdrawn ? authenticationError(`the token '${this.name}' was withdrawn`) : null;
  }

  /** From now on it may do this. Whether that is something else than before. */
  change(grant: Grant): boolean {
    const text = JSON.stringify(grant);
    if (text === this.#grant) return false;
    this.#grant = text;
    this.#scopes = toScopes(grant);
    return true;
  }

  withdraw(): void {
    this.#isWithdrawn = true;
  }
}

/** Whoever may do nothing at all. */
export class Refused implements Identity {
  readonly name = null;
  readonly scopes = NOTHING;
  readonly hasOwners = true;
  readonly refusal: PythonError;

  constructor(refusal: PythonError) {
    this.refusal = refusal;
  }
}

function fullBucket(perSecond: number): TokenBucket {
  const bucket = new TokenBucket({ bucketSize: perSecond, tokensPerInterval: perSecond, interval: 'second' });
  bucket.content = perSecond;
  return bucket;
}

const FAILURES_PER_MINUTE = 10;
const MAX_ADDRESSES = 10_000;

/** Counts wrong tokens by address: after ten in a minute, an address waits. */
export class Attempts {
  readonly #byAddress = new Map<string, RateLimiter>();

  /** @throws RateLimitError for an address that has to wait. */
  check(address: string): void {
    const left = this.#byAddress.get(keyOf(address));
    if (left === undefined || left.getTokensRemaining() >= 1) return;
    throw new RateLimitError('too many wrong tokens', left.getWaitTime(1));
  }

  /** The address gave a wrong token. */
  fail(address: string): void {
    const key = keyOf(address);
    const left =
      this.#byAddress.get(key) ?? new RateLimiter({ tokensPerInterval: FAILURES_PER_MINUTE, interval: 'minute' });
    this.#byAddress.delete(key);
    this.#byAddress.set(key, left);
    left.tryRemoveTokens(1);
    if (this.#byAddress.size > MAX_ADDRESSES) this.#byAddress.delete(this.#byAddress.keys().next().value!);
  }
}

/** Of an IPv6 address its first 64 bits, which are those of a network: a single peer has all of the rest. */
function keyOf(address: string): string {
  if (!address.includes(':')) return address;
  const [left, right = ''] = address.split('::');
  const groups = left.split(':').filter(Boolean);
  if (address.includes('::')) {
    const missing = 8 - groups.length - right.split(':').filter(Boolean).length;
    groups.push(...Array.from({ length: missing }, () => '0'), ...right.split(':').filter(Boolean));
  }
  return groups.slice(0, 4).join(':');
}
