import picomatch from 'picomatch';
import { valueError } from './errors.ts';

/** A pattern over keys, as `fnmatch.fnmatchcase` reads it. */
export interface KeyPattern {
  source: string;
  /** What every match begins with. */
  prefix: string;
  /** The pattern has no wildcard: `prefix` is the one key that matches. */
  exact: boolean;
  test(key: string): boolean;
}

/** Code points from the first to the last, both included. */
type Range = readonly [first: number, last: number];
/** What one character of a key is matched against: itself, or one of a set (`?`, `[…]`). */
export type Token = string | readonly Range[];

const LAST_CODE_POINT = 0x10ffff;
const ANY: readonly Range[] = [[0, LAST_CODE_POINT]];
/** Keys are not longer than this, so a pattern that asks for more characters matches none. */
const MAX_KEY_CHARACTERS = 255;
const MAX_PATTERN_LENGTH = 65_536;
const CACHED_PATTERNS = 256;
const MAX_CACHED_LENGTH = 1024;
/** picomatch takes no longer globs. A range takes up to 25 characters. */
const MAX_GLOB_LENGTH = 65_536;
const RANGES_PER_GLOB = 2000;
/** `debug` lets errors out instead of a pattern that never matches; `strictSlashes` keeps a slash from being optional at the end. */
const PICOMATCH_OPTIONS = {
  flags: 'u',
  contains: true,
  literalBrackets: false,
  strictSlashes: true,
  fastpaths: false,
  debug: true,
};

const cache = new Map<string, KeyPattern>();

/**
 * Reads a pattern: `*` any text, `?` any character, `[seq]` one of them, `[!seq]` none of them; everything else is itself.
 * Exactly Python's `fnmatch.fnmatchcase`, on code points, for keys of at most 255 characters. A match takes time in proportion to
 * the key's length times the pattern's.
 * @throws ValueError for a pattern of more than 65,536 characters.
 */
export function compilePattern(source: string): KeyPattern {
  const known = cache.get(source);
  if (known) {
    cache.delete(source);
    cache.set(source, known);
    return known;
  }
  const pattern = createPattern(source);
  if (source.length <= MAX_CACHED_LENGTH) {
    if (cache.size >= CACHED_PATTERNS) cache.delete(cache.keys().next().value!);
    cache.set(source, pattern);
  }
  return pattern;
}

function createPattern(source: string): KeyPattern {
  if (source.length > MAX_PATTERN_LENGTH) throw valueError(`pattern is longer than ${MAX_PATTERN_LENGTH} characters`);
  const pieces = splitAtStars(source);
  const { prefix, exact } = literalStart(pieces);
  const tokens = pieces.flat();
  if (exact) return { source, prefix, exact, test: key => key === prefix };
  if (tokens.length > MAX_KEY_CHARACTERS || tokens.some(token => token.length === 0)) {
    return { source, prefix, exact, test: () => false };
  }
  const regex = new RegExp(joinAtStars(pieces.map(compilePiece)), 'u');
  return { source, prefix, exact, test: key => regex.test(key) };
}

/** What a pattern matches one after the other; null: any text. */
export function parseTokens(source: string): (Token | null)[] {
  return splitAtStars(source).flatMap((piece, i) => (i === 0 ? piece : [null, ...piece]));
}

/** The pattern's star-free pieces; one more than it has runs of stars. */
function splitAtStars(source: string): Token[][] {
  const characters = Array.from(source);
  const closings = closingBrackets(characters);
  const pieces: Token[][] = [[]];
  let afterStar = false;
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i];
    if (character === '*') {
      if (!afterStar) pieces.push([]);
      afterStar = true;
      continue;
    }
    afterStar = false;
    const piece = pieces[pieces.length - 1];
    const close = character === '[' ? closings(i) : -1;
    if (character === '?') piece.push(ANY);
    else if (close < 0) piece.push(character);
    else {
      piece.push(parseSet(characters.slice(i + 1, close)));
      i = close;
    }
  }
  return pieces;
}

/** Finds the `]` that closes the `[` at an index, or -1; a `]` right after `[` or `[!` is a plain one. */
function closingBrackets(characters: string[]): (open: number) => number {
  const last = characters.lastIndexOf(']');
  return open => {
    let from = open + 1;
    if (characters[from] === '!') from++;
    if (characters[from] === ']') from++;
    return from > last ? -1 : characters.indexOf(']', from);
  };
}

/** The text that all matches begin with, and whether it is all that there is. */
function literalStart([first, ...others]: Token[][]): { prefix: string; exact: boolean } {
  const end = first.findIndex(token => typeof token !== 'string');
  const literals = end < 0 ? first : first.slice(0, end);
  return { prefix: literals.join(''), exact: end < 0 && others.length === 0 };
}

const RANGE = Symbol('range');

/** The characters that `[stuff]` stands for. */
function parseSet(stuff: string[]): Range[] {
  const items = joinRanges(splitAtHyphens(stuff));
  const negated = items[0] === '!';
  const ranges: Range[] = [];
  for (let i = negated ? 1 : 0; i < items.length; i++) {
    const first = codePoint(items[i]);
    const isRange = items[i] !== RANGE && items[i + 1] === RANGE && i + 2 < items.length;
    if (isRange) i += 2;
    ranges.push([first, codePoint(items[i])]);
  }
  const merged = mergeRanges(ranges);
  return negated ? complement(merged) : merged;
}

/**
 * The characters between the hyphens that may make a range. As in CPython, each chunk but the outer ones has at least two characters, so that in `a-c-e` the
 * second hyphen is a plain one; so is a hyphen at either end.
 */
function splitAtHyphens(stuff: string[]): string[][] {
  const chunks: string[][] = [];
  let start = 0;
  let hyphen = stuff.indexOf('-', stuff[0] === '!' ? 2 : 1);
  while (hyphen >= 0) {
    chunks.push(stuff.slice(start, hyphen));
    start = hyphen + 1;
    hyphen = stuff.indexOf('-', hyphen + 3);
  }
  if (start < stuff.length) chunks.push(stuff.slice(start));
  else chunks[chunks.length - 1].push('-');
  return dropEmptyRanges(chunks);
}

/** `z-a` stands for nothing. What it leaves behind is read anew, as CPython does: `[z-a!b]` is `[!b]`. */
function dropEmptyRanges(chunks: string[][]): string[][] {
  const kept: string[][] = [];
  let right = chunks[chunks.length - 1];
  for (let i = chunks.length - 2; i >= 0; i--) {
    const left = chunks[i];
    if (codePoint(left[left.length - 1]) > codePoint(right[0])) {
      right = left.slice(0, -1).concat(right.slice(1));
    } else {
      kept.push(right);
      right = left;
    }
  }
  kept.push(right);
  return kept.reverse();
}

function joinRanges(chunks: string[][]): (string | typeof RANGE)[] {
  return chunks.flatMap((chunk, i) => (i === 0 ? chunk : [RANGE, ...chunk]));
}

function codePoint(character: string | typeof RANGE): number {
  return character === RANGE ? 0x2d : character.codePointAt(0)!;
}

/** The same characters in ascending ranges that do not touch. */
function mergeRanges(ranges: Range[]): Range[] {
  const merged: [number, number][] = [];
  for (const [first, last] of ranges.sort((a, b) => a[0] - b[0])) {
    const previous = merged[merged.length - 1];
    if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

function complement(merged: Range[]): Range[] {
  const others: Range[] = [];
  let from = 0;
  for (const [first, last] of merged) {
    if (first > from) others.push([from, first - 1]);
    from = last + 1;
  }
  if (from <= LAST_CODE_POINT) others.push([from, LAST_CODE_POINT]);
  return others;
}

/**
 * What stands between two stars is looked for from the left, once and for all (an atomic group, which JavaScript spells as a lookahead and a reference to
 * what it saw): the leftmost place leaves the most for the rest, so nothing needs to be tried again.
 */
function joinAtStars(pieces: string[]): string {
  if (pieces.length === 1) return `^${pieces[0]}$`;
  const between = pieces.slice(1, -1).map((piece, i) => `(?=([^]*?${piece}))\\${i + 1}`);
  return `^${pieces[0]}${between.join('')}[^]*${pieces[pieces.length - 1]}$`;
}

/**
 * The regular expression of a piece, from picomatch. Every character is given to it as an escape, every set as positive ranges of
 * escapes: so what globs know and fnmatch does not (slashes, dots, braces, extglobs, negation) cannot arise.
 */
function compilePiece(piece: Token[]): string {
  let regex = '';
  let glob = '';
  for (const token of piece) {
    const alternatives = globsOf(token);
    if (alternatives.length === 1 && glob.length + alternatives[0].length <= MAX_GLOB_LENGTH) {
      glob += alternatives[0];
      continue;
    }
    regex += `${compileGlob(glob)}(?:${alternatives.map(compileGlob).join('|')})`;
    glob = '';
  }
  return regex + compileGlob(glob);
}

/** A token as a glob; a set too large for one as several. */
function globsOf(token: Token): string[] {
  if (typeof token === 'string') return [escapeUnits(token)];
  const globs: string[] = [];
  for (let i = 0; i < token.length; i += RANGES_PER_GLOB) {
    const part = token.slice(i, i + RANGES_PER_GLOB);
    globs.push(`[${part.map(([first, last]) => `${escapeCode(first)}-${escapeCode(last)}`).join('')}]`);
  }
  return globs;
}

function compileGlob(glob: string): string {
  return glob && picomatch.makeRe(glob, PICOMATCH_OPTIONS).source;
}

function escapeCode(code: number): string {
  return escapeUnits(String.fromCodePoint(code));
}

/** `\uXXXX` for each UTF-16 unit; a regular expression with the flag `u` reads two that make a pair as one character. */
function escapeUnits(character: string): string {
  let escaped = '';
  for (let i = 0; i < character.length; i++) {
    escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}
