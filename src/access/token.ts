import { createHash, randomInt } from 'node:crypto';
import { compilePattern } from '../core/fnmatch.ts';
import { PATTERN_SCOPES, type PatternScope, type Scopes, SQL_SCOPES, type SqlScope } from '../core/identity.ts';

/** What a token may do, as it is written in the file of tokens. */
export interface Grant extends Record<PatternScope, readonly string[]> {
  sql: SqlScope;
  eval: boolean;
  admin: boolean;
}

/** A token as the server keeps it: never the token itself. */
export interface TokenRecord {
  name: string;
  /** `sha256:` and 64 hexadecimal digits, of the token's UTF-8. A token has 95 bits of chance, so nothing slower is needed. */
  hash: string;
  grant: Grant;
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const TOKEN_LENGTH = 16;
const MAX_PATTERN_LENGTH = 255;

/** Everything but admin: what anybody in the workshop may do without a token. */
export const FULL_GRANT: Grant = {
  read: ['*'],
  write: ['*'],
  send: ['*'],
  join: ['*'],
  sql: 'write',
  eval: true,
  admin: false,
};
/** What is left out where some scopes are named. */
export const NO_GRANT: Grant = { read: [], write: [], send: [], join: [], sql: 'none', eval: false, admin: false };

/** Sixteen letters and digits that nobody can guess, short enough for a microcontroller's source. */
export function makeToken(): string {
  return Array.from({ length: TOKEN_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** What is kept of a token. */
export function hashToken(token: string): string {
  return `sha256:${createHash('sha256').update(token, 'utf8').digest('hex')}`;
}

/** The scopes of a grant. */
export function toScopes(grant: Grant): Scopes {
  const { read, write, send, join, ...others } = grant;
  const [reads, writes, sends, joins] = [read, write, send, join].map(patterns => patterns.map(compilePattern));
  return { read: reads, write: writes, send: sends, join: joins, ...others };
}

/** A token's name is one that a client or group can have. */
const NAME = /^[^.\-\u00c8\p{Cc}]{1,60}$/u;

/** Null, or why a token can't have this name. */
export function nameProblem(name: string): string | null {
  if (NAME.test(name) && name !== 'None') return null;
  return `the name of a token is 1 to 60 characters without '.', '-', 'È' and control characters, not '${name}'`;
}

const HASH = /^sha256:[0-9a-f]{64}$/;

/**
 * A token out of the file: `hash`, and scopes, of which those that are left out are everything but admin where none is named, nothing else.
 * @throws RangeError that says what is wrong.
 */
export function readToken(name: string, table: unknown): TokenRecord {
  const problem = nameProblem(name);
  if (problem) throw new RangeError(problem);
  if (typeof table !== 'object' || table === null || Array.isArray(table)) throw new RangeError('it must be a table');
  const { hash, ...rest } = table as Record<string, unknown>;
  if (typeof hash !== 'string' || !HASH.test(hash))
    throw new RangeError('hash must be sha256: and 64 hexadecimal digits');
  return { name, hash, grant: readGrant(rest) };
}

/** @throws RangeError */
export function readGrant(given: Record<string, unknown>): Grant {
  const grant: Record<string, unknown> = { ...(Object.keys(given).length === 0 ? FULL_GRANT : NO_GRANT) };
  for (const [scope, value] of Object.entries(given)) {
    if ((PATTERN_SCOPES as readonly string[]).includes(scope)) grant[scope] = readPatterns(scope, value);
    else if (scope === 'sql') grant.sql = readSql(value);
    else if (scope === 'eval' || scope === 'admin') grant[scope] = readBoolean(scope, value);
    else
      throw new RangeError(
        `there is no scope '${scope}'; there are ${[...PATTERN_SCOPES, 'sql', 'eval', 'admin'].join(', ')}`,
      );
  }
  return grant as unknown as Grant;
}

function readPatterns(scope: string, value: unknown): string[] {
  const patterns = typeof value === 'string' ? [value] : value;
  const isPattern = (item: unknown) => typeof item === 'string' && item !== '' && item.length <= MAX_PATTERN_LENGTH;
  if (!Array.isArray(patterns) || !patterns.every(isPattern)) {
    throw new RangeError(`${scope} must be a list of patterns, each of 1 to ${MAX_PATTERN_LENGTH} characters`);
  }
  return patterns;
}

function readSql(value: unknown): SqlScope {
  if (!SQL_SCOPES.includes(value as SqlScope)) throw new RangeError(`sql must be one of ${SQL_SCOPES.join(', ')}`);
  return value as SqlScope;
}

function readBoolean(scope: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw new RangeError(`${scope} must be true or false`);
  return value;
}
