import { Bytes } from '../values.ts';
import type { Expression, FormattedString, FormattedValue } from './ast.ts';
import { BACKSLASH, codeAt, DOUBLE_QUOTE, NEWLINE, nameEnd, SINGLE_QUOTE, STRING_PREFIXES } from './characters.ts';
import { parseGrouped } from './displays.ts';
import { decodeBytes, decodeText, StringError } from './escapes.ts';
import { type ParseNested, parseFormatted } from './formattedStrings.ts';
import { ParseFailure, Parser } from './parser.ts';

/** One string literal of the source. */
export interface StringToken {
  /** In lower case. */
  prefix: string;
  /** What stands between the quotes. */
  body: string;
  /** Where `body` and the literal's line begin: what `combineStrings` gives to `parseNested`, with the place of the expression in `body` added. */
  start: number;
  line: number;
}

/** One or more string literals side by side. The cursor is at the first one's prefix or quote. */
export function parseStrings(p: Parser): Expression {
  const start = p.index;
  const lifted = p.takeLifted();
  if (lifted) {
    if (!atString(p)) return lifted;
    p.untakeLifted(start);
  }
  const first = takeString(p);
  if (first.prefix === '' && !first.body.includes('\\') && !atString(p)) return p.literal(first.body);
  const tokens = [first];
  while (atString(p)) tokens.push(takeString(p));
  const node = combineStrings(tokens, (text, index) => parseNested(p, text, index));
  return typeof node === 'string' || node instanceof Bytes ? p.literal(node) : node;
}

/** Whether another one follows, behind blanks. */
function atString(p: Parser): boolean {
  p.gobbleSpaces();
  const { code } = p;
  if (code === SINGLE_QUOTE || code === DOUBLE_QUOTE) return true;
  return quoteAfterPrefix(p.expr, p.index) > 0;
}

/** Where the quote of a literal with a prefix stands; -1 where there is no such literal. */
function quoteAfterPrefix(text: string, index: number): number {
  for (let end = index + 1; end <= index + 2; end++) {
    const code = codeAt(text, end);
    if (code !== SINGLE_QUOTE && code !== DOUBLE_QUOTE) continue;
    return STRING_PREFIXES.has(text.slice(index, end).toLowerCase()) ? end : -1;
  }
  return -1;
}

function takeString(p: Parser): StringToken {
  const { expr, index } = p;
  const quoteAt = nameEnd(expr, index);
  const quoteLength = quoteLengthAt(expr, quoteAt);
  const end = stringEnd(expr, quoteAt, quoteLength);
  if (end < 0) p.fail();
  p.index = end;
  return {
    prefix: expr.slice(index, quoteAt).toLowerCase(),
    body: expr.slice(quoteAt + quoteLength, end - quoteLength),
    start: quoteAt + quoteLength,
    line: 0,
  };
}

/** 3 for triple quotes, else 1. */
export function quoteLengthAt(text: string, index: number): 1 | 3 {
  const quote = codeAt(text, index);
  return codeAt(text, index + 1) === quote && codeAt(text, index + 2) === quote ? 3 : 1;
}

/** The end of a string literal whose opening quote is at `quoteAt`; -1 where it is not closed. */
export function stringEnd(text: string, quoteAt: number, quoteLength: 1 | 3): number {
  const quote = codeAt(text, quoteAt);
  for (let i = quoteAt + quoteLength; i < text.length; i++) {
    const code = codeAt(text, i);
    if (code === BACKSLASH) i++;
    else if (code === NEWLINE && quoteLength === 1) return -1;
    else if (code === quote) {
      if (quoteLength === 1) return i + 1;
      if (codeAt(text, i + 1) === quote && codeAt(text, i + 2) === quote) return i + 3;
    }
  }
  return -1;
}

/** Whether a text is the beginning of one string literal. */
export function openString(text: string): boolean {
  const quoteAt = nameEnd(text, 0);
  if (quoteAt > 0 && !STRING_PREFIXES.has(text.slice(0, quoteAt).toLowerCase())) return false;
  const code = codeAt(text, quoteAt);
  if (code !== SINGLE_QUOTE && code !== DOUBLE_QUOTE) return false;
  const quoteLength = quoteLengthAt(text, quoteAt);
  if (stringEnd(text, quoteAt, quoteLength) >= 0) return false;
  return quoteLength === 3 || !text.replaceAll('\\\n', '').includes('\n');
}

/** The value of adjacent string literals, which Python joins. @throws StringError, and what `parseNested` throws. */
export function combineStrings(
  tokens: readonly StringToken[],
  parseNested: ParseNested,
): string | Bytes | FormattedString {
  if (tokens.length === 1 && tokens[0].prefix === 'f') return joinedParts(parseToken(tokens[0], parseNested));
  const isBytes = tokens[0].prefix.includes('b');
  const parts: (string | FormattedValue)[] = [];
  const chunks: Uint8Array[] = [];
  for (const token of tokens) {
    const { prefix, body } = token;
    const raw = prefix.includes('r');
    const formatted = prefix.includes('f');
    const piece = prefix.includes('b') ? decodeBytes(body, raw) : formatted ? '' : raw ? body : decodeText(body);
    if ((typeof piece !== 'string') !== isBytes) throw new StringError('cannot mix bytes and nonbytes literals');
    if (typeof piece !== 'string') chunks.push(piece);
    else if (formatted) parts.push(...parseToken(token, parseNested));
    else parts.push(piece);
  }
  if (isBytes) return new Bytes(Buffer.concat(chunks));
  return joinedParts(parts);
}

function parseToken({ prefix, body, start, line }: StringToken, parseNested: ParseNested): FormattedString['parts'] {
  const parse: ParseNested = (text, index, lines) => parseNested(text, start + index, line + lines);
  return parseFormatted(body, prefix !== 'f', parse).parts;
}

/** Without expressions, it is a plain text. */
function joinedParts(parts: FormattedString['parts']): string | FormattedString {
  for (const part of parts) if (typeof part !== 'string') return { type: 'FormattedString', parts };
  return parts.join('');
}

/** What `Parser.code` is at the end of the text. */
const END = 0;

/** An expression in an f-string, at this index: as if it stood in parentheses. Names in it share the scope. */
function parseNested(p: Parser, text: string, index: number): Expression {
  const nested = new Parser(text);
  nested.origin = p.origin + index;
  nested.depth = p.depth;
  nested.bindings = p.bindings;
  nested.brackets = 1;
  // Once for the string, once for the parentheses.
  nested.enter();
  nested.enter();
  try {
    nested.gobbleSpaces();
    const node = parseGrouped(nested, END);
    if (nested.index < nested.expr.length) nested.fail();
    p.calls += nested.calls;
    return node;
  } catch (error) {
    // Its index is none of the source.
    if (error instanceof ParseFailure) throw new StringError('f-string: invalid syntax');
    throw error;
  }
}
