import type { Difference } from './compare.ts';
import { isRoundedAnotherWay } from './rounding.ts';

/** A difference that is meant, and why; docs/language.md tells of each. */
interface Explanation {
  why: string;
  covers(difference: Difference): boolean;
}

const EXPLANATIONS: readonly Explanation[] = [
  {
    why: 'CPython hashes text, None and what is hashed by its place in memory anew in every process',
    covers: ({ source, python }) =>
      /\bhash\([a-z_.]+\)/.test(source) || (/\bhash\(/.test(source) && /-?\d{6,}/.test(python)),
  },
  {
    why: 'values are at other places in memory',
    covers: ({ python, ours }) => ours.includes("'0', 'x', '7', 'f'") && withoutPlaces(python) === withoutPlaces(ours),
  },
  {
    why: 'equal complex literals are one for CPython, and so are the bound methods of one object in a set',
    covers: ({ source, ours }) =>
      /^\{.*<built-in method (\w+) of .*<built-in method \1 of /s.test(ours) ||
      /\dj\)*\s+is\b|\bis(?:\s+not)?\s+\(*[\d.e+-]*\dj\b/.test(source),
  },
  {
    why: 'CPython finds some wrong keywords later than others',
    covers: ({ source, python, ours }) =>
      source.includes('**') &&
      ours === 'Error: TypeError: keywords must be strings' &&
      /TypeError: .*(?:takes no keyword arguments|expected at least)/.test(python),
  },
  {
    why: 'attributes with leading underscore are not there',
    covers: ({ source, ours }) => /\.__?\w/.test(source) && /AttributeError: .* has no attribute '_/.test(ours),
  },
  {
    why: 'lambdas do not yield',
    covers: ({ source, ours }) => /lambda.*yield/s.test(source) && ours.includes("'yield' outside function"),
  },
  {
    why: 'types of items are not there',
    covers: ({ source, python, ours }) =>
      /\b(?:set|list|dict|tuple|frozenset|type|enumerate)\[/.test(source) &&
      !python.includes('SyntaxError') &&
      /^Error: TypeError: type '\w+' is not subscriptable$/.test(ours),
  },
  {
    why: 'CPython makes a datetime of it whose time is what happens to be in memory',
    covers: ({ source }) => /\bdate\.replace\(datetime\.datetime\b/.test(source),
  },
  { why: 'C rounds some functions of math in another way', covers: isRoundedAnotherWay },
  {
    why: 'builtins, modules and commands cannot be assigned',
    covers: ({ ours }) => /is reserved|'module' object attribute '\w+' is read-only/.test(ours),
  },
  {
    why: 'nothing is pickled',
    covers: ({ source, ours }) =>
      /\b(?:date|time|datetime)\(b['"]/.test(source) && ours.includes("'bytes' object cannot be"),
  },
  {
    why: 'an evaluation has a budget',
    covers: ({ ours }) => /^Error: (TimeoutError|MemoryError|RecursionError)/.test(ours),
  },
  {
    why: 'nothing is asynchronous here',
    covers: ({ source, ours }) => source.includes('await') && ours.includes("'await' outside function"),
  },
];

/** An answer without the places in memory that it tells, be they in letters one by one. */
function withoutPlaces(answer: string): string {
  return answer.replaceAll("', '", '').replace(/0x7f[0-9a-f]{10}/g, '');
}

/** Why a difference is none that counts; undefined where nobody knows. */
export function explain(difference: Difference): string | undefined {
  return EXPLANATIONS.find(({ covers }) => covers(difference))?.why;
}
