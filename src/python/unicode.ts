import { charge, tick } from './budget.ts';
import { CASE_RUNS, PROPERTY_RUNS } from './unicodeTables.ts';

/** What Python 3.11 (Unicode 14.0) says of characters; Node's own Unicode is newer, and differs for thousands of them. */

/** Code points that have a property. */
class CodePointSet {
  /** Where the property begins and ends, in turn, from the first code point that has it. */
  readonly #bounds: Uint32Array;
  /** The first 256, which most text consists of. */
  readonly #latin = new Uint8Array(256);

  constructor(runs: string) {
    this.#bounds = readRuns(runs);
    for (let c = 0; c < 256; c++) this.#latin[c] = this.#find(c) & 1;
  }

  has(codePoint: number): boolean {
    return codePoint < 256 ? this.#latin[codePoint] === 1 : (this.#find(codePoint) & 1) === 1;
  }

  /** How many bounds lie at or below the code point. */
  #find(codePoint: number): number {
    let low = 0;
    let high = this.#bounds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#bounds[middle] <= codePoint) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The sums of run lengths: where each run ends. */
function readRuns(runs: string): Uint32Array {
  const lengths = Uint32Array.from(runs.split(' '), run => Number.parseInt(run, 36));
  for (let i = 1; i < lengths.length; i++) lengths[i] += lengths[i - 1];
  return lengths;
}

type Property = keyof typeof PROPERTY_RUNS;

/** Sets are made when first asked for: most servers never need most of them. */
function property(name: Property): (codePoint: number) => boolean {
  let set: CodePointSet | null = null;
  return codePoint => {
    set ??= new CodePointSet(PROPERTY_RUNS[name]);
    return set.has(codePoint);
  };
}

/** `chr(codePoint).isalpha()`. */
export const isAlpha = property('alpha');
/** `chr(codePoint).isdecimal()`. */
export const isDecimal = property('decimal');
/** `chr(codePoint).isdigit()`. */
export const isDigit = property('digit');
/** `chr(codePoint).isnumeric()`. */
export const isNumeric = property('numeric');
/** `chr(codePoint).isupper()`. */
export const isUpper = property('upper');
/** `chr(codePoint).islower()`. */
export const isLower = property('lower');
/** Title case, such as `ǅ`; `istitle` is true of capitals too. */
export const isTitle = property('title');
/** `chr(codePoint).isprintable()`. */
export const isPrintable = property('printable');
/** `chr(codePoint).isspace()`: what strip and split take for white space, and int() and float() around a number. */
export const isSpace = property('space');
/** Whether an identifier may begin with it (`_` and XID_Start). */
export const isIdentifierStart = property('identifierStart');
/** Whether an identifier may go on with it (XID_Continue). */
export const isIdentifierPart = property('identifierPart');
const isCaseIgnorable = property('caseIgnorable');

function isCased(codePoint: number): boolean {
  return isLower(codePoint) || isUpper(codePoint) || isTitle(codePoint);
}

/** The first digit of each script that has ten of its own. */
let zeros: Uint32Array | null = null;

/** The value of a decimal digit of any script (`'٣'` is 3), or -1. */
export function decimalValue(codePoint: number): number {
  if (codePoint < 128) return codePoint >= 48 && codePoint <= 57 ? codePoint - 48 : -1;
  if (!isDecimal(codePoint)) return -1;
  zeros ??= findZeros();
  for (let i = zeros.length - 1; ; i--) if (zeros[i] <= codePoint) return (codePoint - zeros[i]) % 10;
}

function findZeros(): Uint32Array {
  const bounds = readRuns(PROPERTY_RUNS.decimal);
  return bounds.filter((_, index) => index % 2 === 0 && index < bounds.length - 1);
}

type CaseName = 'upper' | 'lower' | 'title' | 'fold';

const caseMaps = new Map<CaseName, Map<number, string>>();

function caseMap(name: CaseName): Map<number, string> {
  let map = caseMaps.get(name);
  if (!map) {
    map = readCaseMap(name);
    caseMaps.set(name, map);
  }
  return map;
}

function readCaseMap(name: CaseName): Map<number, string> {
  const map = new Map<number, string>();
  let end = 0;
  for (const run of CASE_RUNS[name].split(' ')) {
    const [gap, count, stride, difference] = run.split(',').map(number => Number.parseInt(number, 36));
    for (let i = 0; i < count; i++) {
      const codePoint = end + gap + i * stride;
      map.set(codePoint, String.fromCodePoint(codePoint + difference));
    }
    end += gap + (count - 1) * stride;
  }
  for (const several of CASE_RUNS[`${name}Several`].split(' ')) {
    const [codePoint, ...to] = several.split(',').map(number => Number.parseInt(number, 36));
    map.set(codePoint, String.fromCodePoint(...to));
  }
  return map;
}

const SIGMA = 0x3a3;
// Negated, V8 answers it for one-byte strings without looking at them.
const BEYOND_LATIN = /[^\0-\xff]/;

/** `text.upper()`. */
export function upperCase(text: string): string {
  if (!BEYOND_LATIN.test(text)) return text.toUpperCase();
  const map = caseMap('upper');
  return mapped(text, (codePoint, char) => map.get(codePoint) ?? char);
}

/** `text.lower()`. */
export function lowerCase(text: string): string {
  if (!BEYOND_LATIN.test(text)) return text.toLowerCase();
  const map = caseMap('lower');
  return mapped(text, (codePoint, char, index) =>
    codePoint === SIGMA ? lowerSigma(text, index) : (map.get(codePoint) ?? char),
  );
}

/** `text.casefold()`. */
export function foldCase(text: string): string {
  const lower = caseMap('lower');
  const fold = caseMap('fold');
  return mapped(text, (codePoint, char) => fold.get(codePoint) ?? lower.get(codePoint) ?? char);
}

/** `text.title()`: the first cased character of each word in title case, the others in lower case. */
export function titleCase(text: string): string {
  let inWord = false;
  return mapped(text, (codePoint, char, index) => {
    const result = inWord ? lowerOf(text, codePoint, char, index) : titleOf(codePoint, char);
    inWord = isCased(codePoint);
    return result;
  });
}

/** `text.capitalize()`. */
export function capitalize(text: string): string {
  return mapped(text, (codePoint, char, index) =>
    index === 0 ? titleOf(codePoint, char) : lowerOf(text, codePoint, char, index),
  );
}

/** `text.swapcase()`. */
export function swapCase(text: string): string {
  const upper = caseMap('upper');
  return mapped(text, (codePoint, char, index) => {
    if (isUpper(codePoint)) return lowerOf(text, codePoint, char, index);
    return isLower(codePoint) ? (upper.get(codePoint) ?? char) : char;
  });
}

function titleOf(codePoint: number, char: string): string {
  return caseMap('title').get(codePoint) ?? caseMap('upper').get(codePoint) ?? char;
}

function lowerOf(text: string, codePoint: number, char: string, index: number): string {
  return codePoint === SIGMA ? lowerSigma(text, index) : (caseMap('lower').get(codePoint) ?? char);
}

/** Each character (with its code point and its index in code units) replaced by what `map` makes of it. */
function mapped(text: string, map: (codePoint: number, char: string, index: number) => string): string {
  const parts: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const codePoint = text.codePointAt(i)!;
    const at = i;
    if (codePoint > 0xffff) i++;
    if ((at & BLOCK_MASK) === 0) tick(BLOCK_TICKS);
    const char = text.slice(at, i + 1);
    const replacement = map(codePoint, char, at);
    if (replacement === char) continue;
    charge(PART_BYTES);
    if (at > start) parts.push(text.slice(start, at));
    parts.push(replacement);
    start = i + 1;
  }
  if (start === 0) return text;
  parts.push(text.slice(start));
  charge(2 * text.length);
  return parts.join('');
}

/** Characters between two ticks, which stand for some 10 ns each. */
const BLOCK_MASK = 0x3f;
const BLOCK_TICKS = 32;
const PART_BYTES = 24;

/**
 * A capital sigma becomes `ς` at the end of a word, else `σ`. Looks no further than 1,000 characters past what doesn't
 * count (dots, accents): a text of nothing but those would take quadratic time.
 */
function lowerSigma(text: string, index: number): string {
  const before = codePointPast(text, index, -1);
  if (before < 0 || !isCased(before)) return 'σ';
  const after = codePointPast(text, index, 1);
  return after >= 0 && isCased(after) ? 'σ' : 'ς';
}

const SIGMA_REACH = 1000;

/** The next code point in a direction that is not case-ignorable; -1: there is none. */
function codePointPast(text: string, index: number, direction: 1 | -1): number {
  tick();
  for (
    let i = index + direction, steps = 0;
    i >= 0 && i < text.length && steps < SIGMA_REACH;
    i += direction, steps++
  ) {
    const unit = text.charCodeAt(i);
    if (direction > 0 ? isLowSurrogate(unit) : isHighSurrogate(unit)) continue;
    const start = direction < 0 && isLowSurrogate(unit) ? Math.max(i - 1, 0) : i;
    const codePoint = isHighSurrogate(text.charCodeAt(start)) ? text.codePointAt(start)! : unit;
    if (!isCaseIgnorable(codePoint)) return codePoint;
    tick();
  }
  return -1;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
