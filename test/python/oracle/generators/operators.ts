import { type Amount, Choices } from './choices.ts';
import { ONE_OF_EACH, SAMPLES } from './samples.ts';

const BINARY = ['+', '-', '*', '/', '//', '%', '**', '@', '<<', '>>', '&', '|', '^'];
const COMPARISONS = ['==', '!=', '<', '<=', '>', '>=', 'in', 'not in', 'is', 'is not'];
const UNARY = ['-', '+', '~', 'not '];

/** Every operator between every pair of samples, as far as Python computes it in reasonable time. */
export function generateOperators({ seed, count }: Amount): string[] {
  const sources = SAMPLES.flatMap(value => UNARY.map(operator => `${operator}${value}`));
  for (const a of SAMPLES)
    for (const b of SAMPLES)
      for (const operator of [...BINARY, ...COMPARISONS])
        if (isFeasible(operator, a, b)) sources.push(`${a} ${operator} ${b}`);
  for (const a of ONE_OF_EACH) {
    for (const b of ONE_OF_EACH) sources.push(`${a}[${b}]`, `${a} and ${b}`, `${a} or ${b}`, `divmod(${a}, ${b})`);
    for (const slice of [':', '1:', ':1', '::-1', '-5:5', '::0', "'a':", '1:2, 3']) sources.push(`${a}[${slice}]`);
  }
  return new Choices(seed).some(sources, count);
}

const BIG = /2\*\*|10\*\*/;

function isFeasible(operator: string, a: string, b: string): boolean {
  if (operator === 'is' || operator === 'is not') return /^(None|True|False|\.\.\.|int|str|object|len|math)$/.test(a);
  if (operator === '**' || operator === '<<') return !BIG.test(b) || /^(0|1|None|'|\[)/.test(a);
  return operator !== '*' || !(BIG.test(a) || BIG.test(b)) || /^\(?-?[\d.]+/.test(a) === /^\(?-?[\d.]+/.test(b);
}

const TARGETS = [
  '5',
  '2.5',
  "'ab'",
  "b'x'",
  '[1]',
  '(1,)',
  '{1: 2}',
  '{1}',
  'None',
  'True',
  '1j',
  'frozenset({1})',
  'range(3)',
];

/** Augmented assignment of every type by every other, and what the variable is then. */
export function generateAssignments({ seed, count }: Amount): string[] {
  const sources = TARGETS.flatMap(a =>
    TARGETS.flatMap(b => BINARY.map(operator => `x = ${a}; x ${operator}= ${b}; x`)),
  );
  const unpacked = [
    '[1, 2]',
    '(1, 2, 3)',
    "'ab'",
    '{1: 2, 3: 4}',
    '5',
    'None',
    'range(3)',
    '[[1, 2], 3]',
    '[]',
    'iter([1, 2, 3])',
  ];
  const targets = ['a, b', '[a, b]', 'a, *b', '*a, b', 'a, *b, c', '(a, b), c', 'a,', '*a,', 'a, b, c, d'];
  for (const value of unpacked)
    for (const target of targets) sources.push(`${target} = ${value}; [${target.replaceAll(/[*[\]()]/g, '')}]`);
  for (const a of TARGETS)
    for (const key of ['0', "'a'", '1', '-1', '5', ':', '1:', '::2', 'None', '[1]'])
      sources.push(
        `x = ${a}; x[${key}] = 7; x`,
        `x = ${a}; x[${key}] = [7, 8]; x`,
        `x = ${a}; del x[${key}]; x`,
        `x = ${a}; x[${key}] += 7; x`,
      );
  return new Choices(seed).some(sources, count);
}
