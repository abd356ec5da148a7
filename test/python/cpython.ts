import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { PythonError } from '../../src/core/errors.ts';
import { endBudget, startBudget } from '../../src/python/budget.ts';
import { PySet } from '../../src/python/set.ts';
import { ascii, repr } from '../../src/python/text.ts';
import { Bytes, Tuple, type Value } from '../../src/python/values.ts';
import { whyNoPython } from '../support/python.ts';

/** Reads a JSON list of expressions; answers each with its repr, or with the exception as `Type: message`. */
const SCRIPT = `
import json, sys, math, warnings
warnings.simplefilter('ignore')
def show(value):
    if type(value) in (set, frozenset) and any(map(is_random, value)):
        return type(value).__name__ + ': ' + ' '.join(sorted(map(ascii, value)))
    return repr(value)
def is_random(value):
    return isinstance(value, (str, bytes, type(None))) or isinstance(value, (tuple, frozenset)) and any(map(is_random, value))
def answer(expression):
    try:
        return show(eval(expression, {'math': math, 'nan': math.nan, 'inf': math.inf}))
    except BaseException as error:
        text = str(error)
        return type(error).__name__ + (': ' + text if text else '')
sys.stdout.buffer.write(json.dumps([answer(e) for e in json.load(sys.stdin)]).encode())
`;

/** Characters of a question and its answer up to which they are recorded. */
const MAX_RECORDED = 240;

/** Differences that a failing test shows. */
const MAX_SHOWN = 12;

const RECORDED = new URL('./recorded/', import.meta.url);

/** Why the oracle does not answer; null if it does. */
export const missingPython = whyNoPython;

if (missingPython !== null) console.warn(missingPython);

/** What CPython 3.11 answers to each expression: its repr, or `Type: message`. */
export function askPython(expressions: readonly string[]): string[] {
  const { stdout, stderr, status } = spawnSync('python3', ['-c', SCRIPT], {
    input: JSON.stringify(expressions),
    maxBuffer: 1 << 28,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`python3 failed: ${stderr}`);
  return JSON.parse(stdout);
}

/** What we answer, in the same form. */
export function answerOf(compute: () => Value): string {
  startBudget();
  try {
    return show(compute());
  } catch (error) {
    if (error instanceof PythonError) return error.toString();
    throw error;
  } finally {
    endBudget();
  }
}

/** The repr; of a set whose order is random in CPython, its sorted items. */
function show(value: Value): string {
  if (!(value instanceof PySet && [...value.values()].some(isRandom))) return repr(value);
  return `${value.type.name}: ${[...value.values()].map(ascii).sort().join(' ')}`;
}

function isRandom(value: Value): boolean {
  if (typeof value === 'string' || value === null || value instanceof Bytes) return true;
  if (value instanceof Tuple) return value.items.some(isRandom);
  return value instanceof PySet && [...value.values()].some(isRandom);
}

export interface Case {
  /** What Python is asked. */
  expression: string;
  /** The same, by our functions. */
  compute: () => Value;
}

export interface Difference {
  expression: string;
  python: string;
  ours: string;
}

/**
 * Compares all cases with CPython; where it is missing, those of the first `core` that are recorded in `recorded/NAME.json`
 * (written anew by RECORD_PYTHON=1).
 */
export function differences(name: string, cases: readonly Case[], core = 60): Difference[] {
  const answers = missingPython === null ? ask(name, cases, core) : recall(name);
  const found: Difference[] = [];
  for (const { expression, compute } of cases) {
    const python = answers.get(expression);
    if (python === undefined) continue;
    const ours = answerOf(compute);
    if (ours !== python) found.push({ expression, python, ours });
  }
  // A few tell what is wrong; thousands only fill the screen.
  return found.slice(0, MAX_SHOWN);
}

function ask(name: string, cases: readonly Case[], core: number): Map<string, string> {
  const expressions = cases.map(({ expression }) => expression);
  const texts = askPython(expressions);
  const answers = new Map(expressions.map((expression, i) => [expression, texts[i]]));
  if (process.env.RECORD_PYTHON) {
    const stride = Math.max(1, Math.floor(expressions.length / core));
    const kept = [...answers].filter(
      ([question, answer], i) => i % stride === 0 && question.length + answer.length < MAX_RECORDED,
    );
    writeFileSync(new URL(`${name}.json`, RECORDED), `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
  }
  return answers;
}

function recall(name: string): Map<string, string> {
  const file = new URL(`${name}.json`, RECORDED);
  return existsSync(file) ? new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')))) : new Map();
}
