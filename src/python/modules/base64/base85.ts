import { valueError } from '../../../core/errors.ts';
import { tick } from '../../budget.ts';

/** Digits of Base85, and of Ascii85. */
export const BASE85 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';
export const ASCII85 = Array.from({ length: 85 }, (_, i) => String.fromCharCode(i + 33)).join('');

const FOUR_SPACES = 0x20202020;
const MAX_WORD = 0xffffffff;

/** Four bytes make five digits. `short`: words that have a letter of their own. */
export function encodeBase85(
  data: Uint8Array,
  alphabet: string,
  fill: 'pad' | 'cut',
  short: ReadonlyMap<number, string> = new Map(),
): string {
  const missing = (4 - (data.length % 4)) % 4;
  const chunks: string[] = [];
  for (let i = 0; i < data.length; i += 4) {
    tick();
    const word = (data[i] << 24) | ((data[i + 1] ?? 0) << 16) | ((data[i + 2] ?? 0) << 8) | (data[i + 3] ?? 0);
    chunks.push(short.get(word >>> 0) ?? digitsOf(word >>> 0, alphabet));
  }
  if (missing && fill === 'cut') {
    const last = chunks.pop()!;
    const digits = last === 'z' ? alphabet[0].repeat(5) : last;
    chunks.push(digits.slice(0, digits.length - missing));
  }
  return chunks.join('');
}

function digitsOf(word: number, alphabet: string): string {
  let digits = '';
  for (let rest = word, i = 0; i < 5; i++, rest = Math.floor(rest / 85)) digits = alphabet[rest % 85] + digits;
  return digits;
}

/** The short forms of Ascii85: zeros, and if wanted spaces. */
export function shortWords(spaces: 'fold' | 'keep'): Map<number, string> {
  const words = new Map([[0, 'z']]);
  if (spaces === 'fold') words.set(FOUR_SPACES, 'y');
  return words;
}

function pushWord(out: number[], word: number): void {
  out.push(word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255);
}

/** @throws ValueError */
export function decodeBase85(text: string): Uint8Array {
  const missing = (5 - (text.length % 5)) % 5;
  const padded = text + '~'.repeat(missing);
  const out: number[] = [];
  for (let i = 0; i < padded.length; i += 5) {
    tick();
    let word = 0;
    for (let j = i; j < i + 5; j++) {
      const digit = BASE85.indexOf(padded[j]);
      if (digit < 0) throw valueError(`bad base85 character at position ${j}`);
      word = word * 85 + digit;
    }
    if (word > MAX_WORD) throw valueError(`base85 overflow in hunk starting at byte ${i}`);
    pushWord(out, word);
  }
  return Uint8Array.from(out.slice(0, out.length - missing));
}

/** @throws ValueError */
export function decodeAscii85(text: string, spaces: 'fold' | 'keep', ignored: string): Uint8Array {
  const out: number[] = [];
  let word = 0;
  let digits = 0;
  for (const letter of `${text}uuuu`) {
    tick();
    const digit = ASCII85.indexOf(letter);
    if (digit >= 0) {
      word = word * 85 + digit;
      if (++digits < 5) continue;
      if (word > MAX_WORD) throw valueError('Ascii85 overflow');
      pushWord(out, word);
      word = digits = 0;
    } else if (letter === 'z' || (letter === 'y' && spaces === 'fold')) {
      if (digits) throw valueError(`${letter} inside Ascii85 5-tuple`);
      pushWord(out, letter === 'z' ? 0 : FOUR_SPACES);
    } else if (!ignored.includes(letter)) {
      throw valueError(`Non-Ascii85 digit found: ${letter}`);
    }
  }
  return Uint8Array.from(out.slice(0, out.length - (4 - digits)));
}
