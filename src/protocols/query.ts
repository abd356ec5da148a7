import { decodeStrictly } from './utf8.ts';

const ESCAPES = /%([0-9a-f]{2})/gi;

/**
 * The names and values of a query or a form, in order: `a=1&b=x+y`. What is no escape stays as it is, and so do bytes beyond ASCII that
 * simple clients send unescaped. `source`: its bytes as Latin-1, as node:http gives a request's target.
 * @throws UnicodeDecodeError
 */
export function parseQuery(source: string): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (const part of source.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const [name, value] = at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
    pairs.push([decodeEscapes(name.replaceAll('+', ' ')), decodeEscapes(value.replaceAll('+', ' '))]);
  }
  return pairs;
}

/** The first value of this name, or undefined. */
export function queryValue(pairs: readonly [string, string][], name: string): string | undefined {
  return pairs.find(pair => pair[0] === name)?.[1];
}

/** Undoes percent-escapes; `source` as in `parseQuery`. @throws UnicodeDecodeError */
export function decodeEscapes(source: string): string {
  const bytes = source.replace(ESCAPES, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)));
  return decodeStrictly(Buffer.from(bytes, 'latin1'));
}

/** A request's target in its two parts, both undecoded: the path, and what follows the `?`. */
export function splitTarget(target: string): { path: string; query: string } {
  const at = target.indexOf('?');
  return at < 0 ? { path: target, query: '' } : { path: target.slice(0, at), query: target.slice(at + 1) };
}
