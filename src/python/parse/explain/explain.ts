import { PythonError } from '../../../core/errors.ts';
import type { Expression } from '../ast.ts';
import type { Matcher, Node, State } from './matching.ts';
import { PYTHON } from './python.ts';
import { Diagnosis, type Token, Tokenizer, unclosed } from './tokens.ts';

/** So much is done to find the words for a mistake; a text that takes more is told `invalid syntax`. */
const MAX_STEPS = 300_000;
const GENERIC = 'invalid syntax';

/**
 * Why a text is not Python, in CPython 3.11's words: for a text that `parse` has refused. As CPython does, it goes through
 * the text twice, the second time with the rules for invalid texts, and looks for bad tokens behind what it understood.
 */
export function explain(text: string): PythonError {
  const { type, message, line } = diagnose(text);
  return new PythonError(type, `${message} (<string>, line ${line})`);
}

function diagnose(text: string): Diagnosis {
  if (text === '') return new Diagnosis(GENERIC, 0);
  const rule = isStatement(text) ? 'statements' : 'eval';
  try {
    return new Reading(text, PYTHON.get(rule)!, { steps: 0 }).diagnosis() ?? new Diagnosis(GENERIC, 1);
  } catch (error) {
    // Too deep, or too much: at least the tokens can be looked at.
    if (error instanceof RangeError || error instanceof GaveUp)
      return badToken(new Tokenizer(text)) ?? new Diagnosis(GENERIC, 1);
    throw error;
  }
}

class GaveUp {}

const ASSIGNMENT = /^(?:=|;|[^=!<>:]+=)$/;
/** A text that begins with one of these, or any other keyword that begins no expression, is read as an expression: no such statement is taken. */
const EXPRESSION_KEYWORDS = new Set(['None', 'True', 'False', 'not', 'lambda', 'await', 'del']);

/** Whether the text means to assign, to delete, or to do several things. */
function isStatement(text: string): boolean {
  const tokenizer = new Tokenizer(text);
  try {
    let token = tokenizer.next();
    if (token.text === 'del') return true;
    if (/^[a-zA-Z]/.test(token.text) && token.kind === 'operator' && !EXPRESSION_KEYWORDS.has(token.text)) return false;
    for (; token.kind !== 'end'; token = tokenizer.next())
      if (token.level === 0 && token.kind === 'operator' && isAssignment(token.text)) return true;
  } catch (error) {
    if (!(error instanceof Diagnosis)) throw error;
  }
  return false;
}

function isAssignment(operator: string): boolean {
  return ASSIGNMENT.test(operator) || operator === '>>=' || operator === '<<=';
}

/** The error of the first bad token, or the bracket that is not closed. */
function badToken(tokenizer: Tokenizer): Diagnosis | null {
  try {
    while (tokenizer.next().kind !== 'end');
    return null;
  } catch (error) {
    if (error instanceof Diagnosis) return error;
    throw error;
  }
}

/** Both passes over a text, or over the text of an expression in an f-string. */
class Reading implements State {
  mark = 0;
  invalid = false;
  refused: Diagnosis | null = null;
  memo = new Map<Matcher, Map<number, { node: Node | null; end: number }>>();
  readonly #tokenizer: Tokenizer;
  readonly #tokens: Token[] = [];
  readonly #rule: Matcher;
  /** Shared with the readings of expressions in f-strings. */
  readonly #work: { steps: number };

  constructor(text: string, rule: Matcher, work: { steps: number }) {
    this.#tokenizer = new Tokenizer(text);
    this.#rule = rule;
    this.#work = work;
  }

  /** What is wrong; null where nothing is. */
  diagnosis(): Diagnosis | null {
    let found: Diagnosis;
    try {
      if (this.#rule(this)) return this.refused;
      const last = this.lastToken();
      this.#rewind();
      this.#rule(this);
      if (last.kind === 'indent' || last.kind === 'dedent')
        return new Diagnosis(
          `unexpected ${last.kind === 'indent' ? 'indent' : 'unindent'}`,
          last.line,
          'IndentationError',
        );
      found = new Diagnosis(GENERIC, last.line);
    } catch (error) {
      if (!(error instanceof Diagnosis)) throw error;
      if (error.by !== 'parser') return error;
      found = error;
    }
    return this.#worseAhead() ?? found;
  }

  #rewind(): void {
    this.mark = 0;
    this.invalid = true;
    this.memo = new Map();
  }

  /** A bad token behind what was understood says more; a bracket only if it was opened in a line before. */
  #worseAhead(): Diagnosis | null {
    const { line } = this.lastToken();
    try {
      while (this.#tokenizer.next().kind !== 'end');
      return null;
    } catch (error) {
      if (!(error instanceof Diagnosis)) throw error;
      const { open } = this.#tokenizer;
      if (error.by !== 'end') return error;
      return open && line > open.line ? unclosed(open) : null;
    }
  }

  tokenAt(position: number): Token {
    while (this.#tokens.length <= position) this.#tokens.push(this.#tokenizer.next());
    return this.#tokens[position];
  }

  /** The last token that was looked at. */
  lastToken(): Token {
    return this.#tokens[this.#tokens.length - 1];
  }

  /** How many brackets are open behind what was matched. */
  levelBehind(): number {
    return this.#tokens[this.mark - 1].level;
  }

  step(): void {
    if (++this.#work.steps > MAX_STEPS) throw new GaveUp();
  }

  /** Reads an expression in an f-string. */
  parseNested(text: string, line: number): Expression {
    const reading = new Reading(`(${text})`, PYTHON.get('nested')!, this.#work);
    const found = reading.diagnosis();
    if (found && found === reading.refused) this.refused ??= found;
    else if (found?.by === 'parser')
      throw new Diagnosis(`f-string: ${found.message}`, line + found.line - 1, found.type);
    else if (found) throw found;
    return { type: 'Literal', value: null, start: 0 };
  }
}
