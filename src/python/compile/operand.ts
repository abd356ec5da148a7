import type { Expression } from '../parse/ast.ts';
import type { Value } from '../values.ts';
import { compileExpression } from './expressions.ts';
import type { Evaluate, Frame } from './frame.ts';
import type { Scope } from './scope.ts';

/** What an operation reads. Most are literals, and names bound in the same frame: these are read without the call of a closure. */
export class Operand {
  readonly #constant: Value | undefined;
  /** The number of a lifted literal, or -1. */
  readonly #lifted: number;
  /** Of a name that is bound in the frame itself, or -1. */
  readonly #slot: number;
  readonly #evaluate: Evaluate | null;

  constructor(constant: Value | undefined, lifted: number, slot: number, evaluate: Evaluate | null) {
    this.#constant = constant;
    this.#lifted = lifted;
    this.#slot = slot;
    this.#evaluate = evaluate;
  }

  read(frame: Frame): Value {
    if (this.#slot >= 0) {
      const value = frame.slots[this.#slot];
      if (value !== undefined) return value;
    } else if (this.#constant !== undefined) return this.#constant;
    else if (this.#lifted >= 0) return frame.literals[this.#lifted];
    return this.#evaluate!(frame);
  }
}

export function compileOperand(node: Expression, scope: Scope): Operand {
  if (node.type === 'Literal')
    return node.lifted < 0 ? new Operand(node.value, -1, -1, null) : new Operand(undefined, node.lifted, -1, null);
  return new Operand(undefined, -1, slotOf(node, scope), compileExpression(node, scope));
}

/** The slot of a name that is bound in the frame of the scope; -1 for all else. */
export function slotOf(node: Expression, scope: Scope): number {
  if (node.type !== 'Name') return -1;
  const place = scope.find(node.name);
  return place !== null && place.hops === 0 ? place.slot : -1;
}
