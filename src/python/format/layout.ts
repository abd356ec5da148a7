import { charge, tick } from '../budget.ts';
import { lengthOf } from '../strings.ts';
import type { Alignment, Spec } from './spec.ts';

/** The parts of a number's text. */
export interface NumberParts {
  /** `-`, `+`, a blank or nothing. */
  sign: string;
  /** `0x` and so on. */
  prefix: string;
  /** The digits before the point, which may be grouped. */
  digits: string;
  /** The point and everything after it; also what has no digits at all (`inf`). */
  rest: string;
}

/** Digits between two separators. */
const groupSize = (spec: Readonly<Spec>) => ('boxX'.includes(spec.type) && spec.type !== '' ? 4 : 3);

/** The sign that a spec puts before a number. */
export function signOf(isNegative: boolean, spec: Readonly<Spec>): string {
  if (isNegative) return '-';
  return spec.sign === '-' ? '' : spec.sign;
}

/** A number laid out in the width of its spec; zeros that fill it are grouped too. */
export function layOutNumber({ sign, prefix, digits, rest }: NumberParts, spec: Readonly<Spec>): string {
  const others = sign.length + prefix.length + lengthOf(rest);
  if (spec.width > 0) charge(spec.width);
  const zeros = spec.fill === '0' && spec.align === '=' ? Math.max(spec.width - others, 0) : 0;
  const grouped = digits === '' ? '' : groupDigits(digits, zeros, spec);
  const padding = spec.width - others - grouped.length;
  if (padding <= 0) return sign + prefix + grouped + rest;
  if (spec.align === '=') return sign + prefix + fillOf(spec, padding) + grouped + rest;
  return pad(sign + prefix + grouped + rest, padding, spec.fill, spec.align);
}

function groupDigits(digits: string, minWidth: number, spec: Readonly<Spec>): string {
  if (spec.grouping === '') return digits.padStart(minWidth, '0');
  const size = groupSize(spec);
  // One separator after each full group, and none in front.
  const width = Math.max(digits.length, minWidth - Math.floor((minWidth - 1) / (size + 1)));
  const padded = digits.padStart(width, '0');
  charge(2 * padded.length);
  const first = padded.length % size || size;
  let text = padded.slice(0, first);
  for (let start = first; start < padded.length; start += size) {
    tick();
    text += spec.grouping + padded.slice(start, start + size);
  }
  return text;
}

function fillOf({ fill }: Readonly<Spec>, count: number): string {
  charge(count * fill.length);
  return fill.repeat(count);
}

/** `text` with `count` fill characters beside it. */
export function pad(text: string, count: number, fill: string, align: Alignment): string {
  charge(count * fill.length + text.length);
  const before = align === '>' || align === '=' ? count : align === '^' ? count >> 1 : 0;
  return fill.repeat(before) + text + fill.repeat(count - before);
}
