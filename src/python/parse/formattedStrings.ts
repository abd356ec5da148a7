import type { Expression, FormattedString, FormattedValue } from './ast.ts';
import { codeAt } from './characters.ts';
import { decodeText, StringError } from './escapes.ts';
import { countLines } from './lines.ts';

const MAX_BRACKETS = 200;
const CLOSING = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);
/** The characters that mean something in an f-string, by ASCII code: of most of it, no more has to be known. */
const MARKS = new Uint8Array(128);
for (const mark of '\\{}()[]\'"#!:=<>') MARKS[mark.charCodeAt(0)] = 1;
const isMark = (code: number) => code < 128 && MARKS[code] === 1;
const BLANK = /^[ \t\n\f]*$/;
const SPACE = /[ \t\n\v\f\r]/;

/** Parses the text of an expression, which begins at `index` in the text between the quotes, behind so many line breaks. */
export type ParseNested = (text: string, index: number, linesBefore: number) => Expression;

/** The text between the quotes of an f-string. @throws StringError */
export function parseFormatted(body: string, raw: boolean, parseNested: ParseNested): FormattedString {
  return new FormattedStringParser(body, raw, parseNested).parse(0);
}

/** Goes through the text as CPython 3.11 does, so that the same mistake is found first. */
class FormattedStringParser {
  readonly #text: string;
  readonly #raw: boolean;
  readonly #parseNested: ParseNested;
  #index = 0;
  /** Line breaks before the index `#counted`. */
  #lines = 0;
  #counted = 0;

  constructor(text: string, raw: boolean, parseNested: ParseNested) {
    this.#text = text;
    this.#raw = raw;
    this.#parseNested = parseNested;
  }

  /** `level`: 0 for the whole, 1 for a format specification, 2 for one in it. */
  parse(level: number): FormattedString {
    const parts: (string | FormattedValue)[] = [];
    for (;;) {
      addText(parts, this.#literal(level));
      if (this.#index >= this.#text.length || this.#text[this.#index] === '}')
        return { type: 'FormattedString', parts };
      this.#value(level, parts);
    }
  }

  /** The text up to an expression or the end. Doubled braces stand for single ones at the top alone. */
  #literal(level: number): string {
    const text = this.#text;
    let literal = '';
    let start = this.#index;
    let at = start;
    for (; at < text.length; at++) {
      if (!isMark(codeAt(text, at))) continue;
      let character = text[at];
      if (character === '\\' && !this.#raw && at + 1 < text.length) {
        character = text[++at];
        if (character === 'N') {
          at = text[at + 1] === '{' ? closeOrEnd(text, at + 2) : at + 1;
          continue;
        }
      }
      if (character !== '{' && character !== '}') continue;
      if (level > 0) break;
      if (text[at + 1] === character) {
        literal += this.#decode(text.slice(start, at + 1));
        start = ++at + 1;
      } else if (character === '}') throw new StringError("f-string: single '}' is not allowed");
      else break;
    }
    this.#index = Math.min(at, text.length);
    return literal + this.#decode(text.slice(start, this.#index));
  }

  #decode(literal: string): string {
    return this.#raw ? literal : decodeText(literal);
  }

  /** One `{…}`. */
  #value(level: number, parts: (string | FormattedValue)[]): void {
    if (level >= 2) throw new StringError('f-string: expressions nested too deeply');
    const text = this.#text;
    const start = ++this.#index;
    this.#skipExpression();
    if (this.#index >= text.length) throw unclosed();
    const source = text.slice(start, this.#index);
    if (BLANK.test(source)) throw emptyExpression(text[this.#index]);
    this.#lines += countLines(text.slice(this.#counted, start));
    this.#counted = start;
    const expression = this.#parseNested(source, start, this.#lines);
    let shown: string | null = null;
    if (text[this.#index] === '=') {
      this.#index++;
      while (SPACE.test(text[this.#index] ?? '')) this.#index++;
      shown = text.slice(start, this.#index);
    }
    const conversion = this.#conversion();
    let spec: FormattedString | null = null;
    if (text[this.#index] === ':') {
      this.#index++;
      if (this.#index >= text.length) throw unclosed();
      spec = this.parse(level + 1);
    }
    if (text[this.#index] !== '}') throw unclosed();
    this.#index++;
    if (shown !== null) addText(parts, shown);
    parts.push({ expression, conversion: shown !== null && !spec ? conversion || 'r' : conversion, spec });
  }

  #conversion(): '' | 's' | 'r' | 'a' {
    const text = this.#text;
    if (this.#index >= text.length) throw unclosed();
    if (text[this.#index] !== '!') return '';
    const letter = text[this.#index + 1];
    if (letter === undefined) throw unclosed();
    this.#index += 2;
    if (letter === 's' || letter === 'r' || letter === 'a') return letter;
    throw new StringError("f-string: invalid conversion character: expected 's', 'r', or 'a'");
  }

  /** To the character that ends an expression: `!`, `:`, `}` or `=` outside of brackets and quotes. */
  #skipExpression(): void {
    const text = this.#text;
    const open: string[] = [];
    let quote = '';
    let at = this.#index;
    for (; at < text.length; at++) {
      if (!isMark(codeAt(text, at))) continue;
      const character = text[at];
      if (character === '\\') throw new StringError('f-string expression part cannot include a backslash');
      if (quote !== '') {
        if (!text.startsWith(quote, at)) continue;
        at += quote.length - 1;
        quote = '';
      } else if (character === "'" || character === '"') {
        const triple = character.repeat(3);
        quote = text.startsWith(triple, at) ? triple : character;
        at += quote.length - 1;
      } else if (CLOSING.has(character)) {
        if (open.length >= MAX_BRACKETS) throw new StringError('f-string: too many nested parenthesis');
        open.push(character);
      } else if (character === '#') {
        throw new StringError("f-string expression part cannot include '#'");
      } else if (open.length === 0 && '!:}=<>'.includes(character)) {
        if (text[at + 1] === '=' && '!=<>'.includes(character)) at++;
        else if (character !== '<' && character !== '>') break;
      } else if (character === ')' || character === ']' || character === '}') {
        checkClosing(open.pop(), character);
      }
    }
    this.#index = at;
    if (quote !== '') throw new StringError('f-string: unterminated string');
    if (open.length > 0) throw new StringError(`f-string: unmatched '${open.at(-1)}'`);
  }
}

function checkClosing(opening: string | undefined, closing: string): void {
  if (opening === undefined) throw new StringError(`f-string: unmatched '${closing}'`);
  if (CLOSING.get(opening) === closing) return;
  throw new StringError(`f-string: closing parenthesis '${closing}' does not match opening parenthesis '${opening}'`);
}

function closeOrEnd(text: string, from: number): number {
  const close = text.indexOf('}', from);
  return close < 0 ? text.length : close;
}

function addText(parts: (string | FormattedValue)[], text: string): void {
  if (text === '') return;
  const last = parts.at(-1);
  if (typeof last === 'string') parts[parts.length - 1] = last + text;
  else parts.push(text);
}

function unclosed(): StringError {
  return new StringError("f-string: expecting '}'");
}

function emptyExpression(next: string): StringError {
  if (next === '!' || next === ':' || next === '=')
    return new StringError(`f-string: expression required before '${next}'`);
  return new StringError('f-string: empty expression not allowed');
}
