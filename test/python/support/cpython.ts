import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { PythonError } from '../../../src/core/errors.ts';
import { evaluate } from '../../../src/python/index.ts';
import { repr } from '../../../src/python/text.ts';
import type { Value } from '../../../src/python/values.ts';
import { whyNoPython } from '../../support/python.ts';

/** CPython's answers to expressions: `repr` of the value, or `Error: TYPE: MESSAGE`. Addresses are taken out. */
const PROGRAM = `
import base64, binascii, datetime, hashlib, json, math, random, re, statistics, struct, sys, time
modules = (base64, binascii, datetime, hashlib, json, math, random, re, statistics, struct, time)
def answer(source):
    try:
        return repr(eval(source, {module.__name__: module for module in modules}))
    except RecursionError:
        raise
    except Exception as e:
        return f'Error: {type(e).__name__}: {e}'
sources = json.load(sys.stdin)
sys.stdout.write(json.dumps([re.sub(' at 0x[0-9a-f]+', '', answer(s)) for s in sources]))
`;

/** Answers recorded of each list. */
const RECORDED_AT_MOST = 120;
const RECORDED = new URL('../recorded/', import.meta.url);

/** Python 3.11 in a process of its own; null where there is none. */
function askPython(sources: readonly string[]): string[] | null {
  if (whyNoPython !== null) return null;
  const { stdout, stderr, status } = spawnSync('python3', ['-W', 'ignore', '-c', PROGRAM], {
    input: JSON.stringify(sources),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 50_000,
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

const HOST = {
  global: () => undefined,
  readVariable: () => undefined,
  assignVariable: () => undefined,
  deleteVariable: () => false,
};

/** The value of an expression. */
export function ourValue(source: string): Value {
  return evaluate(source, HOST);
}

/** What the language says, in the same form. */
export function ourAnswer(source: string): string {
  try {
    return repr(evaluate(source, HOST)).replace(/ at 0x[0-9a-f]+/g, '');
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    return `Error: ${error.type}: ${error.message}`.replace(/ at 0x[0-9a-f]+/g, '');
  }
}

/**
 * Compares the language with CPython. Without Python 3.11 at hand it compares with the answers recorded under `name`, which
 * are those to some of `core` (of all `sources` where it isn't given); RECORD_ANSWERS=1 records them anew.
 */
export function compareWithPython(t: TestContext, name: string, sources: readonly string[], core = sources): void {
  const file = new URL(`${name}.json`, RECORDED);
  const answers = askPython(sources);
  if (answers && process.env.RECORD_ANSWERS) record(file, core);
  const expected = answers ? new Map(sources.map((source, i) => [source, answers[i]])) : recordedAnswers(t, file);
  const differences: string[] = [];
  for (const [source, answer] of expected) {
    const ours = ourAnswer(source);
    if (ours !== answer) differences.push(`${source}\n    python: ${answer}\n    ours:   ${ours}`);
  }
  const shown = differences.slice(0, Number(process.env.SHOWN ?? 20)).join('\n');
  assert.equal(differences.length, 0, `${differences.length} of ${expected.size} differ:\n${shown}`);
}

function record(file: URL, core: readonly string[]): void {
  mkdirSync(RECORDED, { recursive: true });
  const some = core.filter((_, i) => i % Math.ceil(core.length / RECORDED_AT_MOST) === 0);
  const answers = askPython(some)!;
  const entries = Object.fromEntries(some.map((source, i) => [source, answers[i]]));
  writeFileSync(file, `${JSON.stringify(entries, null, 2)}\n`);
}

function recordedAnswers(t: TestContext, file: URL): Map<string, string> {
  t.diagnostic(whyNoPython ?? '');
  return existsSync(file) ? new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')))) : new Map();
}

/** A repeatable source of choices. */
export class Choices {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** 0 to n - 1. */
  below(n: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * n);
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }
}
