import { type Grant, NO_GRANT } from '../../src/access/token.ts';
import { Tokens } from '../../src/access/tokens.ts';
import type { TestServer } from './server.ts';

/** Makes a token that a running server takes at once: with these scopes, or with everything but admin. */
export function addToken({ folder, gateway }: TestServer, name: string, scopes?: Partial<Grant>): string {
  const token = new Tokens(folder).add(name, scopes && { ...NO_GRANT, ...scopes });
  gateway.reload();
  return token;
}

/** Withdraws a token, at once. */
export function removeToken({ folder, gateway }: TestServer, name: string): void {
  new Tokens(folder).remove(name);
  gateway.reload();
}
