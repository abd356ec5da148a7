import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { PROBLEM_JSON, problemOf } from './problem.ts';

/** What the parser of HTTP calls a fault, and the status it has. */
const STATUS: ReadonlyMap<string, [status: number, detail: string]> = new Map([
  ['HPE_HEADER_OVERFLOW', [431, 'the headers are too long']],
  ['ERR_HTTP_REQUEST_TIMEOUT', [408, 'the request did not come in time']],
]);

/** Answers what is no well-formed request, and closes. */
export function answerMalformed(error: Error & { code?: string; reason?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, detail] = STATUS.get(error.code ?? '') ?? [
    400,
    `the request is not well-formed HTTP: ${error.reason ?? error.message}`,
  ];
  const body = JSON.stringify(problemOf(status, detail));
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `Content-Type: ${PROBLEM_JSON}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
