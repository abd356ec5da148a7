/** Replies in line mode. */

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\r': '\\r', '\n': '\\n' };
const ESCAPED = /[\\\r\n]/;
const ALL_ESCAPED = /[\\\r\n]/g;

/** Whether the reply looks different in line mode, apart from its LF. */
export function needsEscapes(text: string): boolean {
  return ESCAPED.test(text);
}

/** The reply as a line. */
export function encodeLine(text: string): string {
  return needsEscapes(text) ? `${text.replace(ALL_ESCAPED, character => ESCAPES[character])}\n` : `${text}\n`;
}
