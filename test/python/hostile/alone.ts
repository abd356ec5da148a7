/** Measures each hostile text in a process of its own, and prints those that take over 100 ms or 64 MiB: `node test/python/hostile/alone.ts`. */
import { spawnSync } from 'node:child_process';
import type { Outcome } from './child.ts';
import { HOSTILE } from './texts.ts';

const CHILD = new URL('./child.ts', import.meta.url).pathname;

for (const text of HOSTILE) {
  const { stdout } = spawnSync(process.execPath, [CHILD], {
    input: JSON.stringify([text]),
    encoding: 'utf8',
    timeout: 20_000,
  });
  const { end, cpuMs, growthMb }: Outcome = stdout
    ? JSON.parse(stdout)
    : { end: 'no answer', cpuMs: Number.NaN, growthMb: Number.NaN };
  if (!(cpuMs < 100 && growthMb < 64 && /^\w+$/.test(end)))
    console.log(`${Math.round(cpuMs)} ms, ${Math.round(growthMb)} MiB, ${end}: ${text.slice(0, 100)}`);
}
