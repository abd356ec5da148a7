import type { Mode } from '../cpython.ts';
import type { Amount } from './choices.ts';
import { generateAssignments, generateOperators } from './operators.ts';

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
]);
