import { charge, tick } from '../budget.ts';
import { Dict } from '../dict.ts';
import { GeneratorExpression, type GeneratorLoop } from '../generator.ts';
import { iterate } from '../operators.ts';
import type { Comprehension, ComprehensionClause, Name, Target } from '../parse/ast.ts';
import { PySet } from '../set.ts';
import type { PyIterator, Value } from '../values.ts';
import { compileTarget } from './assignments.ts';
import { compileIteratedSet, isConstantSet } from './displays.ts';
import { compileExpression } from './expressions.ts';
import type { Assign, Evaluate, Frame, Test } from './frame.ts';
import { compileOperand, slotOf } from './operand.ts';
import { compileTest } from './operations.ts';
import { Scope } from './scope.ts';

/** A `for` and its `if`s. The first iterable belongs to the scope around the comprehension, the others to its own. */
interface Clause {
  iterable: Evaluate;
  /** Of the name that is bound, nearly always the whole target; else -1, and `assign` does it. */
  slot: number;
  assign: Assign;
  test: Test | null;
}

/** Runs the clauses from one on, in the comprehension's frame. */
type Collect<T> = (frame: Frame, into: T) => void;

const SCOPES = {
  ListComprehension: '<listcomp>',
  SetComprehension: '<setcomp>',
  DictComprehension: '<dictcomp>',
  Generator: '<genexpr>',
} as const;

export function compileComprehension(node: Comprehension, outer: Scope): Evaluate {
  const scope = new Scope(SCOPES[node.type], outer, outer.unit);
  const clauses = compileClauses(node.clauses, scope, outer);
  switch (node.type) {
    case 'ListComprehension':
      return compileList(node, scope, clauses);
    case 'SetComprehension': {
      const element = compileOperand(node.element, scope);
      return compileCollection(
        scope,
        clauses,
        () => new PySet(),
        (frame, set) => set.add(element.read(frame)),
      );
    }
    case 'DictComprehension': {
      // CPython looks at the value first, and complains of it first.
      const value = compileOperand(node.value!, scope);
      const key = compileOperand(node.element, scope);
      return compileCollection(
        scope,
        clauses,
        () => new Dict(),
        (frame, dict) => dict.set(key.read(frame), value.read(frame)),
      );
    }
    default:
      return compileGenerator(node, scope, clauses);
  }
}

function compileClauses(clauses: readonly ComprehensionClause[], scope: Scope, outer: Scope): Clause[] {
  const first = compileIterable(clauses[0], outer);
  for (const { target } of clauses) forEachName(target, name => scope.declare(name.name));
  return clauses.map((clause, i) => {
    forEachName(clause.target, ({ name, start }) => scope.declareIterated(name, start));
    return {
      iterable: i === 0 ? first : compileIterable(clause, scope),
      slot: slotOf(clause.target, scope),
      assign: compileTarget(clause.target, scope),
      test: compileConditions(clause, scope),
    };
  });
}

function compileIterable({ iterable }: ComprehensionClause, scope: Scope): Evaluate {
  const before = scope.inIterable;
  scope.inIterable = true;
  const evaluate = isConstantSet(iterable) ? compileIteratedSet(iterable, scope) : compileExpression(iterable, scope);
  scope.inIterable = before;
  return evaluate;
}

function compileConditions({ conditions }: ComprehensionClause, scope: Scope): Test | null {
  if (conditions.length === 0) return null;
  const tests = conditions.map(condition => compileTest(condition, scope));
  const [first] = tests;
  return tests.length === 1 ? first : frame => tests.every(test => test(frame));
}

function forEachName(target: Target, visit: (name: Name) => void): void {
  if (target.type === 'Name') visit(target);
  else if (target.type === 'Starred') forEachName(target.argument as Target, visit);
  else if (target.type === 'Tuple' || target.type === 'List')
    for (const item of target.items) forEachName(item as Target, visit);
}

/** Bytes that an item takes in a list. */
const ITEM_BYTES = 8;

function compileList(node: Comprehension, scope: Scope, clauses: Clause[]): Evaluate {
  const element = compileOperand(node.element, scope);
  return compileCollection(
    scope,
    clauses,
    (): Value[] => [],
    (frame, list) => {
      charge(ITEM_BYTES);
      list.push(element.read(frame));
    },
  );
}

/** A comprehension that collects what `collect` makes of each step into what `create` returns. */
function compileCollection<T extends Value>(
  scope: Scope,
  clauses: Clause[],
  create: () => T,
  collect: Collect<T>,
): Evaluate {
  let inner = collect;
  for (let i = clauses.length - 1; i > 0; i--) inner = compileLoop(clauses[i], inner);
  const { iterable, ...first } = clauses[0];
  const outermost = compileLoopOver(first, inner);
  const { size } = scope;
  return frame => {
    const iterator = iterate(iterable(frame));
    const result = create();
    outermost(frame.nest(size), result, iterator);
    return result;
  };
}

function compileLoop<T>(clause: Clause, inner: Collect<T>): Collect<T> {
  const loop = compileLoopOver(clause, inner);
  const { iterable } = clause;
  return (frame, into) => loop(frame, into, iterate(iterable(frame)));
}

function compileLoopOver<T>(
  { slot, assign, test }: Omit<Clause, 'iterable'>,
  inner: Collect<T>,
): (frame: Frame, into: T, iterator: PyIterator) => void {
  return (frame, into, iterator) => {
    for (let value = iterator.next(); value !== undefined; value = iterator.next()) {
      tick();
      if (slot >= 0) frame.slots[slot] = value;
      else assign(frame, value);
      if (test === null || test(frame)) inner(frame, into);
    }
  };
}

function compileGenerator(node: Comprehension, scope: Scope, clauses: Clause[]): Evaluate {
  const element = compileOperand(node.element, scope);
  const loops: GeneratorLoop[] = clauses;
  const { iterable } = clauses[0];
  const { size, name } = scope;
  return frame => {
    const iterator = iterate(iterable(frame));
    return new GeneratorExpression(frame.nest(size), loops, element, iterator, name);
  };
}
