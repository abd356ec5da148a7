import type { Argument, ArgumentRole, ArgumentType, JsonSchema } from '../core/command.ts';
import { PythonError, typeError, valueError } from '../core/errors.ts';
import { compilePattern, type KeyPattern } from '../core/fnmatch.ts';
import { Dict } from '../python/dict.ts';
import { str as toText } from '../python/text.ts';
import { Bytes, Tuple, typeName, type Value } from '../python/values.ts';
import type { SqlRequest, SqlValue } from '../sql/sql.ts';
import { checkKey, checkName } from './names.ts';

/** The types of the commands' arguments. */

type ArgumentOptions = { example?: Value };

function argument<T>(type: ArgumentType<T>, example: Value) {
  return (summary: string, options: ArgumentOptions = {}): Argument<T> => ({
    type,
    summary,
    example: options.example ?? example,
  });
}

/** The same argument, but one that may be left out. `text`: the default as Python writes it. */
export function optional<T, D>(of: Argument<T>, value: D, text: string): Argument<T | D> {
  const type = of.type as ArgumentType<T | D>;
  const check = (given: Value, name: string) => (given === (value as unknown) ? value : of.type.check(given, name));
  return { ...of, type: { ...type, check }, default: { value, text } };
}

function textType<T>(
  name: string,
  role: ArgumentRole | { role: 'key' | 'pattern'; access: ArgumentType<T>['access'] },
  schema: JsonSchema,
  parse: (text: string, argument: string) => T,
): ArgumentType<T> {
  return {
    name,
    decodedAs: 'text',
    ...(typeof role === 'string' ? { role } : role),
    schema: { type: 'string', ...schema },
    check(value, argument) {
      if (typeof value !== 'string') throw typeError(`${argument} must be str, not ${typeName(value)}`);
      return parse(value, argument);
    },
  };
}

const nameSchema = { minLength: 1, maxLength: 60, pattern: '^[^.\\-È\\u0000-\\u001f\\u007f-\\u009f]+$' };

export const clientId = argument(textType('client id', 'actor', nameSchema, checkName), '2UQp4It1');
export const senderName = argument(textType('client id or group name', 'sender', nameSchema, checkName), '2UQp4It1');
export const groupName = argument(textType('group name', 'group', nameSchema, checkName), 'group16');
/** A group to join. */
export const joinedGroup = argument(textType('group name', 'join', nameSchema, checkName), 'group16');
export const destination = argument(textType('client id or group name', 'destination', nameSchema, checkName), 'ALL');

type KeyAccess = NonNullable<ArgumentType<unknown>['access']>;

/** A key that is read, written, or both. */
export const registryKey = (access: KeyAccess) =>
  argument(textType('key', { role: 'key', access }, { minLength: 1, maxLength: 255 }, checkKey), 'garden.soil.temp');

/** A pattern of keys that are read or written. */
export const keyPattern = (access: KeyAccess) =>
  argument(
    textType<KeyPattern>('pattern', { role: 'pattern', access }, {}, text =>
      compilePattern(checkText(text, 'pattern')),
    ),
    'garden.*',
  );

export const messageText = argument(textType('text', 'other', {}, checkText), 'This is a test.');
export const sqlText = argument(textType('SQL', 'sql', {}, checkText), 'SELECT datetime()');

export const expression = argument(
  textType('expression', 'other', {}, text => text),
  '( 1 + 1 ) * 2',
);

function checkText(text: string, argument: string): string {
  if (!text.isWellFormed()) throw valueError(`${argument} must not contain surrogates`);
  return text;
}

/** Any value at all. */
export const anyValue = argument<Value>(
  { name: 'value', decodedAs: 'value', schema: {}, role: 'other', check: value => value },
  56n,
);

export const number = argument<bigint | number>(
  {
    name: 'number',
    decodedAs: 'value',
    schema: { type: 'number' },
    role: 'other',
    check(value, argument) {
      if (typeof value === 'boolean') return value ? 1n : 0n;
      if (typeof value === 'bigint' || typeof value === 'number') return value;
      throw typeError(`${argument} must be int or float, not ${typeName(value)}`);
    },
  },
  1n,
);

/** Seconds from `least` to `most`, as milliseconds. */
export function seconds(least: number, most: number, example: Value) {
  return argument<number>(
    {
      name: 'seconds',
      decodedAs: 'value',
      schema: { type: 'number', minimum: least, maximum: most },
      role: 'other',
      check(value, argument) {
        const given = typeof value === 'bigint' || typeof value === 'number' ? Number(value) : Number.NaN;
        if (typeof value !== 'bigint' && typeof value !== 'number') {
          throw typeError(`${argument} must be int or float, not ${typeName(value)}`);
        }
        if (!(given >= least && given <= most)) {
          throw valueError(`${argument} must be ${least} to ${most} seconds, not ${toText(value)}`);
        }
        return given * 1000;
      },
    },
    example,
  );
}

/** Values for the placeholders of an SQL statement: a list or tuple for `?`, a dict for `:name`. */
export const sqlParameters = argument<SqlRequest['parameters']>(
  {
    name: 'parameters',
    decodedAs: 'value',
    schema: { type: ['array', 'object'] },
    role: 'other',
    check(value, argument) {
      if (Array.isArray(value)) return value.map(toSqlValue);
      if (value instanceof Tuple) return value.items.map(toSqlValue);
      if (value instanceof Dict) return namedParameters(value, argument);
      throw typeError(`${argument} must be a list, tuple or dict, not ${typeName(value)}`);
    },
  },
  [],
);

function namedParameters(values: Dict, argument: string): ReadonlyMap<string, SqlValue> {
  const named = new Map<string, SqlValue>();
  for (const [name, value] of values.entries()) {
    if (typeof name !== 'string') throw typeError(`the names of ${argument} must be str, not ${typeName(name)}`);
    named.set(name, toSqlValue(value, named.size));
  }
  return named;
}

/** As Python's sqlite3 binds values; `index` counts from 0. @throws ProgrammingError for a type that SQL does not know. */
function toSqlValue(value: Value, index: number): SqlValue {
  if (value === null || typeof value === 'bigint' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (value instanceof Bytes) return value.data;
  const type = typeName(value);
  if (type === 'datetime.datetime' || type === 'datetime.date') return toText(value);
  throw new PythonError('ProgrammingError', `Error binding parameter ${index + 1}: type '${type}' is not supported`);
}
