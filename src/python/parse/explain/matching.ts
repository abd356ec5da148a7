import type { Expression } from '../ast.ts';
import type { Diagnosis, Token } from './tokens.ts';

/** A piece of the text that matched: what it is in CPython's words, and the pieces in it that say something. */
export interface Node {
  /** `name`, `literal`, `function call`; `token` for keywords and operators; `group` for what has no word of its own. */
  kind: string;
  text: string;
  line: number;
  items: readonly Node[];
}

/** One pass over the text. */
export interface State {
  mark: number;
  /** Whether the rules for invalid texts take part. */
  invalid: boolean;
  /** The first thing that is valid to the parser and refused later. */
  refused: Diagnosis | null;
  readonly memo: Map<Matcher, Map<number, { node: Node | null; end: number }>>;
  /** The token at a position. @throws Diagnosis of the tokenizer */
  tokenAt(position: number): Token;
  /** Counts the work; throws past a bound. */
  step(): void;
  /** The last token that was looked at. */
  lastToken(): Token;
  /** How many brackets are open behind what was matched. */
  levelBehind(): number;
  /** Reads an expression in an f-string that begins in a line. @throws Diagnosis */
  parseNested(text: string, line: number): Expression;
}

/** Moves the mark behind what it matches; where it matches nothing, the mark may stand anywhere. */
export type Matcher = (state: State) => Node | null;

/** What an alternative makes of its pieces. Null: the whole rule does not match, whatever its other alternatives. */
export type Action = (named: Node[], all: Node[], first: Node, state: State) => Node | null;

export interface Part {
  matcher: Matcher;
  named: boolean;
  /** Looks ahead only. */
  silent: boolean;
}

export interface Alternative {
  parts: readonly Part[];
  action: Action;
  /** How many parts commit to this alternative; -1: none do. */
  cut: number;
}

const EMPTY: Node = { kind: 'group', text: '', line: 0, items: [] };

export function node(kind: string, first: Node, items: readonly Node[]): Node {
  return { kind, text: '', line: first.line, items: items.flatMap(meaningful) };
}

/** Keywords and operators say nothing, groups stand for what is in them. */
function meaningful(item: Node): readonly Node[] {
  if (item.kind === 'token') return [];
  return item.kind === 'group' ? item.items : [item];
}

export function choice(alternatives: readonly Alternative[]): Matcher {
  return state => {
    state.step();
    const start = state.mark;
    for (const { parts, action, cut } of alternatives) {
      const named: Node[] = [];
      const all: Node[] = [];
      let matched = 0;
      for (const part of parts) {
        const result = part.matcher(state);
        if (!result) break;
        matched++;
        if (part.silent) continue;
        all.push(result);
        if (part.named) named.push(result);
      }
      if (matched === parts.length) return action(named, all, all.find(({ line }) => line > 0) ?? EMPTY, state);
      state.mark = start;
      if (cut >= 0 && matched >= cut) return null;
    }
    return null;
  };
}

export function memoized(matcher: Matcher): Matcher {
  return state => {
    let results = state.memo.get(matcher);
    if (!results) {
      results = new Map();
      state.memo.set(matcher, results);
    }
    const start = state.mark;
    const known = results.get(start);
    if (known) {
      state.mark = known.end;
      return known.node;
    }
    const result = matcher(state);
    results.set(start, { node: result, end: state.mark });
    return result;
  };
}

export function onlyInvalid(matcher: Matcher): Matcher {
  return state => (state.invalid ? matcher(state) : null);
}

/** Matches as if the text were not known to be invalid. */
export function trusting(matcher: Matcher): Matcher {
  return state => {
    const before = state.invalid;
    state.invalid = false;
    const result = matcher(state);
    state.invalid = before;
    return result;
  };
}

export function ahead(matcher: Matcher): Matcher {
  return state => {
    const start = state.mark;
    const result = matcher(state);
    state.mark = start;
    return result;
  };
}

export function notAhead(matcher: Matcher): Matcher {
  const positive = ahead(matcher);
  return state => (positive(state) ? null : EMPTY);
}

export function optional(matcher: Matcher): Matcher {
  return state => {
    const start = state.mark;
    const result = matcher(state);
    if (result) return result;
    state.mark = start;
    return EMPTY;
  };
}

export function repeat(matcher: Matcher, least: 0 | 1): Matcher {
  return state => {
    const items: Node[] = [];
    for (;;) {
      const start = state.mark;
      const result = matcher(state);
      if (!result) {
        state.mark = start;
        break;
      }
      items.push(result);
    }
    return items.length < least ? null : group(items);
  };
}

export function separated(matcher: Matcher, separator: Matcher): Matcher {
  return state => {
    const items: Node[] = [];
    for (let end = state.mark; ; ) {
      const result = matcher(state);
      if (!result) {
        state.mark = end;
        break;
      }
      items.push(result);
      end = state.mark;
      if (!separator(state)) {
        state.mark = end;
        break;
      }
    }
    return items.length === 0 ? null : group(items);
  };
}

function group(items: readonly Node[]): Node {
  return items.length === 0
    ? EMPTY
    : { kind: 'group', text: '', line: items[0].line, items: items.flatMap(meaningful) };
}

/** A keyword or operator. */
export function operator(text: string): Matcher {
  return state => {
    const token = state.tokenAt(state.mark);
    if (token.kind !== 'operator' || token.text !== text) return null;
    state.mark++;
    return { kind: 'token', text, line: token.line, items: [] };
  };
}

/** A token of a kind. */
export function token(kind: string): Matcher {
  return state => {
    const { kind: found, text, line } = state.tokenAt(state.mark);
    if (found !== kind) return null;
    state.mark++;
    return { kind: KINDS.get(found) ?? 'token', text, line, items: [] };
  };
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ['name', 'name'],
  ['number', 'literal'],
  ['string', 'string'],
]);
