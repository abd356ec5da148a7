import { PythonError } from '../../core/errors.ts';
import type { SqlRequest, SqlValue } from '../sql.ts';

/** Arguments for better-sqlite3: values of the placeholders without a name, in order, then those with one by name without prefix. */
export type BindArguments = [] | [SqlValue[]] | [SqlValue[], Record<string, SqlValue>];

const programmingError = (message: string) => new PythonError('ProgrammingError', message);

/**
 * What to bind, checked as Python's sqlite3 checks it.
 * @param placeholders as `readStatement` numbers them
 * @throws PythonError ProgrammingError
 */
export function bindParameters(
  placeholders: readonly (string | undefined)[],
  parameters: SqlRequest['parameters'],
): BindArguments {
  const values = Array.isArray(parameters)
    ? byPosition(placeholders, parameters)
    : byName(placeholders, parameters as ReadonlyMap<string, SqlValue>);
  const anonymous: SqlValue[] = [];
  const named = new Map<string, SqlValue>();
  placeholders.forEach((placeholder, index) => {
    if (placeholder === undefined) {
      anonymous.push(values[index]);
      return;
    }
    const name = placeholder.slice(1);
    // The binding knows names without their prefixes only.
    if (named.has(name) && named.get(name) !== values[index]) {
      throw programmingError(`Placeholders of the same name with other prefixes (${placeholder}) need a dictionary.`);
    }
    named.set(name, values[index]);
  });
  if (placeholders.length === 0) return [];
  return named.size === 0 ? [anonymous] : [anonymous, nullPrototype(named)];
}

function byPosition(placeholders: readonly unknown[], parameters: readonly SqlValue[]): readonly SqlValue[] {
  if (placeholders.length === parameters.length) return parameters;
  throw programmingError(
    `Incorrect number of bindings supplied. The current statement uses ${placeholders.length}, and there are ${parameters.length} supplied.`,
  );
}

function byName(
  placeholders: readonly (string | undefined)[],
  parameters: ReadonlyMap<string, SqlValue>,
): readonly SqlValue[] {
  return placeholders.map((placeholder, index) => {
    if (placeholder === undefined) {
      throw programmingError(`Binding ${index + 1} has no name, but you supplied a dictionary (which has only names).`);
    }
    const name = placeholder.slice(1);
    const value = parameters.get(name);
    if (value === undefined) throw programmingError(`You did not supply a value for binding parameter :${name}.`);
    return value;
  });
}

function nullPrototype(values: ReadonlyMap<string, SqlValue>): Record<string, SqlValue> {
  const table: Record<string, SqlValue> = Object.create(null);
  for (const [name, value] of values) table[name] = value;
  return table;
}
