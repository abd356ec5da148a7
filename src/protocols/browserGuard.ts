import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { HostNames, parseAuthority, shorten } from './hostNames.ts';
import { addressOf } from './peer.ts';

/** What the settings open. */
export interface BrowserSettings {
  /** Names, beside its own, by which the server is reached: `hub.example.org`, `*.example.org`. */
  allowedHosts: readonly string[];
  /** Origins whose pages may use the server: `https://app.example.org`, or `*` for all. */
  corsOrigins: readonly string[];
}

/** What of a request tells where it comes from. */
export interface RequestHead {
  method: string;
  /** As the request line has it. */
  target: string;
  headers: IncomingHttpHeaders;
  /** Whether the client's connection is TLS. */
  encrypted: boolean;
}

/** Behind a trusted proxy, the connection is what the proxy says of its own in X-Forwarded-Proto. */
export function headOf({ method, url, headers, socket }: IncomingMessage, proxies: ProxyTrust): RequestHead {
  const isTls = (socket as Partial<TLSSocket>).encrypted === true;
  const forwarded = headers['x-forwarded-proto'];
  const isProxied = forwarded !== undefined && proxies.isProxy(addressOf(socket));
  const encrypted = isProxied ? /^https\b/i.test(String(forwarded)) : isTls;
  return { method: method!, target: url!, headers, encrypted };
}

/** Which addresses are those of proxies that are believed. */
export interface ProxyTrust {
  isProxy(address: string): boolean;
}

/**
 * `allowed`; `corsOrigin`: the page's origin, where it is another one that may read the reply. `refused`, in one line that says what would
 * allow it. `confirm`: somebody has followed a link, or opened an address, that would change something; they are to be asked.
 */
export type Verdict =
  | { readonly kind: 'allowed'; readonly corsOrigin?: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'confirm' };

const ALLOWED: Verdict = { kind: 'allowed' };
const CONFIRM: Verdict = { kind: 'confirm' };
const NO_EFFECT = new Set(['GET', 'HEAD', 'OPTIONS']);
const ANY_ORIGIN = '*';
/** What a browser writes for the origin of a page: a scheme and an authority, no path. */
const ORIGIN = /^(?:[a-z][a-z0-9+.-]*:\/\/[^/?#\s,]+|null)$/i;

/**
 * Judges where requests come from, so that no web page from elsewhere can do anything by the browser of somebody who can reach the
 * server: not by requests (Origin, Sec-Fetch-Site, Referer), not by links (a GET that changes something), and not by DNS rebinding (Host).
 * @see docs/security.md
 */
export class BrowserGuard {
  readonly #hosts: HostNames;
  readonly #corsOrigins: ReadonlySet<string>;

  constructor({ allowedHosts, corsOrigins }: BrowserSettings = { allowedHosts: [], corsOrigins: [] }) {
    this.#hosts = new HostNames(allowedHosts);
    this.#corsOrigins = new Set(corsOrigins);
  }

  /** Whether pages of any other origin may use the server: then replies depend on the Origin. */
  get sharesWithOthers(): boolean {
    return this.#corsOrigins.size > 0;
  }

  /** `changes`: whether the request, a GET too, would change something. */
  judge(head: RequestHead, changes: boolean): Verdict {
    const host = authorityOf(head);
    const reason = host ? this.#hosts.refusal(host) : undefined;
    if (reason !== undefined) return { kind: 'refused', reason };
    const own = ownOrigin(host, head.encrypted);
    const origin = originOf(head.headers);
    if (origin === undefined) return judgeWithoutOrigin(head, own, changes);
    if (origin === own) return ALLOWED;
    if (this.#corsOrigins.has(origin) || this.#corsOrigins.has(ANY_ORIGIN))
      return { kind: 'allowed', corsOrigin: origin };
    return { kind: 'refused', reason: refusalOf(origin) };
  }
}

/** A request that says no origin: a program's, or one of a browser that only loads something. */
function judgeWithoutOrigin(head: RequestHead, own: string | undefined, changes: boolean): Verdict {
  const { method, headers } = head;
  const site = headers['sec-fetch-site'];
  const isRead = NO_EFFECT.has(method) && !changes;
  if (site === undefined) {
    // Browsers say more only where the connection is TLS or the host is localhost.
    if (isRead || !isBrowser(headers)) return ALLOWED;
    if (method === 'GET' && isNavigation(headers)) return CONFIRM;
    if (own !== undefined && URL.parse(headers.referer ?? '')?.origin === own) return ALLOWED;
    return { kind: 'refused', reason: method === 'GET' ? CHANGING_GET : UNKNOWN_SENDER };
  }
  const navigates = headers['sec-fetch-mode'] === 'navigate';
  if (method === 'GET' && navigates && !EMBEDDED.has(`${headers['sec-fetch-dest']}`))
    return changes ? CONFIRM : ALLOWED;
  if (site === 'same-origin') return ALLOWED;
  if (site !== 'none') return { kind: 'refused', reason: CROSS_SITE };
  return isRead || method !== 'GET' ? ALLOWED : { kind: 'refused', reason: CHANGING_GET };
}

/** What navigates inside of a page that may be anybody's, and is no frame. */
const EMBEDDED = new Set(['object', 'embed']);

const CHANGING_GET =
  "a browser's GET may not change anything; POST it, or, from a program, send a User-Agent that does not begin with Mozilla";
const UNKNOWN_SENDER =
  "a browser's request that may change something must say by Origin or Referer where it comes from; a program should send a User-Agent that does not begin with Mozilla";
const CROSS_SITE = 'pages of other sites may not load this; with --cors-origin they may fetch it';

function refusalOf(origin: string): string {
  if (origin === 'null') {
    return "pages without an origin (files, sandboxed frames) may not use this server; --cors-origin '*' allows every page";
  }
  const shown = shorten(origin);
  return `pages of ${shown} may not use this server; --cors-origin ${shown} allows them`;
}

/** The host and port that the request is for, as it says; undefined: it does not. */
function authorityOf({ target, headers }: RequestHead): string | undefined {
  return /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(target)?.[1] ?? (headers.host || undefined);
}

function ownOrigin(host: string | undefined, encrypted: boolean): string | undefined {
  return host === undefined ? undefined : parseAuthority(host, encrypted ? 'https' : 'http')?.origin;
}

/** The page's origin. What some libraries for devices say in its place (`file://`, the address of their own project) is none. */
function originOf(headers: IncomingHttpHeaders): string | undefined {
  const { origin } = headers;
  if (origin === undefined) return undefined;
  if (!ORIGIN.test(origin)) return isBrowser(headers) ? 'null' : undefined;
  return URL.parse(origin)?.origin === 'null' ? origin.toLowerCase() : (URL.parse(origin)?.origin ?? origin);
}

/** Whether a browser asks for a page to show. */
export function isNavigation(headers: IncomingHttpHeaders): boolean {
  if (headers['sec-fetch-site'] !== undefined) return headers['sec-fetch-mode'] === 'navigate';
  return isBrowser(headers) && headers.accept?.includes('text/html') === true;
}

/** Pages cannot choose their User-Agent without asking first, and cannot choose Sec-Fetch-Site at all. PowerShell says Mozilla too. */
function isBrowser(headers: IncomingHttpHeaders): boolean {
  const agent = headers['user-agent'] ?? '';
  return headers['sec-fetch-site'] !== undefined || (agent.startsWith('Mozilla/') && !agent.includes('PowerShell/'));
}
