import type { Comprehension, ComprehensionClause, DictEntry, Expression, Sequence, Target } from './ast.ts';
import { CLOSE_BRACE, CLOSE_BRACKET, CLOSE_PAREN, COLON, COMMA, STAR } from './characters.ts';
import { isBareNamed, parseDisjunction, parseItem, parseStarred } from './expressions.ts';
import type { Parser } from './parser.ts';
import { toTarget } from './targets.ts';

/** `()`, a tuple, a generator expression, or an expression in parentheses. */
export function parseGroup(p: Parser): Expression {
  p.open();
  const node: Expression = p.at(CLOSE_PAREN) ? { type: 'Tuple', items: [] } : parseGrouped(p, CLOSE_PAREN);
  p.close(CLOSE_PAREN);
  p.group = node;
  return node;
}

/** What stands in parentheses, and is not nothing; `close`: what ends it, 0 for the end of the text. */
export function parseGrouped(p: Parser, close: number): Expression {
  const first = parseItem(p);
  if (p.at(COMMA)) return { type: 'Tuple', items: parseRest(p, first, close) };
  if (first.type === 'Starred') p.fail();
  return p.atWord('for') ? parseComprehension(p, 'Generator', first) : first;
}

/** The items of a display whose first one was parsed. */
function parseRest(p: Parser, first: Expression, close: number): Expression[] {
  const items = [first];
  while (p.take(COMMA) && !p.at(close)) items.push(parseItem(p));
  return items;
}

/** A list display or comprehension. */
export function parseList(p: Parser): Expression {
  p.open();
  let node: Expression = { type: 'List', items: [] };
  if (!p.at(CLOSE_BRACKET)) {
    const first = parseItem(p);
    if (p.atWord('for') && first.type !== 'Starred') node = parseComprehension(p, 'ListComprehension', first);
    else node = { type: 'List', items: parseRest(p, first, CLOSE_BRACKET) };
  }
  p.close(CLOSE_BRACKET);
  return node;
}

/** A dict or set: a display or a comprehension. */
export function parseBraces(p: Parser): Expression {
  p.open();
  const node = p.at(CLOSE_BRACE) ? ({ type: 'Dict', entries: [] } as Expression) : parseFilledBraces(p);
  p.close(CLOSE_BRACE);
  return node;
}

function parseFilledBraces(p: Parser): Expression {
  if (p.atPair(STAR, STAR)) return parseDict(p, parseEntry(p));
  const first = parseItem(p);
  if (p.at(COLON) && first.type !== 'Starred' && !isBareNamed(p, first)) {
    p.index++;
    const value = p.gobbleExpression();
    if (p.atWord('for')) return parseComprehension(p, 'DictComprehension', first, value);
    return parseDict(p, { key: first, value });
  }
  if (p.atWord('for') && first.type !== 'Starred') return parseComprehension(p, 'SetComprehension', first);
  return { type: 'Set', items: parseRest(p, first, CLOSE_BRACE) } satisfies Sequence;
}

function parseDict(p: Parser, first: DictEntry): Expression {
  const entries = [first];
  while (p.take(COMMA) && !p.at(CLOSE_BRACE)) entries.push(parseEntry(p));
  return { type: 'Dict', entries };
}

function parseEntry(p: Parser): DictEntry {
  if (p.atPair(STAR, STAR)) {
    p.index += 2;
    return { key: null, value: p.gobbleBinaryExpression() };
  }
  const key = p.gobbleExpression();
  p.expect(COLON);
  return { key, value: p.gobbleExpression() };
}

/** The clauses of a comprehension, from the first `for` on, around what was parsed before it. */
export function parseComprehension(
  p: Parser,
  type: Comprehension['type'],
  element: Expression,
  value: Expression | null = null,
): Comprehension {
  const clauses: ComprehensionClause[] = [];
  while (p.takeWord('for')) {
    const target = parseComprehensionTarget(p);
    if (!p.takeWord('in')) p.fail();
    const iterable = parseDisjunction(p);
    const conditions: Expression[] = [];
    while (p.takeWord('if')) conditions.push(parseDisjunction(p));
    clauses.push({ target, iterable, conditions });
  }
  return { type, element, value, clauses };
}

/** One target, or several with commas, up to `in`. */
function parseComprehensionTarget(p: Parser): Target {
  const first = parseTargetItem(p);
  if (!p.at(COMMA)) return toTarget(p, first);
  const items = [first];
  while (p.take(COMMA) && !p.atWord('in')) items.push(parseTargetItem(p));
  return toTarget(p, { type: 'Tuple', items });
}

function parseTargetItem(p: Parser): Expression {
  return p.at(STAR) ? parseStarred(p) : p.gobbleBinaryExpression();
}
