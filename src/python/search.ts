import { charge, tick } from './budget.ts';
import { chargeText } from './strings.ts';

/**
 * Searching text; all positions are offsets in code units. JavaScript's own search is fast, but takes time in proportion
 * to text times pattern in the worst case, hours for a request of a few bytes (`('a' * 10**7).find('b' + 'a' * 10**5)`):
 * long patterns in long texts are searched for in linear time.
 */

/** Text times pattern up to which JavaScript's own search is taken. */
const SMALL = 1 << 20;
const SHORT_PATTERN = 8;

/** The first place at or after `from` where `pattern` stands in `text`, or -1. */
export function find(text: string, pattern: string, from = 0): number {
  if (!cutsPairs(pattern)) return findUnits(text, pattern, from);
  let at = findUnits(text, pattern, from);
  while (at >= 0 && isInsidePairs(text, pattern, at)) at = findUnits(text, pattern, at + 1);
  return at;
}

/** The last place where `pattern` stands in `text`, ending at or before `end`, or -1. */
export function findLast(text: string, pattern: string, end = text.length): number {
  let at = findUnitsLast(text, pattern, end);
  if (!cutsPairs(pattern)) return at;
  while (at >= 0 && isInsidePairs(text, pattern, at)) at = findUnitsLast(text, pattern, at + pattern.length - 1);
  return at;
}

/** How often `pattern`, which isn't empty, stands in `text` without overlapping. */
export function count(text: string, pattern: string): number {
  let found = 0;
  for (let at = find(text, pattern); at >= 0; at = find(text, pattern, at + pattern.length)) {
    tick();
    found++;
  }
  return found;
}

/** `text` with the first `limit` occurrences of `pattern` replaced; an empty pattern stands before every character and at the end. */
export function replace(text: string, pattern: string, replacement: string, limit: number): string {
  if (limit <= 0 || pattern === replacement) return text;
  if (pattern === '') return interleave(text, replacement, limit);
  const places: number[] = [];
  for (let at = find(text, pattern); at >= 0 && places.length < limit; at = find(text, pattern, at + pattern.length)) {
    tick();
    charge(8);
    places.push(at);
  }
  if (places.length === 0) return text;
  chargeText(text.length + places.length * (replacement.length - pattern.length), text, replacement);
  const parts: string[] = [];
  let end = 0;
  for (const at of places) {
    parts.push(text.slice(end, at), replacement);
    end = at + pattern.length;
  }
  parts.push(text.slice(end));
  return parts.join('');
}

function interleave(text: string, replacement: string, limit: number): string {
  const chars = Math.min(limit, text.length);
  tick(chars);
  chargeText(text.length + (chars + 1) * (replacement.length + 8), text, replacement);
  const parts: string[] = [];
  let offset = 0;
  for (let done = 0; done < limit && offset < text.length; done++) {
    const next = offset + (text.codePointAt(offset)! > 0xffff ? 2 : 1);
    parts.push(replacement, text.slice(offset, next));
    offset = next;
  }
  if (parts.length / 2 < limit) parts.push(replacement);
  return parts.join('') + text.slice(offset);
}

/** Whether a pattern begins or ends with half a surrogate pair, which must not be found within whole ones. */
function cutsPairs(pattern: string): boolean {
  return isLow(pattern.charCodeAt(0)) || isHigh(pattern.charCodeAt(pattern.length - 1));
}

function isInsidePairs(text: string, pattern: string, at: number): boolean {
  const end = at + pattern.length;
  return (
    (isLow(text.charCodeAt(at)) && isHigh(text.charCodeAt(at - 1))) ||
    (isHigh(text.charCodeAt(end - 1)) && isLow(text.charCodeAt(end)))
  );
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

function findUnits(text: string, pattern: string, from: number): number {
  const span = text.length - from;
  if (pattern.length > span) return -1;
  const small = pattern.length <= SHORT_PATTERN || span * pattern.length <= SMALL;
  const at = small ? text.indexOf(pattern, from) : findLinear(text, pattern, from);
  tick((at < 0 ? span : at - from) >> 10);
  return at;
}

function findUnitsLast(text: string, pattern: string, end: number): number {
  const last = end - pattern.length;
  if (last < 0) return -1;
  const small = pattern.length <= SHORT_PATTERN || end * pattern.length <= SMALL;
  const at = small ? text.lastIndexOf(pattern, last) : findLastLinear(text, pattern, end);
  tick((last - at) >> 10);
  return at;
}

/** Knuth, Morris and Pratt's search. */
function findLinear(text: string, pattern: string, from: number): number {
  const borders = bordersOf(pattern, 'forward');
  for (let i = from, matched = 0; i < text.length; i++) {
    if ((i & 0xfff) === 0) tick(16);
    const unit = text.charCodeAt(i);
    while (matched > 0 && pattern.charCodeAt(matched) !== unit) matched = borders[matched - 1];
    if (pattern.charCodeAt(matched) === unit) matched++;
    if (matched === pattern.length) return i - matched + 1;
  }
  return -1;
}

function findLastLinear(text: string, pattern: string, end: number): number {
  const borders = bordersOf(pattern, 'backward');
  const last = pattern.length - 1;
  for (let i = end - 1, matched = 0; i >= 0; i--) {
    if ((i & 0xfff) === 0) tick(16);
    const unit = text.charCodeAt(i);
    while (matched > 0 && pattern.charCodeAt(last - matched) !== unit) matched = borders[matched - 1];
    if (pattern.charCodeAt(last - matched) === unit) matched++;
    if (matched === pattern.length) return i;
  }
  return -1;
}

type Direction = 'forward' | 'backward';

let lastPattern = '';
let lastDirection: Direction = 'forward';
let lastBorders = new Int32Array(0);

/** For each prefix (read forward or backward) the length of the longest one that it ends with. Kept for the next search. */
function bordersOf(pattern: string, direction: Direction): Int32Array {
  if (pattern === lastPattern && direction === lastDirection) return lastBorders;
  charge(4 * pattern.length);
  tick(pattern.length >> 8);
  const borders = new Int32Array(pattern.length);
  const unitAt = (i: number) => pattern.charCodeAt(direction === 'forward' ? i : pattern.length - 1 - i);
  for (let i = 1, matched = 0; i < pattern.length; i++) {
    while (matched > 0 && unitAt(i) !== unitAt(matched)) matched = borders[matched - 1];
    if (unitAt(i) === unitAt(matched)) matched++;
    borders[i] = matched;
  }
  lastPattern = pattern;
  lastDirection = direction;
  lastBorders = borders;
  return borders;
}
