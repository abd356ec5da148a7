import { type Command, defineCommand } from '../core/command.ts';
import { type Identity, PATTERN_SCOPES, requireEval } from '../core/identity.ts';
import { Dict } from '../python/dict.ts';
import { messageText } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { anyResult, OK } from './results.ts';

const auth = defineCommand({
  name: 'auth',
  topic: 'system',
  summary: 'Says who is asking, by a token',
  description:
    'In raw text, what follows on the connection is asked with this token: auth("…"); setReg("a", 1) in one request, or once for a connection in line mode. Over HTTP a token is given with each request, as the header Authorization: Bearer or the query’s token; this then says whether it is right.',
  args: { token: messageText('The token', { example: 'hQ3vN8sT0bYw5LxK' }) },
  result: OK,
  errors: {
    AuthenticationError: 'The token is wrong, or was withdrawn.',
    RateLimitError: 'Too many wrong tokens came from this address.',
  },
  effect: 'read',
  authenticates: true,
  run(context: RequestContext, { token }) {
    context.authenticate(token);
    if (!context.callsOnly) requireEval(context.session.identity);
    return 'OK';
  },
});

const identity = defineCommand({
  name: 'identity',
  reach: 'resources',
  topic: 'system',
  summary: 'Who is asking, and what that one may do',
  description:
    'The token’s name (None without one), its scopes, whether there are tokens, whether other machines need TLS, and why nothing is allowed, if so.',
  args: {},
  result: anyResult('Who is asking', Dict.of([['name', 'kitchen']])),
  errors: {},
  effect: 'read',
  authenticates: true,
  run: ({ session, services }: RequestContext) => describe(session.identity, services.needsTls),
});

function describe({ name, scopes, hasOwners, refusal }: Identity, needsTls: boolean): Dict {
  return Dict.of([
    ['name', name],
    ['hasTokens', hasOwners],
    ['needsTls', needsTls],
    ['refusal', refusal === null ? null : refusal.message],
    ...PATTERN_SCOPES.map((scope): [string, string[]] => [scope, scopes[scope].map(({ source }) => source)]),
    ['sql', scopes.sql],
    ['eval', scopes.eval],
    ['admin', scopes.admin],
  ]);
}

const tokens = defineCommand({
  name: 'tokens',
  reach: 'resources',
  topic: 'system',
  summary: 'The names of all tokens',
  description: 'Sorted. The tokens themselves are not known to the server.',
  args: {},
  result: anyResult('The names', ['kitchen']),
  errors: { PermissionError: 'It takes the scope admin.' },
  effect: 'admin',
  run: (context: RequestContext) =>
    context.services.tokens
      .list()
      .map(({ name }) => name)
      .sort(),
});

const addToken = defineCommand({
  name: 'addToken',
  reach: 'resources',
  topic: 'system',
  summary: 'Makes a token',
  description: 'With everything but admin. It is shown this once.',
  args: { name: messageText('Its name', { example: 'kitchen' }) },
  result: anyResult('The token', 'hQ3vN8sT0bYw5LxK'),
  errors: { PermissionError: 'It takes the scope admin.', ValueError: 'The name is taken, or not allowed.' },
  effect: 'admin',
  run: (context: RequestContext, { name }) => context.services.tokens.add(name),
});

const removeToken = defineCommand({
  name: 'removeToken',
  reach: 'resources',
  topic: 'system',
  summary: 'Withdraws a token',
  description: 'Whoever uses it may do nothing from now on.',
  args: { name: messageText('Its name', { example: 'kitchen' }) },
  result: OK,
  errors: { PermissionError: 'It takes the scope admin.', ValueError: 'There is no such token.' },
  effect: 'admin',
  run(context: RequestContext, { name }) {
    context.services.tokens.remove(name);
    return 'OK';
  },
});

export const ACCESS_COMMANDS: readonly Command[] = [auth, identity, tokens, addToken, removeToken];
