import type { BinaryOperator, Value } from '../values.ts';

/**
 * The tree of a request. Nodes have the names of Python's own (`ast.dump`) where jsep has none; `start` is the index in the
 * source, where an error may have to name a line.
 */
export type Expression =
  | Literal
  | FormattedString
  | Name
  | Attribute
  | Subscript
  | Slice
  | Call
  | Unary
  | Binary
  | Logical
  | Comparison
  | Conditional
  | NamedExpression
  | Lambda
  | Sequence
  | DictDisplay
  | Comprehension
  | Starred;

export interface Literal {
  type: 'Literal';
  value: Value;
  /** Its number among those that were lifted out of the source, whose values each run is given anew; -1: it is none of them. */
  lifted: number;
}

/** An f-string: text, and expressions with how they are to be shown. */
export interface FormattedString {
  type: 'FormattedString';
  parts: (string | FormattedValue)[];
}

export interface FormattedValue {
  expression: Expression;
  conversion: '' | 's' | 'r' | 'a';
  /** The format specification, which may have expressions in it. */
  spec: FormattedString | null;
}

export interface Name {
  type: 'Name';
  name: string;
  start: number;
}

export interface Attribute {
  type: 'Attribute';
  object: Expression;
  name: string;
  start: number;
}

export interface Subscript {
  type: 'Subscript';
  object: Expression;
  key: Expression;
}

/** `a:b:c` in a subscript. */
export interface Slice {
  type: 'Slice';
  from: Expression | null;
  to: Expression | null;
  step: Expression | null;
}

export interface Call {
  type: 'Call';
  callee: Expression;
  positional: Expression[];
  named: NamedArgument[];
}

/** `name=value`, or `**value` where the name is null. */
export interface NamedArgument {
  name: string | null;
  value: Expression;
  start: number;
}

export interface Unary {
  type: 'Unary';
  operator: '-' | '+' | '~' | 'not';
  argument: Expression;
}

export interface Binary {
  type: 'Binary';
  operator: BinaryOperator;
  left: Expression;
  right: Expression;
}

export interface Logical {
  type: 'Logical';
  operator: 'and' | 'or';
  operands: Expression[];
}

export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in' | 'is' | 'is not';

/** `first OP operands[0] OP operands[1] …`. */
export interface Comparison {
  type: 'Comparison';
  first: Expression;
  operators: ComparisonOperator[];
  operands: Expression[];
}

export interface Conditional {
  type: 'Conditional';
  test: Expression;
  consequent: Expression;
  alternate: Expression;
}

/** `target := value`. */
export interface NamedExpression {
  type: 'NamedExpression';
  target: Name;
  value: Expression;
}

export interface Lambda {
  type: 'Lambda';
  parameters: LambdaParameter[];
  body: Expression;
  /** The names that `:=` binds in the body. */
  bindings: string[];
}

export interface LambdaParameter {
  name: string;
  kind: 'positionalOnly' | 'positionalOrNamed' | 'rest' | 'namedOnly' | 'namedRest';
  default: Expression | null;
  start: number;
}

/** A list, tuple or set display. */
export interface Sequence {
  type: 'List' | 'Tuple' | 'Set';
  items: Expression[];
}

export interface DictDisplay {
  type: 'Dict';
  entries: DictEntry[];
}

/** `key: value`, or `**value` where the key is null. */
export interface DictEntry {
  key: Expression | null;
  value: Expression;
}

export interface Comprehension {
  type: 'ListComprehension' | 'SetComprehension' | 'DictComprehension' | 'Generator';
  /** Of a dict comprehension: the key. */
  element: Expression;
  /** Of a dict comprehension alone. */
  value: Expression | null;
  clauses: ComprehensionClause[];
}

/** `for target in iterable if condition if condition …`. */
export interface ComprehensionClause {
  target: Target;
  iterable: Expression;
  conditions: Expression[];
}

/** `*argument`, in a display, a call or a target. */
export interface Starred {
  type: 'Starred';
  argument: Expression;
  start: number;
}

/** What can be assigned to. The items of a sequence are targets, at most one of them starred. */
export type Target = Name | Attribute | Subscript | Sequence | Starred;

export type Statement = ExpressionStatement | Assignment | AugmentedAssignment | Deletion;

export interface ExpressionStatement {
  type: 'ExpressionStatement';
  expression: Expression;
}

/** `targets[0] = targets[1] = … = value`. */
export interface Assignment {
  type: 'Assignment';
  targets: Target[];
  value: Expression;
  start: number;
}

export interface AugmentedAssignment {
  type: 'AugmentedAssignment';
  target: Name | Attribute | Subscript;
  operator: BinaryOperator;
  value: Expression;
}

export interface Deletion {
  type: 'Deletion';
  targets: Target[];
}

/** A request: one or more simple statements. */
export interface Program {
  statements: Statement[];
  /** The names that `:=` binds outside of lambdas. */
  bindings: string[];
  /** How many calls it has. */
  calls: number;
  /** How many literals it has of those that were lifted out of the source. */
  lifted: number;
  /** The text that `start` counts in. */
  source: string;
}

/** The name that is called, where the program is one call of a bare name. */
export function wholeCall({ statements }: Program): string | null {
  return statements.length === 1 ? calledBy(statements[0]) : null;
}

/** The bare name that a statement calls, if that is all it does. */
export function calledBy(statement: Statement): string | null {
  if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'Call') return null;
  const { callee } = statement.expression;
  return callee.type === 'Name' ? callee.name : null;
}

/** What a statement shows the `repr` of, if that is all it does. */
export function shownBy(statement: Statement): Statement | null {
  if (calledBy(statement) !== 'repr') return null;
  const { positional, named } = (statement as { expression: Call }).expression;
  if (positional.length !== 1 || named.length > 0 || positional[0].type === 'Starred') return null;
  return { type: 'ExpressionStatement', expression: positional[0] } as Statement;
}
