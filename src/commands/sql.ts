import { type Command, defineCommand } from '../core/command.ts';
import { chain, type PromiseOrValue } from '../core/promiseOrValue.ts';
import { charge } from '../python/budget.ts';
import { repr } from '../python/text.ts';
import { Bytes, Tuple, type Value } from '../python/values.ts';
import type { SqlRequest, SqlResult, SqlValue } from '../sql/sql.ts';
import { clientId, optional, sqlParameters, sqlText } from './arguments.ts';
import { asClient } from './clients.ts';
import type { RequestContext } from './context.ts';
import { LOOKUP_ERROR, OK } from './results.ts';

export const SQL_ERRORS = {
  OperationalError:
    'A table or column is missing, the syntax is wrong, a limit was passed, or the statement is not allowed.',
  IntegrityError: 'A constraint would be broken.',
  ProgrammingError: 'The number of parameters is not that of the placeholders.',
};

const dbExec = defineCommand({
  name: 'dbExec',
  topic: 'sql',
  summary: 'Runs an SQL statement, its rows go to an inbox',
  description:
    'Each row becomes a message from SQLite to the client, its text the row as a Python tuple. The reply comes when the messages are in the inbox. A statement is a transaction of its own.',
  args: { id: clientId('The client that gets the rows'), sql: sqlText('One SQL statement') },
  result: OK,
  errors: { ...LOOKUP_ERROR, ...SQL_ERRORS },
  effect: 'write',
  waits: true,
  run: (context: RequestContext, { id, sql }) =>
    asClient(context, id, () => chain(runForInbox(context, id, sql), () => 'OK')),
});

const dbQuery = defineCommand({
  name: 'dbQuery',
  topic: 'sql',
  summary: 'Runs an SQL statement and returns its rows',
  description:
    'The rows are a list of tuples. Values for the placeholders `?` come from the list or tuple `params`, for `:name` from a dict; so no text can break out of its place.',
  args: {
    sql: sqlText('One SQL statement', { example: 'SELECT id, name FROM testing' }),
    params: optional(sqlParameters('Values for the placeholders', { example: [7n] }), [], '()'),
  },
  result: {
    summary: 'The rows',
    schema: { type: 'array', items: { type: 'array' } },
    example: [new Tuple([7n, 'This is record 7'])],
  },
  errors: SQL_ERRORS,
  effect: 'write',
  waits: true,
  run: (context: RequestContext, { sql, params }) =>
    chain(runSql(context, sql, params), ({ rows }) => rows.map(toTuple)),
});

/** Runs SQL with the rights of whoever asks. */
export function runSql(
  { services, session }: RequestContext,
  text: string,
  parameters: SqlRequest['parameters'] = [],
): PromiseOrValue<SqlResult> {
  return services.sql.run({ text, parameters, readOnly: session.identity.scopes.sql === 'read' });
}

/** Runs SQL; each row becomes a message from SQLite to `to`. */
export function runForInbox(context: RequestContext, to: string, sql: string): PromiseOrValue<void> {
  return chain(runSql(context, sql), ({ rows }: SqlResult) => {
    if (rows.length === 0) return;
    const texts = rows.map(row => repr(toTuple(row)));
    return context.messages.send('SQLite', to, texts, context.now());
  });
}

function toTuple(row: readonly SqlValue[]): Tuple {
  charge(48 + 16 * row.length);
  return new Tuple(row.map(toValue));
}

function toValue(value: SqlValue): Value {
  return value instanceof Uint8Array ? new Bytes(value) : value;
}

export const SQL_COMMANDS: readonly Command[] = [dbExec, dbQuery];
