import { valueError } from '../core/errors.ts';

/** The groups that mean something to the server itself. Nobody joins or sends as those of the second row. */
export const PREDEFINED_GROUPS: ReadonlySet<string> = new Set([
  ...['ALL', 'CONSOLE', 'SYSADMIN'],
  ...['NOPLY', 'SYSTEM', 'SQLite'],
]);

/** Groups that have no members: a name of the server, or a sender only. */
export const CLOSED_GROUPS: ReadonlySet<string> = new Set(['NOPLY', 'SYSTEM', 'SQLite']);

const MAX_NAME = 60;
const MAX_KEY = 255;
const FORBIDDEN = /[.\-È\u0000-\u001f\u007f-\u009f]/u;

/** @throws ValueError if the text can be neither a client's id nor a group's name. */
export function checkName(name: string, argument: string): string {
  const length = codePoints(name);
  if (length === 0 || length > MAX_NAME) {
    throw valueError(`${argument} must be 1 to ${MAX_NAME} characters long, not ${length}`);
  }
  if (name === 'None') throw valueError(`${argument} must not be 'None'`);
  const found = FORBIDDEN.exec(name)?.[0];
  if (found !== undefined) {
    const shown =
      found >= '\u0080'
        ? `'${found}' (U+${hex(found)})`
        : found < ' ' || found === '\u007f'
          ? `U+${hex(found)}`
          : `'${found}'`;
    throw valueError(`${argument} must not contain ${shown}: '.', '-', 'È' and control characters are not allowed`);
  }
  if (!name.isWellFormed()) throw valueError(`${argument} must not contain surrogates`);
  return name;
}

/** @throws ValueError if the text can't be a key of MyData. */
export function checkKey(key: string, argument: string): string {
  const length = codePoints(key);
  if (length === 0 || length > MAX_KEY) {
    throw valueError(`${argument} must be 1 to ${MAX_KEY} characters long, not ${length}`);
  }
  if (!key.isWellFormed()) throw valueError(`${argument} must not contain surrogates`);
  return key;
}

/** The number of characters as Python counts them. */
export function codePoints(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      count--;
      i++;
    }
  }
  return count;
}

function hex(character: string): string {
  return character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
}
