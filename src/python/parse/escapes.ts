import { characterNamed } from './characterNames.ts';
import { BACKSLASH } from './characters.ts';

/** What is wrong inside a string literal, as CPython says it. */
export class StringError {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

const HEX_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);
const TRUNCATED: ReadonlyMap<string, string> = new Map([
  ['x', 'truncated \\xXX escape'],
  ['u', 'truncated \\uXXXX escape'],
  ['U', 'truncated \\UXXXXXXXX escape'],
]);

/** The text between the quotes of a str literal, its escapes decoded. @throws StringError */
export function decodeText(body: string): string {
  let at = body.indexOf('\\');
  if (at < 0) return body;
  let text = '';
  let done = 0;
  for (; at >= 0; at = body.indexOf('\\', done)) {
    text += body.slice(done, at);
    const [decoded, end] = decodeEscape(body, at);
    text += decoded;
    done = end;
  }
  return text + body.slice(done);
}

/** What the escape at `at` stands for, and its end. */
function decodeEscape(body: string, at: number): [string, number] {
  const letter = body[at + 1];
  // Before an expression of an f-string.
  if (letter === undefined) return ['\\', at + 1];
  const simple = SIMPLE.get(letter);
  if (simple !== undefined) return [simple, at + 2];
  const octal = octalEnd(body, at + 1);
  if (octal > at + 1) return [String.fromCharCode(Number.parseInt(body.slice(at + 1, octal), 8)), octal];
  const length = HEX_LENGTHS.get(letter);
  if (length !== undefined) return decodeHex(body, at, length);
  return letter === 'N' ? decodeName(body, at) : [`\\${letter}`, at + 2];
}

/** The end of up to three octal digits. */
function octalEnd(body: string, start: number): number {
  let end = start;
  while (end < start + 3 && body[end] >= '0' && body[end] <= '7') end++;
  return end;
}

function decodeHex(body: string, at: number, length: number): [string, number] {
  let end = at + 2;
  while (end < at + 2 + length && isHexDigit(body[end])) end++;
  if (end < at + 2 + length) throw unicodeError(body, at, end, TRUNCATED.get(body[at + 1])!);
  const code = Number.parseInt(body.slice(at + 2, end), 16);
  if (code > 0x10ffff) throw unicodeError(body, at, end, 'illegal Unicode character');
  return [String.fromCodePoint(code), end];
}

function decodeName(body: string, at: number): [string, number] {
  const close = body[at + 2] === '{' ? body.indexOf('}', at + 3) : -1;
  if (close <= at + 3) {
    const end = body[at + 2] !== '{' ? at + 2 : close < 0 ? body.length : at + 3;
    throw unicodeError(body, at, end, 'malformed \\N character escape');
  }
  const character = characterNamed(body.slice(at + 3, close));
  if (character === undefined) throw unicodeError(body, at, close + 1, 'unknown Unicode character name');
  return [character, close + 1];
}

/** CPython counts positions in a text where what is not ASCII is written as `\UXXXXXXXX`. */
function unicodeError(body: string, from: number, to: number, reason: string): StringError {
  const start = escapedLength(body.slice(0, from));
  const end = start + escapedLength(body.slice(from, to)) - 1;
  const where = end > start ? `bytes in position ${start}-${end}` : `byte 0x5c in position ${start}`;
  return new StringError(`(unicode error) 'unicodeescape' codec can't decode ${where}: ${reason}`);
}

function escapedLength(text: string): number {
  let length = 0;
  for (const character of text) length += character > '\x7f' ? 10 : 1;
  return length;
}

function isHexDigit(character: string | undefined): boolean {
  return character !== undefined && /^[0-9a-fA-F]$/.test(character);
}

/** The bytes between the quotes of a bytes literal. @throws StringError */
export function decodeBytes(body: string, raw: boolean): Uint8Array {
  const data = new Uint8Array(body.length);
  let length = 0;
  for (let i = 0; i < body.length; ) {
    const code = body.charCodeAt(i);
    if (code > 127) throw new StringError('bytes can only contain ASCII literal characters');
    if (raw || code !== BACKSLASH) {
      data[length++] = code;
      i++;
      continue;
    }
    const octal = octalEnd(body, i + 1);
    if (octal > i + 1) {
      data[length++] = Number.parseInt(body.slice(i + 1, octal), 8);
      i = octal;
    } else if (body[i + 1] === 'x') {
      if (!isHexDigit(body[i + 2]) || !isHexDigit(body[i + 3]))
        throw new StringError(`(value error) invalid \\x escape at position ${i}`);
      data[length++] = Number.parseInt(body.slice(i + 2, i + 4), 16);
      i += 4;
    } else {
      const simple = SIMPLE.get(body[i + 1]) ?? body.slice(i, i + 2);
      for (const character of simple) data[length++] = character.charCodeAt(0);
      i += 2;
    }
  }
  for (let i = 0; i < body.length; i++)
    if (body.charCodeAt(i) > 127) throw new StringError('bytes can only contain ASCII literal characters');
  return data.subarray(0, length);
}
