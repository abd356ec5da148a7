import { callMethod } from '../../call.ts';
import { Bytes } from '../../values.ts';

/** The text of JSON in any of its encodings. @throws UnicodeDecodeError */
export function decodeBytes(data: Uint8Array): string {
  return callMethod(new Bytes(data), 'decode', [detectEncoding(data), 'surrogatepass']) as string;
}

const MARKS: readonly [string, number[]][] = [
  ['utf-32', [0, 0, 0xfe, 0xff]],
  ['utf-32', [0xff, 0xfe, 0, 0]],
  ['utf-16', [0xfe, 0xff]],
  ['utf-16', [0xff, 0xfe]],
  ['utf-8-sig', [0xef, 0xbb, 0xbf]],
];

/** By the byte order mark, else by where zeros stand among the first bytes. */
function detectEncoding(data: Uint8Array): string {
  for (const [encoding, mark] of MARKS) if (mark.every((byte, i) => data[i] === byte)) return encoding;
  if (data.length >= 4) {
    if (!data[0]) return data[1] ? 'utf-16-be' : 'utf-32-be';
    if (!data[1]) return data[2] || data[3] ? 'utf-16-le' : 'utf-32-le';
  } else if (data.length === 2) {
    if (!data[0]) return 'utf-16-be';
    if (!data[1]) return 'utf-16-le';
  }
  return 'utf-8';
}
