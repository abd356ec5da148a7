import { chain, type PromiseOrValue } from '../core/promiseOrValue.ts';
import type { Message, Messages } from '../store/store.ts';
import { PREDEFINED_GROUPS } from './names.ts';

const PING = '++ping';
const PONG = '++pong';

/**
 * Answers a message that begins with `++ping`, as client `id` that has just got it: once, however often it is delivered.
 * So a ping of a group lists who is alive in it.
 */
export function answerPing(messages: Messages, id: string, message: Message, now: number): PromiseOrValue<void> {
  if (!message.text.startsWith(PING) || PREDEFINED_GROUPS.has(message.from)) return;
  return chain(messages.answerPing(id, message.seq), first => {
    if (first) return messages.send(id, message.from, [PONG + message.text.slice(PING.length)], now);
  });
}
