import { STATUS_CODES } from 'node:http';
import type { Command } from '../core/command.ts';
import { ERROR_TYPES } from '../core/errors.ts';

/** The problems of operations, as OpenAPI has them. */

type Operation = { [name: string]: unknown };

/** What can happen to any request without a body. */
export const REFUSALS = refer({ 403: 'Refused', 408: 'RequestTimeout', default: 'Other' });
/** The same for one with a body. */
export const REFUSALS_WITH_BODY = refer({
  403: 'Refused',
  408: 'RequestTimeout',
  413: 'TooLarge',
  415: 'UnsupportedMediaType',
  default: 'Other',
});

function refer(names: { [status: string]: string }): Operation {
  return Object.fromEntries(
    Object.entries(names).map(([status, name]) => [status, { $ref: `#/components/responses/${name}` }]),
  );
}

/** The problems a command can end in, by status; every command can be given wrong arguments. */
export function problems(command: Pick<Command, 'errors'>): Operation {
  const byStatus = new Map<number, string[]>([
    [400, ['TypeError: an argument is missing, unknown or of the wrong type.']],
  ]);
  for (const [type, reason] of Object.entries(command.errors)) {
    const status = ERROR_TYPES.get(type)?.status ?? 400;
    byStatus.set(status, [...(byStatus.get(status) ?? []), `${type}: ${reason}`]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, reasons]) => [status, problemResponse(status, reasons.join(' '))]),
  );
}

/** `description`: a Python type and a reason, with a colon between. */
export function problemResponse(status: number, description: string): unknown {
  const [type, reason] = description.split(/: |(?<=[.]) /);
  const title = ERROR_TYPES.get(type)?.meaning ?? 'The evaluation failed.';
  const example = { type: `/docs/errors#${type}`, title, status, detail: reason, error: type };
  return problem(description, example, `Error: ${type}: ${reason}`);
}

/** A refusal that no command made. */
function refusal(status: number, description: string): unknown {
  const title = STATUS_CODES[status] as string;
  const example = { type: 'about:blank', title, status, detail: description };
  return problem(description, example, `Error: ${description}`);
}

function problem(description: string, example: Operation, text: string): unknown {
  return {
    description,
    content: {
      'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example },
      'text/plain': { schema: { type: 'string', pattern: '^Error: ' }, example: text },
    },
  };
}

/** What `REFUSALS` refer to. */
export const REFUSAL_RESPONSES = {
  Refused: refusal(
    403,
    'A web page from elsewhere, or a host name that is not the server’s; --cors-origin and --allowed-host allow them',
  ),
  RequestTimeout: refusal(408, 'The request did not come in time: its headers within 15 s, its body within 30 s'),
  TooLarge: refusal(413, 'The body is too long: more than 64 KiB, or what --max-request says'),
  UnsupportedMediaType: refusal(415, 'The body is of a kind, in a charset or an encoding that is not understood here'),
  Other: refusal(
    431,
    'Any other problem: 405 with Allow for another method, 431 for headers that are too long, 500 for a fault',
  ),
};
