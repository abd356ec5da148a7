import { execFileSync } from 'node:child_process';
import { DEFAULT_BUDGET } from '../src/python/budget.ts';
import { type Host, prepare } from '../src/python/index.ts';
import { builtin } from '../src/python/signature.ts';
import type { Value } from '../src/python/values.ts';

// The language beside CPython's eval(text), in one run: `npx node bench/language.ts`. Figures are µs of processor time an
// evaluation, and how many times as fast ours is.

/** What the seed's page and clients send, its commands as functions over a dict. */
const TYPICAL = [
  "'Hello World'",
  ' ( 1 + 1 ) * 2 ',
  ' math.log10( 134256 ) ',
  '1 + 2 * 3 - 4 / 8',
  "setReg('garden.soil.temp', 56)",
  "getReg('garden.soil.temp') * 1.8 + 32",
  "'hot' if getReg('garden.soil.temp') > 30 else 'cold'",
  "'{}:{}'.format('garden', getReg('garden.soil.temp'))",
  "f'{56.0:.1f} C'",
];
const LOOPS = [
  '[x * 2 for x in range(1000)]',
  'sum(x * x for x in range(1000))',
  'sorted([(x * 7919) % 1000 for x in range(1000)])',
  'sorted(range(1000), key=lambda x: -x)',
  '{x: x * x for x in range(1000)}',
  "''.join(str(x) for x in range(1000))",
  '[x for x in range(1000) if x % 3 == 0]',
  'max(x % 7 for x in range(1000))',
];
const SECONDS = 0.25;

const PYTHON = `
import json, math, sys, time
seconds = ${SECONDS}
registry = {'garden.soil.temp': 56}
def setReg(key, value):
    registry[key] = value
    return 'OK'
names = {'math': math, 'getReg': registry.get, 'setReg': setReg}
def rate(text, fresh):
    count, start = 0, time.process_time()
    while time.process_time() - start < seconds:
        for _ in range(20):
            eval(f'{text} if 1 else q{count}' if fresh else text, names)
            count += 1
    return (time.process_time() - start) / count * 1e6
text, fresh = json.load(sys.stdin)
print(rate(text.strip(), fresh))
`;

const registry = new Map<Value, Value>([['garden.soil.temp', 56n]]);

/** The commands of the texts, as plainly as CPython's side has them. */
const commands = new Map<string, Value>([
  ['getReg', builtin('getReg', 'key, /', (key: Value) => registry.get(key) ?? null)],
  [
    'setReg',
    builtin('setReg', 'key, value, /', (key: Value, value: Value) => {
      registry.set(key, value);
      return 'OK';
    }),
  ],
]);
const host: Host = {
  global: name => commands.get(name),
  readVariable: () => undefined,
  assignVariable() {},
  deleteVariable: () => false,
};

/** Microseconds of processor time a call. */
function measure(run: (i: number) => Value): number {
  for (let i = 0; i < 3000; i++) run(i);
  const start = process.threadCpuUsage();
  for (let count = 3000; ; ) {
    for (let i = 0; i < 50; i++) run(count++);
    const { user, system } = process.threadCpuUsage(start);
    if (user + system > SECONDS * 1e6) return (user + system) / (count - 3000);
  }
}

function pythons(text: string, freshness: Freshness): number {
  const input = JSON.stringify([text, freshness === 'fresh']);
  return Number(execFileSync('python3', ['-c', PYTHON], { input, encoding: 'utf8' }));
}

type Freshness = 'seen' | 'fresh';

/** Each text is measured on both sides within a second, since a machine is not as fast all the time. */
function show(title: string, texts: readonly string[], freshness: Freshness): void {
  console.log(`\n${title}`);
  let sum = 0;
  for (const text of texts) {
    const ours = freshness === 'fresh' ? fresh(text) : seen(text);
    const python = pythons(text, freshness);
    sum += Math.log(python / ours);
    const figures = [ours.toFixed(2).padStart(9), python.toFixed(2).padStart(9)];
    console.log(`${figures.join(' ')} ${(python / ours).toFixed(1).padStart(7)} x  ${text}`);
  }
  console.log(
    `${' '.repeat(20)}${Math.exp(sum / texts.length)
      .toFixed(1)
      .padStart(7)} x  geometric mean`,
  );
}

/** So large that a busy machine does not reach it. */
const BUDGET = { ...DEFAULT_BUDGET, timeMs: 1000 };
const evaluate = (text: string) => prepare(text).run(host, BUDGET);
const seen = (text: string) => measure(() => evaluate(text));
/** A text that was not seen before: parsed, compiled and run. */
const fresh = (text: string) => measure(i => evaluate(`${text.trim()} if 1 else q${i}`));

console.log('     ours    python   ratio');
show('seen before (compiled and cached)', TYPICAL, 'seen');
show('new (parsed, compiled and run)', TYPICAL, 'fresh');
show('loops of 1,000 steps', LOOPS, 'seen');
