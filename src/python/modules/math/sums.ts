import { overflowError, valueError } from '../../../core/errors.ts';
import { tick } from '../../budget.ts';
import { listOf } from '../../iterators.ts';
import { exactSum } from '../../libm/doubleDouble.ts';
import { hypot } from '../../libm/roots.ts';
import { iterate, multiply, toFloat } from '../../operators.ts';
import { builtin } from '../../signature.ts';
import { type Builtin, Tuple, type Value } from '../../values.ts';

/** The exact sum of floats, as a list of ever larger ones whose bits do not overlap. */
class ExactSum {
  readonly #parts: number[] = [];
  /** Sum of the infinities and nans, and of the infinities alone. */
  #special = 0;
  #infinities = 0;

  add(value: number): void {
    let x = value;
    let kept = 0;
    for (const part of this.#parts) {
      const { high, low } = Math.abs(x) < Math.abs(part) ? exactSum(part, x) : exactSum(x, part);
      if (low !== 0) this.#parts[kept++] = low;
      x = high;
    }
    tick(kept);
    this.#parts.length = kept;
    if (x === 0) return;
    if (Number.isFinite(x)) {
      this.#parts.push(x);
      return;
    }
    if (Number.isFinite(value)) throw overflowError('intermediate overflow in fsum');
    if (!Number.isNaN(value)) this.#infinities += value;
    this.#special += value;
    this.#parts.length = 0;
  }

  /** Rounded once. */
  total(): number {
    if (this.#special !== 0) {
      if (Number.isNaN(this.#infinities)) throw valueError('-inf + inf in fsum');
      return this.#special;
    }
    const parts = this.#parts;
    let at = parts.length - 1;
    if (at < 0) return 0;
    let high = parts[at];
    let low = 0;
    while (at > 0 && low === 0) {
      const sum = exactSum(high, parts[--at]);
      high = sum.high;
      low = sum.low;
    }
    // Half-way cases are decided by what is smaller still.
    if (at > 0 && low !== 0 && low < 0 === parts[at - 1] < 0) {
      const doubled = low * 2;
      const rounded = high + doubled;
      if (doubled === rounded - high) high = rounded;
    }
    return high;
  }
}

/** The sum of floats, rounded once. @throws OverflowError, ValueError as `math.fsum` does. */
export function exactTotal(values: Value): number {
  const sum = new ExactSum();
  const iterator = iterate(values);
  for (let value = iterator.next(); value !== undefined; value = iterator.next()) {
    tick();
    sum.add(toFloat(value));
  }
  return sum.total();
}

function product(values: Value, start: Value = 1n): Value {
  let result = start;
  const iterator = iterate(values);
  for (let value = iterator.next(); value !== undefined; value = iterator.next()) {
    tick();
    result = multiply(result, value);
  }
  return result;
}

/** The coordinates of a point: a tuple or any iterable. */
function coordinatesOf(point: Value): readonly Value[] {
  return point instanceof Tuple ? point.items : listOf(point);
}

function distance(first: Value, second: Value): number {
  const p = coordinatesOf(first);
  const q = coordinatesOf(second);
  if (p.length !== q.length) throw valueError('both points must have the same number of dimensions');
  tick(p.length);
  return hypot(p.map((coordinate, i) => toFloat(coordinate) - toFloat(q[i])));
}

/** The functions of many values. */
export const sumFunctions: readonly Builtin[] = [
  builtin('math.fsum', 'seq, /', exactTotal),
  builtin('math.prod', 'iterable, /, *, start=1', product),
  builtin('math.dist', 'p, q, /', distance),
  builtin('math.hypot', '*coordinates', (values: Value[]) => hypot(values.map(toFloat))),
];
