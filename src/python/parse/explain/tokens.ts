import { isPrintable } from '../../unicode.ts';
import { KEYWORDS, NEWLINE, nameEnd, STRING_PREFIXES } from '../characters.ts';
import { countLines } from '../lines.ts';
import { MAX_BRACKETS } from '../parser.ts';
import { quoteLengthAt, stringEnd } from '../strings.ts';
import { numberEnd } from './numbers.ts';

/** What is wrong with a text: the error's type, message and line, and who found it. */
export class Diagnosis {
  readonly message: string;
  readonly line: number;
  readonly type: 'SyntaxError' | 'IndentationError';
  /**
   * `nested`: the parser of an expression in an f-string, which has said so. `ending`: the tokenizer, which goes no further; only where
   * it is come to does this matter.
   */
  readonly by: 'parser' | 'nested' | 'tokenizer' | 'ending';

  constructor(
    message: string,
    line: number,
    type: 'SyntaxError' | 'IndentationError' = 'SyntaxError',
    by: Diagnosis['by'] = 'parser',
  ) {
    this.message = message;
    this.line = line;
    this.type = type;
    this.by = by;
  }
}

export type TokenKind = 'name' | 'number' | 'string' | 'operator' | 'newline' | 'indent' | 'dedent' | 'end';

export interface Token {
  /** Keywords are operators. */
  kind: TokenKind;
  text: string;
  line: number;
  /** How many brackets are open behind it. */
  level: number;
}

interface OpenBracket {
  text: string;
  line: number;
}

const THREE = ['...', '**=', '//=', '>>=', '<<='];
const TWO = '!= %= &= ** *= += -= -> // /= := << <= <> == >= >> @= ^= |='.split(' ');
const CLOSING = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);

/** The tokens of a text, up to its end or to the first bad one. */
export interface Tokens {
  list: Token[];
  /** What is wrong with the token behind the last one; null where the list goes to the end. */
  failure: Diagnosis | null;
  /** The innermost bracket that is open there. */
  open: OpenBracket | undefined;
}

/** Cuts a text into tokens as CPython's tokenizer does, with its errors. */
export function tokenize(text: string): Tokens {
  const tokenizer = new Tokenizer(text);
  const list: Token[] = [];
  try {
    for (;;) {
      const token = tokenizer.next();
      list.push(token);
      if (token.kind === 'end') return { list, failure: null, open: undefined };
    }
  } catch (error) {
    if (error instanceof Diagnosis) return { list, failure: error, open: tokenizer.open };
    throw error;
  }
}

class Tokenizer {
  readonly #text: string;
  #index = 0;
  #line = 1;
  #atLineStart = true;
  readonly #open: OpenBracket[] = [];
  readonly #indents = [0];
  #pending: Token[] = [];
  #last: TokenKind = 'newline';

  constructor(text: string) {
    this.#text = text;
  }

  /** The innermost bracket that is open. */
  get open(): OpenBracket | undefined {
    return this.#open.at(-1);
  }

  /** The next token; `end` again and again at the end. @throws Diagnosis */
  next(): Token {
    const token = this.#pending.shift() ?? this.#read();
    this.#last = token.kind;
    return token;
  }

  #read(): Token {
    for (;;) {
      if (this.#atLineStart) {
        this.#atLineStart = false;
        if (this.#open.length === 0 && this.#indent()) return this.#pending.shift()!;
      }
      this.#skipBlanks();
      const { length } = this.#text;
      if (this.#index >= length) return this.#end();
      const code = this.#text.charCodeAt(this.#index);
      if (code === NEWLINE) {
        const token = this.#token('newline', this.#index + 1);
        this.#newLine();
        if (this.#open.length === 0 && this.#last !== 'newline') return token;
      } else if (this.#text[this.#index] === '\\') this.#continueLine();
      else return this.#visible();
    }
  }

  #token(kind: TokenKind, end: number): Token {
    const text = this.#text.slice(this.#index, end);
    this.#index = end;
    return { kind, text, line: this.#line, level: this.#open.length };
  }

  #fail(message: string, line = this.#line): never {
    throw new Diagnosis(message, line, 'SyntaxError', 'tokenizer');
  }

  #newLine(): void {
    this.#line++;
    this.#atLineStart = true;
  }

  /** Compares the indentation of a line with the one before; blank lines don't count. */
  #indent(): boolean {
    let column = 0;
    /** The column of the first backslash that goes on in the next line: it counts, unless it is 0. */
    let continued = 0;
    let lines = 0;
    let at = this.#index;
    for (; ; at++) {
      const character = this.#text[at];
      if (character === ' ') column++;
      else if (character === '\t') column = (Math.floor(column / 8) + 1) * 8;
      else if (character === '\f') column = 0;
      else if (character === '\\' && this.#text[at + 1] === '\n' && at + 2 < this.#text.length) {
        continued ||= column;
        lines++;
        at++;
      } else break;
    }
    if (at >= this.#text.length || '#\n\\'.includes(this.#text[at])) return false;
    this.#index = at;
    this.#line += lines;
    column = continued || column;
    if (column > this.#indents.at(-1)!) {
      this.#indents.push(column);
      this.#pending.push(this.#token('indent', at));
    }
    while (column < this.#indents.at(-1)!) {
      this.#indents.pop();
      if (column > this.#indents.at(-1)!)
        throw new Diagnosis(
          'unindent does not match any outer indentation level',
          this.#line,
          'IndentationError',
          'ending',
        );
      this.#pending.push(this.#token('dedent', at));
    }
    return this.#pending.length > 0;
  }

  #skipBlanks(): void {
    const text = this.#text;
    while (this.#index < text.length && ' \t\f'.includes(text[this.#index])) this.#index++;
    if (text[this.#index] !== '#') return;
    const end = text.indexOf('\n', this.#index);
    this.#index = end < 0 ? text.length : end;
  }

  #continueLine(): void {
    if (this.#text[this.#index + 1] !== '\n')
      throw new Diagnosis(
        'unexpected character after line continuation character',
        this.#line,
        'SyntaxError',
        'ending',
      );
    this.#index += 2;
    this.#line++;
    if (this.#index < this.#text.length) return;
    this.#line--;
    this.#failAtEnd();
  }

  #end(): Token {
    if (this.#open.length > 0) this.#failAtEnd();
    return this.#token(this.#last === 'newline' || this.#last === 'end' ? 'end' : 'newline', this.#index);
  }

  #failAtEnd(): never {
    const { open } = this;
    if (open) throw unclosed(open);
    throw new Diagnosis('unexpected EOF while parsing', this.#line, 'SyntaxError', 'ending');
  }

  /** A token that is to be seen. */
  #visible(): Token {
    const text = this.#text;
    const character = text[this.#index];
    if (/[0-9]/.test(character) || (character === '.' && /[0-9]/.test(text[this.#index + 1] ?? '')))
      return this.#token(
        'number',
        numberEnd(text, this.#index, message => this.#fail(message)),
      );
    if (character === "'" || character === '"') return this.#string(this.#index);
    if (/[A-Za-z_\u0080-\uffff]/.test(character)) return this.#word();
    if (character < ' ' || character === '\x7f') this.#refuseCharacter(character);
    return this.#operator();
  }

  #word(): Token {
    const rest = /[\w\u0080-\uffff]*/y;
    rest.lastIndex = this.#index;
    const word = rest.exec(this.#text)![0];
    const end = this.#index + word.length;
    const next = this.#text[end];
    if ((next === "'" || next === '"') && STRING_PREFIXES.has(word.toLowerCase())) return this.#string(end);
    const valid = nameEnd(this.#text, this.#index);
    if (valid < end) this.#refuseCharacter(String.fromCodePoint(this.#text.codePointAt(valid)!));
    return this.#token(KEYWORDS.has(word) ? 'operator' : 'name', end);
  }

  #refuseCharacter(character: string): never {
    const code = character.codePointAt(0)!;
    const hex = code.toString(16).toUpperCase().padStart(4, '0');
    if (isPrintable(code)) this.#fail(`invalid character '${character}' (U+${hex})`);
    this.#fail(`invalid non-printable character U+${hex}`);
  }

  #string(quoteAt: number): Token {
    const quoteLength = quoteLengthAt(this.#text, quoteAt);
    const end = stringEnd(this.#text, quoteAt, quoteLength);
    if (end < 0) this.#failUnterminated(quoteAt, quoteLength);
    const token = this.#token('string', end);
    this.#line += countLines(token.text);
    return token;
  }

  #failUnterminated(quoteAt: number, quoteLength: 1 | 3): never {
    const kind = quoteLength === 3 ? 'triple-quoted string' : 'string';
    const detected =
      this.#line +
      (quoteLength === 3 ? countLines(this.#text.slice(quoteAt).replace(/\n$/, '')) : this.#continued(quoteAt));
    this.#fail(`unterminated ${kind} literal (detected at line ${detected})`);
  }

  /** In how many lines a string literal goes on behind a backslash, without ending. */
  #continued(quoteAt: number): number {
    const text = this.#text;
    let lines = 0;
    for (let at = quoteAt + 1; at < text.length && text[at] !== '\n'; at++)
      if (text[at] === '\\' && text[++at] === '\n' && at + 1 < text.length) lines++;
    return lines;
  }

  #operator(): Token {
    const text = this.#text;
    const three = text.slice(this.#index, this.#index + 3);
    const two = three.slice(0, 2);
    const end = this.#index + (THREE.includes(three) ? 3 : TWO.includes(two) ? 2 : 1);
    const character = text[this.#index];
    if (character === '(' || character === '[' || character === '{') {
      if (this.#open.length >= MAX_BRACKETS) this.#fail('too many nested parentheses');
      this.#open.push({ text: character, line: this.#line });
    } else if (CLOSING.has(character)) this.#close(character);
    return this.#token('operator', end);
  }

  #close(character: string): void {
    const opening = this.#open.pop();
    if (!opening) this.#fail(`unmatched '${character}'`);
    if (opening.text === CLOSING.get(character)) return;
    const where = opening.line === this.#line ? '' : ` on line ${opening.line}`;
    this.#fail(`closing parenthesis '${character}' does not match opening parenthesis '${opening.text}'${where}`);
  }
}

/** What is said of a bracket that is open at the end. */
export function unclosed({ text, line }: OpenBracket): Diagnosis {
  return new Diagnosis(`'${text}' was never closed`, line, 'SyntaxError', 'ending');
}
