import { charge, tick } from '../budget.ts';
import { Dict } from '../dict.ts';
import { GeneratorExpression, type GeneratorLoop } from '../generator.ts';
import { iterate } from '../operators.ts';
import type { Comprehension, ComprehensionClause, Name, Target } from '../parse/ast.ts';
import { RangeIterator } from '../range.ts';
import { PySet } from '../set.ts';
import type { PyIterator, Value } from '../values.ts';
import { compileTarget } from './assignments.ts';
import { compileIteratedSet, isConstantSet } from './displays.ts';
import { compileExpression } from './expressions.ts';
import type { Assign, Evaluate, Frame, Test } from './frame.ts';
import { compileOperand, type Operand, slotOf } from './operand.ts';
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
type Loop = (frame: Frame, into: Collection, iterator: PyIterator) => void;
type Collection = Value[] | PySet | Dict;

const SCOPES = {
  ListComprehension: '<listcomp>',
  SetComprehension: '<setcomp>',
  DictComprehension: '<dictcomp>',
  Generator: '<genexpr>',
} as const;

export function compileComprehension(node: Comprehension, outer: Scope): Evaluate {
  const scope = new Scope(SCOPES[node.type], outer, outer.unit);
  const clauses = compileClauses(node.clauses, scope, outer);
  // CPython looks at the value first, and complains of it first.
  const value = node.value && compileOperand(node.value, scope);
  const element = compileOperand(node.element, scope);
  if (node.type === 'Generator') return compileGenerator(element, scope, clauses);
  return compileCollection(node.type, new Item(element, value), scope, clauses);
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

/** What is collected at each step: of a dict, `element` is the key. */
class Item {
  readonly #element: Operand;
  readonly #value: Operand | null;

  constructor(element: Operand, value: Operand | null) {
    this.#element = element;
    this.#value = value;
  }

  /** One method for all collections, and not a closure for each: the engine puts it into the loop, which takes half the time. */
  collect(frame: Frame, into: Collection): void {
    const element = this.#element.read(frame);
    if (Array.isArray(into)) {
      charge(ITEM_BYTES);
      into.push(element);
    } else if (into instanceof PySet) into.add(element);
    else into.set(element, this.#value!.read(frame));
  }
}

function compileCollection(
  type: Exclude<Comprehension['type'], 'Generator'>,
  item: Item,
  scope: Scope,
  clauses: Clause[],
): Evaluate {
  let loop: Loop | null = null;
  for (let i = clauses.length - 1; i >= 0; i--)
    loop = compileLoop(clauses[i], item, loop && startLoop(clauses[i + 1], loop));
  const outermost = loop!;
  const { iterable } = clauses[0];
  const { size } = scope;
  return frame => {
    const iterator = iterate(iterable(frame));
    const result = type === 'ListComprehension' ? [] : type === 'SetComprehension' ? new PySet() : new Dict();
    outermost(frame.nest(size), result, iterator);
    return result;
  };
}

/** `inner`: what is done at each step, of the innermost loop null: the item is collected. */
function compileLoop({ slot, assign, test }: Clause, item: Item, inner: StartLoop | null): Loop {
  return (frame, into, iterator) => {
    // A call of its own for the usual iterator, which the engine puts into the loop.
    const range = iterator instanceof RangeIterator ? iterator : null;
    for (;;) {
      const value = range === null ? iterator.next() : range.next();
      if (value === undefined) return;
      tick();
      if (slot >= 0) frame.slots[slot] = value;
      else assign(frame, value);
      if (test !== null && !test(frame)) continue;
      if (inner !== null) inner(frame, into);
      else item.collect(frame, into);
    }
  };
}

type StartLoop = (frame: Frame, into: Collection) => void;

function startLoop({ iterable }: Clause, loop: Loop): StartLoop {
  return (frame, into) => loop(frame, into, iterate(iterable(frame)));
}

function compileGenerator(element: Operand, scope: Scope, clauses: Clause[]): Evaluate {
  const loops: GeneratorLoop[] = clauses;
  const { iterable } = clauses[0];
  const { size, name } = scope;
  return frame => {
    const iterator = iterate(iterable(frame));
    return new GeneratorExpression(frame.nest(size), loops, element, iterator, name);
  };
}
