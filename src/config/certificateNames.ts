import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { Items } from './kinds.ts';

const MAX_LENGTH = 253;
const NAME = /^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

/** Names and IP addresses that a certificate can be for. */
export const CERTIFICATE_NAMES: Items<string> = {
  allowed: 'names or IP addresses',
  read(text) {
    const value = isIP(text) && !text.includes('%') ? text : toDnsName(text);
    return value === undefined ? undefined : { value };
  },
};

/** A name as a certificate has it: in ASCII, in small letters; undefined for what is none. */
export function toDnsName(text: string): string | undefined {
  const wildcard = text.startsWith('*.') ? '*.' : '';
  const name = wildcard + domainToASCII(text.slice(wildcard.length)).replace(/\.$/, '');
  return NAME.test(name) && name.length <= MAX_LENGTH && !isIP(name) ? name : undefined;
}
