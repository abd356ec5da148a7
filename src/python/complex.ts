import { overflowError, zeroDivisionError } from '../core/errors.ts';
import { hashKey } from './hash.ts';
import { toNumber } from './integers.ts';
import { exp, log, pow } from './libm/exponential.ts';
import { hypotenuse } from './libm/roots.ts';
import { atan2, cos, sin } from './libm/trigonometric.ts';
import { equals } from './operators/compare.ts';
import { floatRepr } from './text.ts';
import {
  type BinaryOperator,
  type HashKey,
  NOT_IMPLEMENTED,
  type NotImplemented,
  PyObject,
  type PyType,
  types,
  type UnaryOperator,
  type Value,
} from './values.ts';

/** A Python complex. */
export class Complex extends PyObject {
  readonly real: number;
  readonly imag: number;

  constructor(real: number, imag: number) {
    super();
    this.real = real;
    this.imag = imag;
  }

  get type(): PyType {
    return types.complex;
  }

  override truth(): boolean {
    return this.real !== 0 || this.imag !== 0;
  }

  override equals(other: Value): boolean | NotImplemented {
    if (other instanceof Complex) return this.real === other.real && this.imag === other.imag;
    if (typeof other === 'number' || typeof other === 'bigint' || typeof other === 'boolean') {
      return this.imag === 0 && equals(this.real, other);
    }
    return NOT_IMPLEMENTED;
  }

  override hashKey(): HashKey {
    return this.imag === 0 ? hashKey(this.real) : `complex:${this.real}:${this.imag}`;
  }

  override binary(operator: BinaryOperator, other: Value, reflected: boolean): Value | NotImplemented {
    const operation = OPERATIONS.get(operator);
    const operand = operation && toComplex(other);
    if (!operand) return NOT_IMPLEMENTED;
    return reflected ? operation(operand, this) : operation(this, operand);
  }

  override unary(operator: UnaryOperator): Value | NotImplemented {
    if (operator === '~') return NOT_IMPLEMENTED;
    return operator === '-' ? new Complex(-this.real, -this.imag) : this;
  }

  override absolute(): Value {
    const size = hypotenuse(this.real, this.imag);
    if (size === Number.POSITIVE_INFINITY && Number.isFinite(this.real) && Number.isFinite(this.imag)) {
      throw overflowError('absolute value too large');
    }
    return size;
  }

  override repr(): string {
    if (this.real === 0 && !Object.is(this.real, -0)) return `${bareRepr(this.imag)}j`;
    const imag = bareRepr(this.imag);
    return `(${bareRepr(this.real)}${imag[0] === '-' ? '' : '+'}${imag}j)`;
  }
}

/** A float's repr without the `.0`. */
function bareRepr(value: number): string {
  const text = floatRepr(value);
  return text.endsWith('.0') ? text.slice(0, -2) : text;
}

function toComplex(value: Value): Complex | null {
  if (value instanceof Complex) return value;
  if (typeof value === 'number') return new Complex(value, 0);
  if (typeof value === 'bigint') return new Complex(toNumber(value), 0);
  return typeof value === 'boolean' ? new Complex(value ? 1 : 0, 0) : null;
}

const ONE = new Complex(1, 0);
/** Up to this, whole exponents go by multiplication. */
const MAX_WHOLE_EXPONENT = 100;

const OPERATIONS: ReadonlyMap<BinaryOperator, (a: Complex, b: Complex) => Complex> = new Map([
  ['+', (a: Complex, b: Complex) => new Complex(a.real + b.real, a.imag + b.imag)],
  ['-', (a: Complex, b: Complex) => new Complex(a.real - b.real, a.imag - b.imag)],
  ['*', product],
  ['/', quotient],
  ['**', power],
]);

function product(a: Complex, b: Complex): Complex {
  return new Complex(a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real);
}

/** Smith's way, as CPython goes it. */
function quotient(a: Complex, b: Complex): Complex {
  const sizeReal = Math.abs(b.real);
  const sizeImag = Math.abs(b.imag);
  if (sizeReal >= sizeImag) {
    if (sizeReal === 0) throw zeroDivisionError('complex division by zero');
    const ratio = b.imag / b.real;
    const denominator = b.real + b.imag * ratio;
    return new Complex((a.real + a.imag * ratio) / denominator, (a.imag - a.real * ratio) / denominator);
  }
  if (sizeImag >= sizeReal) {
    const ratio = b.real / b.imag;
    const denominator = b.real * ratio + b.imag;
    return new Complex((a.real * ratio + a.imag) / denominator, (a.imag * ratio - a.real) / denominator);
  }
  return new Complex(Number.NaN, Number.NaN);
}

function power(a: Complex, b: Complex): Complex {
  const whole = b.imag === 0 && Number.isInteger(b.real) && Math.abs(b.real) <= MAX_WHOLE_EXPONENT;
  const result = whole ? wholePower(a, b.real) : generalPower(a, b);
  if (Math.abs(result.real) === Number.POSITIVE_INFINITY || Math.abs(result.imag) === Number.POSITIVE_INFINITY) {
    throw overflowError('complex exponentiation');
  }
  return result;
}

function wholePower(a: Complex, exponent: number): Complex {
  if (exponent > 0) return positivePower(a, exponent);
  const inverse = positivePower(a, -exponent);
  if (!inverse.truth()) throw zeroPower();
  return quotient(ONE, inverse);
}

function positivePower(a: Complex, exponent: number): Complex {
  let result = ONE;
  let square = a;
  for (let mask = 1; exponent >= mask; mask *= 2) {
    if (exponent & mask) result = product(result, square);
    square = product(square, square);
  }
  return result;
}

function generalPower(a: Complex, b: Complex): Complex {
  if (!b.truth()) return ONE;
  if (!a.truth()) {
    if (b.imag !== 0 || b.real < 0) throw zeroPower();
    return new Complex(0, 0);
  }
  const size = hypotenuse(a.real, a.imag);
  const angle = atan2(a.imag, a.real);
  let length = pow(size, b.real);
  let phase = angle * b.real;
  if (b.imag !== 0) {
    length /= exp(angle * b.imag);
    phase += b.imag * log(size);
  }
  // C's cos and sin refuse an infinite angle, which CPython takes for the error of a zero base.
  if (Math.abs(phase) === Number.POSITIVE_INFINITY) throw zeroPower();
  return new Complex(length * cos(phase), length * sin(phase));
}

function zeroPower(): Error {
  return zeroDivisionError('0.0 to a negative or complex power');
}
