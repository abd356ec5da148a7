import { typeError, valueError } from '../../../core/errors.ts';
import { charge, tick } from '../../budget.ts';
import { encodeHex } from '../../hexDigits.ts';
import { toSize, truth } from '../../operators.ts';
import { type Builtin, Bytes, Module, typeName, type Value } from '../../values.ts';
import { shortTypeName } from '../arguments.ts';
import { asciiBytes, binasciiError, fromText, toAsciiData, toData, toLatin1 } from '../binary.ts';
import { decodeBase64, encodeBase64 } from '../binascii/base64.ts';
import { decodeHex } from '../binascii/index.ts';
import { pythonFunction } from '../pythonFunction.ts';
import { BASE32, BASE32_HEX, checkSize, decodeBase32, encodeBase32 } from './base32.ts';
import { ASCII85, BASE85, decodeAscii85, decodeBase85, encodeBase85, shortWords } from './base85.ts';

const toEncoded = (value: Value) => toAsciiData(value, 'argument should be a bytes-like object or ASCII string');

/** `data` with each byte of `from` as the one of `to` at its place. */
function exchange(data: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  const table = Uint8Array.from({ length: 256 }, (_, i) => i);
  for (let i = 0; i < from.length; i++) table[from[i]] = to[i];
  return data.map(byte => table[byte]);
}

/** What `memoryview(value).tobytes()` makes of an argument. @throws TypeError */
function toView(value: Value): Uint8Array {
  if (value instanceof Bytes) return toData(value);
  throw typeError(`memoryview: a bytes-like object is required, not '${typeName(value)}'`);
}

const STANDARD = fromText('+/');
const URL_SAFE = fromText('-_');

function b64encode(value: Value, alternatives: Value = null): Bytes {
  const encoded = fromText(encodeBase64(toData(value)));
  if (alternatives === null) return new Bytes(encoded);
  return new Bytes(exchange(encoded, STANDARD, toData(checkSize(alternatives, 2))));
}

function b64decode(value: Value, alternatives: Value = null, validate: Value = false): Bytes {
  let text = toEncoded(value);
  if (alternatives !== null) text = exchange(text, checkSize(new Bytes(toEncoded(alternatives)), 2).data, STANDARD);
  return new Bytes(decodeBase64(text, truth(validate) ? 'strict' : 'lenient'));
}

function decode32(alphabet: string, value: Value, caseFold: Value = false, mapOne: Value = null): Bytes {
  let text = toEncoded(value);
  if (text.length % 8) throw binasciiError('Incorrect padding');
  if (mapOne !== null)
    text = exchange(text, fromText('01'), fromText(`O${toLatin1(checkSize(new Bytes(toEncoded(mapOne)), 1).data)}`));
  const letters = toLatin1(text);
  return new Bytes(decodeBase32(truth(caseFold) ? letters.toUpperCase() : letters, alphabet));
}

function b16decode(value: Value, caseFold: Value = false): Bytes {
  const text = toLatin1(toEncoded(value));
  const folded = truth(caseFold) ? text.toUpperCase() : text;
  if (/[^0-9A-F]/.test(folded)) throw binasciiError('Non-base16 digit found');
  return new Bytes(decodeHex(fromText(folded)));
}

function a85encode(
  value: Value,
  foldSpaces: Value = false,
  wrapColumn: Value = 0n,
  pad: Value = false,
  adobe: Value = false,
): Bytes {
  const framed = truth(adobe);
  const short = shortWords(truth(foldSpaces) ? 'fold' : 'keep');
  let text = encodeBase85(toView(value), ASCII85, truth(pad) ? 'pad' : 'cut', short);
  if (framed) text = `<~${text}`;
  const column = toSize(wrapColumn);
  if (column) {
    const width = Math.max(framed ? 2 : 1, column);
    tick(Math.ceil(text.length / width) * 4);
    charge(Math.ceil(text.length / width) * 24);
    const lines = Array.from({ length: Math.ceil(text.length / width) }, (_, i) =>
      text.slice(i * width, (i + 1) * width),
    );
    if (framed && lines[lines.length - 1].length + 2 > width) lines.push('');
    text = lines.join('\n');
  }
  return asciiBytes(framed ? `${text}~>` : text);
}

function a85decode(value: Value, foldSpaces: Value = false, adobe: Value = false, ignored?: Value): Bytes {
  let text = toLatin1(toEncoded(value));
  if (truth(adobe)) {
    if (!text.endsWith('~>')) throw valueError("Ascii85 encoded byte sequences must end with b'~>'");
    text = text.slice(text.startsWith('<~') ? 2 : 0, -2);
  }
  const blanks = ignored === undefined ? ' \t\n\r\v' : toLatin1(toData(ignored));
  return new Bytes(decodeAscii85(text, truth(foldSpaces) ? 'fold' : 'keep', blanks));
}

/** Bytes in a line of 76 digits. */
const LINE_BYTES = 57;

function encodeLines(value: Value): Bytes {
  const data = toWhole(value);
  let text = '';
  for (let i = 0; i < data.length; i += LINE_BYTES) {
    tick(8);
    text += `${encodeBase64(data.subarray(i, i + LINE_BYTES))}\n`;
  }
  return asciiBytes(text);
}

function toWhole(value: Value): Uint8Array {
  if (!(value instanceof Bytes)) throw typeError(`expected bytes-like object, not ${shortTypeName(value)}`);
  return toData(value);
}

const functions: readonly Builtin[] = [
  pythonFunction('b64encode', 's, altchars=None', b64encode),
  pythonFunction('b64decode', 's, altchars=None, validate=False', b64decode),
  pythonFunction('standard_b64encode', 's', (value: Value) => b64encode(value)),
  pythonFunction('standard_b64decode', 's', (value: Value) => b64decode(value)),
  pythonFunction('urlsafe_b64encode', 's', (value: Value) => b64encode(value, new Bytes(URL_SAFE))),
  pythonFunction('urlsafe_b64decode', 's', (value: Value) => b64decode(value, new Bytes(URL_SAFE))),
  pythonFunction('b32encode', 's', (value: Value) => asciiBytes(encodeBase32(toView(value), BASE32))),
  pythonFunction('b32decode', 's, casefold=False, map01=None', (value: Value, caseFold?: Value, mapOne?: Value) =>
    decode32(BASE32, value, caseFold, mapOne),
  ),
  pythonFunction('b32hexencode', 's', (value: Value) => asciiBytes(encodeBase32(toView(value), BASE32_HEX))),
  pythonFunction('b32hexdecode', 's, casefold=False', (value: Value, caseFold?: Value) =>
    decode32(BASE32_HEX, value, caseFold),
  ),
  pythonFunction('b16encode', 's', (value: Value) => asciiBytes(encodeHex(toData(value)).toUpperCase())),
  pythonFunction('b16decode', 's, casefold=False', b16decode),
  pythonFunction('a85encode', 'b, *, foldspaces=False, wrapcol=0, pad=False, adobe=False', a85encode),
  pythonFunction('a85decode', 'b, *, foldspaces=False, adobe=False, ignorechars=b" "', a85decode),
  pythonFunction('b85encode', 'b, pad=False', (value: Value, pad: Value = false) =>
    asciiBytes(encodeBase85(toView(value), BASE85, truth(pad) ? 'pad' : 'cut')),
  ),
  pythonFunction('b85decode', 'b', (value: Value) => new Bytes(decodeBase85(toLatin1(toEncoded(value))))),
  pythonFunction('encodebytes', 's', encodeLines),
  pythonFunction('decodebytes', 's', (value: Value) => new Bytes(decodeBase64(toWhole(value), 'lenient'))),
];

/** Python's `base64`. */
export const base64 = new Module('base64', new Map<string, Value>(functions.map(fn => [fn.name, fn])));
