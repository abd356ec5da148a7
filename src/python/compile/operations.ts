import {
  add,
  binaryOperation,
  contains,
  divide,
  equals,
  floorDivide,
  greaterOrEqual,
  greaterThan,
  identical,
  lessOrEqual,
  lessThan,
  modulo,
  multiply,
  negate,
  subtract,
  truth,
  unary,
} from '../operators.ts';
import type { Binary, Comparison, ComparisonOperator, Conditional, Expression, Logical, Unary } from '../parse/ast.ts';
import type { BinaryOperator, Value } from '../values.ts';
import { compileExpression } from './expressions.ts';
import type { Evaluate, Test } from './frame.ts';
import { compileOperand, Operand } from './operand.ts';
import type { Scope } from './scope.ts';

/** Longer chains of operators run in a loop: nested closures would overflow the stack. */
const MAX_NESTED = 16;

/** `a + b - c …`: the tree leans to the left, as deep as the chain is long. */
export function compileBinary(node: Binary, scope: Scope): Evaluate {
  const { left } = node;
  if (left.type !== 'Binary') return compileOperation(node.operator, compileOperand(left, scope), node.right, scope);
  const chain: Binary[] = [];
  let first: Expression = node;
  for (; first.type === 'Binary'; first = first.left) chain.push(first);
  chain.reverse();
  if (chain.length > MAX_NESTED) return compileLongChain(compileExpression(first, scope), chain, scope);
  let operand = compileOperand(first, scope);
  let evaluate: Evaluate | null = null;
  for (const { operator, right } of chain) {
    if (evaluate) operand = new Operand(undefined, -1, -1, evaluate);
    evaluate = compileOperation(operator, operand, right, scope);
  }
  return evaluate!;
}

function compileLongChain(first: Evaluate, chain: readonly Binary[], scope: Scope): Evaluate {
  const operations = chain.map(({ operator }) => binaryOperation(operator));
  const operands = chain.map(({ right }) => compileExpression(right, scope));
  return frame => {
    let value = first(frame);
    for (let i = 0; i < operands.length; i++) value = operations[i](value, operands[i](frame));
    return value;
  };
}

/** A closure for each of the usual operators, so that the engine sees one call in it and not any. */
function compileOperation(operator: BinaryOperator, left: Operand, node: Expression, scope: Scope): Evaluate {
  const right = compileOperand(node, scope);
  switch (operator) {
    case '+':
      return frame => add(left.read(frame), right.read(frame));
    case '-':
      return frame => subtract(left.read(frame), right.read(frame));
    case '*':
      return frame => multiply(left.read(frame), right.read(frame));
    case '/':
      return frame => divide(left.read(frame), right.read(frame));
    case '//':
      return frame => floorDivide(left.read(frame), right.read(frame));
    case '%':
      return frame => modulo(left.read(frame), right.read(frame));
    default: {
      const operation = binaryOperation(operator);
      return frame => operation(left.read(frame), right.read(frame));
    }
  }
}

export function compileUnary(node: Unary, scope: Scope): Evaluate {
  const { operator } = node;
  if (operator === 'not') return compileTest(node, scope);
  const argument = compileOperand(node.argument, scope);
  if (operator === '-') return frame => negate(argument.read(frame));
  return frame => unary(operator, argument.read(frame));
}

/** `and`, `or`: the operand that decides. */
export function compileLogical(node: Logical, scope: Scope): Evaluate {
  const operands = node.operands.map(operand => compileExpression(operand, scope));
  const decisive = node.operator === 'or';
  const last = operands.pop()!;
  return frame => {
    for (const operand of operands) {
      const value = operand(frame);
      if (isTrue(value) === decisive) return value;
    }
    return last(frame);
  };
}

export function compileConditional(node: Conditional, scope: Scope): Evaluate {
  const test = compileTest(node.test, scope);
  const consequent = compileExpression(node.consequent, scope);
  const alternate = compileExpression(node.alternate, scope);
  return frame => (test(frame) ? consequent(frame) : alternate(frame));
}

/** Whether the value of an expression is true. */
export function compileTest(node: Expression, scope: Scope): Test {
  if (node.type === 'Comparison') return compileComparison(node, scope);
  if (node.type === 'Unary' && node.operator === 'not') {
    const test = compileTest(node.argument, scope);
    return frame => !test(frame);
  }
  const evaluate = compileExpression(node, scope);
  return frame => isTrue(evaluate(frame));
}

function isTrue(value: Value): boolean {
  return typeof value === 'boolean' ? value : truth(value);
}

/** `a < b < c …`: each operand is evaluated once, and none behind the first pair that fails. */
export function compileComparison(node: Comparison, scope: Scope): Test {
  const first = compileOperand(node.first, scope);
  const operands = node.operands.map(operand => compileOperand(operand, scope));
  if (operands.length === 1) return compileSingleComparison(node.operators[0], first, operands[0]);
  const operations = node.operators.map(comparisonOf);
  return frame => {
    let left = first.read(frame);
    for (let i = 0; i < operands.length; i++) {
      const right = operands[i].read(frame);
      if (!operations[i](left, right)) return false;
      left = right;
    }
    return true;
  };
}

function compileSingleComparison(operator: ComparisonOperator, left: Operand, right: Operand): Test {
  switch (operator) {
    case '==':
      return frame => equals(left.read(frame), right.read(frame));
    case '!=':
      return frame => !equals(left.read(frame), right.read(frame));
    case '<':
      return frame => lessThan(left.read(frame), right.read(frame));
    case '>':
      return frame => greaterThan(left.read(frame), right.read(frame));
    default: {
      const compare = comparisonOf(operator);
      return frame => compare(left.read(frame), right.read(frame));
    }
  }
}

function comparisonOf(operator: ComparisonOperator): (a: Value, b: Value) => boolean {
  return COMPARISONS[operator];
}

const COMPARISONS: Record<ComparisonOperator, (a: Value, b: Value) => boolean> = {
  '==': equals,
  '!=': (a, b) => !equals(a, b),
  '<': lessThan,
  '<=': lessOrEqual,
  '>': greaterThan,
  '>=': greaterOrEqual,
  in: (item, container) => contains(container, item),
  'not in': (item, container) => !contains(container, item),
  is: identical,
  'is not': (a, b) => !identical(a, b),
};
