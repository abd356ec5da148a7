import type { Reply } from '../core/dispatch.ts';
import { PythonError } from '../core/errors.ts';
import type { Hub } from '../core/hub.ts';
import type { Value } from '../python/values.ts';

const LONE_SURROGATES = /\p{Cs}+/u;

/** The text of a reply: Python's `str()` of the value, or `Error: Type: message`. */
export function encodeReply(hub: Pick<Hub, 'values' | 'log'>, reply: Reply): string {
  if (reply.error) return encodeError(reply.error);
  try {
    return encodeText(hub, reply.value);
  } catch (error) {
    if (error instanceof PythonError) return encodeError(error);
    hub.log.error({ err: error }, 'a reply could not be encoded');
    return 'Error: RuntimeError: internal error; the server log has the details';
  }
}

/** The text of a value. @throws UnicodeEncodeError for lone surrogates, and whatever Python's `str()` of the value raises */
export function encodeText({ values }: Pick<Hub, 'values'>, value: Value): string {
  const text = values.toText(value);
  if (!text.isWellFormed()) throw surrogateError(text);
  return text;
}

/** The text of a reply that is an error. A lone surrogate in the message goes as its escape. */
export function encodeError(error: PythonError): string {
  const text = `Error: ${error}`;
  return text.isWellFormed() ? text : text.replace(/\p{Cs}/gu, escapeSurrogate);
}

/** What `text.encode()` raises for a text with lone surrogates. */
function surrogateError(text: string): PythonError {
  const found = LONE_SURROGATES.exec(text)!;
  const start = [...text.slice(0, found.index)].length;
  const count = found[0].length;
  const where =
    count === 1
      ? `character '${escapeSurrogate(found[0])}' in position ${start}`
      : `characters in position ${start}-${start + count - 1}`;
  return new PythonError('UnicodeEncodeError', `'utf-8' codec can't encode ${where}: surrogates not allowed`);
}

function escapeSurrogate(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16)}`;
}
