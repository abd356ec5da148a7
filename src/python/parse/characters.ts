import { isIdentifierPart, isIdentifierStart } from '../unicode.ts';

/** Codes of the characters that the parser asks for. */
export const TAB = 9;
export const NEWLINE = 10;
export const FORM_FEED = 12;
export const SPACE = 32;
export const EXCLAMATION = 33;
export const DOUBLE_QUOTE = 34;
export const HASH = 35;
export const SINGLE_QUOTE = 39;
export const OPEN_PAREN = 40;
export const CLOSE_PAREN = 41;
export const STAR = 42;
export const PLUS = 43;
export const COMMA = 44;
export const MINUS = 45;
export const DOT = 46;
export const SLASH = 47;
export const ZERO = 48;
export const NINE = 57;
export const COLON = 58;
export const SEMICOLON = 59;
export const LESS = 60;
export const EQUALS = 61;
export const GREATER = 62;
export const OPEN_BRACKET = 91;
export const BACKSLASH = 92;
export const CLOSE_BRACKET = 93;
export const UNDERSCORE = 95;
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;
export const TILDE = 126;

/** The words that are no names. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global ' +
    'if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** What may stand before a quote, in lower case. */
export const STRING_PREFIXES: ReadonlySet<string> = new Set(['r', 'b', 'u', 'f', 'rb', 'br', 'rf', 'fr']);

/** For each ASCII code: 2 where a name may begin, 1 where it may only go on. */
const NAME_CODES = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(character)) return 2;
  return /[0-9]/.test(character) ? 1 : 0;
});

/**
 * The UTF-16 unit at an index that is not negative, 0 past the end. In place of `charCodeAt`, whose NaN makes the engine compare
 * floats wherever it was seen: all that the parser reads is read in less than half the time.
 */
export function codeAt(text: string, index: number): number {
  return index < text.length ? text.charCodeAt(index) : 0;
}

export function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** Whether a name can begin at `index`. */
export function isNameStart(text: string, index: number): boolean {
  const code = codeAt(text, index);
  if (code < 128) return NAME_CODES[code] === 2;
  return code >= 128 && isIdentifierStart(text.codePointAt(index)!);
}

/** The end of the name that begins at `index`; `index` itself where none does. */
export function nameEnd(text: string, index: number): number {
  if (!isNameStart(text, index)) return index;
  let end = index;
  for (;;) {
    const code = codeAt(text, end);
    if (code < 128) {
      if (NAME_CODES[code] === 0) return end;
      end++;
    } else {
      const character = text.codePointAt(end);
      if (character === undefined || !isIdentifierPart(character)) return end;
      end += character > 0xffff ? 2 : 1;
    }
  }
}

/** Whether a name could go on at `index`. */
export function isNamePart(text: string, index: number): boolean {
  const code = codeAt(text, index);
  if (code < 128) return NAME_CODES[code] > 0;
  return code >= 128 && isIdentifierPart(text.codePointAt(index)!);
}

/** A name as Python knows it: names that look alike to NFKC are the same. */
export function normalizeName(text: string): string {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return text.normalize('NFKC');
  return text;
}
