import { type Command, defineCommand } from '../core/command.ts';
import { valueError } from '../core/errors.ts';
import { chain } from '../core/promiseOrValue.ts';
import { clientId, groupName, joinedGroup } from './arguments.ts';
import { asClient } from './clients.ts';
import type { RequestContext } from './context.ts';
import { CLOSED_GROUPS } from './names.ts';
import { LOOKUP_ERROR, NAME_ERROR, OK, textList } from './results.ts';

const join = defineCommand({
  name: 'join',
  topic: 'groups',
  summary: 'Makes a client a member of a group',
  description:
    'From now on, what is sent to the group reaches the client. A group exists from its first join to its last leave. Joining twice changes nothing. NOPLY, SYSTEM and SQLite cannot be joined.',
  args: { id: clientId('The client that joins'), group: joinedGroup('The group') },
  result: OK,
  errors: { ...NAME_ERROR, ...LOOKUP_ERROR },
  effect: 'write',
  run(context: RequestContext, { id, group }) {
    if (CLOSED_GROUPS.has(group)) throw valueError(`group '${group}' cannot be joined`);
    return asClient(context, id, () =>
      chain(context.messages.isClient(group, context.now()), taken => {
        if (taken) throw valueError(`'${group}' is a client's id, not a group`);
        return chain(context.messages.join(id, group), () => 'OK');
      }),
    );
  },
});

const leave = defineCommand({
  name: 'leave',
  topic: 'groups',
  summary: 'Ends a membership',
  description:
    'What was sent to the group before stays in the inbox. Leaving a group that the client is not in changes nothing. ALL cannot be left.',
  args: { id: clientId('The client that leaves'), group: groupName('The group') },
  result: OK,
  errors: { ...NAME_ERROR, ...LOOKUP_ERROR },
  effect: 'write',
  run(context: RequestContext, { id, group }) {
    if (group === 'ALL') throw valueError("group 'ALL' cannot be left: every client is in it");
    return asClient(context, id, () => chain(context.messages.leave(id, group), () => 'OK'));
  },
});

const members = defineCommand({
  name: 'members',
  topic: 'groups',
  summary: 'Who is in a group',
  description: 'The ids of the members, sorted. An unknown group has none.',
  args: { group: groupName('The group') },
  result: textList('The ids', ['2UQp4It1', 'K467Bu92']),
  errors: NAME_ERROR,
  effect: 'read',
  run: (context: RequestContext, { group }) => context.messages.members(group, context.now()),
});

const groups = defineCommand({
  name: 'groups',
  topic: 'groups',
  summary: 'Which groups a client is in',
  description: 'The names of the groups, sorted; ALL is always among them.',
  args: { id: clientId('The client') },
  result: textList('The names', ['ALL', 'group16']),
  errors: { ...NAME_ERROR, ...LOOKUP_ERROR },
  effect: 'read',
  run: (context: RequestContext, { id }) => asClient(context, id, () => context.messages.groups(id)),
});

const clients = defineCommand({
  name: 'clients',
  topic: 'groups',
  summary: 'Who is here',
  description: 'The ids of all clients that have been heard of within the client time-out, sorted.',
  args: {},
  result: textList('The ids', ['2UQp4It1', 'K467Bu92']),
  errors: {},
  effect: 'read',
  run: (context: RequestContext) =>
    chain(context.messages.clients(context.now()), found => found.map(client => client.id)),
});

const allGroups = defineCommand({
  name: 'allGroups',
  reach: 'resources',
  topic: 'groups',
  summary: 'Which groups there are',
  description: 'The names of all groups that have a member, sorted.',
  args: {},
  result: textList('The names', ['ALL', 'group16']),
  errors: {},
  effect: 'read',
  run: (context: RequestContext) => context.messages.allGroups(context.now()),
});

export const GROUP_COMMANDS: readonly Command[] = [join, leave, members, groups, clients, allGroups];
