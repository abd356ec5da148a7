import { valueError } from '../core/errors.ts';
import { charge, tick } from './budget.ts';
import { find, findLast } from './search.ts';

/**
 * Cutting text into pieces, for str and, by way of Latin-1 text, for bytes. Whatever white space and line breaks are to
 * them, none of it lies beyond the code units of one character.
 */
export type UnitTest = (unit: number) => boolean;

/** Bytes of a piece in a list; its characters stay where they are. */
const PIECE_BYTES = 40;

function add(pieces: string[], piece: string): void {
  tick();
  charge(PIECE_BYTES);
  pieces.push(piece);
}

/** `text.split(None, limit)`. */
export function splitBlanks(text: string, limit: number, isBlank: UnitTest): string[] {
  tick(text.length >> 6);
  const pieces: string[] = [];
  let at = skip(text, 0, isBlank);
  while (at < text.length && pieces.length < limit) {
    const start = at;
    while (at < text.length && !isBlank(text.charCodeAt(at))) at++;
    add(pieces, text.slice(start, at));
    at = skip(text, at, isBlank);
  }
  if (at < text.length) add(pieces, text.slice(at));
  return pieces;
}

/** `text.rsplit(None, limit)`. */
export function splitBlanksFromEnd(text: string, limit: number, isBlank: UnitTest): string[] {
  tick(text.length >> 6);
  const pieces: string[] = [];
  let end = skipBack(text, text.length, isBlank);
  while (end > 0 && pieces.length < limit) {
    let start = end;
    while (start > 0 && !isBlank(text.charCodeAt(start - 1))) start--;
    add(pieces, text.slice(start, end));
    end = skipBack(text, start, isBlank);
  }
  if (end > 0) add(pieces, text.slice(0, end));
  return pieces.reverse();
}

function skip(text: string, from: number, isBlank: UnitTest): number {
  let at = from;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}

function skipBack(text: string, end: number, isBlank: UnitTest): number {
  let at = end;
  while (at > 0 && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

/** `text.split(separator, limit)`. @throws ValueError `empty separator`. */
export function split(text: string, separator: string, limit: number): string[] {
  checkSeparator(separator);
  const pieces: string[] = [];
  let from = 0;
  while (pieces.length < limit) {
    const at = find(text, separator, from);
    if (at < 0) break;
    add(pieces, text.slice(from, at));
    from = at + separator.length;
  }
  add(pieces, text.slice(from));
  return pieces;
}

/** `text.rsplit(separator, limit)`. @throws ValueError `empty separator`. */
export function splitFromEnd(text: string, separator: string, limit: number): string[] {
  checkSeparator(separator);
  const pieces: string[] = [];
  let end = text.length;
  while (pieces.length < limit) {
    const at = findLast(text, separator, end);
    if (at < 0) break;
    add(pieces, text.slice(at + separator.length, end));
    end = at;
  }
  add(pieces, text.slice(0, end));
  return pieces.reverse();
}

/** `text.partition(separator)`. @throws ValueError `empty separator`. */
export function partition(text: string, separator: string): [string, string, string] {
  checkSeparator(separator);
  const at = find(text, separator);
  return at < 0 ? [text, '', ''] : [text.slice(0, at), separator, text.slice(at + separator.length)];
}

/** `text.rpartition(separator)`. @throws ValueError `empty separator`. */
export function partitionFromEnd(text: string, separator: string): [string, string, string] {
  checkSeparator(separator);
  const at = findLast(text, separator);
  return at < 0 ? ['', '', text] : [text.slice(0, at), separator, text.slice(at + separator.length)];
}

function checkSeparator(separator: string): void {
  if (separator === '') throw valueError('empty separator');
}

/** `text.splitlines(keepends)`; CR LF is one break. */
export function splitLines(text: string, ends: 'keep' | 'drop', isBreak: UnitTest): string[] {
  tick(text.length >> 6);
  const lines: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (!isBreak(unit)) continue;
    const end = at;
    if (unit === CR && text.charCodeAt(at + 1) === LF) at++;
    add(lines, text.slice(start, ends === 'keep' ? at + 1 : end));
    start = at + 1;
  }
  if (start < text.length) add(lines, text.slice(start));
  return lines;
}

const CR = 13;
const LF = 10;

export type Side = 'both' | 'left' | 'right';

/** `text.strip()`, `lstrip` and `rstrip` of the units that `isDropped` is true of. */
export function strip(text: string, side: Side, isDropped: UnitTest): string {
  const start = side === 'right' ? 0 : skip(text, 0, isDropped);
  let end = text.length;
  if (side !== 'left') while (end > start && isDropped(text.charCodeAt(end - 1))) end--;
  tick((text.length - (end - start)) >> 6);
  return text.slice(start, end);
}
