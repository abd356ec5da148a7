/**
 * How far a text is a request. `command`: one whole call of a registered command. `complete`: a whole request of any other
 * form. `incomplete`: the parser's error lies at the end. `invalid`: wrong whatever may follow. `empty`: blanks.
 * @see docs/protocol.md, completeness
 */
export type Completeness = 'command' | 'complete' | 'incomplete' | 'invalid' | 'empty';

/** How far `text` is a request. Linear in its length; parses only where brackets and quotes are closed. */
export function classify(_text: string, _isCommand: (name: string) => boolean): Completeness {
  throw new Error('being written');
}
