import { PythonError } from '../../core/errors.ts';

/**
 * A copy that holds on to nothing else. A part of a request's text would keep the whole request in memory for as long as
 * it is kept itself; V8 copies when it joins.
 */
export function own(text: string): string {
  return ` ${text}`.slice(1);
}

/** @throws UnicodeEncodeError for a text that UTF-8 cannot hold. */
export function checkStorable(text: string): void {
  if (text.isWellFormed()) return;
  let position = 0;
  for (const character of text) {
    if (!character.isWellFormed()) {
      const code = character.charCodeAt(0).toString(16);
      const what = `'utf-8' codec can't encode character '\\u${code}' in position ${position}: surrogates not allowed`;
      throw new PythonError('UnicodeEncodeError', what);
    }
    position++;
  }
}

/** Orders texts by their code points, as Python does and SQLite (UTF-16 puts U+E000 to U+FFFF behind the rest). */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return lift(x) - lift(y);
  }
  return a.length - b.length;
}

/** Puts the units of pairs behind all others. */
function lift(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** The first text, by code points, behind all that begin with `prefix`; undefined where there is none. */
export function endOfPrefix(prefix: string): string | undefined {
  const characters = Array.from(prefix);
  for (;;) {
    const last = characters.pop();
    if (last === undefined) return undefined;
    const code = last.codePointAt(0)!;
    if (code === 0x10ffff) continue;
    const next = code === 0xd7ff ? 0xe000 : code + 1;
    return characters.join('') + String.fromCodePoint(next);
  }
}
