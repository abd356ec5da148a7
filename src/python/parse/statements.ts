import type { BinaryOperator } from '../values.ts';
import type { Program, Statement, Target } from './ast.ts';
import { codeAt, EQUALS, NEWLINE, SEMICOLON, SPACE, TAB } from './characters.ts';
import { parseStarExpressions } from './expressions.ts';
import type { Parser } from './parser.ts';
import { toDeletionTarget, toSingleTarget, toTarget } from './targets.ts';

/**
 * The whole text: simple statements between semicolons. In place of jsep's `gobbleExpressions`, for which commas and
 * semicolons may stand anywhere, and operands side by side.
 */
export function parseProgram(p: Parser): Program {
  skipBlankLines(p);
  if (isIndented(p)) p.fail();
  const statements = [parseStatement(p)];
  while (p.take(SEMICOLON) && p.index < p.expr.length && !p.at(NEWLINE)) statements.push(parseStatement(p));
  const end = p.index;
  skipBlankLines(p);
  if (p.index < p.expr.length) p.fail(end);
  return { statements, bindings: p.bindings, calls: p.calls, lifted: p.found, source: p.expr };
}

function skipBlankLines(p: Parser): void {
  p.gobbleSpaces();
  while (p.at(NEWLINE)) {
    p.index++;
    p.gobbleSpaces();
  }
}

/** Whether the first line is: behind line breaks, comments and form feeds, since blanks at the beginning are gone. */
function isIndented({ expr, index }: Parser): boolean {
  const code = index > 0 ? codeAt(expr, index - 1) : NEWLINE;
  return code === SPACE || code === TAB;
}

function parseStatement(p: Parser): Statement {
  if (p.takeWord('del')) return parseDeletion(p);
  const first = parseStarExpressions(p);
  if (atAssignment(p)) {
    const start = p.index;
    const targets: Target[] = [];
    let value = first;
    while (atAssignment(p)) {
      targets.push(toTarget(p, value));
      p.index++;
      value = parseStarExpressions(p);
    }
    return { type: 'Assignment', targets, value, start };
  }
  const operator = takeAugmented(p);
  if (!operator) return { type: 'ExpressionStatement', expression: first };
  return { type: 'AugmentedAssignment', target: toSingleTarget(p, first), operator, value: parseStarExpressions(p) };
}

function atAssignment(p: Parser): boolean {
  return p.at(EQUALS) && codeAt(p.expr, p.index + 1) !== EQUALS;
}

const AUGMENTED = ['+', '-', '*', '/', '//', '%', '@', '&', '|', '^', '>>', '<<', '**'] as const;

function takeAugmented(p: Parser): BinaryOperator | null {
  if (p.index >= p.expr.length) return null;
  for (const operator of AUGMENTED) {
    if (!p.expr.startsWith(operator, p.index) || codeAt(p.expr, p.index + operator.length) !== EQUALS) continue;
    // The target ends before the operator, where `toSingleTarget` fails.
    p.index += operator.length + 1;
    return operator;
  }
  return null;
}

/** The targets of a deletion, from behind the word. */
function parseDeletion(p: Parser): Statement {
  const node = parseStarExpressions(p);
  const targets = node.type === 'Tuple' && node !== p.group ? node.items : [node];
  return { type: 'Deletion', targets: targets.map(target => toDeletionTarget(p, target)) };
}
