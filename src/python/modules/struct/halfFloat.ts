/** A float as the 16 bits of a half, rounded half to even; null where it is too large. */
export function toHalf(value: number): number | null {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  if (Number.isNaN(value)) return sign | 0x7e00;
  const magnitude = Math.abs(value);
  if (magnitude === Number.POSITIVE_INFINITY) return sign | 0x7c00;
  // The exponent of the last bit: 10 below the leading one, at least that of the subnormals.
  const exponent = Math.max(-24, Math.floor(Math.log2(magnitude)) - 10);
  const scaled = magnitude / 2 ** exponent;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const rounded = rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
  // A carry into the exponent comes out right: the bits follow each other.
  const bits = exponent === -24 ? rounded : ((exponent + 24) << 10) + rounded;
  return bits >= 0x7c00 ? null : sign | bits;
}

export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 0x3ff;
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * mantissa * 2 ** -24 : sign * (1024 + mantissa) * 2 ** (exponent - 25);
}
