import { ELLIPSIS } from '../values.ts';
import type { Call, Expression, NamedArgument } from './ast.ts';
import {
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  COMMA,
  codeAt,
  DOT,
  DOUBLE_QUOTE,
  EQUALS,
  isDigit,
  KEYWORDS,
  MINUS,
  nameEnd,
  normalizeName,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  PLUS,
  SINGLE_QUOTE,
  STAR,
  STRING_PREFIXES,
  TILDE,
} from './characters.ts';
import { parseBraces, parseComprehension, parseGroup, parseList } from './displays.ts';
import { isBareNamed, parseNamedExpression } from './expressions.ts';
import { parseNumber } from './numbers.ts';
import type { Parser } from './parser.ts';
import { parseStrings } from './strings.ts';

/** A whole operand: an atom with its trailers and its power, or a unary operator and its operand. The cursor is at its first character. */
export function parsePrimary(p: Parser): Expression {
  const { code } = p;
  switch (code) {
    case MINUS:
      return parseUnary(p, '-');
    case PLUS:
      return parseUnary(p, '+');
    case TILDE:
      return parseUnary(p, '~');
    default:
      return parsePower(p, parseTrailers(p, parseAtom(p, code)));
  }
}

function parseUnary(p: Parser, operator: '-' | '+' | '~'): Expression {
  p.index++;
  p.enter();
  const argument = p.gobbleToken();
  p.leave();
  return { type: 'Unary', operator, argument };
}

/** `node ** …`: binds tighter than a unary operator on its left, looser than one on its right, so that no table can have it. */
function parsePower(p: Parser, node: Expression): Expression {
  if (!p.atPair(STAR, STAR) || codeAt(p.expr, p.index + 2) === EQUALS) return node;
  p.index += 2;
  p.enter();
  const right = p.gobbleToken();
  p.leave();
  return { type: 'Binary', operator: '**', left: node, right };
}

function parseAtom(p: Parser, code: number): Expression {
  switch (code) {
    case OPEN_PAREN:
      return parseGroup(p);
    case OPEN_BRACKET:
      return parseList(p);
    case OPEN_BRACE:
      return parseBraces(p);
    case SINGLE_QUOTE:
    case DOUBLE_QUOTE:
      return parseStrings(p);
    case DOT:
      if (isDigit(codeAt(p.expr, p.index + 1))) return parseNumber(p);
      if (!p.expr.startsWith('...', p.index)) p.fail();
      p.index += 3;
      return p.literal(ELLIPSIS);
    default:
      return isDigit(code) ? parseNumber(p) : parseWord(p);
  }
}

function parseWord(p: Parser): Expression {
  const start = p.index;
  const end = nameEnd(p.expr, start);
  if (end === start) p.fail();
  const word = p.expr.slice(start, end);
  const next = codeAt(p.expr, end);
  if ((next === SINGLE_QUOTE || next === DOUBLE_QUOTE) && STRING_PREFIXES.has(word.toLowerCase()))
    return parseStrings(p);
  if (KEYWORDS.has(word)) {
    const value = word === 'None' ? null : word === 'True' ? true : word === 'False' ? false : p.fail();
    p.index = end;
    return p.literal(value);
  }
  p.index = end;
  return { type: 'Name', name: normalizeName(word), start: p.origin + start };
}

function parseTrailers(p: Parser, atom: Expression): Expression {
  const { depth } = p;
  let node = atom;
  for (;;) {
    p.gobbleSpaces();
    switch (p.code) {
      case DOT: {
        p.index++;
        p.gobbleSpaces();
        const { name, start } = p.takeName();
        node = { type: 'Attribute', object: node, name, start };
        break;
      }
      case OPEN_PAREN:
        node = parseCall(p, node);
        break;
      case OPEN_BRACKET:
        node = parseSubscript(p, node);
        break;
      default:
        p.depth = depth;
        return node;
    }
    p.enter();
  }
}

function parseCall(p: Parser, callee: Expression): Call {
  const positional: Expression[] = [];
  const named: NamedArgument[] = [];
  p.calls++;
  p.open();
  while (!p.at(CLOSE_PAREN)) {
    const kind = parseArgument(p, positional, named);
    if (!p.take(COMMA)) break;
    if (kind === 'bare generator') p.fail();
  }
  p.close(CLOSE_PAREN);
  return { type: 'Call', callee, positional, named };
}

/** A generator without parentheses of its own can only be the one argument. */
function parseArgument(p: Parser, positional: Expression[], named: NamedArgument[]): 'bare generator' | 'other' {
  const start = p.origin + p.index;
  if (p.atPair(STAR, STAR)) {
    p.index += 2;
    named.push({ name: null, value: p.gobbleExpression(), start });
  } else if (p.at(STAR)) {
    if (named.some(({ name }) => name === null)) p.fail();
    p.index++;
    positional.push({ type: 'Starred', argument: p.gobbleExpression(), start });
  } else {
    const node = parseNamedExpression(p);
    if (p.at(EQUALS)) {
      if (node.type !== 'Name' || node === p.group) p.fail();
      p.index++;
      named.push({ name: node.name, value: p.gobbleExpression(), start });
    } else if (p.atWord('for')) {
      if (positional.length > 0 || named.length > 0) p.fail();
      positional.push(parseComprehension(p, 'Generator', node));
      return 'bare generator';
    } else {
      if (named.length > 0) p.fail();
      positional.push(node);
    }
  }
  return 'other';
}

function parseSubscript(p: Parser, object: Expression): Expression {
  p.open();
  const first = parseSlice(p);
  let key: Expression = first;
  if (p.at(COMMA) || first.type === 'Starred') {
    const items = [first];
    while (p.take(COMMA) && !p.at(CLOSE_BRACKET)) items.push(parseSlice(p));
    key = { type: 'Tuple', items };
  }
  p.close(CLOSE_BRACKET);
  return { type: 'Subscript', object, key };
}

function parseSlice(p: Parser): Expression {
  if (p.at(STAR)) {
    const start = p.origin + p.index++;
    return { type: 'Starred', argument: p.gobbleExpression(), start };
  }
  const from = p.at(COLON) ? null : parseNamedExpression(p);
  if (from && (!p.at(COLON) || isBareNamed(p, from))) return from;
  p.take(COLON);
  const to = parseSlicePart(p);
  const step = p.take(COLON) ? parseSlicePart(p) : null;
  return { type: 'Slice', from, to, step };
}

function parseSlicePart(p: Parser): Expression | null {
  return p.at(COLON) || p.at(COMMA) || p.at(CLOSE_BRACKET) ? null : p.gobbleExpression();
}
