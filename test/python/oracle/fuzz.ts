/**
 * Compares the language with CPython for a while, each round with another seed: `node test/python/oracle/fuzz.ts [--seconds N] [--seed N]`.
 * Prints what differs, what is no error of Python, and what computes for long; ends with 1 if there was any of it.
 */
import { parseArgs } from 'node:util';
import { enlarged } from '../hostile/enlarged.ts';
import { compare, ourAnswer } from './compare.ts';
import { askPython } from './cpython.ts';
import { explain } from './explained.ts';
import { GENERATORS } from './generators/index.ts';

/** Texts of one generator in one round. */
const COUNT = 1500;
/** What a text may compute: several times its budget, ms. */
const MAX_CPU_MS = 100;

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: String(Date.now() % 1e6) } },
});
const end = Date.now() + Number(values.seconds) * 1000;
let seed = Number(values.seed);
let compared = 0;
let explained = 0;
let hostile = 0;
let faults = 0;

function report(source: string, ...lines: string[]): void {
  faults++;
  console.log([JSON.stringify(source.slice(0, 400)), ...lines.map(line => line.slice(0, 400))].join('\n    '));
}

/** Evaluates a text that nobody compares: it must end in time, in a value or an error of Python. */
function attack(source: string): void {
  hostile++;
  const start = process.threadCpuUsage();
  const answer = ourAnswer(source);
  const { user, system } = process.threadCpuUsage(start);
  const cpuMs = (user + system) / 1000;
  if (answer.startsWith('FAULT')) report(source, answer);
  // Again, since the first time may have been that of a collection or of the compiler.
  else if (cpuMs > MAX_CPU_MS) slow.push(source);
}

let slow: string[] = [];

console.log(`from seed ${seed}`);
for (; Date.now() < end; seed++)
  for (const [name, { generate, mode }] of GENERATORS) {
    if (Date.now() >= end) break;
    const sources = [...new Set(generate({ seed, count: COUNT }))];
    const differences = compare(sources, askPython(sources, mode));
    compared += sources.length;
    for (const difference of differences) {
      if (explain(difference) !== undefined) explained++;
      else
        report(
          difference.source,
          `${name}, seed ${seed}`,
          `python: ${difference.python}`,
          `ours:   ${difference.ours}`,
        );
    }
    sources.map(enlarged).forEach(attack);
    for (const source of slow) {
      const start = process.threadCpuUsage();
      ourAnswer(source);
      const { user, system } = process.threadCpuUsage(start);
      if (user + system > MAX_CPU_MS * 1000) report(source, `${name}, seed ${seed}`, `${(user + system) / 1000} ms`);
    }
    slow = [];
  }
console.log(
  `to seed ${seed}: ${compared} texts compared, ${explained} differ as explained; ${hostile} made hostile; ${faults} faults`,
);
process.exitCode = faults > 0 ? 1 : 0;
