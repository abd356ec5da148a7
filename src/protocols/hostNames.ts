import { isIP } from 'node:net';
import { hostname } from 'node:os';

/** Suffixes of names that nobody can register in public, so that no page from elsewhere can have one. */
const PRIVATE_SUFFIXES = ['.local', '.localhost', '.lan', '.home.arpa', '.internal', '.test'];
/** Browsers never ask for a zone; other clients do. */
const IPV6_ZONE = /%[\w.~%-]+(?=\])/;
const AUTHORITY = /^[^\s\0-\x1f\x7f/?#@\\]+$/;
const REMEMBERED = 256;
const MAX_NAME_LENGTH = 253;
const SHOWN_LENGTH = 100;

/** `host` or `host:port` as browsers understand it; undefined: it is neither. */
export function parseAuthority(authority: string, scheme: 'http' | 'https' = 'http'): URL | undefined {
  if (!AUTHORITY.test(authority)) return undefined;
  return URL.parse(`${scheme}://${authority.replace(IPV6_ZONE, '')}`) ?? undefined;
}

/**
 * The names by which the server may be asked for. With DNS rebinding a page's own name, `evil.example`, leads to this server, and the
 * browser takes both for the same origin; but it says the name. So a name must be one that no page from elsewhere can have.
 */
export class HostNames {
  readonly #names: ReadonlySet<string>;
  /** With the dot: `.example.org`. */
  readonly #suffixes: readonly string[];
  /** Verdicts on what was asked for; clients say the same few for ever. */
  readonly #refusals = new Map<string, string | undefined>();

  /** `allowed`: names, and `*.example.org` for all below one. `own`: the machine's name. */
  constructor(allowed: readonly string[], own = hostname()) {
    const suffixes = allowed.filter(name => name.startsWith('*.')).map(name => name.slice(1));
    this.#names = new Set([...allowed, own].map(name => name.toLowerCase()));
    this.#suffixes = [...PRIVATE_SUFFIXES, ...suffixes.map(suffix => suffix.toLowerCase())];
  }

  /** Why the server may not be asked for by this `host` or `host:port`; undefined: it may. */
  refusal(authority: string): string | undefined {
    if (this.#refusals.has(authority)) return this.#refusals.get(authority);
    const refusal = this.#judge(authority);
    if (authority.length > MAX_NAME_LENGTH) return refusal;
    if (this.#refusals.size >= REMEMBERED) this.#refusals.clear();
    this.#refusals.set(authority, refusal);
    return refusal;
  }

  #judge(authority: string): string | undefined {
    const url = parseAuthority(authority);
    if (!url) return `the host '${shorten(authority)}' is not well-formed`;
    const name = url.hostname.replace(/\.$/, '');
    if (this.#allows(name)) return undefined;
    const shown = shorten(name);
    return `the host name '${shown}' is not one of this server's; --allowed-host ${shown} allows it`;
  }

  #allows(name: string): boolean {
    if (!name.includes('.') || isIP(name.replace(/^\[|\]$/g, '')) !== 0 || this.#names.has(name)) return true;
    return this.#suffixes.some(suffix => name.endsWith(suffix));
  }
}

/** Of what a peer said, as much as belongs into a message. */
export function shorten(text: string): string {
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH)}…`;
}
