import type { Host } from '../index.ts';
import { calledBy, type Program, type Statement, shownBy, type Target } from '../parse/ast.ts';
import type { Value } from '../values.ts';
import { compileStatement } from './assignments.ts';
import { compileExpression } from './expressions.ts';
import { type Evaluate, Frame } from './frame.ts';
import { constantNamed } from './names.ts';
import { Scope, type Unit } from './scope.ts';

/** A compiled program. */
export interface Code {
  /** All names that it reads, assigns or deletes and that are neither local nor builtin. */
  names: ReadonlySet<string>;
  /** The names that are called, where each statement is one call of a bare name, or the `repr` of one, and nothing else is called. */
  plainCalls: readonly string[] | null;
  /** The name that the first statement calls, if that is all it does. */
  firstCall: string | null;
  run(host: Host, literals: readonly Value[]): Value;
}

/** Compiles a program. @throws PythonError SyntaxError */
export function compile(program: Program): Code {
  const { statements, bindings, source } = program;
  const shared = assignedNames(statements);
  const unit: Unit = { source, names: new Set(), shared, late: null };
  const scope = new Scope('program', null, unit);
  for (const name of bindings) if (!shared.has(name) && constantNamed(name) === undefined) scope.declare(name);
  const steps = statements.map(statement => compileStep(statement, scope));
  if (unit.late) throw unit.late;
  const last = steps.pop()!;
  return {
    names: unit.names,
    plainCalls: plainCalls(program),
    firstCall: calledBy(statements[0]),
    run(host, literals) {
      const frame = new Frame(scope.size, null, host, literals);
      for (const step of steps) step(frame);
      return last(frame);
    },
  };
}

function plainCalls({ statements, calls }: Program): string[] | null {
  if (calls < statements.length || calls > 2 * statements.length) return null;
  const names: string[] = [];
  let found = 0;
  for (const statement of statements) {
    const shown = shownBy(statement);
    const name = calledBy(shown ?? statement);
    if (name === null) return null;
    names.push(name);
    found += shown === null ? 1 : 2;
  }
  return calls === found ? names : null;
}

/** What a statement without a value replies. */
const DONE = 'OK';

function compileStep(statement: Statement, scope: Scope): Evaluate {
  if (statement.type === 'ExpressionStatement') {
    return compileExpression(statement.expression, scope);
  }
  const execute = compileStatement(statement, scope);
  return frame => {
    execute(frame);
    return DONE;
  };
}

const NO_NAMES: ReadonlySet<string> = new Set();

/** The names that statements assign or delete. */
function assignedNames(statements: readonly Statement[]): ReadonlySet<string> {
  if (statements.every(({ type }) => type === 'ExpressionStatement')) return NO_NAMES;
  const names = new Set<string>();
  const visit = (target: Target): void => {
    if (target.type === 'Name') names.add(target.name);
    else if (target.type === 'Starred') visit(target.argument as Target);
    else if (target.type === 'Tuple' || target.type === 'List') for (const item of target.items) visit(item as Target);
  };
  for (const statement of statements) {
    if (statement.type === 'AugmentedAssignment') visit(statement.target);
    else if (statement.type !== 'ExpressionStatement') for (const target of statement.targets) visit(target);
  }
  return names;
}
