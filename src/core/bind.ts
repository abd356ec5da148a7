import type { Value } from '../python/values.ts';
import type { CallArguments, Command } from './command.ts';
import { typeError } from './errors.ts';

/** What is known of a function by its callers. */
type Signature = Pick<Command, 'name' | 'args'>;

/**
 * The values of a command's arguments, by name, checked. Complaints are worded as CPython words them for a function
 * defined in Python.
 * @throws TypeError for missing, surplus, unknown or doubled arguments; whatever the argument's type says of a wrong value.
 */
export function bindArguments(command: Signature, { positional, named }: CallArguments): Record<string, unknown> {
  const names = Object.keys(command.args);
  if (positional.length > names.length) throw tooMany(command, names, positional.length);
  const bound: Record<string, unknown> = Object.create(null);
  for (let i = 0; i < positional.length; i++) {
    bound[names[i]] = command.args[names[i]].type.check(positional[i], names[i]);
  }
  if (named) {
    for (const [name, value] of named) bindNamed(command, bound, name, value);
  }
  const missing: string[] = [];
  for (let i = positional.length; i < names.length; i++) {
    const name = names[i];
    if (name in bound) continue;
    const fallback = command.args[name].default;
    if (fallback) bound[name] = fallback.value;
    else missing.push(`'${name}'`);
  }
  if (missing.length > 0) throw missingArguments(command.name, missing);
  return bound;
}

function bindNamed(command: Signature, bound: Record<string, unknown>, name: string, value: Value): void {
  if (!Object.hasOwn(command.args, name)) {
    throw typeError(`${command.name}() got an unexpected keyword argument '${name}'`);
  }
  if (name in bound) throw typeError(`${command.name}() got multiple values for argument '${name}'`);
  bound[name] = command.args[name].type.check(value, name);
}

function tooMany(command: Signature, names: string[], given: number) {
  const required = names.filter(name => !command.args[name].default).length;
  const taken = required === names.length ? `${required}` : `from ${required} to ${names.length}`;
  const plural = taken === '1' ? '' : 's';
  const verb = given === 1 ? 'was' : 'were';
  return typeError(`${command.name}() takes ${taken} positional argument${plural} but ${given} ${verb} given`);
}

function missingArguments(name: string, missing: string[]) {
  const count = missing.length;
  const last = missing[count - 1];
  const listed =
    count === 1 ? last : count === 2 ? `${missing[0]} and ${last}` : `${missing.slice(0, -1).join(', ')}, and ${last}`;
  return typeError(`${name}() missing ${count} required positional argument${count === 1 ? '' : 's'}: ${listed}`);
}
