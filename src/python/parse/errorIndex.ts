import { PythonError } from '../../core/errors.ts';
import { tryParse } from './parse.ts';
import { ParseFailure } from './parser.ts';

/** Where the token begins at which a text stops being Python, counted in UTF-16 units; null where all of it is, or where no place can be told. */
export function findErrorIndex(source: string): number | null {
  // Line breaks keep their width, so that the index is one of the source.
  const text = source.replace(/\r\n/g, ' \n').replace(/\r/g, '\n');
  const start = /^[ \t\f\n]*/.exec(text)![0].length;
  try {
    tryParse(text.slice(start).trimEnd());
    return null;
  } catch (error) {
    if (error instanceof ParseFailure) return start + error.index;
    // What is wrong inside of a string, or nests too deeply, has no place.
    if (!(error instanceof Error) || error instanceof PythonError || error instanceof RangeError) return null;
    throw error;
  }
}
