import { charge } from '../budget.ts';
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
  charge(digits.length * 2);
  const size = groupSize(spec);
  const groups: string[] = [];
  let left = digits.length;
  let width = minWidth;
  for (let more = true; more; more = left > 0 || width > 0) {
    if (groups.length > 0) width--;
    const length = Math.min(size, Math.max(left, width, 1));
    groups.push(digits.slice(Math.max(left - length, 0), left).padStart(length, '0'));
    left = Math.max(left - length, 0);
    width -= length;
  }
  return groups.reverse().join(spec.grouping);
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
