import * as jsepModule from 'jsep';
import { PythonError } from '../../core/errors.ts';
import type { Value } from '../values.ts';
import type { Expression, Literal, Name } from './ast.ts';
import {
  BACKSLASH,
  codeAt,
  EQUALS,
  FORM_FEED,
  HASH,
  isNamePart,
  KEYWORDS,
  NEWLINE,
  nameEnd,
  normalizeName,
  SPACE,
  TAB,
} from './characters.ts';

/** What of jsep's class is used here; its own typings leave the class out. */
interface JsepParser {
  readonly expr: string;
  index: number;
  gobbleSpaces(): void;
  searchHook(name: string): Expression | undefined;
  runHook(name: string, node: Expression): Expression;
  gobbleBinaryOp(): string | false;
  gobbleExpression(): Expression;
  gobbleBinaryExpression(): Expression;
  gobbleToken(): Expression;
}
type Hook = (this: Parser, env: { node?: Expression }) => void;
interface Hooks {
  'gobble-expression': Hook;
  'gobble-token': Hook;
}
interface JsepClass {
  new (source: string): JsepParser;
  hooks: { add(hooks: Hooks): void; [name: string]: unknown };
  unary_ops: object;
  binary_ops: object;
  BINARY_EXP: string;
  removeAllUnaryOps(): void;
  removeAllBinaryOps(): void;
  addBinaryOp(operator: string, precedence: number): void;
}
const { Jsep } = jsepModule as unknown as { Jsep: JsepClass };

/** Literals of a source text that are not part of its code: each run is given its own, under their numbers. */
export interface LiftedLiterals {
  readonly literals: readonly Value[];
  /** Where in the source they start and end, in turn. */
  readonly spans: readonly number[];
}
const NOTHING_LIFTED: LiftedLiterals = { literals: [], spans: [] };

/** Brackets may be nested as deep as in CPython; one more is a SyntaxError. */
export const MAX_BRACKETS = 200;
/** All that nests: brackets, unary operators, powers, conditionals, lambdas, trailers. CPython's own bound lies higher, its stack being larger. */
const MAX_DEPTH = 500;

/** Thrown where the text stops being Python; `explain` says why. */
export class ParseFailure {
  /** Where the token that does not fit begins. */
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }
}

/** The state of one parse: jsep's cursor, and what Python's syntax needs besides. */
export class Parser extends Jsep {
  /** How many brackets are open: in them, line breaks are blanks. */
  brackets = 0;
  depth = 0;
  /** The expression that was parenthesised last; it is no name that could be assigned to by `=` or `:=`. */
  group: Expression | null = null;
  /** What `:=` has bound in the present lambda or program. */
  bindings: string[] = [];
  calls = 0;
  /** How many of the lifted literals were found. */
  found = 0;
  /** Where this text begins in the source: in an f-string, texts are parsed by parsers of their own. */
  origin = 0;
  readonly #lifted: LiftedLiterals;
  /** The first lifted literal that is not behind the cursor. */
  #nextLifted = 0;

  constructor(source: string, lifted = NOTHING_LIFTED) {
    super(source);
    this.#lifted = lifted;
  }

  /** The next character's, 0 at the end. */
  get code(): number {
    return codeAt(this.expr, this.index);
  }

  /** In place of jsep's, which takes every line break for a blank and knows no comments. */
  override gobbleSpaces(): void {
    const { expr } = this;
    let { index } = this;
    for (; ; index++) {
      const code = codeAt(expr, index);
      if (code > SPACE && code !== HASH && code !== BACKSLASH) break;
      if (code === SPACE || code === TAB || code === FORM_FEED || (code === NEWLINE && this.brackets > 0)) continue;
      if (code === HASH) index = endOfLine(expr, index) - 1;
      else if (code === BACKSLASH && codeAt(expr, index + 1) === NEWLINE && index + 2 < expr.length) index++;
      else break;
    }
    this.index = index;
  }

  /** In place of jsep's, which makes a function for each call: a hook has one function here. */
  override searchHook(name: keyof Hooks): Expression | undefined {
    const env: { node?: Expression } = {};
    // By name, and not `hooks[name]`, which would be looked up in a table.
    if (name === 'gobble-token') hooks['gobble-token'].call(this, env);
    else hooks['gobble-expression'].call(this, env);
    return env.node;
  }

  /** No hook looks at what others have made. */
  override runHook(_name: string, node: Expression): Expression {
    return node;
  }

  /** jsep's would take the `+` of `x += 1`, and the first star of `x **= 2`; and it makes texts of all that might be one. */
  override gobbleBinaryOp(): string | false {
    this.gobbleSpaces();
    const { expr, index } = this;
    const code = codeAt(expr, index);
    if (code >= OPERATORS.length) return false;
    const operators = codeAt(expr, index + 1) === code ? DOUBLED_OPERATORS : OPERATORS;
    const operator = operators[code];
    if (operator === '' || codeAt(expr, index + operator.length) === EQUALS) return false;
    this.index = index + operator.length;
    return operator;
  }

  fail(index = this.index): never {
    throw new ParseFailure(index);
  }

  /** Goes one level deeper. @throws RecursionError */
  enter(): void {
    if (++this.depth > MAX_DEPTH) throw tooDeep();
  }

  leave(): void {
    this.depth--;
  }

  /** Takes an opening bracket. */
  open(): void {
    if (++this.brackets > MAX_BRACKETS) this.fail();
    this.index++;
    this.gobbleSpaces();
  }

  /** Takes a closing bracket. */
  close(code: number): void {
    this.expect(code);
    this.brackets--;
  }

  /** Whether the next character is this one. */
  at(code: number): boolean {
    return this.code === code;
  }

  /** Takes this character, and the blanks behind it, if it comes next. */
  take(code: number): boolean {
    if (this.code !== code) return false;
    this.index++;
    this.gobbleSpaces();
    return true;
  }

  /** Takes this character alone. */
  expect(code: number): void {
    if (this.code !== code) this.fail();
    this.index++;
  }

  /** Whether both characters come next. */
  atPair(first: number, second: number): boolean {
    return this.code === first && codeAt(this.expr, this.index + 1) === second;
  }

  /** Whether this keyword comes next. Compared by hand: `startsWith` takes longer than all the rest of a short expression. */
  atWord(word: string): boolean {
    const { expr, index } = this;
    const { length } = word;
    for (let i = 0; i < length; i++) if (codeAt(expr, index + i) !== word.charCodeAt(i)) return false;
    return !isNamePart(expr, index + length);
  }

  /** Takes this keyword, and the blanks behind it, if it comes next. */
  takeWord(word: string): boolean {
    if (!this.atWord(word)) return false;
    this.index += word.length;
    this.gobbleSpaces();
    return true;
  }

  literal(value: Value): Literal {
    return { type: 'Literal', value, lifted: -1 };
  }

  /** Takes the literal that was lifted out here; null where none was. */
  takeLifted(): Literal | null {
    const { literals, spans } = this.#lifted;
    let number = this.#nextLifted;
    while (number < literals.length && spans[2 * number] < this.index) number++;
    this.#nextLifted = number;
    if (number >= literals.length || spans[2 * number] !== this.index) return null;
    this.index = spans[2 * number + 1];
    this.found++;
    return { type: 'Literal', value: literals[number], lifted: number };
  }

  /** Puts the cursor back to a lifted literal that is only a part of what stands there. */
  untakeLifted(start: number): void {
    this.index = start;
    this.found--;
  }

  /** Takes a name that is no keyword. */
  takeName(): Name {
    const start = this.index;
    const end = nameEnd(this.expr, start);
    const word = this.expr.slice(start, end);
    if (end === start || KEYWORDS.has(word)) this.fail();
    this.index = end;
    return { type: 'Name', name: normalizeName(word), start: this.origin + start };
  }
}

/** What CPython says where its own stack would not do. */
export function tooDeep(): PythonError {
  return new PythonError('RecursionError', 'maximum recursion depth exceeded during compilation');
}

function endOfLine(text: string, index: number): number {
  const end = text.indexOf('\n', index);
  return end < 0 ? text.length : end;
}

/** The binary operators by how tightly they bind, the loosest first. */
const BINARY_OPERATORS = [['|'], ['^'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/', '//', '%', '@']];

/** By ASCII code, the operator that the character is; '' for none. */
const OPERATORS = Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  return BINARY_OPERATORS.flat().includes(character) ? character : '';
});
/** By ASCII code, the operator where the character stands twice: the second `-` of `1--1` is another one, `**` is none of these. */
const DOUBLED_OPERATORS = OPERATORS.map((operator, code) => {
  const doubled = String.fromCharCode(code, code);
  if (BINARY_OPERATORS.flat().includes(doubled)) return doubled;
  return operator === '*' ? '' : operator;
});

/**
 * Shapes jsep into Python. Its tables and hooks are statics of its class, so this changes it for the whole process, whose only user
 * we are. From jsep come the cursor, the dispatch of hooks and the precedence of binary operators.
 */
export function configureJsep(all: Hooks): void {
  // The ternary plugin comes registered; `?` means nothing here.
  delete Jsep.hooks['after-expression'];
  Jsep.removeAllUnaryOps();
  Jsep.removeAllBinaryOps();
  BINARY_OPERATORS.forEach((operators, level) => {
    for (const operator of operators) Jsep.addBinaryOp(operator, level + 1);
  });
  Jsep.BINARY_EXP = 'Binary';
  Jsep.hooks.add(all);
  hooks = all;
}

let hooks: Hooks;
