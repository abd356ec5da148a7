const view = new DataView(new ArrayBuffer(8));

/** The 64 bits of a float. */
export function toBits(x: number): bigint {
  view.setFloat64(0, x);
  return view.getBigUint64(0);
}

export function fromBits(bits: bigint): number {
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

/** The upper 32 bits of a float, signed: sign, exponent and 20 bits of the mantissa. */
export function highWord(x: number): number {
  view.setFloat64(0, x);
  return view.getInt32(0);
}

/** `x` with its lower 32 bits zero. */
export function withoutLowWord(x: number): number {
  view.setFloat64(0, x);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}

/** `x` with other upper 32 bits. */
export function withHighWord(x: number, word: number): number {
  view.setFloat64(0, x);
  view.setInt32(0, word);
  return view.getFloat64(0);
}

/** `x` as mantissa (0.5 to 1, or 0, nan, inf itself) and exponent of 2. */
export function frexp(x: number): [mantissa: number, exponent: number] {
  if (x === 0 || !Number.isFinite(x)) return [x, 0];
  const word = highWord(x);
  const biased = (word >>> 20) & 0x7ff;
  if (biased === 0) {
    const [mantissa, exponent] = frexp(x * 2 ** 54);
    return [mantissa, exponent - 54];
  }
  return [withHighWord(x, (word & ~0x7ff00000) | 0x3fe00000), biased - 1022];
}

/** `x * 2 ** exponent`, rounded once; ±Infinity where that is too large. */
export function ldexp(x: number, exponent: number): number {
  if (exponent > 2200) return x === 0 ? x : x * Number.POSITIVE_INFINITY;
  let result = x;
  let rest = exponent;
  for (; rest > 1000; rest -= 1000) result *= 2 ** 1000;
  if (rest >= -1000) return result * 2 ** rest;
  // Downwards the only step that may round must be the last.
  const [mantissa, own] = frexp(result);
  const total = own + rest;
  if (mantissa === 0 || total < -1080) return mantissa * 0;
  return mantissa * 2 ** Math.max(total, -1000) * 2 ** Math.min(0, total + 1000);
}

/** The float next to `x` in the direction of `y`. */
export function nextAfter(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (x === y) return y;
  if (x === 0) return y > 0 ? Number.MIN_VALUE : -Number.MIN_VALUE;
  const bits = toBits(x);
  return fromBits(x < y === x > 0 ? bits + 1n : bits - 1n);
}

/** The value of the last bit of `x`. */
export function ulp(x: number): number {
  const magnitude = Math.abs(x);
  if (!Number.isFinite(magnitude)) return magnitude;
  if (magnitude === Number.MAX_VALUE) return 2 ** 971;
  return nextAfter(magnitude, Number.POSITIVE_INFINITY) - magnitude;
}

/** `magnitude` with the sign of `sign`, that of -0.0 and of nan too. */
export function copySign(magnitude: number, sign: number): number {
  return isNegative(sign) === isNegative(magnitude) ? magnitude : -magnitude;
}

/** Whether the sign bit is set. */
export function isNegative(x: number): boolean {
  return x < 0 || (x === 0 && 1 / x < 0);
}
