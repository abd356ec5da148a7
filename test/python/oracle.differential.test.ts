import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { compare, type Difference } from './oracle/compare.ts';
import { type Answer, askPython, type Mode, whyNoPython } from './oracle/cpython.ts';
import { explain } from './oracle/explained.ts';
import { GENERATORS } from './oracle/generators/index.ts';

/*
 * The language and CPython 3.11 must answer the same. ORACLE_SEED=random (or a number) and ORACLE_COUNT=N vary the texts;
 * `node test/python/oracle/run.ts` compares at will. Without python3 3.11 only recorded answers are compared; ORACLE_RECORD=1
 * records them anew.
 */
const seed = process.env.ORACLE_SEED === 'random' ? Date.now() % 1_000_000 : Number(process.env.ORACLE_SEED ?? 1);
const count = Number(process.env.ORACLE_COUNT ?? 8000);

const RECORDED = new URL('./oracle/recorded.json', import.meta.url);
const RECORDED_COUNT = 250;
/** Longer ones are not worth their place. */
const MAX_RECORDED_LENGTH = 300;

type Recorded = Record<string, [source: string, answer: Answer][]>;
const recorded: Recorded = existsSync(RECORDED) ? JSON.parse(readFileSync(RECORDED, 'utf8')) : {};

function answersOf(name: string, sources: readonly string[], mode: Mode): [readonly string[], readonly Answer[]] {
  if (!whyNoPython) return [sources, askPython(sources, mode)];
  const known = recorded[name] ?? [];
  return [known.map(([source]) => source), known.map(([, answer]) => answer)];
}

function show(differences: readonly Difference[]): string {
  return differences
    .slice(0, 20)
    .map(({ source, python, ours }) => `${source}\n    python: ${python}\n    ours:   ${ours}`)
    .join('\n');
}

for (const [name, { generate, mode }] of GENERATORS)
  test(`${name} are answered as CPython answers them`, t => {
    if (whyNoPython) t.diagnostic(whyNoPython);
    t.diagnostic(`seed ${seed}`);
    const [sources, answers] = answersOf(name, [...new Set(generate({ seed, count }))], mode);
    assert.ok(sources.length > 0, 'there is something to compare');
    const unexplained = compare(sources, answers).filter(difference => explain(difference) === undefined);
    assert.equal(unexplained.length, 0, `${unexplained.length} of ${sources.length} differ:\n${show(unexplained)}`);
  });

test('answers are recorded for machines without Python', { skip: !process.env.ORACLE_RECORD }, () => {
  const all: Recorded = {};
  for (const [name, { generate, mode }] of GENERATORS) {
    const sources = [...new Set(generate({ seed: 1, count: RECORDED_COUNT }))];
    const answers = askPython(sources, mode);
    all[name] = sources
      .map((source, i): Recorded[string][number] => [source, answers[i]])
      .filter(entry => JSON.stringify(entry).length <= MAX_RECORDED_LENGTH);
  }
  writeFileSync(RECORDED, `${JSON.stringify(all, null, 1)}\n`);
});
