import type { ComparisonOperator, Expression, Starred } from './ast.ts';
import { COLON, COMMA, codeAt, EQUALS, EXCLAMATION, GREATER, LESS, STAR } from './characters.ts';
import { parseLambda } from './lambdas.ts';
import type { Parser } from './parser.ts';

/**
 * The levels that no table of operators can express: lambda, conditional, `or`, `and`, `not`, chained comparisons. Each
 * function leaves the cursor behind the blanks after what it parsed, and fails where there is no expression.
 */
export function parseExpression(p: Parser): Expression {
  p.enter();
  p.gobbleSpaces();
  const node = p.takeWord('lambda') ? parseLambda(p) : parseConditional(p);
  p.leave();
  return node;
}

function parseConditional(p: Parser): Expression {
  const consequent = parseDisjunction(p);
  if (!p.takeWord('if')) return consequent;
  const test = parseDisjunction(p);
  if (!p.takeWord('else')) p.fail();
  return { type: 'Conditional', test, consequent, alternate: p.gobbleExpression() };
}

/** Operands joined by `or`, and what binds tighter. The iterable and the conditions of a comprehension are such. */
export function parseDisjunction(p: Parser): Expression {
  const first = parseConjunction(p);
  if (!p.atWord('or')) return first;
  const operands = [first];
  while (p.takeWord('or')) operands.push(parseConjunction(p));
  return { type: 'Logical', operator: 'or', operands };
}

function parseConjunction(p: Parser): Expression {
  const first = parseInversion(p);
  if (!p.atWord('and')) return first;
  const operands = [first];
  while (p.takeWord('and')) operands.push(parseInversion(p));
  return { type: 'Logical', operator: 'and', operands };
}

function parseInversion(p: Parser): Expression {
  p.gobbleSpaces();
  if (!p.takeWord('not')) return parseComparison(p);
  p.enter();
  const argument = parseInversion(p);
  p.leave();
  return { type: 'Unary', operator: 'not', argument };
}

function parseComparison(p: Parser): Expression {
  const first = p.gobbleBinaryExpression();
  let operator = takeComparison(p);
  if (!operator) return first;
  const operators: ComparisonOperator[] = [];
  const operands: Expression[] = [];
  for (; operator; operator = takeComparison(p)) {
    operators.push(operator);
    operands.push(p.gobbleBinaryExpression());
  }
  return { type: 'Comparison', first, operators, operands };
}

function takeComparison(p: Parser): ComparisonOperator | null {
  const { code, index, expr } = p;
  const next = codeAt(expr, index + 1);
  switch (code) {
    case LESS:
      if (next === LESS || next === GREATER) return null;
      return takeSymbol(p, next === EQUALS ? '<=' : '<');
    case GREATER:
      if (next === GREATER) return null;
      return takeSymbol(p, next === EQUALS ? '>=' : '>');
    case EQUALS:
      return next === EQUALS ? takeSymbol(p, '==') : null;
    case EXCLAMATION:
      return next === EQUALS ? takeSymbol(p, '!=') : null;
    case 105: // i
      if (p.takeWord('in')) return 'in';
      if (!p.takeWord('is')) return null;
      return p.takeWord('not') ? 'is not' : 'is';
    case 110: // n
      if (!p.takeWord('not')) return null;
      if (!p.takeWord('in')) p.fail();
      return 'not in';
    default:
      return null;
  }
}

function takeSymbol<T extends ComparisonOperator>(p: Parser, symbol: T): T {
  p.index += symbol.length;
  return symbol;
}

/** An expression, or `name := expression`. */
export function parseNamedExpression(p: Parser): Expression {
  const node = p.gobbleExpression();
  if (!p.atPair(COLON, EQUALS)) return node;
  if (node.type !== 'Name' || node === p.group) p.fail();
  p.index += 2;
  p.bindings.push(node.name);
  return { type: 'NamedExpression', target: node, value: p.gobbleExpression() };
}

/** Whether it is `name := value` without parentheses, which may not stand before a colon. */
export function isBareNamed(p: Parser, node: Expression): boolean {
  return node.type === 'NamedExpression' && node !== p.group;
}

/** `*` and an operand of `|`; the cursor is at the star. */
export function parseStarred(p: Parser): Starred {
  const start = p.origin + p.index++;
  return { type: 'Starred', argument: p.gobbleBinaryExpression(), start };
}

/** `*operand` or an expression, perhaps with `:=`: an item of a display. */
export function parseItem(p: Parser): Expression {
  return p.at(STAR) ? parseStarred(p) : parseNamedExpression(p);
}

/** Expressions and starred ones; a tuple where there is a comma. A single starred one comes as it is. */
export function parseStarExpressions(p: Parser): Expression {
  p.gobbleSpaces();
  const first = parseStarExpression(p);
  if (!p.at(COMMA)) return first;
  const items = [first];
  while (p.take(COMMA) && beginsExpression(p)) items.push(parseStarExpression(p));
  return { type: 'Tuple', items };
}

function parseStarExpression(p: Parser): Expression {
  return p.at(STAR) ? parseStarred(p) : p.gobbleExpression();
}

/** After a comma: whether another item follows, or the end of the list. */
function beginsExpression(p: Parser): boolean {
  const { index, expr } = p;
  return index < expr.length && !')]}=;:\n'.includes(expr[index]);
}
