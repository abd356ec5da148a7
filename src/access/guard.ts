import type { ArgumentRole, ArgumentType, Command } from '../core/command.ts';
import { permissionError } from '../core/errors.ts';
import type { KeyPattern } from '../core/fnmatch.ts';
import {
  type Identity,
  mayActFor,
  requireAdmin,
  requireKey,
  requireName,
  requirePattern,
  requireSql,
} from '../core/identity.ts';
import { chain, forEachInOrder, type PromiseOrValue } from '../core/promiseOrValue.ts';

/** What the guard asks of the store. */
export interface Clients {
  /** The token that client `id` belongs to; null: none; undefined: there is no such client. */
  ownerOf(id: string): PromiseOrValue<string | null | undefined>;
  /** Ids of the group's members. */
  membersOf(group: string): PromiseOrValue<string[]>;
}

type Check = (asking: Identity, value: any, type: ArgumentType<any>, clients: Clients) => PromiseOrValue<void>;

/** What each role of an argument asks for. A command is let through by its effect and by these, nothing else. */
const CHECKS: Readonly<Record<ArgumentRole, Check | null>> = {
  actor: (asking, id: string, _type, clients) => requireOwn(asking, id, clients),
  sender: (asking, name: string, _type, clients) => requireVoice(asking, name, clients),
  key: (asking, key: string, { access }) => forEachAccess(access, scope => requireKey(asking, scope, key)),
  pattern: (asking, keys: KeyPattern, { access }) =>
    forEachAccess(access, scope => requirePattern(asking, scope, keys)),
  join(asking, group: string) {
    if (group === 'SYSADMIN' && asking.hasOwners) requireAdmin(asking, "the group 'SYSADMIN'");
    requireName(asking, 'join', group);
  },
  destination(asking, name: string) {
    if (name === 'SQLite') requireSql(asking);
    else if (name !== 'SYSTEM') requireName(asking, 'send', name);
  },
  sql: requireSql,
  // Who is where is no secret among those who are let in.
  group: null,
  other: null,
};

/** An argument that is asked about. */
interface Checked {
  name: string;
  type: ArgumentType<any>;
  check: Check;
}

const checkedOf = new WeakMap<Command, readonly Checked[]>();

function listChecked(command: Command): readonly Checked[] {
  const found: Checked[] = [];
  for (const [name, { type }] of Object.entries(command.args)) {
    const check = CHECKS[type.role];
    if (check) found.push({ name, type, check });
  }
  checkedOf.set(command, found);
  return found;
}

/**
 * The one guard, behind `dispatch` and behind each call in an expression: whether `asking` may run `command` with these arguments.
 * @throws PermissionError that says what is allowed.
 */
export function guard(
  asking: Identity,
  command: Command,
  args: Readonly<Record<string, unknown>>,
  clients: Clients,
): PromiseOrValue<void> {
  if (command.effect === 'admin') requireAdmin(asking, `${command.name}()`);
  const checked = checkedOf.get(command) ?? listChecked(command);
  if (checked.length === 0) return;
  return forEachInOrder(checked, ({ name, type, check }) => check(asking, args[name], type, clients));
}

function forEachAccess(access: ArgumentType<any>['access'], check: (scope: 'read' | 'write') => void): void {
  if (access !== 'write') check('read');
  if (access !== 'read') check('write');
}

/** A client id belongs to the token that made it. */
function requireOwn(asking: Identity, id: string, clients: Clients): PromiseOrValue<void> {
  if (!asking.hasOwners) return;
  return chain(clients.ownerOf(id), owner => {
    if (owner !== undefined && !mayActFor(asking, owner))
      throw permissionError(`client '${id}' belongs to another token`);
  });
}

/** Who is a client speaks for itself, who is in a group for the group; other names are free. */
function requireVoice(asking: Identity, name: string, clients: Clients): PromiseOrValue<void> {
  if (!asking.hasOwners) return;
  if (name === 'SYSADMIN') return requireAdmin(asking, "to send as 'SYSADMIN'");
  return chain(clients.ownerOf(name), owner => {
    if (owner !== undefined) return requireOwn(asking, name, clients);
    return chain(clients.membersOf(name), members => requireMember(asking, name, members, clients));
  });
}

function requireMember(asking: Identity, group: string, members: string[], clients: Clients): PromiseOrValue<void> {
  if (members.length === 0) return;
  let isMember = false;
  const asked = forEachInOrder(members, id =>
    chain(clients.ownerOf(id), owner => {
      isMember ||= mayActFor(asking, owner ?? null);
    }),
  );
  return chain(asked, () => {
    if (!isMember) throw permissionError(`only members send as the group '${group}'`);
  });
}
