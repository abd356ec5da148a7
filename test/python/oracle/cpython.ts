import { spawnSync } from 'node:child_process';

const PROGRAM = new URL('./answers.py', import.meta.url).pathname;

/** How Python reads a text: `eval` as an expression, `exec` as the server does (an expression, else statements). */
export type Mode = 'eval' | 'exec';

export { whyNoPython } from '../../support/python.ts';

/** An answer; null where it took too long, several where CPython reads the text in several ways. */
export type Answer = string | null | readonly string[];

/** CPython's answers, in the order of `sources`. */
export function askPython(sources: readonly string[], mode: Mode = 'eval'): Answer[] {
  const answers: Answer[] = [];
  while (answers.length < sources.length) {
    const rest = sources.slice(answers.length);
    const { stdout, stderr, error, signal } = spawnSync('python3', [PROGRAM], {
      input: rest.map(source => `${JSON.stringify([mode, source])}\n`).join(''),
      encoding: 'utf8',
      maxBuffer: 1 << 30,
      timeout: 120_000,
      env: { ...process.env, PYTHONHASHSEED: '0', PYTHONIOENCODING: 'utf8', TZ: 'UTC' },
    });
    const lines = stdout.split('\n').slice(0, -1);
    answers.push(...lines.map(line => JSON.parse(line)));
    if (lines.length === rest.length) break;
    if (!error && !signal && stderr !== '') throw new Error(`python3 ended early: ${stderr}`);
    answers.push(null);
  }
  return answers;
}
