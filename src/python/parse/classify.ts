import { PythonError } from '../../core/errors.ts';
import { wholeCall } from './ast.ts';
import { isDigit, KEYWORDS, nameEnd } from './characters.ts';
import { StringError } from './escapes.ts';
import { parseNumber } from './numbers.ts';
import { tryParse } from './parse.ts';
import { ParseFailure, Parser } from './parser.ts';
import { openString } from './strings.ts';

/**
 * How far a text is a request. `command`: one whole call of a registered command. `complete`: a whole request of any other
 * form. `incomplete`: the parser's error lies at the end. `invalid`: wrong whatever may follow. `empty`: blanks.
 * @see docs/protocol.md, completeness
 */
export type Completeness = 'command' | 'complete' | 'incomplete' | 'invalid' | 'empty';

/** How far `text` is a request. Linear in its length. */
export function classify(text: string, isCommand: (name: string) => boolean): Completeness {
  const source = text.replace(/\r\n?/g, '\n').replace(/^[ \t\f\n]+/, '');
  if (source === '') return 'empty';
  try {
    const command = wholeCall(tryParse(source));
    return command !== null && isCommand(command) ? 'command' : 'complete';
  } catch (error) {
    if (error instanceof ParseFailure) return canGoOn(source, error.index) ? 'incomplete' : 'invalid';
    if (error instanceof StringError || error instanceof PythonError || error instanceof RangeError) return 'invalid';
    throw error;
  }
}

/** Keywords that go on with an expression. */
const CONTINUATIONS = ['and', 'or', 'not', 'in', 'is', 'if', 'else', 'for'];
/** Beginnings of tokens: of `!=`, `:=`, `==`, `...`, `.5`, `**`, and of a line that goes on. */
const OPEN_OPERATORS = ['!', ':', '=', '.', '..', '*', '\\', '\\\n'];
/** A number that may lack something, and one with the first letters of a keyword behind it. */
const OPEN_NUMBER = /^(?:0[xXoObB][0-9a-fA-F_]*|[0-9._]+(?:[eE][+-]?[0-9_]*)?)$/;
const NUMBER_AND_WORD = /^[0-9._]+(?:[eE][+-]?[0-9_]+)?[jJ]?([a-z]+)$/;

/** Whether more text could make sense of the token at `index`, which the parser did not expect. */
function canGoOn(source: string, index: number): boolean {
  const rest = source.slice(index);
  if (rest === '' || OPEN_OPERATORS.includes(rest) || openString(rest)) return true;
  if (isDigit(rest.charCodeAt(0)) || rest[0] === '.') return isOpenNumber(rest);
  if (nameEnd(rest, 0) < rest.length) return false;
  // A keyword may become a name, and a name a keyword, or the prefix of a string beside another one.
  const besideString = /['"]\s*$/.test(source.slice(Math.max(0, index - 100), index)) && /^[rbuf]{1,2}$/i.test(rest);
  return KEYWORDS.has(rest) || isBeginning(rest) || besideString;
}

function isBeginning(word: string): boolean {
  return CONTINUATIONS.some(keyword => keyword.startsWith(word));
}

function isOpenNumber(rest: string): boolean {
  const word = NUMBER_AND_WORD.exec(rest)?.[1];
  return (word !== undefined && isBeginning(word)) || (OPEN_NUMBER.test(rest) && !isNumber(rest));
}

function isNumber(text: string): boolean {
  const parser = new Parser(text);
  try {
    parseNumber(parser);
    return parser.index === text.length;
  } catch (error) {
    if (error instanceof ParseFailure) return false;
    throw error;
  }
}
