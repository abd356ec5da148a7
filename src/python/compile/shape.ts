import {
  BACKSLASH,
  DOT,
  DOUBLE_QUOTE,
  HASH,
  isDigit,
  isNamePart,
  SINGLE_QUOTE,
  SPACE,
  ZERO,
} from '../parse/characters.ts';
import { quoteLengthAt, stringEnd } from '../parse/strings.ts';
import type { Value } from '../values.ts';

/** A source text without the values of its plain literals: requests that differ in nothing else are compiled once. */
export interface Shape {
  /** The text with a mark in place of each literal that was lifted out; marks tell int, float and str apart. */
  key: string;
  /** The lifted values, in order. */
  literals: Value[];
  /** Where in the source they stand. */
  starts: number[];
}

const INT = '\x01';
const FLOAT = '\x02';
const STR = '\x03';

/** Ints of so many digits are exact as JavaScript numbers. */
const MAX_DIGITS = 15;
/** In loops, literals are better left to the compiler as constants. */
const LOOPS: ReadonlySet<string> = new Set(['for', 'lambda']);

/** Lifts the plain numbers and strings out of a source text. Whatever is not quite plain stays as it is. */
export function shapeOf(source: string): Shape {
  const shape: Shape = { key: '', literals: [], starts: [] };
  let done = 0;
  const lift = (start: number, end: number, mark: string, value: Value): void => {
    shape.key += source.slice(done, start) + mark;
    shape.literals.push(value);
    shape.starts.push(start);
    done = end;
  };
  for (let i = 0; i < source.length; ) {
    const code = source.charCodeAt(i);
    if (code === SPACE) i++;
    else if (isDigit(code)) i = liftNumber(source, i, lift);
    else if (code === SINGLE_QUOTE || code === DOUBLE_QUOTE) i = liftString(source, i, lift);
    else if (isNamePart(source, i)) {
      const end = wordEnd(source, i);
      const next = source.charCodeAt(end);
      if (LOOPS.has(source.slice(i, end))) return unlifted(source);
      // A prefix: such a string stays.
      i = next === SINGLE_QUOTE || next === DOUBLE_QUOTE ? skipString(source, end) : end;
    } else if (code === HASH || code === BACKSLASH || code === CARRIAGE_RETURN) return unlifted(source);
    else i++;
  }
  shape.key += source.slice(done);
  return shape;
}

const CARRIAGE_RETURN = 13;

/** The source as it is. */
export function unlifted(source: string): Shape {
  return { key: source, literals: [], starts: [] };
}

type Lift = (start: number, end: number, mark: string, value: Value) => void;

/** The end of a word: of a name, or of a number with all that clings to it. */
function wordEnd(source: string, start: number): number {
  let end = start;
  while (isNamePart(source, end)) end++;
  return end;
}

function liftNumber(source: string, start: number, lift: Lift): number {
  let end = digitsEnd(source, start);
  const whole = end;
  const isFloat = source.charCodeAt(end) === DOT && isDigit(source.charCodeAt(end + 1));
  if (isFloat) end = digitsEnd(source, end + 1);
  const code = source.charCodeAt(end);
  const before = source.charCodeAt(start - 1);
  const isPadded = whole - start > 1 && source.charCodeAt(start) === ZERO;
  if (isNamePart(source, end) || code === DOT || before === DOT || isPadded || end - start > MAX_DIGITS)
    return skipNumber(source, end);
  const value = Number(source.slice(start, end));
  lift(start, end, isFloat ? FLOAT : INT, isFloat ? value : BigInt(value));
  return end;
}

function digitsEnd(source: string, start: number): number {
  let end = start;
  while (isDigit(source.charCodeAt(end))) end++;
  return end;
}

/** Past a number of any other form: its exponent, base, point. */
function skipNumber(source: string, start: number): number {
  let end = start;
  while (isNamePart(source, end) || source.charCodeAt(end) === DOT) end++;
  return end;
}

function liftString(source: string, start: number, lift: Lift): number {
  const quote = source.charCodeAt(start);
  let end = start + 1;
  for (; end < source.length; end++) {
    const code = source.charCodeAt(end);
    if (code === quote) break;
    if (code === BACKSLASH || code < SPACE) return skipString(source, start);
  }
  if (end >= source.length || source.charCodeAt(end + 1) === quote) return skipString(source, start);
  lift(start, end + 1, STR, source.slice(start + 1, end));
  return end + 1;
}

function skipString(source: string, quoteAt: number): number {
  const end = stringEnd(source, quoteAt, quoteLengthAt(source, quoteAt));
  return end < 0 ? source.length : end;
}
