import { timingSafeEqual } from 'node:crypto';
import type { Command, Session } from '../core/command.ts';
import { authenticationError, type PythonError, permissionError } from '../core/errors.ts';
import type { Access } from '../core/hub.ts';
import type { Identity } from '../core/identity.ts';
import type { Logger } from '../core/log.ts';
import { Neighbourhood, Networks } from '../core/networks.ts';
import { RefusalLog } from '../core/refusalLog.ts';
import { Attempts, Holder, type House, Known, Neighbour, Refused } from './identities.ts';
import { hashToken, type TokenRecord } from './token.ts';

/** Who may come in. */
export interface AccessSettings {
  /** Networks that may, besides those near. */
  allowed: readonly string[];
  /** Networks of proxies, whose X-Forwarded-For is believed. */
  proxies: readonly string[];
  /** Nobody may do anything without a token. */
  requiresToken: boolean;
  /** Requests a second of one peer or token; Infinity: any number. This machine's own programs are not counted without a token. */
  requestsPerSecond: number;
}

const MAX_NEIGHBOURS = 4096;
const MAX_TOKEN_LENGTH = 256;

/**
 * Knows who is asking: by the address of the peer, and by its token. What an identity may do is the guard's business.
 * @see docs/security.md
 */
export class Doorkeeper implements Access {
  readonly #house: House;
  readonly #neighbourhood: Neighbourhood;
  readonly #proxies: Networks;
  readonly #neighbours = new Map<string, Neighbour>();
  readonly #attempts = new Attempts();
  readonly #refusals: RefusalLog;
  readonly #listeners = new Set<(affected: ReadonlySet<Identity>) => void>();
  #holders: Holder[] = [];

  constructor(settings: AccessSettings, log: Logger) {
    const { requiresToken, requestsPerSecond } = settings;
    this.#house = { hasTokens: false, requiresToken, requestsPerSecond };
    this.#neighbourhood = new Neighbourhood(settings.allowed);
    this.#proxies = new Networks(settings.proxies);
    this.#refusals = new RefusalLog(log);
  }

  isLoopback(address: string): boolean {
    return this.#neighbourhood.isLoopback(address);
  }

  isProxy(address: string): boolean {
    return this.#proxies.has(address);
  }

  isStranger(address: string): boolean {
    return !this.#neighbourhood.has(address);
  }

  identify(address: string, token?: string): Identity {
    if (this.isStranger(address)) return new Refused(this.#strangerError(address));
    return token === undefined ? this.#neighbour(address) : this.#holder(address, token);
  }

  /** Whether the request is heard at all. @throws PermissionError, AuthenticationError, RateLimitError */
  admit({ identity }: Session, command: Command): void {
    const { refusal } = identity;
    if (refusal && !(command.authenticates && refusal.type === 'AuthenticationError')) throw refusal;
    if (identity instanceof Known) identity.count();
  }

  /** Takes these tokens for the only ones. Whoever has one that is gone may do nothing from now on. */
  setTokens(records: readonly TokenRecord[]): void {
    const affected = new Set<Identity>();
    const former = new Map(this.#holders.map(holder => [`${holder.name} ${holder.hash}`, holder]));
    this.#holders = records.map(record => {
      const known = former.get(`${record.name} ${record.hash}`);
      former.delete(`${record.name} ${record.hash}`);
      if (known?.change(record.grant)) affected.add(known);
      return known ?? new Holder(this.#house, record);
    });
    for (const holder of former.values()) {
      holder.withdraw();
      affected.add(holder);
    }
    this.#house.hasTokens = records.length > 0;
    for (const listener of this.#listeners) listener(affected);
  }

  onChange(listener: (affected: ReadonlySet<Identity>) => void): void {
    this.#listeners.add(listener);
  }

  #neighbour(address: string): Neighbour {
    const known = this.#neighbours.get(address);
    if (known) return known;
    const neighbour = new Neighbour(this.#house, !this.isLoopback(address));
    if (this.#neighbours.size >= MAX_NEIGHBOURS) this.#neighbours.delete(this.#neighbours.keys().next().value!);
    this.#neighbours.set(address, neighbour);
    return neighbour;
  }

  #holder(address: string, token: string): Identity {
    try {
      this.#attempts.check(address);
    } catch (error) {
      return new Refused(error as PythonError);
    }
    const holder = this.#find(token);
    if (holder) return holder;
    this.#attempts.fail(address);
    this.#refusals.note(address, `a wrong token was given by ${address}`);
    return new Refused(authenticationError('the token is wrong, or was withdrawn'));
  }

  /** Every token is compared, each in constant time. */
  #find(token: string): Holder | undefined {
    if (token.length > MAX_TOKEN_LENGTH) return undefined;
    const hash = Buffer.from(hashToken(token));
    let found: Holder | undefined;
    for (const holder of this.#holders) if (timingSafeEqual(hash, Buffer.from(holder.hash))) found = holder;
    return found;
  }

  #strangerError(address: string): PythonError {
    const text = `${address} is outside of this server's network; --allow ${address} on the server lets it in`;
    this.#refusals.note(address, text);
    return permissionError(text);
  }
}
