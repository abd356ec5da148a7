/**
 * Compares the language with CPython at will: `node test/python/oracle/run.ts [NAME…] [--count N] [--seed N] [--shown N]`.
 * NAME: a generator of generators/index.ts. Differences come grouped by their likely cause.
 */
import { parseArgs } from 'node:util';
import { compareWithPython, type Difference } from './compare.ts';
import { GENERATORS } from './generators/index.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string' },
    seed: { type: 'string', default: '1' },
    shown: { type: 'string', default: '4' },
  },
});
const names = positionals.length > 0 ? positionals : [...GENERATORS.keys()];
for (const name of names) {
  const { generate, mode } = GENERATORS.get(name)!;
  const sources = [
    ...new Set(generate({ seed: Number(values.seed), count: Number(values.count ?? Number.POSITIVE_INFINITY) })),
  ];
  const differences = compareWithPython(sources, mode);
  console.log(`## ${name}: ${differences.length} of ${sources.length} differ`);
  printGroups(differences, Number(values.shown));
}

function printGroups(differences: Difference[], shown: number): void {
  const groups = Map.groupBy(differences, ({ python, ours }) => `${outline(python)} | ${outline(ours)}`);
  for (const group of [...groups.values()].sort((a, b) => b.length - a.length)) {
    console.log(`--- ${group.length}`);
    for (const { source, python, ours } of group.slice(0, shown))
      console.log(`  ${clip(source)}\n    python: ${clip(python)}\n    ours:   ${clip(ours)}`);
  }
}

/** An answer without its particulars. */
function outline(answer: string): string {
  if (answer.startsWith('FAULT')) return answer.split('\n').slice(0, 2).join(' ');
  return answer.startsWith('Error') ? answer.replaceAll(/'[^']*'|\d+/g, '_').slice(0, 60) : 'value';
}

function clip(text: string): string {
  return (text.length > 300 ? `${text.slice(0, 300)}… (${text.length})` : text).replaceAll('\n', '\\n');
}
