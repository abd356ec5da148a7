import { overflowError, zeroDivisionError } from '../../../core/errors.ts';
import { trueDivide } from '../../integers.ts';
import {
  type BinaryOperator,
  type HashKey,
  NOT_IMPLEMENTED,
  type NotImplemented,
  type Ordering,
  PyObject,
  PyType,
  type UnaryOperator,
  type Value,
} from '../../values.ts';
import { exactRatio } from '../arguments.ts';
import { pad } from './calendar.ts';

export const SECOND = 1_000_000n;
export const MINUTE = 60n * SECOND;
export const HOUR = 60n * MINUTE;
export const DAY = 24n * HOUR;

const MAX_DAYS = 999_999_999n;

export const timeDeltaType = new PyType('datetime.timedelta');

/** A span of time, in whole microseconds; at most 999,999,999 days. */
export class TimeDelta extends PyObject {
  readonly microseconds: bigint;

  /** @throws OverflowError past 999,999,999 days. */
  constructor(microseconds: bigint) {
    super();
    this.microseconds = microseconds;
    const days = floorTo(microseconds, DAY);
    if (days > MAX_DAYS || days < -MAX_DAYS) {
      if (BigInt.asIntN(32, days) !== days) throw overflowError('Python int too large to convert to C int');
      throw overflowError(`days=${days}; must have magnitude <= ${MAX_DAYS}`);
    }
  }

  get type(): PyType {
    return timeDeltaType;
  }

  /** Whole days, rounded down; the other two are then not negative. */
  get days(): bigint {
    return floorTo(this.microseconds, DAY);
  }
  get seconds(): bigint {
    return (this.microseconds - this.days * DAY) / SECOND;
  }
  get microsecondsOfSecond(): bigint {
    return (this.microseconds - this.days * DAY) % SECOND;
  }

  override repr(): string {
    const parts: string[] = [];
    if (this.days) parts.push(`days=${this.days}`);
    if (this.seconds) parts.push(`seconds=${this.seconds}`);
    if (this.microsecondsOfSecond) parts.push(`microseconds=${this.microsecondsOfSecond}`);
    return `datetime.timedelta(${parts.join(', ') || '0'})`;
  }

  override str(): string {
    const seconds = Number(this.seconds);
    const clock = `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
    const fraction = this.microsecondsOfSecond ? `.${pad(Number(this.microsecondsOfSecond), 6)}` : '';
    if (!this.days) return clock + fraction;
    return `${this.days} day${this.days === 1n || this.days === -1n ? '' : 's'}, ${clock}${fraction}`;
  }

  override truth(): boolean {
    return this.microseconds !== 0n;
  }

  override equals(other: Value): boolean | NotImplemented {
    return other instanceof TimeDelta ? this.microseconds === other.microseconds : NOT_IMPLEMENTED;
  }

  override order(operator: Ordering, other: Value): boolean | NotImplemented {
    if (!(other instanceof TimeDelta)) return NOT_IMPLEMENTED;
    return compare(operator, this.microseconds, other.microseconds);
  }

  override hashKey(): HashKey {
    return `timedelta:${this.microseconds}`;
  }

  override unary(operator: UnaryOperator): Value | NotImplemented {
    if (operator === '~') return NOT_IMPLEMENTED;
    return new TimeDelta(operator === '-' ? -this.microseconds : this.microseconds);
  }

  override absolute(): Value {
    return new TimeDelta(this.microseconds < 0n ? -this.microseconds : this.microseconds);
  }

  override binary(operator: BinaryOperator, other: Value, reflected: boolean): Value | NotImplemented {
    if (other instanceof TimeDelta) return reflected ? NOT_IMPLEMENTED : this.#withTimeDelta(operator, other);
    const factor = typeof other === 'boolean' ? BigInt(other) : other;
    if (operator === '*') {
      if (typeof factor === 'bigint') return new TimeDelta(this.microseconds * factor);
      if (typeof factor === 'number') return this.#scale(exactRatio(factor));
    }
    if (reflected) return NOT_IMPLEMENTED;
    if (operator === '/') {
      if (typeof factor === 'bigint') return this.#scale([1n, factor]);
      if (typeof factor === 'number') {
        const [numerator, denominator] = exactRatio(factor);
        return this.#scale([denominator, numerator]);
      }
    }
    if (operator === '//' && typeof factor === 'bigint') return new TimeDelta(floorTo(this.microseconds, factor));
    return NOT_IMPLEMENTED;
  }

  #withTimeDelta(operator: BinaryOperator, other: TimeDelta): Value | NotImplemented {
    switch (operator) {
      case '+':
        return new TimeDelta(this.microseconds + other.microseconds);
      case '-':
        return new TimeDelta(this.microseconds - other.microseconds);
      case '/':
        return trueDivide(this.microseconds, other.microseconds);
      case '//':
        return floorTo(this.microseconds, other.microseconds);
      case '%':
        if (!other.microseconds) throw zeroDivisionError('integer modulo by zero');
        return new TimeDelta(this.microseconds - other.microseconds * floorTo(this.microseconds, other.microseconds));
      default:
        return NOT_IMPLEMENTED;
    }
  }

  #scale([numerator, denominator]: [bigint, bigint]): TimeDelta {
    return new TimeDelta(divideNearest(this.microseconds * numerator, denominator));
  }
}

/** Division rounded down. @throws ZeroDivisionError */
export function floorTo(dividend: bigint, divisor: bigint): bigint {
  if (divisor === 0n) throw zeroDivisionError('integer division or modulo by zero');
  const quotient = dividend / divisor;
  return dividend % divisor !== 0n && dividend < 0n !== divisor < 0n ? quotient - 1n : quotient;
}

/** Division rounded to the nearest, ties to the even one. @throws ZeroDivisionError */
export function divideNearest(dividend: bigint, divisor: bigint): bigint {
  const quotient = floorTo(dividend, divisor);
  const twice = 2n * (dividend - quotient * divisor);
  const beyond = divisor > 0n ? twice - divisor : divisor - twice;
  return beyond > 0n || (beyond === 0n && quotient & 1n) ? quotient + 1n : quotient;
}

/** The result of an ordering of two things that JavaScript compares. */
export function compare<T extends bigint | number>(operator: Ordering, left: T, right: T): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}
