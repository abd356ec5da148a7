import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { SqlValue } from '../../../src/sql/sql.ts';
import { open } from './fixture.ts';

/** What makers use, each with what it yields. They run one after the other. */
const FEATURES: readonly [statement: string, rows: SqlValue[][]][] = [
  ['CREATE TABLE plant (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, water REAL DEFAULT 0.5) STRICT', []],
  [
    "INSERT INTO plant (name) VALUES ('basil'), ('mint') RETURNING id, water",
    [
      [1n, 0.5],
      [2n, 0.5],
    ],
  ],
  [
    "INSERT INTO plant (name) VALUES ('mint') ON CONFLICT (name) DO UPDATE SET water = water + 1 RETURNING water",
    [[1.5]],
  ],
  ["UPDATE plant SET water = 2.0 WHERE name = 'basil' RETURNING name", [['basil']]],
  ['CREATE INDEX by_water ON plant (water) WHERE water > 0', []],
  ['CREATE VIEW thirsty AS SELECT name FROM plant WHERE water < 2', []],
  ['SELECT * FROM thirsty', [['mint']]],
  ['CREATE TABLE log (text, at DEFAULT CURRENT_TIMESTAMP)', []],
  [
    "CREATE TRIGGER watered AFTER UPDATE ON plant BEGIN INSERT INTO log (text) VALUES (new.name || ' was watered'); END",
    [],
  ],
  ['UPDATE plant SET water = 3.0 WHERE id = 2', []],
  ['SELECT text FROM log', [['mint was watered']]],
  ['WITH w AS (SELECT max(water) AS most FROM plant) SELECT name FROM plant, w WHERE water = most', [['mint']]],
  ['WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n WHERE x < 4) SELECT sum(x) FROM n', [[10n]]],
  [
    'SELECT name, rank() OVER (ORDER BY water DESC), lag(name) OVER (ORDER BY water DESC) FROM plant',
    [
      ['mint', 1n, null],
      ['basil', 2n, 'mint'],
    ],
  ],
  ['SELECT count(*) FILTER (WHERE water > 2) FROM plant', [[1n]]],
  ["SELECT json_extract('{\"a\": [1, 2.5]}', '$.a[1]'), '{\"a\": 7}' ->> 'a'", [[2.5, 7n]]],
  ['SELECT json_group_object(name, water) FROM plant', [['{"basil":2.0,"mint":3.0}']]],
  [
    'SELECT key, value FROM json_each(\'[true, "x"]\')',
    [
      [0n, 1n],
      [1n, 'x'],
    ],
  ],
  ['SELECT round(sqrt(5), 3), floor(1.7), pi() > 3, mod(7, 3)', [[2.236, 1, 1n, 1]]],
  [
    "SELECT date('2024-02-28', '+2 days'), strftime('%H:%M', '2024-01-01 07:05'), unixepoch('1970-01-02')",
    [['2024-03-01', '07:05', 86_400n]],
  ],
  ["SELECT timediff('2024-03-01', '2024-02-01'), julianday('2000-01-01')", [['+0000-01-00 00:00:00.000', 2_451_544.5]]],
  [
    "SELECT format('%05.1f|%s', 2.26, 'x'), concat_ws('-', 1, 2), iif(1, 'a', 'b'), string_agg(name, '+' ORDER BY name) FROM plant",
    [['002.3|x', '1-2', 'a', 'basil+mint']],
  ],
  ["SELECT median(water), name LIKE 'B%', 'basil' GLOB 'b*' FROM plant", [[2.5, 1n, 1n]]],
  ['CREATE VIRTUAL TABLE note USING fts5(title, body, tokenize = porter)', []],
  ["INSERT INTO note VALUES ('Tea', 'mint leaves, freshly picked'), ('Pesto', 'basil')", []],
  [
    "SELECT title, highlight(note, 1, '[', ']') FROM note('pick*') ORDER BY rank",
    [['Tea', 'mint leaves, freshly [picked]']],
  ],
  ["SELECT snippet(note, 1, '', '', '…', 2) FROM note WHERE note MATCH 'title:pesto OR basil'", [['basil']]],
  ["INSERT INTO note (note) VALUES ('optimize')", []],
  ['CREATE VIRTUAL TABLE place USING rtree(id, x0, x1)', []],
  ['INSERT INTO place VALUES (1, 0, 5), (2, 6, 9)', []],
  ['SELECT id FROM place WHERE x1 < 6', [[1n]]],
  ['CREATE TABLE area (w, h, size AS (w * h) STORED, CHECK (w > 0))', []],
  ['INSERT INTO area (w, h) VALUES (2, 3) RETURNING size', [[6n]]],
  ['ALTER TABLE area RENAME COLUMN h TO height', []],
  [
    "SELECT name, type, hidden FROM pragma_table_xinfo('area')",
    [
      ['w', '', 0n],
      ['height', '', 0n],
      ['size', '', 3n],
    ],
  ],
  [
    'PRAGMA table_info(log)',
    [
      [0n, 'text', '', 0n, null, 0n],
      [1n, 'at', '', 0n, 'CURRENT_TIMESTAMP', 0n],
    ],
  ],
  ["SELECT name FROM pragma_table_list WHERE type = 'view'", [['thirsty']]],
  ['PRAGMA index_info(by_water)', [[0n, 2n, 'water']]],
  ['PRAGMA user_version = 4', []],
  ['PRAGMA user_version', [[4n]]],
  ['PRAGMA foreign_key_check', []],
  ['EXPLAIN QUERY PLAN VALUES (1)', [[1n, 0n, 0n, 'SCAN CONSTANT ROW']]],
  ['ANALYZE', []],
  ['REINDEX by_water', []],
  ['VACUUM', []],
  ['DROP TABLE note', []],
  ['DELETE FROM plant WHERE id IN (SELECT id FROM plant ORDER BY water LIMIT 1) RETURNING name', [['basil']]],
  ['PRAGMA integrity_check', [['ok']]],
];

test('what makers use works', async t => {
  const sql = open(t);
  const wrong: unknown[] = [];
  for (const [statement, expected] of FEATURES) {
    const rows = await sql.rows(statement).catch(String);
    try {
      assert.deepEqual(rows, expected);
    } catch {
      wrong.push([statement, rows]);
    }
  }
  assert.deepEqual(wrong, []);
});

test('docs/sql.md tells of the PRAGMAs that can be read', async t => {
  const page = readFileSync(new URL('../../../docs/sql.md', import.meta.url), 'utf8');
  const [, listed] = /^These PRAGMAs can be read: ([^.]*)\./m.exec(page) ?? [];
  const sql = open(t);
  for (const [, name] of listed.matchAll(/`(\w+)`/g)) {
    const error = await sql.run(`PRAGMA ${name}`).then(() => undefined, String);
    assert.equal(error, undefined, name);
  }
});
