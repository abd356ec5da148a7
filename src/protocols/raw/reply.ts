import type { Reply } from '../../core/dispatch.ts';
import { PythonError } from '../../core/errors.ts';
import type { Hub } from '../../core/hub.ts';

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\r': '\\r', '\n': '\\n' };
const ESCAPED = /[\\\r\n]/;
const ALL_ESCAPED = /[\\\r\n]/g;
const LONE_SURROGATES = /\p{Cs}+/u;

/** The text of a reply: Python's `str()` of the value, or `Error: Type: message`. */
export function encodeReply(hub: Pick<Hub, 'values' | 'log'>, reply: Reply): string {
  if (reply.error) return encodeError(reply.error);
  try {
    const text = hub.values.toText(reply.value);
    return text.isWellFormed() ? text : encodeError(surrogateError(text));
  } catch (error) {
    if (error instanceof PythonError) return encodeError(error);
    hub.log.error({ err: error }, 'a reply could not be encoded');
    return 'Error: RuntimeError: internal error; the server log has the details';
  }
}

/** The text of a reply that is an error. A lone surrogate in the message goes as its escape. */
export function encodeError(error: PythonError): string {
  const text = `Error: ${error}`;
  return text.isWellFormed() ? text : text.replace(/\p{Cs}/gu, escapeSurrogate);
}

/** Whether the reply looks different in line mode, apart from its LF. */
export function needsEscapes(text: string): boolean {
  return ESCAPED.test(text);
}

/** The reply as a line. */
export function encodeLine(text: string): string {
  return needsEscapes(text) ? `${text.replace(ALL_ESCAPED, character => ESCAPES[character])}\n` : `${text}\n`;
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
