import { ERROR_TYPES, type PythonError } from '../../core/errors.ts';
import type { Problem } from '../problem.ts';

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
