import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { erf, erfc } from '../../../src/python/libm/errorFunction.ts';
import * as exponential from '../../../src/python/libm/exponential.ts';
import { gamma, lgamma } from '../../../src/python/libm/gamma.ts';
import * as hyperbolic from '../../../src/python/libm/hyperbolic.ts';
import { toBits } from '../../../src/python/libm/parts.ts';
import { cbrt, hypot } from '../../../src/python/libm/roots.ts';
import * as trigonometric from '../../../src/python/libm/trigonometric.ts';

/** The functions and where their arguments lie: powers of 2 from and to, the sign free where `signed`. */
type Range = [from: number, to: number, signed?: 'signed'];
interface Case {
  run: (...args: number[]) => number;
  ranges: Range[];
  /** Arguments of a thousand for which the last digit may differ: C's functions are not exact either. */
  differ: number;
  /** By how many units in the last place. */
  ulps: number;
}

const exact = (run: Case['run'], ...ranges: Range[]): Case => ({ run, ranges, differ: 4, ulps: 1 });

const { exp, exp2, log, log2, log10, pow } = exponential;
const { sin, cos, tan, asin, acos, atan, atan2 } = trigonometric;
const { sinh, cosh, tanh, asinh, atanh, expm1, log1p } = hyperbolic;
const COUNT = 2000;

const CASES: Record<string, Case> = {
  exp: exact(exp, [-20, 9.4, 'signed']),
  exp2: exact(exp2, [-20, 9.9, 'signed']),
  expm1: exact(expm1, [-30, 9.4, 'signed']),
  log: exact(log, [-1074, 1024]),
  log2: exact(log2, [-1074, 1024]),
  log10: exact(log10, [-1074, 1024]),
  log1p: exact(log1p, [-30, 40]),
  pow: exact(pow, [-20, 20], [-10, 5, 'signed']),
  sin: exact(sin, [-30, 20, 'signed']),
  cos: exact(cos, [-30, 20, 'signed']),
  tan: exact(tan, [-30, 1023, 'signed']),
  asin: exact(asin, [-30, 0, 'signed']),
  acos: exact(acos, [-30, 0, 'signed']),
  atan: exact(atan, [-30, 30, 'signed']),
  atan2: exact(atan2, [-30, 30, 'signed'], [-30, 30, 'signed']),
  sinh: exact(sinh, [-30, 9.4, 'signed']),
  cosh: exact(cosh, [-30, 9.4, 'signed']),
  tanh: exact(tanh, [-30, 4.4, 'signed']),
  asinh: exact(asinh, [-30, 60, 'signed']),
  atanh: exact(atanh, [-30, -0.01, 'signed']),
  hypot: exact((x, y) => hypot([x, y]), [-30, 30], [-30, 30]),
  gamma: { ...exact(gamma, [-10, 7.3, 'signed']), differ: 6, ulps: 3 },
  lgamma: { ...exact(lgamma, [-10, 60]), differ: 6, ulps: 8 },
  // Here C's own results are not the nearest floats.
  erf: { ...exact(erf, [-30, 2.5, 'signed']), differ: COUNT, ulps: 2 },
  erfc: { ...exact(erfc, [-10, 4.7, 'signed']), differ: COUNT, ulps: 2 },
  cbrt: { ...exact(cbrt, [-1000, 1000, 'signed']), differ: COUNT, ulps: 4 },
};

const PROGRAM = `
import json, math, sys
def answer(name, args):
    try:
        return float.hex(getattr(math, name)(*map(float.fromhex, args)))
    except (OverflowError, ValueError):
        return None
print(json.dumps({name: [answer(name, args) for args in calls] for name, calls in json.load(sys.stdin).items()}))
`;

function argumentsOf({ ranges }: Case, seed: number): number[][] {
  // fc.double prefers the ends of its range and the smallest floats; these are spread evenly.
  const part = fc.nat(2 ** 31 - 1).map(n => n / 2 ** 31);
  const one = ([from, to, signed]: Range) =>
    fc.tuple(part, part, fc.boolean()).map(([place, digits, negative]) => {
      const power = from + (to - from) * place;
      const value = 2 ** power * (1 - digits / 2 ** 20);
      return signed && negative ? -value : value;
    });
  return fc.sample(fc.tuple(...ranges.map(one)), { seed, numRuns: COUNT });
}

/** C's notation: exact, and both sides read it. */
function toHex(value: number): string {
  const bits = toBits(value);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const mantissa = (bits & ((1n << 52n) - 1n)).toString(16).padStart(13, '0');
  return `${bits >> 63n ? '-' : ''}0x${exponent ? 1 : 0}.${mantissa}p${(exponent || 1) - 1023}`;
}

function fromHex(hex: string): number {
  const [, sign, whole, digits, exponent] = /^(-?)0x([01])\.([0-9a-f]+)p([+-]\d+)$/.exec(hex)!;
  const mantissa = Number(BigInt(`0x${whole}${digits}`));
  const power = Number(exponent) - 4 * digits.length;
  return (sign ? -1 : 1) * mantissa * 2 ** Math.max(power, -1000) * 2 ** Math.min(0, power + 1000);
}

/** Floats between two floats of one sign. */
function distance(a: number, b: number): number {
  const difference = Number(toBits(a) - toBits(b));
  return Math.abs(difference);
}

const python = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info[:2] != (3, 11))']).status === 0;

test('C’s results to the last digit', { skip: !python && 'python3 (3.11) is missing' }, t => {
  const calls = Object.entries(CASES).map(([name, one], i) => [name, argumentsOf(one, 31 + i)] as const);
  const input = Object.fromEntries(calls.map(([name, list]) => [name, list.map(args => args.map(toHex))]));
  const { stdout } = spawnSync('python3', ['-c', PROGRAM], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const answers: Record<string, (string | null)[]> = JSON.parse(stdout);
  for (const [name, list] of calls) {
    const { run, differ, ulps } = CASES[name];
    let different = 0;
    let compared = 0;
    list.forEach((args, i) => {
      const answer = answers[name][i];
      if (answer === null || /inf|nan/.test(answer)) return;
      compared++;
      const apart = distance(run(...args), fromHex(answer));
      assert.ok(apart <= ulps, `${name}(${args.join(', ')}) is ${apart} off`);
      if (apart) different++;
    });
    t.diagnostic(`${name}: ${different} of ${compared} differ in the last digit`);
    assert.ok(different * 1000 <= differ * compared, `${name}: ${different} of ${compared} differ`);
  }
});
