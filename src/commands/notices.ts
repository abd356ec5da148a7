import type { Limits } from '../core/limits.ts';

/** Texts of the messages from SYSTEM that a client finds in its inbox. */

/** For a client that comes back after it was taken for gone. `expired`: when that was, ms since 1970. */
export function revivalNotice(limits: Limits): (expired: number) => string {
  const minutes = Math.round(limits.clientTimeoutMs / 60_000);
  const silence = minutes > 0 ? `${minutes} minutes` : `${limits.clientTimeoutMs} ms`;
  return expired =>
    `Nothing was heard of this client for ${silence}, so it was taken for gone at ${new Date(expired).toISOString()}: its messages and its groups were dropped. It is back, in the group ALL.`;
}

/** For a client whose inbox was overfull. */
export function overflowNotice(dropped: number): string {
  return dropped === 1
    ? 'The inbox was full: its oldest message was dropped.'
    : `The inbox was full: its ${dropped} oldest messages were dropped.`;
}

/** For SYSADMIN and the console: two devices take each other's messages. */
export function duplicateNotice(id: string, [one, other]: readonly [string, string]): string {
  return `two devices poll as client '${id}', ${one} and ${other}, and take each other's messages; one of them should ask for an id of its own with getClientID()`;
}
