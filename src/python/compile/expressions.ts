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
      return compileLiteral(node);
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

function compileLiteral({ value, lifted }: Literal): Evaluate {
  return lifted < 0 ? () => value : frame => frame.literals[lifted];
}
