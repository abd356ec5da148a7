/** Evaluates the texts of a JSON list on stdin, and tells of each, a JSON line at a time, how it ended and what it took. */
import { readFileSync } from 'node:fs';
import { PythonError } from '../../../src/core/errors.ts';
import { setEnvironment } from '../../../src/python/environment.ts';
import { evaluate, onBudget } from '../../../src/python/index.ts';
import { str } from '../../../src/python/text.ts';
import { Variables } from '../oracle/compare.ts';

/** How an evaluation ended. */
export interface Outcome {
  /** `value`, the type of a Python error, or the stack of what else was thrown. */
  end: string;
  /** Milliseconds that it computed. */
  cpuMs: number;
  /** By how much the memory of the process was at its greatest larger than before, MiB. */
  growthMb: number;
}

function run(text: string): string {
  try {
    const value = evaluate(text, new Variables());
    onBudget(() => str(value));
    return 'value';
  } catch (error) {
    return error instanceof PythonError ? error.type : String((error as Error)?.stack ?? error);
  }
}

setEnvironment({ print: () => {} });
for (const text of [
  '1 + 1',
  '[x for x in range(9)]',
  '"{:>5}".format(f"{1:>3}")',
  'sorted({2, 1})',
  'x +',
  'math.sin(1)',
])
  run(text);

for (const text of JSON.parse(readFileSync(0, 'utf8')) as string[]) {
  const before = process.resourceUsage().maxRSS;
  const start = process.threadCpuUsage();
  const end = run(text);
  const { user, system } = process.threadCpuUsage(start);
  const growthMb = (process.resourceUsage().maxRSS - before) / 1024;
  process.stdout.write(`${JSON.stringify({ end, cpuMs: (user + system) / 1000, growthMb } satisfies Outcome)}\n`);
}
