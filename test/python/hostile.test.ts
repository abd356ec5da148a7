import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import type { Outcome } from './hostile/child.ts';
import { enlarged } from './hostile/enlarged.ts';
import { HOSTILE } from './hostile/texts.ts';
import { generateExpressions } from './oracle/generators/grammar.ts';
import { generateMutations } from './oracle/generators/syntax.ts';

const CHILD = new URL('./hostile/child.ts', import.meta.url).pathname;

/** What a text may compute here, ms: many times its budget, since this is no measurement, but finds what nothing stops. */
const MAX_CPU_MS = 1000;
/** What a text may take in memory, and what all of them one after another, as seldom as they are swept up; MiB. */
const MAX_GROWTH_MB = 64;
const MAX_TOTAL_MB = 1200;

function outcomesOf(texts: readonly string[]): Outcome[] {
  const { stdout, stderr } = spawnSync(process.execPath, [CHILD], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 180_000,
  });
  const outcomes = stdout
    .split('\n')
    .slice(0, -1)
    .map((line): Outcome => JSON.parse(line));
  assert.equal(outcomes.length, texts.length, `stopped at ${texts[outcomes.length]?.slice(0, 200)}\n${stderr}`);
  return outcomes;
}

function check(texts: readonly string[]): void {
  const outcomes = outcomesOf(texts);
  const wrong = outcomes
    .map((outcome, i) => ({ ...outcome, text: texts[i].slice(0, 100) }))
    .filter(({ end, cpuMs, growthMb }) => !/^\w+$/.test(end) || cpuMs > MAX_CPU_MS || growthMb > MAX_GROWTH_MB);
  assert.deepEqual(wrong, []);
  const totalMb = outcomes.reduce((sum, { growthMb }) => sum + growthMb, 0);
  assert.ok(totalMb < MAX_TOTAL_MB, `${totalMb} MiB`);
}

test('hostile requests end in a value or an error of Python, within the budget', () => check(HOSTILE));

test('random requests end in a value or an error of Python, within the budget', () => {
  const seed = Number(process.env.ORACLE_SEED ?? 1);
  const texts = generateExpressions({ seed, count: 4000 });
  check([...texts.map(enlarged), ...generateMutations({ seed, count: 4000 })]);
});
