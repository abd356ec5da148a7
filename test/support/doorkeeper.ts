import { Doorkeeper } from '../../src/access/doorkeeper.ts';
import { silentLog } from '../../src/core/log.ts';

/** One that lets the workshop in, without tokens and limits. */
export function openDoor(): Doorkeeper {
  const settings = { allowed: [], proxies: [], requiresToken: false };
  return new Doorkeeper({ ...settings, requestsPerSecond: Number.POSITIVE_INFINITY }, silentLog);
}
