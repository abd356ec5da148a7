/**
 * Compares the language with CPython at will: `node test/python/oracle/run.ts [NAME…] [--count N] [--seed N] [--shown N] [--file F]`.
 * NAME: a generator of generators/index.ts; `--file`: a JSON list of texts instead. Differences come grouped by their likely cause.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compareWithPython, type Difference } from './compare.ts';
import type { Mode } from './cpython.ts';
import { explain } from './explained.ts';
import { GENERATORS } from './generators/index.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: '1' },
    shown: { type: 'string', default: '4' },
    file: { type: 'string' },
  },
});
if (values.file) report(values.file, JSON.parse(readFileSync(values.file, 'utf8')), 'exec');
else
  for (const name of positionals.length > 0 ? positionals : GENERATORS.keys()) {
    const { generate, mode } = GENERATORS.get(name)!;
    report(name, generate({ seed: Number(values.seed), count: Number(values.count) }), mode);
  }

function report(name: string, texts: readonly string[], mode: Mode): void {
  const sources = [...new Set(texts)];
  const differences = compareWithPython(sources, mode);
  const unexplained = differences.filter(difference => explain(difference) === undefined);
  console.log(
    `## ${name}: ${unexplained.length} of ${sources.length} differ, and ${differences.length - unexplained.length} explained`,
  );
  printGroups(unexplained, Number(values.shown));
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
