import { PythonError } from '../../../src/core/errors.ts';
import { setEnvironment } from '../../../src/python/environment.ts';
import { evaluate, type Host, onBudget } from '../../../src/python/index.ts';
import { str } from '../../../src/python/text.ts';
import type { Value } from '../../../src/python/values.ts';
import { type Answer, askPython, type Mode } from './cpython.ts';

/** One text that the language and CPython answer differently. */
export interface Difference {
  source: string;
  python: string;
  ours: string;
}

/** A host of shared variables, and of nothing else. */
export class Variables implements Host {
  readonly #values = new Map<string, Value>();

  global(): undefined {}
  readVariable(name: string): Value | undefined {
    return this.#values.get(name);
  }
  assignVariable(name: string, value: Value): void {
    this.#values.set(name, value);
  }
  deleteVariable(name: string): boolean {
    return this.#values.delete(name);
  }
}

setEnvironment({ print: () => {} });

/** The language's answer, as the server replies it; what is no PythonError shows as a fault. */
export function ourAnswer(source: string): string {
  try {
    const value = evaluate(source, new Variables());
    return onBudget(() => str(value));
  } catch (error) {
    return error instanceof PythonError ? `Error: ${error}` : `FAULT: ${(error as Error)?.stack ?? error}`;
  }
}

/** Compares the language with `answers`, text by text. */
export function compare(sources: readonly string[], answers: readonly Answer[]): Difference[] {
  const found: Difference[] = [];
  sources.forEach((source, i) => {
    const answer = answers[i];
    if (answer === null) return;
    const accepted = typeof answer === 'string' ? [answer] : answer;
    const ours = ourAnswer(source);
    if (!accepted.some(python => sameAnswer(python, ours))) found.push({ source, python: accepted.join(' or '), ours });
  });
  return found;
}

/** Compares the language with CPython. */
export function compareWithPython(sources: readonly string[], mode: Mode = 'eval'): Difference[] {
  return compare(sources, askPython(sources, mode));
}

function sameAnswer(python: string, ours: string): boolean {
  if (python === ours) return true;
  const [a, b] = [withoutPlaces(python), withoutPlaces(ours)];
  return a === b || (mayBeUnordered(a) && sorted(a) === sorted(b));
}

/** Without addresses and files. */
const withoutPlaces = (text: string) =>
  text
    .replaceAll(/ (at|@) 0x[0-9a-f]+/g, '')
    .replaceAll(/<module '(\w+)' (from '[^']*'|\(built-in\))>/g, "<module '$1'>");

/** Sets of all but numbers have another order in every process of CPython: such texts are compared by their characters. */
const mayBeUnordered = (text: string) => /\{[^:]*['"A-Za-z(<]/.test(text);
const sorted = (text: string) => [...text].sort().join('');
