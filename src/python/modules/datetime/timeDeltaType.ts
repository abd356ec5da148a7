import { overflowError, typeError, valueError } from '../../../core/errors.ts';
import { MEMBER_TYPES } from '../../attributes.ts';
import { trueDivide } from '../../integers.ts';
import { builtin, defineGetters, defineMethods } from '../../signature.ts';
import { typeName, type Value } from '../../values.ts';
import { exactRatio } from '../arguments.ts';
import { DAY, divideNearest, HOUR, MINUTE, SECOND, TimeDelta, timeDeltaType } from './timeDelta.ts';

/** The units in the order in which CPython adds them up, each with its place among the arguments. */
const UNITS: readonly [name: string, microseconds: bigint, argument: number][] = [
  ['microseconds', 1n, 2],
  ['milliseconds', 1000n, 3],
  ['seconds', SECOND, 1],
  ['minutes', MINUTE, 4],
  ['hours', HOUR, 5],
  ['days', DAY, 0],
  ['weeks', 7n * DAY, 6],
];

MEMBER_TYPES.add(timeDeltaType);

timeDeltaType.construct = builtin(
  '__new__',
  'days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0',
  (...values: (Value | undefined)[]) => {
    let sum = 0n;
    let leftover = 0;
    for (const [name, unit, argument] of UNITS) {
      const value = values[argument];
      if (value === undefined) continue;
      if (typeof value === 'bigint' || typeof value === 'boolean') {
        sum += BigInt(value) * unit;
      } else if (typeof value === 'number') {
        const [whole, rest] = splitFloat(value, Number(unit));
        sum += BigInt(Math.trunc(value)) * unit + whole;
        leftover += rest;
      } else {
        throw typeError(`unsupported type for timedelta ${name} component: ${typeName(value)}`);
      }
    }
    return new TimeDelta(sum + roundLeftover(sum, leftover));
  },
);

/** The microseconds in the fraction of `value` units: whole ones, and what remains of one. */
function splitFloat(value: number, unit: number): [bigint, number] {
  if (Number.isNaN(value)) throw valueError('cannot convert float NaN to integer');
  if (!Number.isFinite(value)) throw overflowError('cannot convert float infinity to integer');
  const fraction = (value - Math.trunc(value)) * unit;
  const whole = Math.trunc(fraction);
  return [BigInt(whole), fraction - whole];
}

/** Rounded half to even, where it is the sum that shall be even. */
function roundLeftover(sum: bigint, leftover: number): bigint {
  if (leftover === 0) return 0n;
  const [numerator, denominator] = exactRatio(leftover);
  return divideNearest(sum * denominator + numerator, denominator) - sum;
}

defineGetters(timeDeltaType, {
  days: (self: TimeDelta) => self.days,
  seconds: (self: TimeDelta) => self.seconds,
  microseconds: (self: TimeDelta) => self.microsecondsOfSecond,
});

defineMethods(timeDeltaType, {
  total_seconds: ['', (self: TimeDelta) => trueDivide(self.microseconds, SECOND)],
});

const MAX = 1_000_000_000n * DAY - 1n;
timeDeltaType.attributes.set('min', new TimeDelta(-999_999_999n * DAY));
timeDeltaType.attributes.set('max', new TimeDelta(MAX));
timeDeltaType.attributes.set('resolution', new TimeDelta(1n));
