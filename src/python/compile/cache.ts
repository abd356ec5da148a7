import { parse } from '../parse/parse.ts';
import { tooDeep } from '../parse/parser.ts';
import type { Value } from '../values.ts';
import { type Code, compile } from './compile.ts';
import { type Shape, shapeOf, unlifted } from './shape.ts';

/** Compiled code, and the values of the literals that this text has in it. */
export interface Compiled {
  code: Code;
  literals: readonly Value[];
}

/**
 * Compiled programs by the shape of their source, those not used for long dropped: a generation is begun when the present
 * one is full, and what is still used moves over. That costs nothing per hit, unlike an order kept by use.
 */
export class CompileCache {
  readonly #maxEntries: number;
  readonly #maxCharacters: number;
  #present = new Map<string, Code | null>();
  #former = new Map<string, Code | null>();
  #characters = 0;

  /** Bounds of a generation; there are two. A character of source takes some 100 bytes when compiled. */
  constructor(maxEntries = 1000, maxCharacters = 200_000) {
    this.#maxEntries = maxEntries;
    this.#maxCharacters = maxCharacters;
  }

  get size(): number {
    return this.#present.size + this.#former.size;
  }

  /** Compiles a source text, or finds it compiled. @throws PythonError SyntaxError, RecursionError; these are not kept. */
  compile(source: string): Compiled {
    const shape = source.isWellFormed() ? shapeOf(source) : unlifted(source);
    let code = this.#get(shape.key);
    if (code === undefined) code = this.#add(source, shape);
    if (code) return { code, literals: shape.literals };
    // Its literals could not be told apart from the shape, such as strings side by side that Python joins.
    const plain = unlifted(source);
    return { code: (this.#get(source) ?? this.#add(source, plain))!, literals: plain.literals };
  }

  #get(key: string): Code | null | undefined {
    const code = this.#present.get(key);
    if (code !== undefined) return code;
    const former = this.#former.get(key);
    if (former !== undefined) this.#keep(key, former);
    return former;
  }

  #add(source: string, { key, starts }: Shape): Code | null {
    const code = compileText(source, new Map(starts.map((start, number) => [start, number])));
    const kept = code.found.size === starts.length ? code : null;
    this.#keep(key, kept);
    return kept;
  }

  #keep(key: string, code: Code | null): void {
    if (this.#present.size >= this.#maxEntries || this.#characters + key.length > this.#maxCharacters) {
      this.#former = this.#present;
      this.#present = new Map();
      this.#characters = 0;
    }
    this.#characters += key.length;
    this.#present.set(key, code);
  }
}

function compileText(source: string, lifted: ReadonlyMap<number, number>): Code {
  try {
    return compile(parse(source), lifted);
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
}
