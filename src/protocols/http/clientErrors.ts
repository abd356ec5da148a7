import type { Socket } from 'node:net';
import { refuse } from '../problem.ts';

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

type ParserError = Error & { code?: string; reason?: string };
