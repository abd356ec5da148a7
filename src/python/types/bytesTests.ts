import { isAscii } from 'node:buffer';
import { tick } from '../budget.ts';
import { defineMethods } from '../signature.ts';
import { type Bytes, types } from '../values.ts';
import { mapBytes } from './bytesText.ts';

/** Case and kinds of bytes: ASCII's, whatever the encoding. */

const CASE_BIT = 0x20;

function isUpper(byte: number): boolean {
  return byte >= 65 && byte <= 90;
}

function isLower(byte: number): boolean {
  return byte >= 97 && byte <= 122;
}

function isAlpha(byte: number): boolean {
  return isUpper(byte) || isLower(byte);
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

function isSpace(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13);
}

function toUpper(byte: number): number {
  return isLower(byte) ? byte ^ CASE_BIT : byte;
}

function toLower(byte: number): number {
  return isUpper(byte) ? byte ^ CASE_BIT : byte;
}

type Change = (byte: number, index: number, data: Uint8Array) => number;

function recased(change: Change) {
  return ({ data }: Bytes): Bytes => mapBytes(data, (byte, i) => change(byte, i, data));
}

function every(test: (byte: number) => boolean) {
  return ({ data }: Bytes): boolean => {
    tick(data.length >> 5);
    return data.length > 0 && data.every(test);
  };
}

function inCase(isWanted: (byte: number) => boolean, isOther: (byte: number) => boolean) {
  return ({ data }: Bytes): boolean => {
    tick(data.length >> 5);
    return data.some(isWanted) && !data.some(isOther);
  };
}

function isTitle({ data }: Bytes): boolean {
  tick(data.length >> 5);
  const isTitled = (byte: number, i: number) => {
    const inWord = i > 0 && isAlpha(data[i - 1]);
    return isUpper(byte) ? !inWord : !isLower(byte) || inWord;
  };
  return data.some(isAlpha) && data.every(isTitled);
}

defineMethods(types.bytes, {
  capitalize: ['', recased((byte, i) => (i === 0 ? toUpper(byte) : toLower(byte)))],
  lower: ['', recased(toLower)],
  swapcase: ['', recased(byte => (isAlpha(byte) ? byte ^ CASE_BIT : byte))],
  title: ['', recased((byte, i, data) => (i > 0 && isAlpha(data[i - 1]) ? toLower(byte) : toUpper(byte)))],
  upper: ['', recased(toUpper)],
  isalnum: ['', every(byte => isAlpha(byte) || isDigit(byte))],
  isalpha: ['', every(isAlpha)],
  isascii: [
    '',
    ({ data }: Bytes) => {
      tick(data.length >> 10);
      return isAscii(data);
    },
  ],
  isdigit: ['', every(isDigit)],
  islower: ['', inCase(isLower, isUpper)],
  isspace: ['', every(isSpace)],
  istitle: ['', isTitle],
  isupper: ['', inCase(isUpper, isLower)],
});
