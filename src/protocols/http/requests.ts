import type { FastifyRequest } from 'fastify';
import { parseQuery, splitTarget } from '../query.ts';
import { decodeStrictly } from '../utf8.ts';
import { HttpError } from './problem.ts';

/** The kinds of body that are understood. `bare`: one without a Content-Type. A form's bytes are held as Latin-1. */
export type Body = { kind: 'none' } | { kind: 'json' | 'form' | 'text' | 'bare'; text: string };

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]+)/i;

/** The names and values of the query, decoded. @throws UnicodeDecodeError */
export function readQuery(request: FastifyRequest): [name: string, value: string][] {
  return parseQuery(splitTarget(request.raw.url!).query);
}

/** The body, by its Content-Type. @throws HttpError 415, UnicodeDecodeError */
export function readBody(request: FastifyRequest): Body {
  const bytes = request.body as Buffer | undefined;
  if (!bytes) return { kind: 'none' };
  const header = request.headers['content-type'] ?? '';
  const type = header.split(';')[0].trim().toLowerCase();
  if (bytes.length === 0) return type === 'text/plain' ? { kind: 'text', text: '' } : { kind: 'none' };
  checkEncoding(request.headers['content-encoding'], CHARSET.exec(header)?.[1]);
  if (type === 'application/x-www-form-urlencoded') return { kind: 'form', text: bytes.toString('latin1') };
  const text = decodeStrictly(bytes);
  if (type === 'application/json' || type.endsWith('+json')) return { kind: 'json', text };
  if (type === 'text/plain') return { kind: 'text', text };
  if (type === '') return { kind: 'bare', text };
  throw new HttpError(
    415,
    `a body of type ${type} is not understood; application/json, application/x-www-form-urlencoded and text/plain are`,
  );
}

function checkEncoding(encoding: string | undefined, charset: string | undefined): void {
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new HttpError(415, `a body with Content-Encoding ${encoding} is not understood; send it as it is`);
  }
  if (charset !== undefined && !['utf-8', 'utf8', 'us-ascii', 'ascii'].includes(charset.toLowerCase())) {
    throw new HttpError(415, `a body in ${charset} is not understood; UTF-8 is`);
  }
}
