import { PythonError, typeError, valueError } from '../../core/errors.ts';
import { toText } from '../arguments.ts';
import { tick } from '../budget.ts';
import { Dict } from '../dict.ts';
import { findIndex } from '../operators/protocol.ts';
import { getItem } from '../operators/subscript.ts';
import { chargeText, codePointsOf, lengthOf } from '../strings.ts';
import type { Value } from '../values.ts';

/** `text.translate(table)`: each character replaced by what the table has for its number. @throws TypeError, ValueError */
export function translate(text: string, table: Value): string {
  const known = new Map<string, string>();
  const parts: string[] = [];
  for (const char of text) {
    tick();
    let replacement = known.get(char);
    if (replacement === undefined) {
      replacement = lookUp(table, char);
      known.set(char, replacement);
    }
    chargeText(8 + replacement.length, replacement);
    parts.push(replacement);
  }
  return parts.join('');
}

function lookUp(table: Value, char: string): string {
  let found: Value;
  try {
    found = getItem(table, BigInt(char.codePointAt(0)!));
  } catch (error) {
    if (error instanceof PythonError && LOOKUP_ERRORS.has(error.type)) return char;
    throw error;
  }
  if (found === null) return '';
  if (typeof found === 'string') return found;
  if (typeof found !== 'bigint' && typeof found !== 'boolean')
    throw typeError('character mapping must return integer, None or str');
  const codePoint = Number(found);
  if (codePoint < 0 || codePoint > 0x10ffff) throw valueError('character mapping must be in range(0x110000)');
  return String.fromCodePoint(codePoint);
}

const LOOKUP_ERRORS: ReadonlySet<string> = new Set(['LookupError', 'KeyError', 'IndexError']);

/** `str.maketrans(x, y, z)`. @throws TypeError, ValueError */
export function translationTable(from: Value, to?: Value, dropped?: Value): Dict {
  if (to === undefined) return tableOf(from);
  const replacements = toText(to, 'maketrans() argument 2');
  const deleted = dropped === undefined ? '' : toText(dropped, 'maketrans() argument 3');
  if (typeof from !== 'string')
    throw typeError('first maketrans argument must be a string if there is a second argument');
  if (lengthOf(from) !== lengthOf(replacements))
    throw valueError('the first two maketrans arguments must have equal length');
  const table = new Dict();
  const by = codePointsOf(replacements);
  codePointsOf(from).forEach((codePoint, i) => {
    tick();
    table.set(BigInt(codePoint), BigInt(by[i]));
  });
  for (const codePoint of codePointsOf(deleted)) {
    tick();
    table.set(BigInt(codePoint), null);
  }
  return table;
}

function tableOf(mapping: Value): Dict {
  if (!(mapping instanceof Dict)) throw typeError('if you give only one argument to maketrans it must be a dict');
  const table = new Dict();
  for (const [key, value] of mapping.entries()) {
    tick();
    if (typeof key === 'string') {
      if (lengthOf(key) !== 1) throw valueError('string keys in translate table must be of length 1');
      table.set(BigInt(key.codePointAt(0)!), value);
    } else if (findIndex(key) !== null) table.set(key, value);
    else throw typeError('keys in translate table must be strings or integers');
  }
  return table;
}
