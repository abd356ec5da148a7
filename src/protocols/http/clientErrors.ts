import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { bidFarewell } from '../farewell.ts';
import { PROBLEM_JSON, problemOf } from './problem.ts';

/** What the parser of HTTP calls a fault, and the status it has. */
const STATUS: ReadonlyMap<string, [status: number, detail: string]> = new Map([
  ['HPE_HEADER_OVERFLOW', [431, 'the headers are too long']],
  ['ERR_HTTP_REQUEST_TIMEOUT', [408, 'the request did not come in time']],
]);

/** Answers what is no well-formed request, and closes; `drainMs`: what comes meanwhile is dropped for so long. */
export function answerMalformed(error: ParserError, socket: Socket, drainMs: number): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, detail] = STATUS.get(error.code ?? '') ?? [
    400,
    `the request is not well-formed HTTP: ${error.reason ?? error.message}`,
  ];
  refuse(socket, status, detail, drainMs);
}

/** Answers with a problem on a connection that no parser has any longer, and closes it. */
export function refuse(socket: Duplex, status: number, detail: string, drainMs: number, headers: string[] = []): void {
  const body = JSON.stringify(problemOf(status, detail));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Content-Type: ${PROBLEM_JSON}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    ...headers,
  ];
  bidFarewell(socket, `${head.join('\r\n')}\r\n\r\n${body}`, drainMs);
}

type ParserError = Error & { code?: string; reason?: string };
