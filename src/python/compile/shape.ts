import {
  BACKSLASH,
  codeAt,
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

/** A source text, and the plain literals in it: requests that differ in nothing else are compiled once. */
export class Shape {
  readonly source: string;
  /** The values of the lifted literals, in order. */
  readonly literals: Value[] = [];
  /** Where in the source they start and end, in turn. */
  readonly spans: number[] = [];

  constructor(source: string) {
    this.source = source;
  }

  /** The text with a mark in place of each literal that was lifted out; marks tell int, float and str apart. */
  get key(): string {
    const { source, literals, spans } = this;
    let key = '';
    let done = 0;
    for (let i = 0; i < literals.length; i++) {
      key += source.slice(done, spans[2 * i]) + markOf(literals[i]);
      done = spans[2 * i + 1];
    }
    return key + source.slice(done);
  }

  /** A hash of the key, which is costly to make where it is looked up in vain. */
  get hash(): number {
    const { source, literals, spans } = this;
    let hash = HASH_START;
    let done = 0;
    for (let i = 0; i < literals.length; i++) {
      hash = hashOn(hash, source, done, spans[2 * i]);
      hash = Math.imul(hash ^ markOf(literals[i]).charCodeAt(0), HASH_FACTOR);
      done = spans[2 * i + 1];
    }
    return hashOn(hash, source, done, source.length);
  }

  lift(start: number, end: number, value: Value): void {
    this.literals.push(value);
    this.spans.push(start, end);
  }
}

function markOf(literal: Value): string {
  return typeof literal === 'bigint' ? '\x01' : typeof literal === 'number' ? '\x02' : '\x03';
}

// FNV-1a.
const HASH_START = 0x811c9dc5 | 0;
const HASH_FACTOR = 0x01000193;

function hashOn(from: number, text: string, start: number, end: number): number {
  let hash = from;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), HASH_FACTOR);
  return hash;
}

/** A hash of a text, 32 bits. */
export function hashOf(text: string): number {
  return hashOn(HASH_START, text, 0, text.length);
}

/** Ints of so many digits are exact as JavaScript numbers. */
const MAX_DIGITS = 15;

/** Lifts the plain numbers and strings out of a source text. Whatever is not quite plain stays as it is. */
export function shapeOf(source: string): Shape {
  const shape = new Shape(source);
  for (let i = 0; i < source.length; ) {
    const code = codeAt(source, i);
    if (code === SPACE) i++;
    else if (isDigit(code)) i = liftNumber(shape, i);
    else if (code === SINGLE_QUOTE || code === DOUBLE_QUOTE) i = liftString(shape, i);
    else if (isNamePart(source, i)) {
      const end = wordEnd(source, i);
      const next = codeAt(source, end);
      // In loops, literals are better left to the compiler as constants.
      if (code === LETTER_F ? isWord(source, i, end, 'for') : code === LETTER_L && isWord(source, i, end, 'lambda'))
        return new Shape(source);
      // A prefix: such a string stays.
      i = next === SINGLE_QUOTE || next === DOUBLE_QUOTE ? skipString(source, end) : end;
    } else if (code === HASH || code === BACKSLASH || code === CARRIAGE_RETURN) return new Shape(source);
    else i++;
  }
  return shape;
}

const CARRIAGE_RETURN = 13;
const LETTER_F = 102;
const LETTER_L = 108;

function isWord(source: string, start: number, end: number, word: string): boolean {
  return end - start === word.length && source.startsWith(word, start);
}

/** The end of a word: of a name, or of a number with all that clings to it. */
function wordEnd(source: string, start: number): number {
  let end = start;
  while (isNamePart(source, end)) end++;
  return end;
}

function liftNumber(shape: Shape, start: number): number {
  const { source } = shape;
  let end = digitsEnd(source, start);
  const whole = end;
  const isFloat = codeAt(source, end) === DOT && isDigit(codeAt(source, end + 1));
  if (isFloat) end = digitsEnd(source, end + 1);
  const code = codeAt(source, end);
  const before = start > 0 ? codeAt(source, start - 1) : 0;
  const isPadded = whole - start > 1 && codeAt(source, start) === ZERO;
  if (isNamePart(source, end) || code === DOT || before === DOT || isPadded || end - start > MAX_DIGITS)
    return skipNumber(source, end);
  const value = Number(source.slice(start, end));
  shape.lift(start, end, isFloat ? value : BigInt(value));
  return end;
}

function digitsEnd(source: string, start: number): number {
  let end = start;
  while (isDigit(codeAt(source, end))) end++;
  return end;
}

/** Past a number of any other form: its exponent, base, point. */
function skipNumber(source: string, start: number): number {
  let end = start;
  while (isNamePart(source, end) || codeAt(source, end) === DOT) end++;
  return end;
}

function liftString(shape: Shape, start: number): number {
  const { source } = shape;
  const quote = codeAt(source, start);
  let isLatin = true;
  let end = start + 1;
  for (; end < source.length; end++) {
    const code = codeAt(source, end);
    if (code === quote) break;
    if (code === BACKSLASH || code < SPACE) return skipString(source, start);
    isLatin &&= code < 256;
  }
  if (end >= source.length || codeAt(source, end + 1) === quote) return skipString(source, start);
  const value = source.slice(start + 1, end);
  // The parser refuses halves of surrogate pairs.
  if (!isLatin && !value.isWellFormed()) return end + 1;
  shape.lift(start, end + 1, value);
  return end + 1;
}

function skipString(source: string, quoteAt: number): number {
  const end = stringEnd(source, quoteAt, quoteLengthAt(source, quoteAt));
  return end < 0 ? source.length : end;
}
