import type { CallArguments } from '../../core/command.ts';
import { PythonError } from '../../core/errors.ts';
import type { ValueCodec } from '../../core/hub.ts';
import type { Value } from '../../python/values.ts';

/** JSON-RPC 2.0, both ways: frames in, calls out; replies and notifications in, frames out. Pure. */

/** One call out of a frame. `id`: its JSON as it came; undefined: a notification, which gets no reply. */
export interface RpcCall {
  id: string | undefined;
  method: string;
  args: CallArguments;
}

export interface RpcFailure {
  id: string;
  code: number;
  message: string;
}

export type RpcItem = { call: RpcCall } | { failure: RpcFailure };

export const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
export const METHOD_NOT_FOUND = -32601;
/** A command failed: `data.error` is the Python type. */
export const COMMAND_FAILED = -32000;

/** The calls of a frame; `batch` if their replies belong into one array. */
export function parseFrame(text: string, values: ValueCodec): { batch: boolean; items: RpcItem[] } {
  let frame: Value;
  try {
    frame = values.fromJson(text);
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    return { batch: false, items: [failure('null', PARSE_ERROR, `Parse error: ${error.message}`)] };
  }
  if (!Array.isArray(frame)) return { batch: false, items: [parseCall(frame, values)] };
  if (frame.length === 0)
    return { batch: false, items: [failure('null', INVALID_REQUEST, 'Invalid Request: an empty batch')] };
  return { batch: true, items: frame.map(item => parseCall(item, values)) };
}

function parseCall(item: Value, values: ValueCodec): RpcItem {
  const members = values.membersOf(item);
  if (!members) return failure('null', INVALID_REQUEST, 'Invalid Request: not an object');
  const given = members.get('id');
  if (given !== undefined && given !== null && !['string', 'bigint', 'number'].includes(typeof given)) {
    return failure('null', INVALID_REQUEST, 'Invalid Request: id must be a string, a number or null');
  }
  const id = given === undefined ? undefined : values.toJson(given);
  const invalid = (reason: string) => failure(id ?? 'null', INVALID_REQUEST, `Invalid Request: ${reason}`);
  if (members.get('jsonrpc') !== '2.0') return invalid('jsonrpc must be "2.0"');
  const method = members.get('method');
  if (typeof method !== 'string') return invalid('method must be a string');
  const args = parseParams(members.get('params'), values);
  return args ? { call: { id, method, args } } : invalid('params must be an object or an array');
}

function parseParams(params: Value | undefined, values: ValueCodec): CallArguments | undefined {
  // JSON-RPC would leave it out; some libraries write null.
  if (params === undefined || params === null) return { positional: [], named: null };
  if (Array.isArray(params)) return { positional: params, named: null };
  const named = values.membersOf(params);
  return named && { positional: [], named };
}

function failure(id: string, code: number, message: string): RpcItem {
  return { failure: { id, code, message } };
}

/** `result`: JSON. */
export function encodeResult(id: string, result: string): string {
  return `{"jsonrpc":"2.0","id":${id},"result":${result}}`;
}

export function encodeFailure({ id, code, message }: RpcFailure, error?: string): string {
  const data = error === undefined ? '' : `,"data":{"error":${JSON.stringify(error)}}`;
  return `{"jsonrpc":"2.0","id":${id},"error":{"code":${code},"message":${JSON.stringify(message)}${data}}}`;
}

export function encodePythonError(id: string, error: PythonError): string {
  return encodeFailure({ id, code: COMMAND_FAILED, message: error.message || error.type }, error.type);
}

/** `params`: JSON. */
export function encodeNotification(method: string, params: string): string {
  return `{"jsonrpc":"2.0","method":${JSON.stringify(method)},"params":${params}}`;
}

/** A frame of replies as it is where what they tell of could not be stored: each becomes the error. */
export function replaceByError(frame: string, error: PythonError): string {
  const parsed = JSON.parse(frame) as { id: unknown } | { id: unknown }[];
  const items = [parsed].flat().map(({ id }) => encodePythonError(JSON.stringify(id), error));
  return Array.isArray(parsed) ? `[${items.join(',')}]` : items[0];
}
