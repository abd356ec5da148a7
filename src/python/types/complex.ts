import { typeError, valueError } from '../../core/errors.ts';
import { Complex } from '../complex.ts';
import { normalizeNumeral, scanFloat } from '../numerals.ts';
import { findFloat } from '../operators/protocol.ts';
import { defineConstructor, defineGetters, defineMethods } from '../signature.ts';
import { repr } from '../text.ts';
import { typeName, types, type Value } from '../values.ts';

/** `complex(real, imag)`. @throws TypeError, ValueError as CPython words them. */
function construct(real?: Value, imag?: Value): Value {
  if (typeof real === 'string') {
    if (imag !== undefined) throw typeError("complex() can't take second arg if first is a string");
    return parseComplex(real);
  }
  if (typeof imag === 'string') throw typeError("complex() second arg can't be a string");
  if (real instanceof Complex && imag === undefined) return real;
  const first = real === undefined ? new Complex(0, 0) : part(real);
  if (!first) {
    throw typeError(`complex() first argument must be a string or a number, not '${typeName(real!)}'`);
  }
  if (imag === undefined) return first;
  const second = part(imag);
  if (!second) throw typeError(`complex() second argument must be a number, not '${typeName(imag)}'`);
  // Only what was given as complex has an imaginary part: adding a real one's zero would lose the sign of -0.0.
  return new Complex(
    imag instanceof Complex ? first.real - second.imag : first.real,
    real instanceof Complex ? second.real + first.imag : second.real,
  );
}

function part(value: Value): Complex | null {
  if (value instanceof Complex) return value;
  const float = findFloat(value);
  return float === null ? null : new Complex(float, 0);
}

const malformed = () => valueError('complex() arg is a malformed string');

/** `complex(text)`: a real part, an imaginary part, or both, in parentheses or not. */
function parseComplex(source: string): Complex {
  let text = normalizeNumeral(source);
  if (hasStrayUnderscore(text)) throw valueError(`could not convert string to complex: ${repr(source)}`);
  if (text[0] === '(') {
    if (!text.endsWith(')')) throw malformed();
    text = normalizeNumeral(text.slice(1, -1));
  }
  const first = takeNumber(text, 0);
  if (!first) return new Complex(0, takeUnit(text, 0));
  const { value, end } = first;
  if (end === text.length) return new Complex(value, 0);
  if (isUnit(text, end)) return new Complex(0, value);
  if (text[end] !== '+' && text[end] !== '-') throw malformed();
  const second = takeNumber(text, end);
  if (!second) return new Complex(value, takeUnit(text, end));
  if (!isUnit(text, second.end)) throw malformed();
  return new Complex(value, second.value);
}

/** Whether an underscore stands anywhere but between two digits. */
function hasStrayUnderscore(text: string): boolean {
  const isDigit = (at: number) => text[at] >= '0' && text[at] <= '9';
  for (let at = text.indexOf('_'); at >= 0; at = text.indexOf('_', at + 1)) {
    if (!isDigit(at - 1) || !isDigit(at + 1)) return true;
  }
  return false;
}

/** Whether all that is left is `j`. */
function isUnit(text: string, at: number): boolean {
  return at === text.length - 1 && (text[at] === 'j' || text[at] === 'J');
}

/** `j`, `+j` or `-j` and nothing more. */
function takeUnit(text: string, start: number): number {
  const signed = text[start] === '+' || text[start] === '-';
  if (!isUnit(text, signed ? start + 1 : start)) throw malformed();
  return text[start] === '-' ? -1 : 1;
}

const SPECIALS: readonly [text: string, value: number][] = [
  ['infinity', Number.POSITIVE_INFINITY],
  ['inf', Number.POSITIVE_INFINITY],
  ['nan', Number.NaN],
];

function takeNumber(text: string, start: number): { value: number; end: number } | null {
  const negative = text[start] === '-';
  const digits = negative || text[start] === '+' ? start + 1 : start;
  const word = text.slice(digits, digits + 8).toLowerCase();
  for (const [name, value] of SPECIALS) {
    if (word.startsWith(name)) return { value: negative ? -value : value, end: digits + name.length };
  }
  const end = scanFloat(text, start);
  return end < 0 ? null : { value: Number(text.slice(start, end).replaceAll('_', '')), end };
}

defineConstructor(types.complex, 'real=0, imag=0', construct);
defineMethods(types.complex, { conjugate: ['', (self: Complex) => new Complex(self.real, -self.imag)] });
defineGetters(types.complex, { real: (self: Complex) => self.real, imag: (self: Complex) => self.imag });
