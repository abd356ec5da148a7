import type { Message } from '../../store/store.ts';
import { encodeMessage } from '../messagePump.ts';
import { encodeNotification } from './jsonRpc.ts';

/** A whole text frame of a server: FIN, no mask. @see RFC 6455, 5.2 */
const TEXT_FRAME = 0x81;
const LENGTH_IN_16_BITS = 126;
const LENGTH_IN_64_BITS = 127;

/** A text as one frame. A server's frames are the same bytes for every client, so that one can be encoded once for many. */
export function encodeTextFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const headerLength = length < LENGTH_IN_16_BITS ? 2 : length < 0x10000 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerLength + length);
  frame[0] = TEXT_FRAME;
  if (headerLength === 2) {
    frame[1] = length;
  } else if (headerLength === 4) {
    frame[1] = LENGTH_IN_16_BITS;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = LENGTH_IN_64_BITS;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, headerLength);
  return frame;
}

const encoded = new WeakMap<Message, Buffer>();
let latest: { messages: readonly Message[]; frames: Buffer } | undefined;

/** The messages as `message` notifications, a frame each. Whoever gets the same messages gets the same bytes, encoded once. */
export function encodeMessages(messages: readonly Message[]): Buffer {
  if (latest && isSame(latest.messages, messages)) return latest.frames;
  const frames = messages.length === 1 ? frameOf(messages[0]) : Buffer.concat(messages.map(frameOf));
  latest = { messages, frames };
  return frames;
}

function frameOf(message: Message): Buffer {
  let frame = encoded.get(message);
  if (!frame) {
    frame = encodeTextFrame(encodeNotification('message', encodeMessage(message)));
    encoded.set(message, frame);
  }
  return frame;
}

function isSame(some: readonly Message[], others: readonly Message[]): boolean {
  return some.length === others.length && some.every((message, i) => message === others[i]);
}
