import { PythonError } from '../../core/errors.ts';
import type { Program } from './ast.ts';
import { StringError } from './escapes.ts';
import { explain } from './explain/explain.ts';
import { parseExpression } from './expressions.ts';
import { lineAt } from './lines.ts';
import { configureJsep, type LiftedLiterals, ParseFailure, Parser } from './parser.ts';
import { parsePrimary } from './primaries.ts';
import { parseProgram } from './statements.ts';

configureJsep({
  'gobble-expression'(env) {
    env.node = parseExpression(this);
  },
  'gobble-token'(env) {
    env.node = parsePrimary(this);
  },
});

/** Parses a request; `lifted`: the literals whose values its code is to be given by each run. @throws PythonError SyntaxError as CPython 3.11 words it, RecursionError for what nests too deeply. */
export function parse(source: string, lifted?: LiftedLiterals): Program {
  const text = toSourceText(source);
  try {
    return parseProgram(new Parser(text, lifted));
  } catch (error) {
    if (error instanceof ParseFailure) throw explain(text, error.index);
    if (error instanceof StringError) throw explain(text, 0);
    throw error;
  }
}

/** As `parse`, for a text that has its line breaks as `\n`. @throws ParseFailure, StringError, PythonError RecursionError */
export function tryParse(text: string): Program {
  return parseProgram(new Parser(text));
}

/** The text as Python reads it: every line break is `\n`. @throws PythonError for what is no source text. */
function toSourceText(source: string): string {
  if (source.includes('\0')) throw new PythonError('SyntaxError', 'source code string cannot contain null bytes');
  if (!source.isWellFormed()) throw surrogateError(source);
  return source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source;
}

function surrogateError(source: string): PythonError {
  const characters = [...source];
  const position = characters.findIndex(character => /^[\ud800-\udfff]$/.test(character));
  const escaped = `\\u${characters[position].charCodeAt(0).toString(16)}`;
  return new PythonError(
    'UnicodeEncodeError',
    `'utf-8' codec can't encode character '${escaped}' in position ${position}: surrogates not allowed`,
  );
}

/** A SyntaxError at an index of a text, such as those that only come up when a tree is compiled. */
export function syntaxError(message: string, text: string, index: number): PythonError {
  return new PythonError('SyntaxError', `${message} (<string>, line ${lineAt(text, index)})`);
}
