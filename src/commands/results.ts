import type { JsonSchema } from '../core/command.ts';
import type { Value } from '../python/values.ts';

/** Results and errors that several commands declare. */

export const OK = {
  summary: 'OK',
  schema: { type: 'string', const: 'OK' } as JsonSchema,
  example: 'OK' as Value,
};

export function textList(summary: string, example: Value) {
  return { summary, schema: { type: 'array', items: { type: 'string' } } as JsonSchema, example };
}

export const anyResult = (summary: string, example: Value) => ({ summary, schema: {} as JsonSchema, example });

export const NAME_ERROR = { ValueError: 'The name is empty, too long, or has a character that names may not have.' };
export const LOOKUP_ERROR = { LookupError: 'The server knows no client of this id.' };
export const KEY_ERROR = { ValueError: 'The key is empty or longer than 255 characters.' };
export const STORE_ERROR = {
  TypeError: 'The value is of a type that cannot be stored.',
  PermissionError: 'The key is one of the server’s own, server.*.',
  OSError: 'The storage is full or failed; nothing was changed.',
};
