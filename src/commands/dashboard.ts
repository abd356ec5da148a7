import { type Command, defineCommand } from '../core/command.ts';
import { mayActFor } from '../core/identity.ts';
import { chain, forEachInOrder } from '../core/promiseOrValue.ts';
import { Dict } from '../python/dict.ts';
import { findErrorIndex } from '../python/parse/errorIndex.ts';
import { Bytes, type Value } from '../python/values.ts';
import type { SqlValue } from '../sql/sql.ts';
import type { ClientState } from '../store/store.ts';
import { expression, sqlText } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { anyResult } from './results.ts';
import { runSql, SQL_ERRORS } from './sql.ts';

/** What the dashboard shows and no device asks for. */

const clientStates = defineCommand({
  name: 'clientStates',
  reach: 'resources',
  topic: 'groups',
  summary: 'The clients and how each is',
  description:
    'For each client its groups, the messages that wait, the seconds of silence, whether messages are pushed to it, the address and protocol of its last call, where this server has heard it, the token that it belongs to (null: none), and whether who asks may act for it.',
  args: {},
  result: anyResult('The clients', []),
  errors: {},
  effect: 'read',
  run(context: RequestContext) {
    return chain(context.messages.clients(context.now()), found => {
      const described: Dict[] = [];
      const describe = (client: ClientState) =>
        chain(context.ownerOf(client.id), (owner = null) => {
          described.push(describeClient(context, client, owner));
        });
      return chain(forEachInOrder(found, describe), () => described);
    });
  },
});

function describeClient(context: RequestContext, { id, groups, pending, lastSeen }: ClientState, owner: string | null) {
  const { services } = context;
  const { identity } = context.session;
  const origin = services.origins.of(id);
  const connected = services.isConnected(id);
  return Dict.of([
    ['id', id],
    ['groups', groups],
    ['pending', BigInt(pending)],
    ['silent', connected ? 0 : Math.max(0, context.now() - lastSeen) / 1000],
    ['connected', connected],
    ['protocol', origin?.protocol ?? null],
    ['address', origin?.address ?? null],
    ['owner', owner],
    ['mayActFor', !identity.hasOwners || mayActFor(identity, owner)],
  ]);
}

const queryTable = defineCommand({
  name: 'queryTable',
  reach: 'resources',
  topic: 'sql',
  summary: 'Runs an SQL statement and returns a table',
  description:
    'The names of the columns, the rows, and how many rows were changed. A BLOB is {"bytes": …}, to be told from text.',
  args: { sql: sqlText('One SQL statement') },
  result: anyResult('The table', Dict.of([['columns', ['id']]])),
  errors: SQL_ERRORS,
  effect: 'write',
  waits: true,
  run: (context: RequestContext, { sql }) =>
    chain(runSql(context, sql), ({ columns, rows, changes }) =>
      Dict.of([
        ['columns', columns],
        ['rows', rows.map(row => row.map(toCell))],
        ['changes', BigInt(changes)],
      ]),
    ),
});

function toCell(value: SqlValue): Value {
  return value instanceof Uint8Array ? Dict.of([['bytes', new Bytes(value)]]) : value;
}

const findSyntaxError = defineCommand({
  name: 'findSyntaxError',
  reach: 'resources',
  topic: 'system',
  summary: 'Where a text stops being Python',
  description: 'The index of the first character of the token that does not fit, in UTF-16 units; None without one.',
  args: { expr: expression('The text') },
  result: anyResult('The index', 4n),
  errors: {},
  effect: 'read',
  run(_context: RequestContext, { expr }) {
    const index = findErrorIndex(expr);
    return index === null ? null : BigInt(index);
  },
});

export const DASHBOARD_COMMANDS: readonly Command[] = [clientStates, queryTable, findSyntaxError];
