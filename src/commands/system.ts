import { type Command, defineCommand } from '../core/command.ts';
import { lookupError, valueError } from '../core/errors.ts';
import { requireAdmin } from '../core/identity.ts';
import { chain, type PromiseOrValue } from '../core/promiseOrValue.ts';
import { str } from '../python/text.ts';
import type { RequestContext } from './context.ts';

const ping = defineCommand({
  name: 'ping',
  topic: 'system',
  summary: 'Says that the server is there',
  description: 'The reply is pong.',
  args: {},
  result: { summary: 'pong', schema: { type: 'string', const: 'pong' }, example: 'pong' },
  errors: {},
  effect: 'read',
  run: (_context: RequestContext) => 'pong',
});

export const SYSTEM_COMMANDS: readonly Command[] = [ping];

interface SystemCommand {
  summary: string;
  /** For those with the scope admin alone. */
  isAdmin?: true;
  /** `rest`: what follows the command's word. */
  answer(context: RequestContext, rest: string): PromiseOrValue<string>;
}

/** What a message to the group SYSTEM can ask for. */
const SYSTEM_MESSAGES: ReadonlyMap<string, SystemCommand> = new Map([
  ['help', { summary: 'this list', answer: helpText }],
  ['status', { summary: 'how the server is', answer: status }],
  ['clients', { summary: 'the clients that are here', answer: listClients }],
  ['groups', { summary: 'the groups and how many are in each', answer: listGroups }],
  ['time', { summary: 'the server’s date and time', answer: context => new Date(context.now()).toString() }],
  [
    'version',
    { summary: 'the server’s version', answer: context => str(context.services.facts.get('server.version')!) },
  ],
  ['drop', { summary: 'drop ID forgets a client', isAdmin: true, answer: dropClient }],
  ['tokens', { summary: 'the names of the tokens', isAdmin: true, answer: listTokens }],
]);

/** Does what a message to SYSTEM says; the answer is a message from SYSTEM to the sender. @throws ValueError */
export function answerSystem(context: RequestContext, sender: string, text: string): PromiseOrValue<void> {
  const [word, rest = ''] = text.trim().split(/\s+(.*)/s, 2);
  const command = SYSTEM_MESSAGES.get(word.toLowerCase());
  if (!command || (rest !== '' && !command.isAdmin)) {
    const known = available(context).map(([name]) => name);
    throw valueError(`SYSTEM does not know '${text.slice(0, 60)}'; it knows ${known.join(', ')}`);
  }
  if (command.isAdmin) requireAdmin(context.session.identity, `'${word}' to SYSTEM`);
  return chain(command.answer(context, rest), answer =>
    context.messages.send('SYSTEM', sender, [answer], context.now()),
  );
}

/** What whoever asks may ask for. */
function available({ session }: RequestContext): [string, SystemCommand][] {
  return [...SYSTEM_MESSAGES].filter(([, { isAdmin }]) => !isAdmin || session.identity.scopes.admin);
}

function helpText(context: RequestContext): string {
  return available(context)
    .map(([name, { summary }]) => `${name}: ${summary}`)
    .join('; ');
}

function status(context: RequestContext): string {
  const shown = ['version', 'uptime', 'clients', 'groups', 'keys', 'messages', 'requests'];
  return shown.map(name => `${name}: ${str(context.services.facts.get(`server.${name}`)!)}`).join('; ');
}

function listClients(context: RequestContext): PromiseOrValue<string> {
  return chain(context.messages.clients(context.now()), found => found.map(client => client.id).join(', '));
}

function dropClient(context: RequestContext, id: string): PromiseOrValue<string> {
  return chain(context.messages.isClient(id, context.now()), isClient => {
    if (!isClient) throw lookupError(`no client '${id}'`);
    return chain(context.messages.forget(id), () => `client '${id}' was forgotten`);
  });
}

function listTokens({ services }: RequestContext): string {
  return services.tokens
    .list()
    .map(({ name }) => name)
    .sort()
    .join(', ');
}

function listGroups(context: RequestContext): PromiseOrValue<string> {
  return chain(context.messages.clients(context.now()), found => {
    const sizes = new Map<string, number>();
    for (const { groups } of found) for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
    return [...sizes]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([group, size]) => `${group}: ${size}`)
      .join(', ');
  });
}
