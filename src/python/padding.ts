import { charge, tick } from './budget.ts';
import { chargeText, lengthOf } from './strings.ts';

/** Filling text up to a width, for str and, by way of Latin-1 text, for bytes. */

/** `text.center(width, fill)`, `ljust` and `rjust`: on which side the text stands. */
export function pad(text: string, width: number, fill: string, side: 'left' | 'right' | 'center'): string {
  const missing = width - lengthOf(text);
  if (missing <= 0) return text;
  chargeText(text.length + missing * fill.length, text, fill);
  const before = side === 'left' ? 0 : side === 'right' ? missing : (missing >> 1) + (missing & width & 1);
  return fill.repeat(before) + text + fill.repeat(missing - before);
}

/** `text.zfill(width)`: zeros go behind the sign. */
export function zeroFill(text: string, width: number): string {
  const missing = width - lengthOf(text);
  if (missing <= 0) return text;
  chargeText(text.length + missing, text);
  const sign = text[0] === '+' || text[0] === '-' ? text[0] : '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}

/** `text.expandtabs(size)`. */
export function expandTabs(text: string, size: number): string {
  tick(text.length >> 6);
  const parts: string[] = [];
  let start = 0;
  let column = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '\t') {
      const blanks = size > 0 ? size - (column % size) : 0;
      charge(64 + blanks);
      parts.push(text.slice(start, at), ' '.repeat(blanks));
      start = at + 1;
      column += blanks;
    } else if (char === '\n' || char === '\r') column = 0;
    else if (!isSecondHalf(text, at)) column++;
  }
  if (start === 0) return text;
  parts.push(text.slice(start));
  chargeText(text.length, text);
  return parts.join('');
}

function isSecondHalf(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit < 0xe000 && text.charCodeAt(at - 1) >> 10 === 0xd800 >> 10;
}
