import { typeError } from '../core/errors.ts';
import { findIndex } from './operators/protocol.ts';
import type { Value } from './values.ts';

/** The part of a sequence that `find`, `count`, `index`, `startswith` … look at: `start` may lie beyond `end`. */
export interface Bounds {
  start: number;
  end: number;
}

/** `start` and `end` (absent or None: all) fitted to a sequence. @throws TypeError */
export function boundsOf(start: Value | undefined, end: Value | undefined, length: number): Bounds {
  const from = start == null ? 0 : positionOf(start, 'or None ');
  const to = end == null ? length : positionOf(end, 'or None ');
  return { start: fit(from, length), end: Math.min(fit(to, length), length) };
}

/** As `boundsOf`, for what takes no None (`list.index`). */
export function strictBoundsOf(start: Value | undefined, end: Value | undefined, length: number): Bounds {
  const from = start === undefined ? 0 : positionOf(start, '');
  const to = end === undefined ? length : positionOf(end, '');
  return { start: fit(from, length), end: Math.min(fit(to, length), length) };
}

const FAR = BigInt(Number.MAX_SAFE_INTEGER);

function positionOf(value: Value, orNone: 'or None ' | ''): number {
  const index = findIndex(value);
  if (index === null) throw typeError(`slice indices must be integers ${orNone}or have an __index__ method`);
  return Number(index > FAR ? FAR : index < -FAR ? -FAR : index);
}

function fit(position: number, length: number): number {
  return position < 0 ? Math.max(position + length, 0) : position;
}
