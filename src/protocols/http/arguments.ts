import type { Command } from '../../core/command.ts';
import { typeError } from '../../core/errors.ts';
import type { ValueCodec } from '../../core/hub.ts';
import type { Value } from '../../python/values.ts';
import { parseQuery } from '../query.ts';
import { HttpError } from './problem.ts';
import type { Body } from './requests.ts';

/** Query parameters that are not arguments. */
const RESERVED = new Set(['format', 'token']);

type Pairs = readonly [name: string, value: string][];

/**
 * A command's arguments out of a query, a form or a JSON object. An argument that is declared text stays text; others are decoded
 * as `ValueCodec.fromQuery` says.
 * @throws TypeError for one given twice, ValueError for bad JSON, HttpError 415 for a body of another kind
 */
export function readArguments(command: Command, query: Pairs, body: Body, values: ValueCodec): Map<string, Value> {
  const named = new Map<string, Value>();
  const add = (name: string, value: Value) => {
    if (named.has(name)) throw typeError(`${command.name}() got multiple values for argument '${name}'`);
    named.set(name, value);
  };
  const addPairs = (pairs: Pairs) => {
    for (const [name, value] of pairs) {
      const argument = argumentOf(command, name);
      if (!argument && RESERVED.has(name)) continue;
      add(name, argument?.type.decodedAs === 'text' ? value : values.fromQuery(value));
    }
  };
  addPairs(query);
  switch (kindOf(body)) {
    case 'form':
      addPairs(parseQuery(textOf(body)));
      break;
    case 'json':
      for (const [name, value] of values.fromJsonObject(textOf(body))) add(name, value);
      break;
    case 'text':
      addText(command, textOf(body), add);
  }
  return named;
}

/** A body without a type is JSON if it looks like an object. */
function kindOf(body: Body): Exclude<Body['kind'], 'bare'> {
  if (body.kind !== 'bare') return body.kind;
  return body.text.trimStart().startsWith('{') ? 'json' : 'text';
}

function textOf(body: Body): string {
  return body.kind === 'none' ? '' : body.text;
}

/** A text is the expression to evaluate; to no other command it says anything. */
function addText(command: Command, text: string, add: (name: string, value: Value) => void): void {
  if (command.name === 'eval') add('expr', text);
  else if (text !== '') {
    throw new HttpError(415, 'the body must be JSON (application/json) or a form (application/x-www-form-urlencoded)');
  }
}

function argumentOf(command: Command, name: string) {
  return Object.hasOwn(command.args, name) ? command.args[name] : undefined;
}
