import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { readStatement } from '../../../src/sql/sqlite/statement.ts';

const verdict = (text: string) => {
  try {
    return readStatement(text).keyword;
  } catch (error) {
    return String(error);
  }
};

const ALLOWED = `
  SELECT 1
  values (1)
  WITH x AS (SELECT 1) DELETE FROM t
  INSERT INTO t VALUES (1) RETURNING *
  REPLACE INTO t VALUES (1)
  UPDATE t SET into_ = 1
  DELETE FROM t
  CREATE TABLE t (temp, attach, pragma_x)
  CREATE TABLE "temperature" AS SELECT temp.x FROM temp
  CREATE TABLE IF NOT EXISTS main.temp (a)
  CREATE UNIQUE INDEX i ON t (a)
  CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET a = 1; DELETE FROM t; END
  CREATE VIRTUAL TABLE f USING fts5(a)
  DROP TABLE t
  ALTER TABLE t RENAME TO u
  ANALYZE
  ANALYZE main.temp
  REINDEX
  VACUUM
  SELECT 'ATTACH', "begin", [pragma] FROM t
  SELECT * FROM pragma_table_info('t')
  PRAGMA table_info(t)
  PRAGMA main.table_info = t
  PRAGMA "user_version" = 5
  pragma journal_mode;
  EXPLAIN SELECT 1
  EXPLAIN QUERY PLAN SELECT 1
  SELECT load_extension FROM t`;

test('what stays within the one database is let through', () => {
  for (const text of ALLOWED.trim().split('\n')) assert.match(verdict(text), /^[A-Z]+$/, text);
});

const REFUSED: readonly [string, string][] = [
  ['BEGIN', 'BEGIN is not allowed: every request is a transaction of its own'],
  ['savepoint a', 'SAVEPOINT is not allowed: every request is a transaction of its own'],
  ['COMMIT', 'COMMIT is not allowed: every request is a transaction of its own'],
  ['END', 'END is not allowed: every request is a transaction of its own'],
  ['ROLLBACK', 'ROLLBACK is not allowed: every request is a transaction of its own'],
  ['RELEASE a', 'RELEASE is not allowed: every request is a transaction of its own'],
  ["ATTACH 'x' AS y", 'ATTACH is not allowed: there is one database'],
  ['DETACH y', 'DETACH is not allowed: there is one database'],
  ["EXPLAIN QUERY PLAN ATTACH 'x' AS y", 'ATTACH is not allowed: there is one database'],
  ["VACUUM main INTO 'x'", 'VACUUM INTO is not allowed: it would write another file'],
  ['CREATE TEMP TABLE t (a)', 'CREATE TEMP is not allowed: all clients share one connection'],
  ['CREATE TEMPORARY VIEW t AS SELECT 1', 'CREATE TEMPORARY is not allowed: all clients share one connection'],
  ['CREATE TABLE IF NOT EXISTS "TEMP".t (a)', 'to create in temp is not allowed: all clients share one connection'],
  [
    "CREATE TRIGGER 'temp'.t AFTER INSERT ON x BEGIN SELECT 1; END",
    'to create in temp is not allowed: all clients share one connection',
  ],
  [
    'CREATE VIRTUAL TABLE [temp] . t USING fts5(a)',
    'to create in temp is not allowed: all clients share one connection',
  ],
  ['ANALYZE `temp`', 'to analyze temp is not allowed: all clients share one connection'],
  ['analyze temp.sqlite_schema', 'to analyze temp is not allowed: all clients share one connection'],
  ['SELECT load_extension(1)', 'load_extension() is not allowed: it loads code'],
  ['SELECT "Load_Extension" /**/ (1)', 'load_extension() is not allowed: it loads code'],
  ["SELECT fts3_tokenizer('a')", 'fts3_tokenizer() is not allowed: it loads code'],
  [
    'PRAGMA writable_schema',
    'PRAGMA writable_schema is not allowed: only PRAGMAs that read, user_version and application_id are',
  ],
  [
    "PRAGMA main . 'Writable_Schema' = 1",
    'PRAGMA writable_schema is not allowed: only PRAGMAs that read, user_version and application_id are',
  ],
  ['PRAGMA journal_mode = delete', 'to set PRAGMA journal_mode is not allowed: it can only be read'],
  ['PRAGMA journal_mode(delete)', 'to set PRAGMA journal_mode is not allowed: it can only be read'],
  ['SELECT * FROM pragma_database_list', 'pragma_database_list is not allowed: it tells where the database is'],
  ["SELECT * FROM 'pragma_database_list'", 'pragma_database_list is not allowed: it tells where the database is'],
  ['SELEC 1', 'near "SELEC": syntax error'],
  ['(SELECT 1)', 'near "(": syntax error'],
  ["'abc", 'unrecognized token: "\'abc"'],
  ['EXPLAIN', 'incomplete input'],
  ['EXPLAIN EXPLAIN SELECT 1', 'near "EXPLAIN": syntax error'],
];

test('what reaches beyond it is refused, with the reason', () => {
  for (const [text, message] of REFUSED) assert.equal(verdict(text), `OperationalError: ${message}`, text);
});

test('only dangerous PRAGMAs are refused that SQLite has', () => {
  const database = new Database(':memory:');
  const pragmas = database.prepare('SELECT name FROM pragma_pragma_list').pluck().all() as string[];
  const dangerous =
    'case_sensitive_like checkpoint_fullfsync defer_foreign_keys fullfsync hard_heap_limit incremental_vacuum journal_size_limit key locking_mode mmap_size secure_delete shrink_memory soft_heap_limit temp_store temp_store_directory threads wal_autocheckpoint wal_checkpoint writable_schema query_only database_list';
  for (const name of dangerous.split(' ')) assert.match(verdict(`PRAGMA ${name}`), /not allowed/, name);
  const settable = pragmas.filter(name => !verdict(`PRAGMA ${name} = 1`).includes('not allowed'));
  assert.deepEqual(
    settable.filter(name => !/info|list|check|^optimize$/.test(name)),
    ['application_id', 'user_version'],
  );
});

test('no disguise helps what is refused', () => {
  const blank = fc.constantFrom(' ', '\n', '\t', '/* SELECT */', '-- SELECT\n', '/*;*/', '\f', '--;\r\n');
  const blanks = fc.array(blank, { minLength: 1, maxLength: 4 }).map(parts => parts.join(''));
  const prefix = fc.constantFrom('', ';', 'EXPLAIN', 'explain query plan', '; ;', '\ufeff');
  const refused = fc.constantFrom(
    ['attach', "'x'", 'as', 'y'],
    ['begin'],
    ['VACUUM', 'into', "'x'"],
    ['PRAGMA', 'journal_mode', '=', 'off'],
    ['PRAGMA', 'main', '.', '"locking_mode"', '(', 'exclusive', ')'],
    ['CREATE', 'temp', 'TABLE', 't', '(', 'a', ')'],
    ['select', 'load_extension', '(', "'x'", ')'],
    ['with', 'a', 'as', '(', 'select', '*', 'from', '`pragma_database_list`', ')', 'select', '*', 'from', 'a'],
  );
  fc.assert(
    fc.property(
      prefix,
      refused,
      fc.array(blanks, { minLength: 20, maxLength: 20 }),
      fc.boolean(),
      (start, words, gaps, upper) => {
        const text = start + words.map((word, index) => gaps[index] + (upper ? word.toUpperCase() : word)).join('');
        assert.match(verdict(text), /^OperationalError: .* is not allowed: /, text);
      },
    ),
  );
});

test('whatever is let through leaves the connection as it was', () => {
  const database = new Database(':memory:');
  database.exec('CREATE TABLE t (a)');
  const state = () =>
    JSON.stringify([
      database.inTransaction,
      database.pragma('database_list'),
      ...['writable_schema', 'foreign_keys', 'temp_store', 'query_only', 'synchronous'].map(name =>
        database.pragma(name),
      ),
      database.prepare('SELECT * FROM sqlite_temp_schema').all(),
    ]);
  state(); // Opens temp.
  const before = state();
  const word = fc.constantFrom(
    ...`attach detach begin commit savepoint analyze explain query plan select values with create temp temporary table view t u as into vacuum pragma ( ) . ; , = 1 ':memory:' ' " [ ] \` /* */ -- x main writable_schema foreign_keys temp_store query_only on`.split(
      ' ',
    ),
    '\n',
    "''",
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 10 }), fc.constantFrom(' ', ''), (words, gap) => {
      const text = words.join(gap);
      if (verdict(text).includes(':') || verdict(text) === '') return;
      try {
        const statement = database.prepare(text);
        if (statement.reader) statement.all();
        else statement.run();
      } catch {
        // A wrong statement does nothing.
      }
      assert.equal(state(), before, text);
    }),
    { numRuns: 5000 },
  );
});

test('placeholders are numbered as SQLite numbers them', () => {
  assert.deepEqual(readStatement('SELECT ?, :a, \'?\', /* ? */ @a, :a, ?2, ?7, $b, "?"').placeholders, [
    undefined,
    ':a',
    '@a',
    undefined,
    undefined,
    undefined,
    '?7',
    '$b',
  ]);
});
