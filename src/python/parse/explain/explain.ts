import { PythonError } from '../../../core/errors.ts';
import type { Expression } from '../ast.ts';
import { lineAt } from '../lines.ts';
import type { Matcher, Node, State } from './matching.ts';
import { PYTHON } from './python.ts';
import { Diagnosis, type Token, type Tokens, tokenize, unclosed } from './tokens.ts';
import { yieldInComprehension } from './yields.ts';

/** A text of more tokens, or that takes more work, is told `invalid syntax`. */
const MAX_TOKENS = 5000;
const MAX_STEPS = 60_000;
const GENERIC = 'invalid syntax';

/**
 * Why a text is not Python, in CPython 3.11's words: for a text that `parse` has refused at `index`. As CPython does, it goes through
 * the text twice, the second time with the rules for invalid texts, and looks for bad tokens behind what it understood.
 */
export function explain(text: string, index: number): PythonError {
  const { type, message, line } = diagnose(text, index);
  return new PythonError(type, `${message} (<string>, line ${line})`);
}

function diagnose(text: string, index: number): Diagnosis {
  if (text === '') return new Diagnosis(GENERIC, 0);
  let tokens = tokenize(text);
  const isStatements = isStatement(tokens.list);
  // CPython ends the last line of statements, not that of an expression.
  if (isStatements && text.endsWith('\\')) tokens = tokenize(`${text}\n`);
  const unexplained = () => tokens.failure ?? new Diagnosis(GENERIC, lineAt(text, index));
  if (tokens.list.length > MAX_TOKENS) return unexplained();
  const read = (rule: string) => new Reading(tokens, PYTHON.get(rule)!, { steps: 0 }).diagnosis();
  try {
    // Statements that are right, and yet are not taken here, are wrong expressions.
    return (isStatements && read('statements')) || (read('eval') ?? unexplained());
  } catch (error) {
    if (error instanceof RangeError || error instanceof GaveUp) return unexplained();
    throw error;
  }
}

class GaveUp {}

/** The keywords that expressions and the statements taken here begin with. */
const FIRST_KEYWORDS: ReadonlySet<string> = new Set(['None', 'True', 'False', 'not', 'lambda', 'await', 'del']);
const ASSIGNMENT = /^(?:[^=!<>:]*=|>>=|<<=|;)$/;

/** Whether the text means to assign, to delete, or to do several things. Otherwise, and if no such statement is taken, it is read as an expression. */
function isStatement([first, ...others]: readonly Token[]): boolean {
  if (!first || (/^[a-zA-Z]/.test(first.text) && first.kind === 'operator' && !FIRST_KEYWORDS.has(first.text)))
    return false;
  return (
    first.text === 'del' ||
    others.some(({ level, kind, text }) => level === 0 && kind === 'operator' && ASSIGNMENT.test(text))
  );
}

/** Both passes over a text, or over the text of an expression in an f-string. */
class Reading implements State {
  mark = 0;
  invalid = false;
  refused: Diagnosis | null = null;
  memo = new Map<Matcher, Map<number, { node: Node | null; end: number }>>();
  readonly #tokens: Tokens;
  /** How many tokens were looked at. */
  #seen = 0;
  readonly #rule: Matcher;
  /** Shared with the readings of expressions in f-strings. */
  readonly #work: { steps: number };

  constructor(tokens: Tokens, rule: Matcher, work: { steps: number }) {
    this.#tokens = tokens;
    this.#rule = rule;
    this.#work = work;
  }

  /** What is wrong; null where nothing is. */
  diagnosis(): Diagnosis | null {
    let found: Diagnosis;
    try {
      if (this.#rule(this)) {
        if (this.refused) this.refused = yieldInComprehension(this.#tokens.list) ?? this.refused;
        return this.refused;
      }
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
      if (error.by !== 'parser' && error.by !== 'nested') return error;
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
    const { failure, open } = this.#tokens;
    if (failure?.by !== 'ending') return failure;
    return open && this.lastToken().line > open.line ? unclosed(open) : null;
  }

  tokenAt(position: number): Token {
    const { list, failure } = this.#tokens;
    if (position >= list.length && failure) throw failure;
    const at = Math.min(position, list.length - 1);
    if (at >= this.#seen) this.#seen = at + 1;
    return list[at];
  }

  lastToken(): Token {
    return this.#tokens.list[this.#seen - 1];
  }

  /** How many brackets are open behind what was matched. */
  levelBehind(): number {
    return this.#tokens.list[this.mark - 1].level;
  }

  step(): void {
    if (++this.#work.steps > MAX_STEPS) throw new GaveUp();
  }

  /** Reads an expression in an f-string. */
  parseNested(text: string, line: number): Expression {
    const reading = new Reading(tokenize(`(${text})`), PYTHON.get('nested')!, this.#work);
    const found = reading.diagnosis();
    if (found) {
      const { message, type, by } = found;
      const isRefused = found === reading.refused;
      const prefix = by === 'parser' && !isRefused ? 'f-string: ' : '';
      const placed = new Diagnosis(prefix + message, line + found.line - 1, type, 'nested');
      if (!isRefused) throw placed;
      this.refused ??= placed;
    }
    return { type: 'Literal', value: null, lifted: -1 };
  }
}
