import { execFileSync } from 'node:child_process';
import { evaluate, type Host, prepare } from '../src/python/index.ts';
import type { Value } from '../src/python/values.ts';

// The language beside CPython's eval(text), in one run: `npx node bench/language.ts`. Figures are µs an evaluation, and how many times as fast ours is.

const TYPICAL = [
  "'Hello World'",
  ' ( 1 + 1 ) * 2 ',
  ' math.log10( 134256 ) ',
  'math.log10( 127645 ) * 2.5',
  "56 * 1.8 + 32 if 56 > 30 else 'cold'",
  "'hot' if 56 > 30 else 'cold'",
  "'{}:{}'.format('garden', 56)",
  "f'{56.0:.1f} C'",
];
const LOOPS = [
  '[x * 2 for x in range(1000)]',
  'sum(x * x for x in range(1000))',
  'sorted([(x * 7919) % 1000 for x in range(1000)])',
  'sorted(range(1000), key=lambda x: -x)',
  '{x: x * x for x in range(1000)}',
  "''.join(str(x) for x in range(1000))",
];
const SECONDS = 0.2;

const PYTHON = `
import json, math, sys, time
seconds = ${SECONDS}
def rate(text):
    names = {'math': math}
    eval(text.strip(), names)
    count, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        for _ in range(20):
            eval(text.strip(), names)
        count += 20
    return (time.perf_counter() - start) / count * 1e6
print(json.dumps([rate(text) for text in json.load(sys.stdin)]))
`;

const host: Host = {
  global: () => undefined,
  readVariable: () => undefined,
  assignVariable() {},
  deleteVariable: () => false,
};

/** Microseconds a call. */
function measure(run: (i: number) => Value): number {
  for (let i = 0; i < 3000; i++) run(i);
  let count = 0;
  const start = performance.now();
  while (performance.now() - start < SECONDS * 1000) for (let i = 0; i < 20; i++) run(count++);
  return ((performance.now() - start) / count) * 1000;
}

/** A text of the same cost that was not seen before: parsed, compiled and run. */
const cold = (text: string) => measure(i => prepare(`${text.trim()} if not q${i}_ else 0`) && null);

function show(title: string, texts: string[], ours: number[], python: number[]): void {
  console.log(`\n${title}`);
  texts.forEach((text, i) => {
    const ratio = (python[i] / ours[i]).toFixed(1);
    console.log(
      `${ours[i].toFixed(2).padStart(9)} ${python[i].toFixed(2).padStart(9)} ${ratio.padStart(7)} x  ${text}`,
    );
  });
  const mean = Math.exp(ours.reduce((sum, us, i) => sum + Math.log(python[i] / us), 0) / ours.length);
  console.log(`${' '.repeat(20)}${mean.toFixed(1).padStart(7)} x  geometric mean`);
}

const input = JSON.stringify([...TYPICAL, ...LOOPS]);
const python: number[] = JSON.parse(execFileSync('python3', ['-c', PYTHON], { input, encoding: 'utf8' }));
console.log('     ours    python   ratio');
show(
  'seen before (compiled and cached)',
  TYPICAL,
  TYPICAL.map(text => measure(() => evaluate(text, host))),
  python,
);
show('first time (parse and compile; a few tokens longer than Python’s)', TYPICAL, TYPICAL.map(cold), python);
show(
  'loops of 1,000 steps',
  LOOPS,
  LOOPS.map(text => measure(() => evaluate(text, host))),
  python.slice(TYPICAL.length),
);
