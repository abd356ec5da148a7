import { charge, tick } from './budget.ts';

/**
 * Python's strings are code points, JavaScript's UTF-16 units. Where a text has no surrogates the two are the same, which
 * is nearly always. An unpaired surrogate counts as one character; a high and a low one in a row are the one they encode.
 */

const SURROGATE = /[\ud800-\udfff]/;
const BEYOND_LATIN = /[^\0-\xff]/;
const BEYOND_ASCII = /[^\0-\x7f]/;

/** Texts from this length on are looked at once, and the result is kept for the next question about the same text. */
const LONG = 32;

let lastText = '';
let lastHasSurrogates = false;

/** Whether `text` holds a UTF-16 surrogate, so that code units are not code points. Constant time for Latin-1 text. */
export function hasSurrogates(text: string): boolean {
  if (text.length < LONG) return SURROGATE.test(text);
  if (text !== lastText) {
    if (BEYOND_LATIN.test(text)) tick(text.length >> 10);
    lastHasSurrogates = SURROGATE.test(text);
    lastText = text;
  }
  return lastHasSurrogates;
}

/** `text.isascii()`. */
export function isAscii(text: string): boolean {
  tick(text.length >> 10);
  return !BEYOND_ASCII.test(text);
}

/** Whether all of `text` is Latin-1, one byte a character. Constant time. */
export function isLatin(text: string): boolean {
  return !BEYOND_LATIN.test(text);
}

/** To be called before `length` units of text of the characters of `samples` are built. @throws MemoryError */
export function chargeText(length: number, ...samples: string[]): void {
  charge(samples.some(sample => BEYOND_LATIN.test(sample)) ? 2 * length : length);
}

/** `len(text)`: code points. */
export function lengthOf(text: string): number {
  return hasSurrogates(text) ? marksOf(text).length : text.length;
}

/** `text[index]` for an index in range (0 to length - 1). */
export function charAt(text: string, index: number): string {
  if (!hasSurrogates(text)) return text[index];
  const offset = offsetOf(text, index);
  return text.slice(offset, offset + widthAt(text, offset));
}

/** `text[start:stop:step]` for indices as `slice.indices(len)` gives them. */
export function sliceOf(text: string, start: number, stop: number, step: number): string {
  if (step === 1) return start < stop ? text.slice(offsetOf(text, start), offsetOf(text, stop)) : '';
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (hasSurrogates(text)) {
    const codePoints = codePointsOf(text);
    return fromCodePoints(count, i => codePoints[start + i * step]);
  }
  if (!isLatin(text)) return fromCodePoints(count, i => text.charCodeAt(start + i * step));
  charge(2 * count);
  const units = Buffer.allocUnsafe(count);
  for (let i = 0, index = start; i < count; i++, index += step) {
    if (i % STRIDE === 0) tick(STRIDE >> 6);
    units[i] = text.charCodeAt(index);
  }
  return units.toString('latin1');
}

/** Characters between two ticks. */
const STRIDE = 4096;

/** The text of `count` code points. */
function fromCodePoints(count: number, codePointAt: (index: number) => number): string {
  charge(4 * count);
  let text = '';
  for (let start = 0; start < count; start += STRIDE) {
    tick(STRIDE >> 4);
    const length = Math.min(STRIDE, count - start);
    text += String.fromCodePoint(...Array.from({ length }, (_, i) => codePointAt(start + i)));
  }
  return text;
}

/** The code points of `text`. Charges what it allocates. */
export function codePointsOf(text: string): Uint32Array {
  charge(4 * text.length);
  const result = new Uint32Array(lengthOf(text));
  for (let i = 0, offset = 0; i < result.length; i++) {
    if (i % STRIDE === 0) tick(STRIDE >> 6);
    const codePoint = text.codePointAt(offset)!;
    result[i] = codePoint;
    offset += codePoint > 0xffff ? 2 : 1;
  }
  return result;
}

/** The offset in code units of the character at `index` (0 to the length). */
export function offsetOf(text: string, index: number): number {
  if (!hasSurrogates(text)) return index;
  const { marks } = marksOf(text);
  let offset = marks[index >> MARK_BITS];
  for (let rest = index & MARK_MASK; rest > 0; rest--) offset += widthAt(text, offset);
  return offset;
}

/** The index of the character that begins at a code unit: the reverse of `offsetOf`. */
export function indexAt(text: string, offset: number): number {
  if (!hasSurrogates(text)) return offset;
  const { marks } = marksOf(text);
  let low = 0;
  let high = marks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (marks[middle] <= offset) low = middle;
    else high = middle - 1;
  }
  let index = low << MARK_BITS;
  for (let at = marks[low]; at < offset; at += widthAt(text, at)) index++;
  return index;
}

/** Units of the character at an offset: 2 for a surrogate pair. */
export function widthAt(text: string, offset: number): 1 | 2 {
  return text.codePointAt(offset)! > 0xffff ? 2 : 1;
}

/** Where every 64th character begins. */
interface Marks {
  marks: Uint32Array;
  /** Code points of the text. */
  length: number;
}

const MARK_BITS = 6;
const MARK_MASK = (1 << MARK_BITS) - 1;

let lastMarked = '';
let lastMarks: Marks = { marks: new Uint32Array(1), length: 0 };

function marksOf(text: string): Marks {
  if (text === lastMarked) return lastMarks;
  const marks = new Uint32Array((text.length >> MARK_BITS) + 1);
  let length = 0;
  for (let offset = 0; offset < text.length; length++) {
    if ((length & MARK_MASK) === 0) {
      tick();
      marks[length >> MARK_BITS] = offset;
    }
    offset += widthAt(text, offset);
  }
  if ((length & MARK_MASK) === 0) marks[length >> MARK_BITS] = text.length;
  lastMarked = text;
  lastMarks = { marks: marks.subarray(0, (length >> MARK_BITS) + 1), length };
  return lastMarks;
}

/** `a == b`; ticked, since equal texts that are not the same one take time. */
export function equalStrings(a: string, b: string): boolean {
  if (a.length === b.length) tick(a.length >> 10);
  return a === b;
}

/** -1, 0 or 1: by code points, as Python compares, not by UTF-16 units. */
export function compareStrings(a: string, b: string): number {
  tick(Math.min(a.length, b.length) >> 10);
  if (a === b) return 0;
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b ? -1 : 1;
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    if (a.charCodeAt(i) === b.charCodeAt(i)) continue;
    // A second half of a pair belongs to the character that began before it.
    const inPair = isPair(a.charCodeAt(i - 1), a.charCodeAt(i)) || isPair(b.charCodeAt(i - 1), b.charCodeAt(i));
    const start = inPair ? i - 1 : i;
    return a.codePointAt(start)! < b.codePointAt(start)! ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

/** Whether two units in a row make a pair. */
function isPair(before: number, unit: number): boolean {
  return before >= 0xd800 && before < 0xdc00 && unit >= 0xdc00 && unit < 0xe000;
}

/** `text * times`, charged before it is built; '' for times <= 0. */
export function repeat(text: string, times: bigint | number): string {
  const count = Number(times);
  if (count <= 0 || text === '') return '';
  chargeText(text.length * count, text);
  return text.repeat(count);
}
