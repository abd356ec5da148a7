import type { Expression, Literal } from '../parse/ast.ts';
import { compileNamedExpression } from './assignments.ts';
import { compileAttribute, compileCall } from './calls.ts';
import { compileComprehension } from './comprehensions.ts';
import { compileDict, compileFormattedString, compileSequence, compileSlice, compileSubscript } from './displays.ts';
import type { Evaluate } from './frame.ts';
import { compileLambda } from './functions.ts';
import { compileName } from './names.ts';
import { compileBinary, compileComparison, compileConditional, compileLogical, compileUnary } from './operations.ts';
import type { Scope } from './scope.ts';

/** The closure that evaluates an expression. @throws PythonError for what only comes up here: names that may not be bound, repeated ones. */
export function compileExpression(node: Expression, scope: Scope): Evaluate {
  switch (node.type) {
    case 'Literal':
      return compileLiteral(node, scope);
    case 'Name':
      return compileName(node.name, scope);
    case 'Attribute':
      return compileAttribute(node, scope);
    case 'Call':
      return compileCall(node, scope);
    case 'Subscript':
      return compileSubscript(node, scope);
    case 'Slice':
      return compileSlice(node, scope);
    case 'Binary':
      return compileBinary(node, scope);
    case 'Unary':
      return compileUnary(node, scope);
    case 'Logical':
      return compileLogical(node, scope);
    case 'Comparison':
      return compileComparison(node, scope);
    case 'Conditional':
      return compileConditional(node, scope);
    case 'List':
    case 'Tuple':
    case 'Set':
      return compileSequence(node, scope);
    case 'Dict':
      return compileDict(node, scope);
    case 'FormattedString':
      return compileFormattedString(node, scope);
    case 'Lambda':
      return compileLambda(node, scope);
    case 'NamedExpression':
      return compileNamedExpression(node, scope);
    case 'Starred':
      // Where one may stand, what is around it compiles its argument.
      scope.fail("can't use starred expression here", node.start);
      return () => null;
    default:
      return compileComprehension(node, scope);
  }
}

function compileLiteral({ value, start }: Literal, { unit }: Scope): Evaluate {
  const { starts, literals } = unit.lifted;
  const number = starts.length === 0 ? -1 : positionOf(start, starts);
  // Another value: the literal goes on behind what was lifted, as with strings side by side.
  if (number < 0 || literals[number] !== value) return () => value;
  unit.found.add(number);
  return frame => frame.literals[number];
}

/** Where a number is in an ascending list; -1 if it is not there. */
function positionOf(wanted: number, list: readonly number[]): number {
  let low = 0;
  let high = list.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return list[low] === wanted ? low : -1;
}
