import type { Command } from '../../core/command.ts';
import { PythonError, typeError } from '../../core/errors.ts';
import type { ValueCodec } from '../../core/hub.ts';
import type { Value } from '../../python/values.ts';
import { HttpError } from './problem.ts';

/** Query parameters that are not arguments. */
const RESERVED = new Set(['format']);

/** The kinds of body that are understood. */
export type Body =
  | { kind: 'none' }
  | { kind: 'json'; text: string }
  | { kind: 'form'; text: string }
  | { kind: 'text'; text: string };

/**
 * A command's arguments out of a query, a form or a JSON object. An argument that is declared text stays text; others are decoded
 * as `ValueCodec.fromQuery` says.
 * @throws TypeError for one given twice, ValueError for bad JSON, HttpError 415 for a body of another kind
 */
export function readArguments(command: Command, query: string, body: Body, values: ValueCodec): Map<string, Value> {
  const named = new Map<string, Value>();
  const add = (name: string, value: Value) => {
    if (named.has(name)) throw typeError(`${command.name}() got multiple values for argument '${name}'`);
    named.set(name, value);
  };
  const addForm = (text: string) => {
    for (const [name, value] of new URLSearchParams(text)) {
      const argument = argumentOf(command, name);
      if (!argument && RESERVED.has(name)) continue;
      add(name, argument?.type.decodedAs === 'text' ? value : values.fromQuery(value));
    }
  };
  addForm(query);
  if (body.kind === 'form') addForm(body.text);
  else if (body.kind === 'json') for (const [name, value] of values.fromJsonObject(body.text)) add(name, value);
  else if (body.kind === 'text' && command.name === 'eval') add('expr', body.text);
  else if (body.kind === 'text' && body.text !== '') {
    throw new HttpError(415, 'the body must be JSON (application/json) or a form (application/x-www-form-urlencoded)');
  }
  return named;
}

function argumentOf(command: Command, name: string) {
  return Object.hasOwn(command.args, name) ? command.args[name] : undefined;
}

/** UTF-8, strictly. @throws UnicodeDecodeError */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new PythonError('UnicodeDecodeError', "'utf-8' codec can't decode the body: it is not UTF-8");
  }
}
