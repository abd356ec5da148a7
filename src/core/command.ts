import type { Value } from '../python/values.ts';
import type { Identity } from './identity.ts';
import type { PromiseOrValue } from './promiseOrValue.ts';

/** A JSON Schema (draft 2020-12), as openapi.yaml has it. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * What the guard knows of an argument. `actor`: the client on whose behalf the call is made; `sender`: the name that is spoken as; `join`: a group to
 * join; `group`: one that is asked about.
 */
export type ArgumentRole = 'actor' | 'sender' | 'key' | 'pattern' | 'join' | 'group' | 'destination' | 'sql' | 'other';

/**
 * The type of an argument, declared once: from it come the check on every protocol, the static type, the JSON Schema
 * and how a query decodes it.
 */
export interface ArgumentType<T> {
  /** As the documentation names it: `client id`, `key`, `seconds`. */
  name: string;
  /** In a query or form, the text itself; otherwise a number, True, False or None where it looks like one. */
  decodedAs: 'text' | 'value';
  schema: JsonSchema;
  role: ArgumentRole;
  /** What is done with a key, or with those that match a pattern. `update`: both, since the result tells the value. */
  access?: 'read' | 'write' | 'update';
  /** The checked value. @throws PythonError that names `argument`. */
  check(value: Value, argument: string): T;
}

export interface Argument<T> {
  type: ArgumentType<T>;
  summary: string;
  /** Absent: the argument must be given. */
  default?: { value: T; text: string };
  example: Value;
}

export type Arguments = { readonly [name: string]: Argument<any> };
/** The static types of declared arguments. */
export type ArgumentValues<A extends Arguments> = { [K in keyof A]: A[K] extends Argument<infer T> ? T : never };

export type Effect = 'read' | 'write' | 'admin';

/** One command: the function in the evaluator, `/api/<name>`, the WebSocket method, its documentation and its access check. */
export interface Command<A extends Arguments = Arguments, C = any> {
  name: string;
  alias?: string;
  /** The folder of the documentation it stands in. */
  topic: 'registry' | 'messages' | 'groups' | 'sql' | 'system';
  summary: string;
  description: string;
  args: A;
  result: { summary: string; schema: JsonSchema; example: Value };
  /** Python exception types it ends in, with the reason. */
  errors: { readonly [type: string]: string };
  effect: Effect;
  /** `eval` is no function of expressions; commands behind HTTP's resources have no name of their own on the wire. */
  reach?: 'protocols' | 'resources';
  /** True: it finds out for itself who is asking, so it may begin without a token. */
  authenticates?: boolean;
  /** True: its result may come later even with the embedded store. */
  waits?: boolean;
  run(context: C, args: ArgumentValues<A>): PromiseOrValue<Value>;
}

/** Declares a command, so that `run` knows the types of its arguments. */
export function defineCommand<A extends Arguments, C>(command: Command<A, C>): Command<A, C> {
  return command;
}

/** Who asks, and how. One for each connection. */
export interface Session {
  readonly protocol: 'raw' | 'http' | 'websocket' | 'events' | 'console';
  /** The peer's address and port, `192.168.1.7:51234`. */
  readonly peer: string;
  /** The address alone, without port and zone: `192.168.1.7`. */
  readonly address: string;
  /** For whom its requests are; `auth` makes it another one. */
  identity: Identity;
  /** Ends when the peer has gone (a reset, a close; not a half-close). */
  readonly gone: AbortSignal;
}

/** A command's arguments as a protocol decoded them: positional, by name, or both. */
export interface CallArguments {
  positional: readonly Value[];
  named: ReadonlyMap<string, Value> | null;
}
