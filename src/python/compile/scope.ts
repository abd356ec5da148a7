import type { PythonError } from '../../core/errors.ts';
import { syntaxError } from '../parse/parse.ts';

/** What is known of the whole program while it is compiled. */
export interface Unit {
  source: string;
  /** Names that are neither local nor builtin. */
  names: Set<string>;
  /** Names that statements assign or delete: these are shared variables, whatever `:=` does with them. */
  shared: ReadonlySet<string>;
  /** The first error that CPython's compiler finds; those of its symbol table, which it makes before, are thrown at once. */
  late: PythonError | null;
}

/** Where a local name is found: how many frames out, in which slot. */
export interface Place {
  hops: number;
  slot: number;
  scope: Scope;
}

/** The last four are comprehensions. */
export type Kind = 'program' | '<lambda>' | '<listcomp>' | '<setcomp>' | '<dictcomp>' | '<genexpr>';

/** The names of a program, lambda or comprehension, as they are known before it runs. */
export class Scope {
  readonly kind: Kind;
  readonly outer: Scope | null;
  readonly unit: Unit;
  /** Made when there is something to be in it: most programs have no names of their own. */
  #slots: Map<string, number> | null = null;
  /** Of a comprehension: the names that its `for`s bind, and those that `:=` binds in it. */
  #iterated: Set<string> | null = null;
  #named: Set<string> | null = null;
  /** In the iterable of a comprehension, no `:=` may stand. */
  inIterable = false;
  /** Whether there are scopes in it. */
  isOuter = false;

  constructor(kind: Kind, outer: Scope | null, unit: Unit) {
    this.kind = kind;
    this.outer = outer;
    this.unit = unit;
    this.inIterable = outer?.inIterable ?? false;
    if (outer) outer.isOuter = true;
  }

  get isComprehension(): boolean {
    return this.kind !== 'program' && this.kind !== '<lambda>';
  }

  /** The qualified name of the function that CPython makes of it. */
  get name(): string {
    const { outer } = this;
    if (outer === null || outer.kind === 'program') return this.kind;
    return `${outer.name}.${outer.isComprehension ? '' : '<locals>.'}${this.kind}`;
  }

  /** How many slots a frame of it has, once all in it is compiled. */
  get size(): number {
    return this.#slots?.size ?? 0;
  }

  /** The slot of a name that is bound here. */
  declare(name: string): number {
    this.#slots ??= new Map();
    const slot = this.#slots.get(name) ?? this.#slots.size;
    this.#slots.set(name, slot);
    return slot;
  }

  has(name: string): boolean {
    return this.#slots?.has(name) ?? false;
  }

  /** Where the name is bound, null where it is none of the locals. */
  find(name: string): Place | null {
    let hops = 0;
    for (let scope: Scope | null = this; scope; scope = scope.outer, hops++) {
      const slot = scope.#slots?.get(name);
      if (slot !== undefined) return { hops, slot, scope };
    }
    return null;
  }

  /** Notes a name that a `for` of this comprehension binds. @throws SyntaxError where `:=` has bound it before. */
  declareIterated(name: string, start: number): void {
    if (this.#named?.has(name))
      throw this.error(`comprehension inner loop cannot rebind assignment expression target '${name}'`, start);
    this.#iterated ??= new Set();
    this.#iterated.add(name);
  }

  /** Notes that `:=` binds the name, from inside of any number of comprehensions. @throws SyntaxError where it may not. */
  declareNamed(name: string, start: number): void {
    if (this.inIterable)
      throw this.error('assignment expression cannot be used in a comprehension iterable expression', start);
    for (let scope: Scope | null = this; scope?.isComprehension; scope = scope.outer) {
      if (scope.#iterated?.has(name))
        throw this.error(`assignment expression cannot rebind comprehension iteration variable '${name}'`, start);
    }
    if (!this.isComprehension) return;
    this.#named ??= new Set();
    this.#named.add(name);
  }

  /** Notes an error that comes up only if there is none in the names. */
  fail(message: string, start: number): void {
    this.unit.late ??= this.error(message, start);
  }

  error(message: string, start: number): PythonError {
    return syntaxError(message, this.unit.source, start);
  }
}
