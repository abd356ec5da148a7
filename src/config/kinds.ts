import { resolve } from 'node:path';
import { domainToASCII } from 'node:url';
import { isNetwork } from '../core/networks.ts';

/** What a setting's value can be. */
export interface Kind<T> {
  /** As it would be given. */
  default: string;
  /** Ends the sentence "allowed is …". */
  allowed: string;
  /** The value, or undefined if the text is not allowed. `folder`: what relative paths start from. */
  read(text: string, folder: string): { value: T } | undefined;
  /** Of a list: the first item of a text that is not allowed. */
  findWrongItem?(text: string, folder: string): string | undefined;
  /** Of a switch: its flag may stand alone. */
  isSwitch?: boolean;
}

/** A whole number. */
export function whole(fallback: number, min: number, max: number): Kind<number> {
  return {
    default: `${fallback}`,
    allowed: `a whole number from ${min} to ${max}`,
    read(text) {
      const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      return value >= min && value <= max ? { value } : undefined;
    },
  };
}

/** A time that is given and used in milliseconds. */
export function milliseconds(fallbackMs: number, min = 0): Kind<number> {
  return whole(fallbackMs, min, MAX_TIMER_MS);
}
const MAX_TIMER_MS = 2 ** 31 - 1;

/** A time that is given in seconds and used in milliseconds. */
export function seconds(fallbackMs: number): Kind<number> {
  const { read, ...kind } = whole(fallbackMs / 1000, 1, YEAR_SECONDS);
  return {
    ...kind,
    read(text, folder) {
      const given = read(text, folder);
      return given && { value: given.value * 1000 };
    },
  };
}
const YEAR_SECONDS = 366 * 24 * 3600;

/** The address of an interface, or a host name of one. */
export function address(): Kind<string> {
  return {
    default: '',
    allowed: 'an address of this machine',
    read: text => (/^[\w.:%-]+$/.test(text) ? { value: text } : undefined),
  };
}

/** The path of a folder. */
export function folderPath(fallback: string): Kind<string> {
  return {
    default: fallback,
    allowed: 'a path',
    read: (text, folder) => (text === '' ? undefined : { value: resolve(folder, text) }),
  };
}

/** On or off; off by default. */
export function onOff(): Kind<boolean> {
  const values: Record<string, boolean | undefined> = {
    ...{ on: true, yes: true, true: true, '1': true },
    ...{ off: false, no: false, false: false, '0': false },
  };
  return {
    default: 'off',
    allowed: 'on or off',
    isSwitch: true,
    read(text) {
      const value = Object.hasOwn(values, text) ? values[text] : undefined;
      return value === undefined ? undefined : { value };
    },
  };
}

/** Networks, as a list. */
export function networks(fallback: readonly string[]): Kind<string[]> {
  const read = (text: string) => (isNetwork(text) ? { value: text } : undefined);
  return list(fallback, { allowed: 'addresses and networks such as 192.168.7.0/24', read });
}

/** The path of a file, or one of some words, the first of which is the default. */
export function filePath(words: readonly [string, ...string[]]): Kind<string> {
  return {
    default: words[0],
    allowed: ['a path', ...words].join(', ').replace(/, (\w+)$/, ' or $1'),
    read: (text, folder) => (text === '' ? undefined : { value: words.includes(text) ? text : resolve(folder, text) }),
  };
}

/** One of some words. */
export function choice<T extends string>(fallback: T, choices: readonly T[]): Kind<T> {
  return {
    default: fallback,
    allowed: `one of ${choices.join(', ')}`,
    read: text => (choices.includes(text as T) ? { value: text as T } : undefined),
  };
}

/** The same with a word that stands for undefined, the default. */
export function optional<T>(kind: Kind<T>, none: string): Kind<T | undefined> {
  return {
    default: none,
    allowed: `${kind.allowed}, or ${none}`,
    read: (text, folder) => (text === none ? { value: undefined } : kind.read(text, folder)),
  };
}

/** What a list consists of; `allowed`: in the plural. */
export type Items<T> = Pick<Kind<T>, 'allowed' | 'read'>;

/**
 * Any number of items, separated by commas or blanks; the word `none`, alone, is the empty list. In the configuration file it may be an
 * array; a repeated flag adds to it. What is given takes the place of the default, whole.
 */
export function list<T>(fallback: readonly string[], items: Items<T>): Kind<T[]> {
  return {
    default: fallback.join(',') || EMPTY_LIST,
    allowed: `${items.allowed}, separated by commas, or ${EMPTY_LIST}`,
    read(text, folder) {
      const read = itemsOf(text).map(item => items.read(item, folder));
      return read.includes(undefined) ? undefined : { value: read.map(item => item!.value) };
    },
    findWrongItem: (text, folder) => itemsOf(text).find(item => items.read(item, folder) === undefined),
  };
}
const EMPTY_LIST = 'none';

function itemsOf(text: string): string[] {
  return text.trim() === EMPTY_LIST ? [] : text.split(/[\s,]+/).filter(Boolean);
}

/** Whether a setting of this kind is a list. */
export function isList(kind: Kind<unknown>): boolean {
  return kind.findWrongItem !== undefined;
}

/** Names of hosts, in the form in which they are asked for; `*.example.org` is all below one. */
export const HOST_NAMES: Items<string> = {
  allowed: 'host names (hub.example.org, or *.example.org for all below it)',
  read(text) {
    const [, wildcard = '', name] = /^(\*\.)?([^*:/?#@%[\]\\]+)$/.exec(text) ?? [];
    const ascii = name === undefined ? '' : domainToASCII(name).replace(/\.$/, '');
    return /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(ascii) ? { value: wildcard + ascii } : undefined;
  },
};

/** Origins of pages, as browsers say them; `*` is every page. */
export const ORIGINS: Items<string> = {
  allowed: 'origins (https://app.example.org, http://192.168.1.5:8080), or * for every page',
  read(text) {
    if (text === '*') return { value: text };
    if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#@*\s]+\/?$/i.test(text)) return undefined;
    const url = URL.parse(text);
    if (!url) return undefined;
    // Those of apps (capacitor://localhost) have none that is known here.
    return { value: url.origin === 'null' ? text.replace(/\/$/, '').toLowerCase() : url.origin };
  },
};
