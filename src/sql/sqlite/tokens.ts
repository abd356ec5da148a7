/** What a token of SQL is; `blank` is white space or a comment. */
export type TokenKind = 'blank' | 'word' | 'quoted' | 'string' | 'number' | 'blob' | 'parameter' | 'symbol' | 'illegal';

/** A piece of SQL. The texts of all tokens, joined, are the statement. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

// As in SQLite's tokenize.c: what is not ASCII belongs to a word, U+00A0 and U+2019 too; a comment that is not closed ends with the text.
// `(?!')` keeps a failed match from taking half of a doubled quote for the closing one.
const PATTERNS: readonly [TokenKind, RegExp][] = [
  ['blank', /[ \t\n\v\f\r\uFEFF]+|--[^\n]*|\/\*(?=[\s\S])[\s\S]*?(?:\*\/|$)/],
  ['string', /'[^']*(?:''[^']*)*'(?!')/],
  ['quoted', /"[^"]*(?:""[^"]*)*"(?!")|`[^`]*(?:``[^`]*)*`(?!`)|\[[^\]]*\]/],
  ['blob', /[xX]'[^']*'?/],
  ['number', /\.?\d[\w$.\u0080-\uFFFF]*/],
  ['parameter', /\?\d*|[:@$#][\w$\u0080-\uFFFF]+/],
  ['word', /[A-Za-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*/],
  ['symbol', /\|\||<<|<=|<>|>=|>>|==|!=|->>?|[-+*/%=<>|&~,;.()]/],
  ['illegal', /['"`[][\s\S]*|[\s\S]/],
];
const TOKEN = new RegExp(PATTERNS.map(([, pattern]) => `(${pattern.source})`).join('|'), 'gy');

/** Cuts `text` into tokens, without loss, in time linear to its length. Any text will do. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const group = match.findIndex((part, index) => index > 0 && part !== undefined);
    tokens.push({ kind: PATTERNS[group - 1][0], text: match[0] });
  }
  return tokens;
}

/** What a token names, quotes removed (SQLite takes a string for a name where only a name can stand); `undefined` for other tokens. */
export function nameOf(token: Token | undefined): string | undefined {
  if (token?.kind === 'word') return token.text;
  if (token?.kind !== 'quoted' && token?.kind !== 'string') return undefined;
  const quote = token.text[0];
  const inner = token.text.slice(1, -1);
  return quote === '[' ? inner : inner.replaceAll(quote + quote, quote);
}
