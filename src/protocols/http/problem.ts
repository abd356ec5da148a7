import { STATUS_CODES } from 'node:http';
import { ERROR_TYPES, type PythonError } from '../../core/errors.ts';

/** An error as RFC 9457 has it. `error` is the Python type, where there is one. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  error?: string;
}

export const PROBLEM_JSON = 'application/problem+json';

/** A refusal that no command made: an unknown route, a body of a wrong kind. */
export class HttpError extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(status: number, detail: string, headers: Record<string, string> = {}) {
    super(detail);
    this.status = status;
    this.headers = headers;
  }
}

export function problemOf(status: number, detail: string): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail };
}

/** `status`: where it is not that of the type. */
export function problemOfPythonError(error: PythonError, status = statusOf(error)): Problem {
  return {
    type: `/docs/errors#${error.type}`,
    title: ERROR_TYPES.get(error.type)?.meaning ?? 'The evaluation failed.',
    status,
    detail: error.message || error.type,
    error: error.type,
  };
}

export function statusOf(error: PythonError): number {
  return ERROR_TYPES.get(error.type)?.status ?? 400;
}
