import { parse } from '../parse/parse.ts';
import { tooDeep } from '../parse/parser.ts';
import type { Value } from '../values.ts';
import { type Code, compile } from './compile.ts';
import { RecentMap } from './recent.ts';
import { type Shape, shapeOf, unlifted } from './shape.ts';

/** Compiled code, and the values of the literals that this text has in it. */
export interface Compiled {
  code: Code;
  literals: readonly Value[];
}

/** A character of source takes up to 150 bytes when compiled, and there are two generations of texts and two of shapes. */
const MAX_ENTRIES = 1000;
const MAX_CHARACTERS = 100_000;

/** Compiles source texts, those of the same shape once; keeps what it has compiled, within bounds. */
export class CompileCache {
  /** By the text itself. */
  readonly #compiled: RecentMap<Compiled>;
  /** By shape; null where the literals could not be told from the shape, such as strings side by side, which Python joins. */
  readonly #codes: RecentMap<Code | null>;

  /** Bounds of what is kept: programs, and characters of their texts. */
  constructor(maxEntries = MAX_ENTRIES, maxCharacters = MAX_CHARACTERS) {
    this.#compiled = new RecentMap(maxEntries, maxCharacters);
    this.#codes = new RecentMap(maxEntries, maxCharacters);
  }

  /** How many programs are kept. */
  get size(): number {
    return this.#compiled.size + this.#codes.size;
  }

  /** Compiles a source text, or finds it compiled. @throws PythonError SyntaxError, RecursionError; these are not kept. */
  compile(source: string): Compiled {
    const known = this.#compiled.get(source);
    if (known) return known;
    const compiled = this.#compileShape(source);
    this.#compiled.set(source, compiled);
    return compiled;
  }

  #compileShape(source: string): Compiled {
    const shape = source.isWellFormed() ? shapeOf(source) : unlifted(source);
    if (shape.starts.length === 0) return { code: compileText(source, shape), literals: [] };
    let code = this.#codes.get(shape.key);
    if (code === undefined) {
      const compiled = compileText(source, shape);
      code = compiled.found.size === shape.starts.length ? compiled : null;
      this.#codes.set(shape.key, code);
    }
    return code ? { code, literals: shape.literals } : { code: compileText(source, unlifted(source)), literals: [] };
  }
}

function compileText(source: string, shape: Shape): Code {
  try {
    return compile(parse(source), shape);
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
}
