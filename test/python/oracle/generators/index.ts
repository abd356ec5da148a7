import type { Mode } from '../cpython.ts';
import { generateBuiltins } from './builtins.ts';
import { generateCalls } from './calls.ts';
import type { Amount } from './choices.ts';
import { generateDates } from './dates.ts';
import { generateFormats, generatePercents, generateTemplates } from './formats.ts';
import { generateExpressions } from './grammar.ts';
import { generateMethods } from './methods.ts';
import { generateFloats, generateMath } from './modules.ts';
import { generateAssignments, generateOperators } from './operators.ts';
import { generatePrograms } from './programs.ts';
import { generateLiterals, generateMutations } from './syntax.ts';

export interface Generator {
  generate(amount: Amount): string[];
  mode: Mode;
}

const inMode = (mode: Mode) => (generate: Generator['generate']) => ({ generate, mode });
const expressions = inMode('eval');
const programs = inMode('exec');

/** Generators of source texts, by name. */
export const GENERATORS: ReadonlyMap<string, Generator> = new Map([
  ['operators', expressions(generateOperators)],
  ['assignments', programs(generateAssignments)],
  ['methods', expressions(generateMethods)],
  ['builtins', expressions(generateBuiltins)],
  ['calls', expressions(generateCalls)],
  ['formats', expressions(generateFormats)],
  ['percents', expressions(generatePercents)],
  ['templates', expressions(generateTemplates)],
  ['literals', programs(generateLiterals)],
  ['mutations', programs(generateMutations)],
  ['math', expressions(generateMath)],
  ['floats', expressions(generateFloats)],
  ['dates', expressions(generateDates)],
  ['programs', programs(generatePrograms)],
  ['expressions', expressions(generateExpressions)],
]);
