/** A statement that means harm, or might do it, and what it must end in: `Type: message`, or the rows as Python prints them. */
export type Case = readonly [statement: string, outcome: RegExp];

/** In a statement: a folder that is none of the server's, with a file `secret` in it. */
export const OUTSIDE = '@OUTSIDE@';

/** An endless table `c` of 1, 2, 3 … */
const ENDLESS = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)';

const nested = (depth: number, open: string, core: string, close: string) =>
  open.repeat(depth) + core + close.repeat(depth);
const list = (count: number, item: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => item(i)).join();

const REFUSED = /^OperationalError: .+ is not allowed: .+$/;
const NO_SUCH = /^OperationalError: no such (function|table|module|column): /;
const WRONG = /^OperationalError: (near ".*": syntax error|incomplete input|unrecognized token: ".*")$/s;
const LOCKED =
  /^OperationalError: (table .+ may not be \w+|cannot create triggers? on (system|shadow) tables?|object name reserved .*)$/;
const TOO_DEEP =
  /^OperationalError: (Recursion limit|parser stack overflow|Expression tree is too large|VIEWs and\/or subqueries nested too deep|too many .*|at most 64 tables in a join)/;
const CUT = /^OperationalError: interrupted: the statement took longer than \d+ ms$/;
/** Past the room for memory, or for a value, or, on a slow machine, the time for it. */
const BURST =
  /^(MemoryError: the statement needed more than \d+ bytes of memory|DataError: (string or blob too big|the result has more than \d+ (bytes|rows))|OperationalError: interrupted: .*)$/;
const DONE = /^\[\]$/;
const one = (text: string) => new RegExp(`^\\[\\(${text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')},\\)\\]$`);
/** What does no harm, whatever it yields, in one line. */
const ANYTHING = /^(\[.*\]|\w+Error: .+)$/s;

const table = (outcome: RegExp, ...statements: readonly string[]): Case[] =>
  statements.map(statement => [statement, outcome]);

/** The tables that the others are tried on. */
export const GROUND: readonly Case[] = table(
  DONE,
  'CREATE TABLE t (a, b)',
  "INSERT INTO t SELECT value, value FROM json_each('[1,2,3,4,5,6,7,8,9,10]')",
  'CREATE VIRTUAL TABLE f USING fts5(a)',
  "INSERT INTO f VALUES ('hello world')",
  'CREATE VIRTUAL TABLE f4 USING fts4(a)',
  "INSERT INTO f4 VALUES ('a b')",
  'CREATE VIRTUAL TABLE r USING rtree(id, x0, x1)',
  'INSERT INTO r VALUES (1, 1, 2)',
);

const OTHER_FILES: Case[] = [
  ...table(
    REFUSED,
    `ATTACH '${OUTSIDE}/new.db' AS x`,
    `attach database '${OUTSIDE}/new.db' as main`,
    `/**/ATTACH/**/'${OUTSIDE}/new.db' AS x`,
    `-- a comment\nATTACH '${OUTSIDE}/new.db' AS x`,
    `;; ATTACH 'file:${OUTSIDE}/new.db?mode=rwc' AS x`,
    `\uFEFFATTACH '${OUTSIDE}/new.db' AS x`,
    `EXPLAIN ATTACH '${OUTSIDE}/new.db' AS x`,
    `EXPLAIN QUERY PLAN ATTACH '${OUTSIDE}/new.db' AS x`,
    "ATTACH ':memory:' AS x",
    "ATTACH '' AS x",
    'DETACH main',
    'DETACH DATABASE temp',
    `VACUUM INTO '${OUTSIDE}/new.db'`,
    `VACUUM main INTO '${OUTSIDE}/new.db'`,
    `VACUUM/**/INTO/**/'${OUTSIDE}/new.db'`,
    `EXPLAIN VACUUM INTO '${OUTSIDE}/new.db'`,
    'SELECT * FROM pragma_database_list',
    'SELECT file FROM main."pragma_database_list"()',
    'CREATE VIEW v AS SELECT * FROM [pragma_database_list]',
    'CREATE VIRTUAL TABLE x USING pragma_database_list',
    'PRAGMA database_list',
    `PRAGMA temp_store_directory = '${OUTSIDE}'`,
    `PRAGMA data_store_directory = '${OUTSIDE}'`,
    `SELECT load_extension('${OUTSIDE}/secret')`,
    `SELECT load_extension /* a */ ('${OUTSIDE}/secret', 'entry')`,
    `SELECT [load_extension]('${OUTSIDE}/secret')`,
    `SELECT "LOAD_extension"('${OUTSIDE}/secret')`,
    `CREATE VIEW v AS SELECT load_extension('${OUTSIDE}/secret')`,
    `CREATE TABLE x (a CHECK (load_extension(a)))`,
    `CREATE TABLE x (a DEFAULT (load_extension('${OUTSIDE}/secret')))`,
    `CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT load_extension('${OUTSIDE}/secret'); END`,
    'CREATE INDEX i ON t (load_extension(a))',
    "SELECT fts3_tokenizer('simple')",
    "SELECT fts3_tokenizer('simple', x'4141414141414141')",
  ),
  ...table(
    WRONG,
    `"ATTACH" '${OUTSIDE}/new.db' AS x`,
    `[ATTACH] '${OUTSIDE}/new.db' AS x`,
    `ＡＴＴＡＣＨ '${OUTSIDE}/new.db' AS x`,
    `WITH a AS (ATTACH '${OUTSIDE}/new.db' AS x) SELECT 1`,
    `CREATE TRIGGER g AFTER INSERT ON t BEGIN ATTACH '${OUTSIDE}/new.db' AS x; END`,
    `CREATE VIEW v AS ATTACH '${OUTSIDE}/new.db' AS x`,
  ),
  [`SELECT 1; ATTACH '${OUTSIDE}/new.db' AS x`, /^ProgrammingError: You can only execute one statement at a time\.$/],
  [`SELECT 1\0; ATTACH '${OUTSIDE}/new.db' AS x`, /^ProgrammingError: the query contains a null character$/],
  [`\0ATTACH '${OUTSIDE}/new.db' AS x`, /^ProgrammingError: the query contains a null character$/],
  ...table(
    NO_SUCH,
    `SELECT writefile('${OUTSIDE}/new', 'x')`,
    `SELECT readfile('${OUTSIDE}/secret')`,
    `SELECT edit('${OUTSIDE}/secret')`,
    "SELECT fileio_write('x')",
    "SELECT sqlite_crypt('a', 'b')",
    "SELECT eval('ATTACH 1 AS x')",
    `SELECT * FROM fsdir('${OUTSIDE}')`,
    `CREATE VIRTUAL TABLE x USING csv(filename='${OUTSIDE}/secret')`,
    `CREATE VIRTUAL TABLE x USING zipfile('${OUTSIDE}/secret')`,
    `CREATE VIRTUAL TABLE x USING vsv(filename='${OUTSIDE}/secret')`,
    'SELECT * FROM sqlite_dbpage',
    'UPDATE sqlite_dbpage SET data = zeroblob(4096) WHERE pgno = 1',
    'SELECT * FROM sqlite_stmt',
    "SELECT * FROM bytecode('SELECT 1')",
    'SELECT * FROM carray(1, 1)',
    'SELECT * FROM generate_series(1, 10)',
    "SELECT * FROM completion('sel')",
    'SELECT * FROM pragma_wal_checkpoint',
    'SELECT * FROM pragma_temp_store_directory',
    'SELECT * FROM pragma_incremental_vacuum(1)',
    'SELECT * FROM pragma_shrink_memory',
  ),
];

const TRANSACTIONS: Case[] = [
  ...table(
    REFUSED,
    ...['BEGIN', 'BEGIN EXCLUSIVE', 'COMMIT', 'END', 'ROLLBACK', 'ROLLBACK TO a', 'SAVEPOINT a', 'RELEASE a'],
    'EXPLAIN BEGIN',
    '/* a */ begin /* b */ immediate',
  ),
  ...table(WRONG, 'CREATE TRIGGER g AFTER INSERT ON t BEGIN COMMIT; END', 'COMMITT', 'SELECT 1 COMMIT'),
  ...table(
    /^ProgrammingError: You can only execute one statement at a time\.$/,
    'SELECT 1; COMMIT',
    'INSERT INTO t VALUES (11, 11); INSERT INTO t VALUES (12, 12)',
    'SELECT 1; /* a */ ; SELECT 2',
  ),
  ['INSERT OR ROLLBACK INTO t SELECT a, b FROM t WHERE 0', DONE],
  ['SELECT count(*) FROM t', one('10')],
];

const SETTING_PRAGMAS = [
  'journal_mode = DELETE',
  'writable_schema = ON',
  'trusted_schema = ON',
  'cell_size_check = ON',
  'mmap_size = 999999999999',
  'hard_heap_limit = 1',
  'soft_heap_limit = 1',
  'key = 1',
  'rekey = 1',
  'hexkey = 1',
  'schema_version = 1',
  'wal_checkpoint(TRUNCATE)',
  'wal_autocheckpoint = 0',
  'journal_size_limit = -1',
  'page_size = 512',
  'encoding = "UTF-16"',
  'max_page_count = 1',
  'max_page_count = 4294967294',
  'main.max_page_count = 4294967294',
  'foreign_keys = ON',
  'synchronous = OFF',
  'locking_mode = EXCLUSIVE',
  'secure_delete = ON',
  'cache_size = -9999999',
  'cache_spill = OFF',
  'temp_store = MEMORY',
  'threads = 8',
  'busy_timeout = 2147483647',
  'query_only = ON',
  'read_uncommitted = ON',
  'recursive_triggers = ON',
  'ignore_check_constraints = ON',
  'legacy_alter_table = ON',
  'reverse_unordered_selects = ON',
  'automatic_index = OFF',
  'defer_foreign_keys = ON',
  'auto_vacuum = FULL',
  'incremental_vacuum(1)',
  'shrink_memory',
  'case_sensitive_like = ON',
  'vdbe_trace = ON',
  'lock_proxy_file = 1',
  'analysis_limit = 1',
  'default_cache_size = 1',
  'stats',
  'nothing',
];

const SETTINGS: Case[] = [
  ...table(
    REFUSED,
    ...SETTING_PRAGMAS.map(pragma => `PRAGMA ${pragma}`),
    "PRAGMA main . 'Writable_Schema' = 1",
    'PRAGMA "journal_mode"(off)',
    'EXPLAIN PRAGMA foreign_keys = ON',
    'PRAGMA/**/temp/**/./**/temp_store/**/=/**/2',
  ),
  ...table(
    ANYTHING,
    "SELECT * FROM pragma_journal_mode('delete')",
    "SELECT * FROM pragma_locking_mode('exclusive')",
    'SELECT * FROM pragma_hard_heap_limit(1)',
    'SELECT * FROM pragma_cache_size(1)',
    'SELECT * FROM pragma_max_page_count(1)',
    'SELECT * FROM pragma_user_version(1)',
    'SELECT * FROM pragma_writable_schema(1)',
    'SELECT * FROM pragma_optimize(65535)',
    'PRAGMA optimize(0xffffffff)',
    'PRAGMA integrity_check(9223372036854775807)',
    'PRAGMA user_version = 99999999999999999999',
    'PRAGMA temp.user_version = 1',
    'PRAGMA temp.integrity_check',
  ),
];

const TEMPORARY = table(
  REFUSED,
  'CREATE TEMP TABLE x (a)',
  'CREATE TEMPORARY VIEW x AS SELECT 1',
  'CREATE TEMP TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END',
  'CREATE TABLE temp.x (a)',
  'CREATE TABLE IF NOT EXISTS "temp" . x (a)',
  'CREATE TABLE [temp]/**/./**/x (a)',
  'CREATE VIEW temp.x AS SELECT 1',
  'CREATE UNIQUE INDEX IF NOT EXISTS temp.i ON t (a)',
  'CREATE VIRTUAL TABLE temp.x USING fts5(a)',
  'ANALYZE temp',
  'ANALYZE "Temp"',
  'ANALYZE temp.sqlite_schema',
  'EXPLAIN ANALYZE temp',
);

const SYSTEM_TABLES: Case[] = [
  ...table(
    LOCKED,
    "UPDATE sqlite_master SET sql = 'x'",
    "INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 2, 'CREATE TABLE x (a)')",
    'DELETE FROM sqlite_schema',
    "INSERT INTO sqlite_temp_schema VALUES ('table', 'x', 'x', 0, 'CREATE TABLE x (a)')",
    'DROP TABLE sqlite_master',
    'ALTER TABLE sqlite_master RENAME TO x',
    'ALTER TABLE sqlite_schema ADD COLUMN x',
    'ALTER TABLE t RENAME TO sqlite_t',
    'CREATE INDEX i ON sqlite_master (name)',
    'CREATE TRIGGER g AFTER INSERT ON sqlite_master BEGIN SELECT 1; END',
    'CREATE TABLE sqlite_x (a)',
    'CREATE TABLE sqlite_stat4 (a)',
    "INSERT INTO f_data VALUES (1, x'00')",
    'UPDATE f_config SET v = 99',
    'DELETE FROM f_content',
    'DROP TABLE f_data',
    'ALTER TABLE f_data RENAME TO x',
    'CREATE TRIGGER g AFTER INSERT ON f_data BEGIN SELECT 1; END',
    "INSERT INTO f4_segments VALUES (1, x'ff')",
    "INSERT INTO r_node VALUES (5, x'ff')",
  ),
  // Statistics and sequences can be written, and are not believed.
  ...table(
    DONE,
    'CREATE INDEX i ON t (a)',
    'ANALYZE',
    "UPDATE sqlite_stat1 SET stat = '999999999999999999999 -1 x unordered sz=-1 noskipscan'",
    "INSERT INTO sqlite_stat1 VALUES ('t', 'i', zeroblob(10)), ('t', NULL, '-5'), (x'ff', 'i', '9223372036854775807 9223372036854775807')",
    "INSERT INTO sqlite_stat4 VALUES ('t', 'i', '1 1', '1 1', '1 1', x'ffffffffffff'), ('t', 'i', '1', '1', '1', x'0403'), ('t', 'i', '999999999999999999', '-1', 'x', x'03010101'), ('t', 'i', 'x', 'y', 'z', zeroblob(60000))",
    'ANALYZE sqlite_schema',
  ),
  ['SELECT b FROM t WHERE a = 7', one('7')],
  ['SELECT b FROM t INDEXED BY i WHERE a BETWEEN 2 AND 3 AND b > 2 ORDER BY a LIMIT 1', one('3')],
  ...table(
    DONE,
    'DROP TABLE sqlite_stat1',
    'DROP TABLE sqlite_stat4',
    'CREATE TABLE n (a INTEGER PRIMARY KEY AUTOINCREMENT)',
    'INSERT INTO n VALUES (1)',
    'UPDATE sqlite_sequence SET seq = 9223372036854775807',
  ),
  ['INSERT INTO n VALUES (NULL)', /^OperationalError: database or disk is full$/],
  ["UPDATE sqlite_sequence SET seq = 'x'", DONE],
  ['INSERT INTO n VALUES (NULL)', DONE],
];

const FULL_TEXT: Case[] = [
  ["INSERT INTO f (f) VALUES ('delete-all')", /^OperationalError: 'delete-all' may only be used with a contentless/],
  ...table(
    DONE,
    "INSERT INTO f (f) VALUES ('rebuild')",
    "INSERT INTO f (f) VALUES ('optimize')",
    "INSERT INTO f (f, rank) VALUES ('pgsz', 64)",
    "INSERT INTO f (f, rank) VALUES ('hashsize', 1000000000)",
    "INSERT INTO f (f, rank) VALUES ('merge', -1000000)",
    "INSERT INTO f (f, rank) VALUES ('rank', 'load_extension(1)')",
    "INSERT INTO f4 (f4) VALUES ('merge=1000000,2')",
  ),
  [
    "SELECT a FROM f WHERE f MATCH 'hello' ORDER BY rank",
    /^OperationalError: (no such function: load_extension|SQL logic error)$/,
  ],
  ["INSERT INTO f (f, rank) VALUES ('rank', 'bm25(10.0)')", DONE],
  ["SELECT a FROM f WHERE f MATCH 'hello' ORDER BY rank", one("'hello world'")],
  ["INSERT INTO f (f) VALUES ('nothing')", /^OperationalError: SQL logic error$/],
  [`SELECT * FROM f('${nested(5000, '(', '', ')')}')`, /^OperationalError: fts5: (parser stack overflow|syntax error)/],
  [`SELECT a FROM f('${'a OR '.repeat(5000)}hello')`, ANYTHING],
  [`SELECT a FROM f('${'NOT '.repeat(5000)}hello')`, /^OperationalError: fts5: /],
  [`SELECT a FROM f('"${'x '.repeat(20_000)}"')`, ANYTHING],
  ["SELECT * FROM f('\"')", /^OperationalError: unterminated string$/],
  ["SELECT highlight(f, 99, '<', '>'), snippet(f, -1, '', '', '', 2147483647) FROM f('hello')", ANYTHING],
  [`SELECT length(matchinfo(f4, '${'x'.repeat(20_000)}')) FROM f4('a')`, ANYTHING],
  [`SELECT * FROM f4('${nested(3000, '(', 'a', ')')}')`, ANYTHING],
  ['SELECT optimize(f4) FROM f4', ANYTHING],
  ['SELECT fts5(NULL)', ANYTHING],
  [`CREATE VIRTUAL TABLE x USING fts5(${list(3000, i => `c${i}`)})`, /^OperationalError: too many columns on x$/],
  ["CREATE VIRTUAL TABLE x USING fts5(a, tokenize = 'nothing')", /^OperationalError: no such tokenizer: nothing$/],
  ['CREATE VIRTUAL TABLE x USING fts5(sql, content = sqlite_schema, content_rowid = rowid)', DONE],
  ["INSERT INTO x (x) VALUES ('delete-all')", DONE],
  ["INSERT INTO x (sql) VALUES ('CREATE TABLE y (a)')", ANYTHING],
  ["CREATE VIRTUAL TABLE k USING fts3tokenize('nothing')", /^OperationalError: unknown tokenizer: nothing$/],
  ['SELECT rtreecheck(1, 2), rtreenode(2000000000, zeroblob(100)), geopoly_regular(0, 0, 1e308, 1e9)', ANYTHING],
  ["SELECT rtreedepth(x'ff')", /^OperationalError: Invalid argument to rtreedepth\(\)$/],
  ['SELECT count(*) > 0 FROM dbstat', one('1')],
];

const MEMORY_BOMBS = table(
  BURST,
  "SELECT printf('%999999999d', 1)",
  "SELECT printf('%.999999999f', 1.0)",
  "SELECT format('%*d', 2147483647, 1)",
  'SELECT zeroblob(2e9)',
  'SELECT zeroblob(999999999)',
  'SELECT length(randomblob(999999999))',
  'SELECT length(hex(zeroblob(499999999)))',
  'SELECT length(quote(zeroblob(400000000)))',
  "SELECT length(replace(hex(zeroblob(30000)), '0', hex(zeroblob(20000))))",
  `SELECT length(group_concat(x)) FROM (${ENDLESS} SELECT x FROM c)`,
  `SELECT length(group_concat(hex(zeroblob(100000)))) FROM (${ENDLESS} SELECT x FROM c)`,
  `SELECT length(json_group_array(hex(zeroblob(100000)))) FROM (${ENDLESS} SELECT x FROM c)`,
  `SELECT length(json_group_object(x, hex(zeroblob(100000)))) FROM (${ENDLESS} SELECT x FROM c)`,
  "WITH RECURSIVE c(x) AS (SELECT 'a' UNION ALL SELECT x || x FROM c) SELECT sum(length(x)) FROM c",
  'WITH RECURSIVE c(x) AS (SELECT hex(zeroblob(1000000)) UNION ALL SELECT x || x FROM c) SELECT count(*) FROM c',
  `${ENDLESS} SELECT hex(zeroblob(100000)) FROM c`,
  'SELECT a.a FROM t AS a, t AS b, t AS c, t AS d, t AS e',
  `VALUES ${list(10_001, () => '(1)')}`,
);

const TIME_BOMBS = table(
  CUT,
  `${ENDLESS} SELECT count(*) FROM c`,
  'WITH RECURSIVE c(x) AS (SELECT 1 UNION SELECT x + 1 FROM c) SELECT count(*) FROM c',
  'SELECT count(*) FROM t a, t b, t c, t d, t e, t f, t g, t h, t i, t j, t k, t l',
  `${ENDLESS} SELECT x FROM c ORDER BY x`,
  `${ENDLESS} SELECT DISTINCT x % 2 FROM c`,
  `${ENDLESS}, d AS MATERIALIZED (SELECT zeroblob(1000) FROM c) SELECT count(*) FROM d`,
  `INSERT INTO t (a) ${ENDLESS} SELECT x FROM c`,
  `CREATE TABLE x1 AS ${ENDLESS} SELECT x FROM c`,
  `DELETE FROM t WHERE (${ENDLESS} SELECT count(*) FROM c) > 0`,
  `SELECT sum(x) OVER (ORDER BY x) FROM (${ENDLESS} SELECT x FROM c)`,
  // One step of SQLite's, within which nothing interrupts it.
  `SELECT instr(zeroblob(10000000), zeroblob(5000000) || x'01')`,
  `SELECT trim(hex(zeroblob(100000)), '${'x'.repeat(20_000)}0')`,
);

const PATTERNS = table(
  ANYTHING,
  `SELECT hex(zeroblob(25000)) LIKE '${'%0'.repeat(24_000)}1'`,
  `SELECT hex(zeroblob(400000)) GLOB '${'*0'.repeat(24_000)}1'`,
  `SELECT hex(zeroblob(400000)) LIKE '${'%_'.repeat(24_000)}1'`,
  `SELECT hex(zeroblob(25000)) GLOB '${'[0-9]*'.repeat(8000)}1'`,
  `SELECT 'a' LIKE '${'%'.repeat(50_001)}'`,
  `SELECT strftime('${'%s'.repeat(30_000)}')`,
  `SELECT length(json('${nested(30_000, '[', '', ']')}'))`,
  `SELECT json_extract('[1]', '$${'[0]'.repeat(20_000)}')`,
  `SELECT json_set('[]', '$[999999999]', 1)`,
  `SELECT json_valid('${'{"a":'.repeat(10_000)}')`,
  `SELECT json_patch(json('${nested(900, '{"a":', '1', '}')}'), json('${nested(900, '{"a":', '2', '}')}')) IS NULL`,
  "SELECT jsonb_extract(x'ffffffffffffffffff', '$')",
  "SELECT json(x'cc0fffffff')",
);

const SHAPES: Case[] = [
  ...table(
    TOO_DEEP,
    `SELECT ${nested(5000, '(', '1', ')')}`,
    `SELECT ${'1 + '.repeat(15_000)}1`,
    `SELECT ${'- '.repeat(30_000)}1`,
    `SELECT ${'NOT '.repeat(15_000)}1`,
    `SELECT ${nested(3000, 'CASE WHEN 1 THEN ', '1', ' END')}`,
    `SELECT ${nested(5000, 'abs(', '1', ')')}`,
    `SELECT * FROM ${nested(3000, '(SELECT * FROM ', 't', ')')}`,
    `SELECT 1 ${'UNION ALL SELECT 1 '.repeat(600)}`,
    `SELECT 1 FROM ${list(100, i => `t AS t${i}`)}`,
    `SELECT max(${list(20_000, () => '1')})`,
    `SELECT ${list(20_000, () => '1')}`,
    `CREATE TABLE y (${list(3000, i => `c${i}`)})`,
    `WITH ${list(2000, i => `a${i} AS (SELECT ${i === 0 ? '1' : `* FROM a${i - 1}`})`)} SELECT * FROM a1999`,
    `WITH ${list(60, i => `a${i} AS (SELECT ${i === 0 ? '1' : `1 FROM a${i - 1}, a${i - 1}`})`)} SELECT * FROM a59`,
  ),
  [
    `SELECT ${list(32_767, () => '?')}`,
    /^(OperationalError: too many SQL variables|ProgrammingError: Incorrect number)/,
  ],
  ['SELECT ?32767', /^OperationalError: variable number must be between \?1 and \?32766$/],
  ['SELECT ?99999999999999999999', /^OperationalError: variable number must be between/],
  [`SELECT a FROM t WHERE a IN (${list(10_000, i => `${i + 10}`)})`, one('10')],
  [`SELECT '${'x'.repeat(64_000)}' = ''`, one('0')],
  [`SELECT ${'x'.repeat(64_000)}`, /^OperationalError: no such column: x+$/],
  [`SELECT 1 ${' '.repeat(64_000)}`, one('1')],
  [`SELECT 1 ${'/**/'.repeat(16_000)}`, one('1')],
  [`${';'.repeat(64_000)}`, DONE],
];

const LOOPS: Case[] = [
  ...table(DONE, 'CREATE VIEW v1 AS SELECT * FROM v2', 'CREATE VIEW v2 AS SELECT * FROM v1'),
  ['SELECT * FROM v1', /^OperationalError: view v1 is circularly defined$/],
  ...table(DONE, 'DROP VIEW v1', 'DROP VIEW v2', 'CREATE TABLE u (a)'),
  ...table(
    DONE,
    'CREATE TRIGGER g1 AFTER INSERT ON u BEGIN INSERT INTO u VALUES (new.a + 1); INSERT INTO u SELECT a FROM u; END',
    'INSERT INTO u VALUES (1)',
  ),
  // Triggers are not recursive.
  ['SELECT count(*) FROM u', one('4')],
  ...table(DONE, 'DROP TABLE u'),
  [
    'CREATE TABLE y (a, b AS (random()))',
    /^OperationalError: non-deterministic functions prohibited in generated columns$/,
  ],
  ['CREATE TABLE y (a, b AS (b))', /^OperationalError: generated column loop on "b"$/],
  ['CREATE INDEX i2 ON t (randomblob(1))', /^OperationalError: non-deterministic functions prohibited/],
  ['CREATE TABLE y (a CHECK ((SELECT 1)))', /^OperationalError: subqueries prohibited in CHECK constraints$/],
  ...table(DONE, 'CREATE TABLE z (a, b AS (zeroblob(a)))'),
  ['INSERT INTO z (a) VALUES (999999999)', BURST],
  ['INSERT INTO z (a) VALUES (100000000)', DONE],
  ['SELECT b FROM z', BURST],
];

const ODDITIES: Case[] = [
  ['SELECT "a b"', /^OperationalError: no such column: "a b"/],
  ['SELECT 1 AS "", 2 AS ""', /^\[\(1, 2\)\]$/],
  ["SELECT ''''", one('"\'"')],
  ["SELECT x'0'", WRONG],
  ['SELECT 1 /*', WRONG],
  ['SELECT 1 /* a', one('1')],
  ['SELECT 1 -- \n', one('1')],
  ["SELECT 'abc", WRONG],
  ['SELECT `', WRONG],
  ['SELECT 9223372036854775808', one('9.223372036854776e+18')],
  ['SELECT abs(-9223372036854775808)', /^OperationalError: integer overflow$/],
  ['SELECT -9223372036854775808 % -1', one('0')],
  ['SELECT -9223372036854775808 / -1', one('9.223372036854776e+18')],
  ['SELECT 1 << 99999999999', one('0')],
  ["SELECT substr('abc', -9223372036854775808, 9223372036854775807)", ANYTHING],
  ["SELECT date('now', '+999999999999 years')", one('None')],
  ['SELECT datetime(1e300)', one('None')],
  [`SELECT length(char(${list(999, () => '1114112')}))`, one('999')],
  ["SELECT CAST(x'c328ff00' AS TEXT)", ANYTHING],
  ["SELECT unistr('\\ud800')", ANYTHING],
  ['SELECT round(1.5, 2147483647)', one('1.5')],
  ["SELECT 'x' < 'y' COLLATE absent", /^OperationalError: no such collation sequence: absent$/],
  ['REINDEX nothing_at_all', /^OperationalError: unable to identify the object to be reindexed$/],
  ['VACUUM', DONE],
  ['VACUUM temp', DONE],
  ['REINDEX', DONE],
  ['SELECT sqlite_log(1, 2)', ANYTHING],
  ['SELECT length(sqlite_source_id()) > 0', one('1')],
];

/** What ends in a moment, in an order that matters. */
export const CALM: readonly Case[] = [
  ...GROUND,
  ...OTHER_FILES,
  ...TRANSACTIONS,
  ...SETTINGS,
  ...TEMPORARY,
  ...SYSTEM_TABLES,
  ...FULL_TEXT,
  ...PATTERNS,
  ...SHAPES,
  ...LOOPS,
  ...ODDITIES,
];

/** What a limit ends. */
export const BOMBS: readonly Case[] = [...MEMORY_BOMBS, ...TIME_BOMBS];
