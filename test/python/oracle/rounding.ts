import type { Difference } from './compare.ts';

/** Functions whose results in C libraries are not the nearest floats, nor ours: some units of the last place. */
const INEXACT = /\b(?:cbrt|erfc?|l?gamma)\b/;
/** Functions that are off by one unit of the last place now and then, there or here. */
const NEARLY_EXACT = /\b(?:a?(?:cos|sin|tan)h?|atan2|exp2?|expm1|log(?:10|1p|2)?|pow)\b/;
/** Made of a function that is off now and then, which it doubles. */
const DOUBLED = /\btanh\b/;
const POWER = /[\w)\]'"]\s*\*\*|\bpow\b/;
const COMPLEX = /\d[jJ]\b|\bcomplex\b/;
/** A float as it is shown, without its sign; ints are none, unless they are a part of a complex number. */
const FLOAT = /(?<![\w.])\d+(?:(?:\.\d+(?:e[+-]\d+)?|e[+-]\d+)(?=j?(?![\w.]))|(?=j(?!\w)|[+-][\d.]+(?:e[+-]\d+)?j))/g;

/** How many units of the last place the floats in the answer to a text may differ by. */
function allowance(source: string, answer: string): number {
  if (INEXACT.test(source)) return 8;
  // The smaller part is rounded as the larger one is, and exponents multiply what is off in logarithms.
  if (POWER.test(source) && COMPLEX.test(source)) return 1024;
  if (POWER.test(source) && answer.includes('j')) return 8;
  if (DOUBLED.test(source)) return 2;
  return NEARLY_EXACT.test(source) || POWER.test(source) ? 1 : 0;
}

/** Whether answers are the same but for last digits of floats, where the text has a function that C rounds another way. */
export function isRoundedAnotherWay({ source, python, ours }: Difference): boolean {
  const units = allowance(source, python);
  if (units === 0 || /^(?:Error|FAULT)/.test(ours) || python.replace(FLOAT, '#') !== ours.replace(FLOAT, '#'))
    return false;
  const expected = python.match(FLOAT) ?? [];
  const found = ours.match(FLOAT) ?? [];
  return expected.every((text, i) => distance(Number(text), Number(found[i])) <= units);
}

/** How many floats lie between two that are not negative, and one. */
function distance(a: number, b: number): number {
  const [x, y] = new BigInt64Array(new Float64Array([a, b]).buffer);
  return Number(x > y ? x - y : y - x);
}
