import { PythonError } from '../../../core/errors.ts';

/** Why a text that failed to parse is no Python, as CPython 3.11 says it. */
export function explain(_text: string): PythonError {
  return new PythonError('SyntaxError', 'invalid syntax (<string>, line 1)');
}
