import { type Action, PASS_UP } from './actions.ts';
import type { Matcher, Node, State } from './matching.ts';
import * as match from './matching.ts';

/**
 * Compiles a grammar, written as text, into matchers.
 *
 * A rule is `name: alternative | alternative …`; `name (memo):` keeps its results by position, in `name (trusting):` the rules
 * for invalid texts take no part. An alternative is a sequence of
 * elements: rules, 'words' and 'operators', token kinds (NAME, NUMBER, STRING, NEWLINE, INDENT, END), groups in parentheses;
 * each may have `*`, `+`, `?` behind it, `&` (must follow) or `!` (must not) before it; `x % ','` is one or more x between
 * commas; `~` commits to the alternative; `a=` names what an action needs. Behind the sequence `=> kind` says what the node is,
 * in CPython's words, and `-> action` calls an action. Without either, the node is that of the one element, or a `group`.
 * Rules whose names begin with `invalid` match nothing until it is known that the text is invalid.
 */
export function compileGrammar(text: string, actions: ReadonlyMap<string, Action>): ReadonlyMap<string, Matcher> {
  const rules = new Map<string, Matcher>();
  const compiler = new GrammarCompiler(rules, actions);
  for (const rule of text.trim().split(/\n(?=\w)/)) {
    const [, name, mark, body] = /^(\w+)(?: \((memo|trusting)\))?:(.*)$/s.exec(rule)!;
    const matcher = compiler.compile(body);
    const guarded = name.startsWith('invalid') ? match.onlyInvalid(matcher) : matcher;
    rules.set(name, mark === 'memo' ? match.memoized(guarded) : mark ? match.trusting(guarded) : guarded);
  }
  for (const name of compiler.used) if (!rules.has(name)) throw new Error(`grammar: no rule ${name}`);
  return rules;
}

const LEXEME = /\s*(?:('[^']*')|(=>[^|)\n]*)|->\s*(\w+)|(\w+)=|(\w+)|([|()*+?&!%~]))/y;
const TOKEN_KINDS: ReadonlyMap<string, string> = new Map([
  ['NAME', 'name'],
  ['NUMBER', 'number'],
  ['STRING', 'string'],
  ['NEWLINE', 'newline'],
  ['INDENT', 'indent'],
  ['END', 'end'],
]);

/** Recursive descent over the text of one rule. */
class GrammarCompiler {
  readonly #rules: ReadonlyMap<string, Matcher>;
  readonly #actions: ReadonlyMap<string, Action>;
  /** The rules that were referred to. */
  readonly used = new Set<string>();
  #text = '';
  #index = 0;
  #lexeme: RegExpExecArray | null = null;

  constructor(rules: ReadonlyMap<string, Matcher>, actions: ReadonlyMap<string, Action>) {
    this.#rules = rules;
    this.#actions = actions;
  }

  compile(text: string): Matcher {
    this.#text = text;
    this.#index = 0;
    this.#advance();
    const matcher = this.#choice();
    if (this.#lexeme) throw new Error(`grammar: unexpected ${this.#lexeme[0]}`);
    return matcher;
  }

  #advance(): void {
    LEXEME.lastIndex = this.#index;
    this.#lexeme = LEXEME.exec(this.#text);
    if (this.#lexeme) this.#index = LEXEME.lastIndex;
    else if (this.#text.slice(this.#index).trim() !== '') throw new Error(`grammar: ${this.#text.slice(this.#index)}`);
  }

  /** Takes the symbol if it comes next. */
  #take(symbol: string): boolean {
    if (this.#lexeme?.[6] !== symbol) return false;
    this.#advance();
    return true;
  }

  #choice(): Matcher {
    this.#take('|');
    const alternatives = [this.#alternative()];
    while (this.#take('|')) alternatives.push(this.#alternative());
    return match.choice(alternatives);
  }

  #alternative(): match.Alternative {
    const parts: match.Part[] = [];
    let action: Action = PASS_UP;
    let cut = -1;
    for (;;) {
      const lexeme = this.#lexeme;
      if (!lexeme || lexeme[6] === '|' || lexeme[6] === ')') break;
      if (lexeme[2]) {
        const kind = lexeme[2].slice(2).trim();
        action = (named, all, first) => match.node(kind, first, named.length > 0 ? named : all);
        this.#advance();
      } else if (lexeme[3]) {
        action = this.#actions.get(lexeme[3])!;
        if (!action) throw new Error(`grammar: no action ${lexeme[3]}`);
        this.#advance();
      } else if (this.#take('~')) cut = parts.length;
      else parts.push(this.#part());
    }
    return { parts, action, cut };
  }

  #part(): match.Part {
    const named = this.#lexeme?.[4] !== undefined;
    if (named) this.#advance();
    if (this.#take('&')) return { matcher: match.ahead(this.#repeated()), named: false, silent: true };
    if (this.#take('!')) return { matcher: match.notAhead(this.#repeated()), named: false, silent: true };
    return { matcher: this.#repeated(), named, silent: false };
  }

  #repeated(): Matcher {
    const item = this.#item();
    if (this.#take('*')) return match.repeat(item, 0);
    if (this.#take('+')) return match.repeat(item, 1);
    if (this.#take('?')) return match.optional(item);
    if (this.#take('%')) return match.separated(item, this.#item());
    return item;
  }

  #item(): Matcher {
    const lexeme = this.#lexeme;
    if (!lexeme) throw new Error('grammar: unexpected end');
    if (this.#take('(')) {
      const group = this.#choice();
      if (!this.#take(')')) throw new Error('grammar: ) is missing');
      return group;
    }
    this.#advance();
    if (lexeme[1]) return match.operator(lexeme[1].slice(1, -1));
    const name = lexeme[5];
    const kind = TOKEN_KINDS.get(name);
    if (kind) return match.token(kind);
    this.used.add(name);
    const rules = this.#rules;
    return (state: State): Node | null => rules.get(name)!(state);
  }
}
