import type { Host } from '../index.ts';
import type { Value } from '../values.ts';

/** What one run of a program, lambda, comprehension or generator expression works on. Lambdas keep the frames around them alive. */
export class Frame {
  /** The names bound here, by the slots that `Scope` gave them; undefined until they are bound. */
  readonly slots: (Value | undefined)[];
  readonly outer: Frame | null;
  readonly host: Host;
  /** The literals that were lifted out of the source (see `shape.ts`). */
  readonly literals: readonly Value[];

  constructor(size: number, outer: Frame | null, host: Host, literals: readonly Value[]) {
    this.slots = emptySlots(size);
    this.outer = outer;
    this.host = host;
    this.literals = literals;
  }

  /** A frame inside this one. */
  nest(size: number): Frame {
    return new Frame(size, this, this.host, this.literals);
  }
}

/** An array that is pushed to keeps room for many more. */
function emptySlots(size: number): (Value | undefined)[] {
  switch (size) {
    case 0:
      return [];
    case 1:
      return [undefined];
    case 2:
      return [undefined, undefined];
    default:
      return Array.from({ length: size }, () => undefined);
  }
}

/** A compiled expression. */
export type Evaluate = (frame: Frame) => Value;
/** A compiled condition. */
export type Test = (frame: Frame) => boolean;
/** A compiled target of an assignment. */
export type Assign = (frame: Frame, value: Value) => void;
/** A compiled statement. */
export type Execute = (frame: Frame) => void;
