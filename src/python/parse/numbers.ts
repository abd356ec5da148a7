import { Complex } from '../complex.ts';
import type { Value } from '../values.ts';
import type { Literal } from './ast.ts';
import { codeAt, DOT, isDigit, isNamePart, UNDERSCORE, ZERO } from './characters.ts';
import type { Parser } from './parser.ts';

const DIGITS = '[0-9](?:_?[0-9])*';
const EXPONENT = `[eE][+-]?${DIGITS}`;
const NUMBER = new RegExp(
  `(0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)|((?:${DIGITS})?\\.${DIGITS}|${DIGITS}\\.?)(${EXPONENT})?([jJ])?`,
  'y',
);
/** Words that may stand right behind a number. */
const FOLLOWING = /(?:and|else|for|if|in|is|or|not)(?![\p{XID_Continue}])/uy;

/** As many digits a decimal int may have, here and in `int()`. */
const MAX_DIGITS = 4300;
/** So many digits fit a JavaScript number exactly. */
const EXACT_DIGITS = 15;

/** A number. The cursor is at its first character, a digit or a point before one. */
export function parseNumber(p: Parser): Literal {
  const lifted = p.takeLifted();
  if (lifted) return lifted;
  const start = p.index;
  const plain = takePlainNumber(p);
  if (plain !== null) return p.literal(plain);
  NUMBER.lastIndex = start;
  const match = NUMBER.exec(p.expr);
  if (!match) p.fail();
  const [text, based, digits, exponent, imaginary] = match;
  p.index = start + text.length;
  if (isNamePart(p.expr, p.index)) {
    FOLLOWING.lastIndex = p.index;
    if (!FOLLOWING.test(p.expr)) p.fail(start);
  }
  const value = based ? BigInt(text.replaceAll('_', '')) : decimal(p, start, digits, exponent, imaginary);
  return p.literal(value);
}

/** The number, where it is a short one in plain digits and nothing follows that could belong to it. */
function takePlainNumber(p: Parser): bigint | number | null {
  const { expr, index } = p;
  let end = index;
  while (isDigit(codeAt(expr, end))) end++;
  const whole = end - index;
  if (codeAt(expr, end) === DOT) while (isDigit(codeAt(expr, ++end)));
  const code = codeAt(expr, end);
  const isPlain =
    whole > 0 && end - index <= EXACT_DIGITS && code !== DOT && code !== UNDERSCORE && !isNamePart(expr, end);
  if (!isPlain || (whole > 1 && codeAt(expr, index) === ZERO)) return null;
  p.index = end;
  const value = +expr.slice(index, end);
  return end - index === whole ? BigInt(value) : value;
}

function decimal(p: Parser, start: number, digits: string, exponent = '', imaginary = ''): Value {
  const plain = digits.replaceAll('_', '');
  if (!imaginary && !exponent && !plain.includes('.')) {
    if (plain.length > MAX_DIGITS || (plain[0] === '0' && /[1-9]/.test(plain))) p.fail(start);
    return BigInt(plain);
  }
  const value = Number(plain + exponent.replaceAll('_', ''));
  return imaginary ? new Complex(0, value) : value;
}
