import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { bidFarewell } from './farewell.ts';

/** An error as RFC 9457 has it. `error` is the Python type, where there is one. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  error?: string;
}

export const PROBLEM_JSON = 'application/problem+json';

/** A refusal that no command made. */
export function problemOf(status: number, detail: string): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail };
}

/** Answers with a problem on a connection that no parser has any longer, and closes it; `drainMs`: what comes meanwhile is dropped for so long. */
export function refuse(socket: Duplex, status: number, detail: string, drainMs: number): void {
  const body = JSON.stringify(problemOf(status, detail));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Content-Type: ${PROBLEM_JSON}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ];
  bidFarewell(socket, `${head.join('\r\n')}\r\n\r\n${body}`, drainMs);
}
