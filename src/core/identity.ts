import { authenticationError, type PythonError, permissionError } from './errors.ts';
import type { KeyPattern } from './fnmatch.ts';
import { covers } from './patternCover.ts';

/** What may be done. Patterns as fnmatch has them; names of clients and groups are matched whole. */
export interface Scopes {
  /** Keys that may be read, and watched. Shared names (`x = 1`) count as keys. */
  readonly read: readonly KeyPattern[];
  /** Keys that may be set and removed. */
  readonly write: readonly KeyPattern[];
  /** Groups and clients that may be sent to. */
  readonly send: readonly KeyPattern[];
  /** Groups that may be joined. */
  readonly join: readonly KeyPattern[];
  readonly sql: SqlScope;
  /** Any expression and statement; without it, a request is calls of commands, nothing else. */
  readonly eval: boolean;
  /** The commands for whoever looks after the server; may act for every client. */
  readonly admin: boolean;
}

export const SQL_SCOPES = ['none', 'read', 'write'] as const;
export type SqlScope = (typeof SQL_SCOPES)[number];
/** The scopes that are lists of patterns. */
export const PATTERN_SCOPES = ['read', 'write', 'send', 'join'] as const;
export type PatternScope = (typeof PATTERN_SCOPES)[number];

/** For whom a request is: a token's, or nobody's in particular. Made by the doorkeeper (`src/access`), asked by `dispatch`. */
export interface Identity {
  /** The token's name; null: no token was given. Clients belong to a token by it. */
  readonly name: string | null;
  readonly scopes: Scopes;
  /** Why nothing may be done: the peer is a stranger, a token is missing, wrong or withdrawn. */
  readonly refusal: PythonError | null;
  /** Whether clients belong to tokens: there are any. */
  readonly hasOwners: boolean;
}

const whose = ({ name }: Identity) => (name === null ? 'without a token, nobody' : `the token '${name}'`);

/** The server's own facts tell nothing of anybody's data. */
const PUBLIC_PREFIX = 'server.';

/** Refuses a key that may not be used so. @throws PermissionError that names what is allowed. */
export function requireKey(identity: Identity, scope: 'read' | 'write', key: string): void {
  if (allows(identity, scope, key) || (scope === 'read' && key.startsWith(PUBLIC_PREFIX))) return;
  throw forbidden(identity, scope, `'${key}'`);
}

/** The same for all keys that a pattern can match. */
export function requirePattern(identity: Identity, scope: 'read' | 'write', pattern: KeyPattern): void {
  if (scope === 'read' && pattern.prefix.startsWith(PUBLIC_PREFIX)) return;
  if (identity.scopes[scope].some(allowed => covers(allowed, pattern))) return;
  throw forbidden(identity, scope, `all of '${pattern.source}'`);
}

/** Refuses a group or client that may not be sent to, or a group that may not be joined. @throws PermissionError */
export function requireName(identity: Identity, scope: 'send' | 'join', name: string): void {
  if (!allows(identity, scope, name)) throw forbidden(identity, scope, `'${name}'`);
}

/** @throws PermissionError where no SQL may be used. */
export function requireSql(identity: Identity): void {
  if (identity.scopes.sql === 'none') throw permissionError(`${whose(identity)} may not use SQL`);
}

/** @throws PermissionError for whoever does not look after the server. */
export function requireAdmin(identity: Identity, what: string): void {
  if (!identity.scopes.admin) throw permissionError(`${what} takes a token with the scope admin`);
}

/** @throws PermissionError where a request may only call commands. */
export function requireEval(identity: Identity): void {
  if (!identity.scopes.eval) {
    throw permissionError(`${whose(identity)} may only call commands; other expressions take the scope eval`);
  }
}

/** Whether it may act for a client that belongs to the token `owner` (null: to nobody). */
export function mayActFor({ name, scopes }: Identity, owner: string | null): boolean {
  return owner === null || owner === name || scopes.admin;
}

function allows({ scopes }: Identity, scope: PatternScope, text: string): boolean {
  for (const pattern of scopes[scope]) if (pattern.source === '*' || pattern.test(text)) return true;
  return false;
}

const VERBS = { read: 'read', write: 'write', send: 'send to', join: 'join' } as const;

function forbidden(identity: Identity, scope: PatternScope, what: string): PythonError {
  const sources = identity.scopes[scope].map(({ source }) => `'${source}'`);
  const allowed = sources.length === 0 ? 'nothing' : sources.join(', ');
  return permissionError(`${whose(identity)} may ${VERBS[scope]} ${allowed}, not ${what}`);
}

/** For requests without a token where one is needed. */
export function tokenMissing(): PythonError {
  return authenticationError(
    "this server wants a token: auth('TOKEN') in raw text, the header Authorization: Bearer TOKEN or ?token=TOKEN",
  );
}
