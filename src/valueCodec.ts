import { valueError } from './core/errors.ts';
import type { ValueCodec } from './core/hub.ts';
import { Dict } from './python/dict.ts';
import { onBudget } from './python/index.ts';
import { fromJson, toJson } from './python/json.ts';
import { repr, str } from './python/text.ts';
import { typeName, type Value } from './python/values.ts';

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;
const WORDS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['True', true],
  ['False', false],
  ['None', null],
]);

/** A value as a query string has it: `21.5`, `True`, `kitchen`; `007` and `1e5` are text. */
function fromQuery(text: string): Value {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const number = NUMBER.exec(text);
  if (!number) return text;
  return number[2] === undefined ? BigInt(text) : Number(text);
}

function fromJsonObject(text: string): Map<string, Value> {
  const members = membersOf(fromJson(text));
  if (!members) throw valueError('the body must be a JSON object');
  return members;
}

function membersOf(value: Value): Map<string, Value> | undefined {
  if (!(value instanceof Dict)) return undefined;
  const members = new Map<string, Value>();
  for (const [name, member] of value.entries()) {
    if (typeof name !== 'string') return undefined;
    members.set(name, member);
  }
  return members;
}

/** A small value can have a text of any length, where it has the same container in it many times. */
function bounded(encode: (value: Value) => string): (value: Value) => string {
  return value => (typeof value === 'object' && value !== null ? onBudget(() => encode(value)) : encode(value));
}

/** How values leave and enter the server. */
export const valueCodec: ValueCodec = {
  toText: bounded(str),
  toSource: bounded(repr),
  toJson: bounded(toJson),
  fromJson,
  fromJsonObject,
  membersOf,
  fromQuery,
  typeName,
};
