import type { Program } from '../parse/ast.ts';
import { parse } from '../parse/parse.ts';
import { tooDeep } from '../parse/parser.ts';
import type { Value } from '../values.ts';
import { type Code, compile } from './compile.ts';
import { RecentMap } from './recent.ts';
import { hashOf, type Shape, shapeOf } from './shape.ts';

/** Compiled code, and the values of the literals that this text has in it. */
export interface Compiled {
  code: Code;
  literals: readonly Value[];
  /** How long its text is. */
  characters: number;
}

/** What texts of one shape have in common. */
interface ShapedCode {
  key: string;
  /** Null where the literals can't be told from the shape, such as strings side by side, which Python joins. */
  code: Code | null;
  characters: number;
}

/** A character of source takes up to 150 bytes when compiled, and there are two generations of texts and two of shapes. */
const MAX_ENTRIES = 1000;
const MAX_CHARACTERS = 100_000;

/** Compiles source texts, those of the same shape once; keeps what it has compiled, within bounds. */
export class CompileCache {
  /** By the text itself: those whose shape is kept. */
  readonly #compiled: RecentMap<string, Compiled>;
  /** By the hash of the key. */
  readonly #codes: RecentMap<number, ShapedCode>;

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
    const shape = shapeOf(source);
    const { hash } = shape;
    const kept = this.#codes.get(hash);
    if (kept === undefined || kept.key !== shape.key) return this.#compileShape(shape, hash);
    const compiled = compiledAs(shape, kept.code ?? compileText(shape).code);
    if (this.#compiled.comesAgain(hashOf(source))) this.#compiled.set(source, compiled);
    return compiled;
  }

  #compileShape(shape: Shape, hash: number): Compiled {
    const { code, program } = compileText(shape);
    if (this.#codes.comesAgain(hash)) {
      const { key } = shape;
      const isShared = program.lifted === shape.literals.length;
      this.#codes.set(hash, { key, code: isShared ? code : null, characters: key.length });
    }
    return compiledAs(shape, code);
  }
}

function compiledAs({ source, literals }: Shape, code: Code): Compiled {
  return { code, literals, characters: source.length };
}

function compileText(shape: Shape): { code: Code; program: Program } {
  try {
    const program = parse(shape.source, shape);
    return { code: compile(program), program };
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
}
