import { crc32 } from 'node:zlib';
import { typeError, valueError } from '../../../core/errors.ts';
import { tick } from '../../budget.ts';
import { encodeHex } from '../../hexDigits.ts';
import { length, toIndex } from '../../operators.ts';
import { builtin } from '../../signature.ts';
import { type Builtin, Bytes, Module, type Value } from '../../values.ts';
import { toCInt } from '../arguments.ts';
import { asciiBytes, binasciiError, binasciiErrorType, toAsciiData, toData, toLatin1 } from '../binary.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';

function hexlify(value: Value, separator?: Value, groupSize: Value = 1n): Bytes {
  const data = toData(value);
  const size = toCInt(groupSize);
  return asciiBytes(encodeHex(data, separator === undefined ? '' : toSeparator(separator), size));
}

function toSeparator(value: Value): string {
  if (length(value) !== 1) throw valueError('sep must be length 1.');
  if (value instanceof Bytes) return toLatin1(value.data);
  if (typeof value !== 'string') throw typeError('sep must be str or bytes.');
  if (value.charCodeAt(0) > 255) throw valueError('sep must be ASCII.');
  return value;
}

/** @throws binascii.Error */
export function decodeHex(text: Uint8Array): Uint8Array {
  if (text.length % 2) throw binasciiError('Odd-length string');
  const hex = toLatin1(text);
  if (!/^[0-9a-fA-F]*$/.test(hex)) throw binasciiError('Non-hexadecimal digit found');
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

const unhexlify = (value: Value) => new Bytes(decodeHex(toAsciiData(value)));

function checksum(value: Value, start: Value = 0n): bigint {
  const data = toData(value);
  return BigInt(crc32(data, Number(BigInt.asUintN(32, toIndex(start)))));
}

/** CRC-CCITT, as BinHex has it. */
function checksumCcitt(value: Value, start: Value): bigint {
  const data = toData(value);
  let crc = Number(BigInt.asUintN(16, toIndex(start)));
  for (const byte of data) {
    tick();
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
    crc &= 0xffff;
  }
  return BigInt(crc);
}

/** A line of uuencoded text holds so many bytes. */
const UU_LINE = 45;

function encodeUu(value: Value, backtick: Value = false): Bytes {
  const data = toData(value);
  if (data.length > UU_LINE) throw binasciiError('At most 45 bytes at once');
  const zero = toCInt(backtick) ? '`' : ' ';
  const letter = (bits: number) => (bits === 0 ? zero : String.fromCharCode(bits + 0x20));
  let text = letter(data.length);
  for (let i = 0; i < data.length; i += 3) {
    const bits = (data[i] << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0);
    for (let shift = 18; shift >= 0; shift -= 6) text += letter((bits >> shift) & 63);
  }
  return asciiBytes(`${text}\n`);
}

function decodeUu(value: Value): Bytes {
  const text = toAsciiData(value);
  const size = text.length ? (text[0] - 0x20) & 63 : 32;
  const out = new Uint8Array(size);
  let bits = 0;
  let held = 0;
  let at = 1;
  let written = 0;
  for (; written < size; at++) {
    const letter = text[at] ?? 0x20;
    const isEnd = letter === 0x0a || letter === 0x0d;
    if (!isEnd && (letter < 0x20 || letter > 0x60)) throw binasciiError('Illegal char');
    bits = (bits << 6) | (isEnd ? 0 : (letter - 0x20) & 63);
    held += 6;
    if (isEnd) at--;
    if (held >= 8) {
      held -= 8;
      out[written++] = (bits >> held) & 255;
      bits &= (1 << held) - 1;
    }
  }
  for (; at < text.length; at++)
    if (![0x20, 0x60, 0x0a, 0x0d].includes(text[at])) throw binasciiError('Trailing garbage');
  return new Bytes(out);
}

const functions: readonly Builtin[] = [
  builtin('binascii.hexlify', 'data, sep=b"", bytes_per_sep=1', hexlify),
  builtin('binascii.b2a_hex', 'data, sep=b"", bytes_per_sep=1', hexlify),
  builtin('binascii.unhexlify', 'hexstr, /', unhexlify),
  builtin('binascii.a2b_hex', 'hexstr, /', unhexlify),
  builtin('binascii.crc32', 'data, crc=0, /', checksum),
  builtin('binascii.crc_hqx', 'data, crc, /', checksumCcitt),
  builtin('binascii.b2a_base64', 'data, /, *, newline=True', (data: Value, newline: Value = true) =>
    asciiBytes(encodeBase64(toData(data)) + (toCInt(newline) ? '\n' : '')),
  ),
  builtin('binascii.a2b_base64', 'data, /, *, strict_mode=False', (data: Value, strict: Value = false) => {
    const text = toAsciiData(data);
    return new Bytes(decodeBase64(text, toCInt(strict) ? 'strict' : 'lenient'));
  }),
  builtin('binascii.b2a_uu', 'data, /, *, backtick=False', encodeUu),
  builtin('binascii.a2b_uu', 'data, /', decodeUu),
];

/** Python's `binascii`. */
export const binascii = new Module(
  'binascii',
  new Map<string, Value>([['Error', binasciiErrorType], ...functions.map((fn): [string, Value] => [fn.name, fn])]),
);
