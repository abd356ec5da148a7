import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { nameOf, tokenize } from '../../../src/sql/sqlite/tokens.ts';

const describe = (text: string) =>
  tokenize(text)
    .filter(token => token.kind !== 'blank')
    .map(token => `${token.kind}:${token.text}`)
    .join(' ');

test('a statement falls into its tokens', () => {
  const tokens = tokenize(
    `SELECT a."b""c", 'it''s' -- x;\n FROM [t 1] /* ; */ WHERE \`d\`>=?2 AND :e||x'0F' <> 1.5e3;`,
  );
  assert.deepEqual(
    tokens.filter(token => token.kind !== 'blank').map(token => token.text),
    `SELECT|a|.|"b""c"|,|'it''s'|FROM|[t 1]|WHERE|\`d\`|>=|?2|AND|:e|\u0000|x'0F'|<>|1.5e3|;`
      .split('|')
      .map(text => (text === '\u0000' ? '||' : text)),
  );
});

const EDGES: readonly [string, string][] = [
  ['', ''],
  ["'''", "illegal:'''"],
  ["''''", "string:''''"],
  ["'a' 'b", "string:'a' illegal:'b"],
  ['"a""', 'illegal:"a""'],
  ['[a', 'illegal:[a'],
  ['/* a', ''],
  ['/**/a/***/', 'word:a'],
  ['--a\rb\nc', 'word:c'],
  ['\ufeffa', 'word:a'],
  ['\u00a0a', 'word:\u00a0a'],
  ['‘a’', 'word:‘a’'],
  ["x'00' X'0 1'2", "blob:x'00' blob:X'0 1' number:2"],
  ['a$b ? ?1 :a @a $a', 'word:a$b parameter:? parameter:?1 parameter::a parameter:@a parameter:$a'],
  [': !', 'illegal:: illegal:!'],
  ['a->>b', 'word:a symbol:->> word:b'],
];

test('the edges of the grammar', () => {
  for (const [text, tokens] of EDGES) assert.equal(describe(text), tokens, JSON.stringify(text));
});

test('any text is cut without loss', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), soup()), text => {
      assert.equal(
        tokenize(text)
          .map(token => token.text)
          .join(''),
        text,
      );
    }),
  );
});

// If a token of ours were two of SQLite's, or two of ours one of SQLite's, a blank between them would change what SQLite says.
test('SQLite cuts at the same places', () => {
  const database = new Database(':memory:');
  const verdict = (text: string) => {
    try {
      return database.prepare(text).raw().all();
    } catch (error) {
      return String(error);
    }
  };
  fc.assert(
    fc.property(soup(), text => {
      const spaced = tokenize(text)
        .filter(token => token.kind !== 'blank')
        .map(token => token.text)
        .join(' ');
      assert.deepEqual(verdict(`SELECT ${spaced}`), verdict(`SELECT ${text}`));
    }),
    { numRuns: 3000 },
  );
});

test('a name loses its quotes', () => {
  const names = tokenize('a "b""c" [d"e] `f``g` \'h\'\'i\' 5').map(nameOf);
  assert.deepEqual(
    names.filter(name => name !== undefined),
    ['a', 'b"c', 'd"e', 'f`g', "h'i"],
  );
});

test('a megabyte of anything is cut in linear time', () => {
  for (const piece of ["'", "''", '"', '[', '/*', '*/', '--', '\n', 'a', '?', ' ', '😀', "x'", '1', '.']) {
    const text = piece.repeat(1_000_000 / piece.length);
    assert.equal(
      tokenize(text).reduce((length, token) => length + token.text.length, 0),
      text.length,
    );
  }
});

function soup(): fc.Arbitrary<string> {
  const piece = fc.constantFrom(
    ...`1 a b ' '' " "" [ ] \` \`\` -- - /* */ / * ; , . ( ) + || | < > = == <> -> ->> ?1 x' x'00' 'c' as é 😀 limit union select`.split(
      ' ',
    ),
    ' ',
    '\n',
    '\t',
    '\r',
    '\f',
  );
  return fc.array(piece, { maxLength: 12 }).map(pieces => pieces.join(''));
}
