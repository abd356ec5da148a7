import accepts from 'accepts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Reply } from '../../core/dispatch.ts';
import { PythonError, RateLimitError } from '../../core/errors.ts';
import type { Hub } from '../../core/hub.ts';
import type { PromiseOrValue } from '../../core/promiseOrValue.ts';
import type { Value } from '../../python/values.ts';
import { isNavigation } from '../browserGuard.ts';
import { PROBLEM_JSON, type Problem, problemOf } from '../problem.ts';
import { splitTarget } from '../query.ts';
import { encodeError, encodeText } from '../replyText.ts';
import { resultPage, sendPage } from './pages.ts';
import { HttpError, problemOfPythonError, statusOf } from './problem.ts';

const TEXT = 'text/plain; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

const FORM = 'application/x-www-form-urlencoded';
const FORMAT = /(?:^|&)format=([^&]*)/;

/** How a value becomes the body of a reply. */
export type Shape = (value: Value) => string;

/** Whether the client wants the raw reply: `?format=text` (in a form too), or `Accept` with text/plain before JSON, or as a page. */
export function wantsText(request: FastifyRequest): boolean {
  if (wantsPage(request)) return true;
  const format = FORMAT.exec(splitTarget(request.raw.url!).query) ?? FORMAT.exec(formOf(request));
  if (format?.[1] === 'text') return true;
  if (format?.[1] === 'json') return false;
  const accept = request.headers.accept;
  if (accept === undefined || accept === '*/*') return false;
  return accepts(request.raw).type(['application/json', 'text/plain']) === 'text/plain';
}

/** Whether a browser shows the reply to somebody who has pressed the button of a form. */
function wantsPage({ method, headers }: FastifyRequest): boolean {
  return method === 'POST' && headers['content-type']?.startsWith(FORM) === true && isNavigation(headers);
}

/** Sends a raw reply. */
function sendText(request: FastifyRequest, reply: FastifyReply, text: string): FastifyReply {
  return wantsPage(request) ? sendPage(reply, resultPage(reply.statusCode, text)) : reply.type(TEXT).send(text);
}

function formOf({ body, headers }: FastifyRequest): string {
  const isForm = headers['content-type']?.startsWith(FORM);
  return isForm && Buffer.isBuffer(body) ? body.toString('latin1') : '';
}

/** Sends the reply of a command when everything it tells of is stored. `shape`: the JSON of a value. */
export async function sendReply(
  hub: Hub,
  request: FastifyRequest,
  reply: FastifyReply,
  result: PromiseOrValue<Reply>,
  shape: Shape,
  statusOfError: (error: PythonError) => number = statusOf,
): Promise<FastifyReply> {
  const ended = await result;
  const failure = (await settled(hub)) ?? ended.error;
  if (ended.error || failure) {
    const error = (failure ?? ended.error) as PythonError;
    return sendPythonError(request, reply, error, statusOfError(error));
  }
  try {
    return wantsText(request)
      ? sendText(request, reply, encodeText(hub, ended.value))
      : reply.type(JSON_TYPE).send(shape(ended.value));
  } catch (encoding) {
    if (encoding instanceof PythonError) return sendPythonError(request, reply, encoding, statusOfError(encoding));
    throw encoding;
  }
}

/** Waits until what was done so far is stored; the error if it could not be. */
function settled(hub: Hub): Promise<PythonError | null> {
  return new Promise(resolve => hub.settle(resolve));
}

export function sendPythonError(
  request: FastifyRequest,
  reply: FastifyReply,
  error: PythonError,
  status = statusOf(error),
): FastifyReply {
  if (status === 401) reply.header('WWW-Authenticate', 'Bearer');
  if (error instanceof RateLimitError) reply.header('Retry-After', error.retryAfterSeconds);
  if (wantsText(request)) return sendText(request, reply.code(status), encodeError(error));
  return sendProblem(reply, problemOfPythonError(error, status));
}

/** Whatever a handler threw. */
export function sendError(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  if (error instanceof PythonError) return sendPythonError(request, reply, error);
  const status = error instanceof HttpError ? error.status : ((error as { statusCode?: number }).statusCode ?? 500);
  if (error instanceof HttpError) reply.headers(error.headers);
  const detail = status >= 500 ? 'internal error; the server log has the details' : (error as Error).message;
  if (wantsText(request)) return sendText(request, reply.code(status), `Error: ${detail}`);
  return sendProblem(reply, problemOf(status, detail));
}

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.code(problem.status).type(PROBLEM_JSON).send(JSON.stringify(problem));
}
