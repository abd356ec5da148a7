import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import type { SqlValue } from '../../../src/sql/sql.ts';
import { open } from './fixture.ts';

/** Runs each [text, parameters] on one connection; parameters are Python source. */
const ORACLE = `
import json, sqlite3, sys
db = sqlite3.connect(':memory:', isolation_level=None)
def run(text, parameters):
    try:
        return repr(db.execute(text, eval(parameters, {'inf': float('inf'), 'nan': float('nan')})).fetchall())
    except Exception as error:
        return f'{type(error).__name__}: {error}'
print(json.dumps([run(*case) for case in json.load(sys.stdin)]))
`;

type Parameters = readonly SqlValue[] | ReadonlyMap<string, SqlValue>;

const bytes = new Uint8Array([0, 255, 39]);
const CASES: readonly [string, Parameters?][] = [
  [''],
  ['-- nothing'],
  ['/* nothing'],
  [' ; '],
  ['', [1n]],
  ['SELECT 1; -- more'],
  [';SELECT 1'],
  ['SELECT 1; SELECT 2'],
  ['SELECT ?, ?', [1n]],
  ['SELECT 1', [1n]],
  ['SELECT ?3', [1n]],
  ['SELECT ?3, ?', [1n, 2n, 3n, 4n]],
  ['SELECT :a', []],
  ['SELECT :a', new Map()],
  ['SELECT :a', new Map([['b', 1n]])],
  ['SELECT ?', new Map([['b', 1n]])],
  [
    'SELECT :a, @a, $a, ?1',
    new Map<string, SqlValue>([
      ['a', 'x'],
      ['1', 5n],
      ['spare', null],
    ]),
  ],
  ['SELECT :a, ?, :b, :a', [1n, 2n, 3n]],
  [
    'SELECT :__proto__, :constructor',
    new Map<string, SqlValue>([
      ['__proto__', 1n],
      ['constructor', 2.5],
    ]),
  ],
  ['SELECT :constructor', new Map()],
  ['SELECT ?, ?, ?, ?, ?', [null, -(2n ** 63n), 2.0, "it's\n\u00c8 😀", bytes]],
  ['SELECT ?, ?', [2n ** 63n - 1n, Number.POSITIVE_INFINITY]],
  ['SELECT ?', [Number.NaN]],
  ['SELECT ?', [-0]],
  ['SELECT ?', [2n ** 63n]],
  ['SELECT ?', [-(2n ** 63n) - 1n]],
  ['SELECT ?', ['a\0b']],
  ['SELECT ?', ['é\ud800']],
  ["SELECT '😀\ud800'"],
  ['SELECT \0'],
  ["SELECT x'00ff', 1.0, NULL, 'a', 5, 1e300, 1 / 0, 9223372036854775807 + 1, x''"],
  ['SELECT abs(-9223372036854775808)'],
  ['SELECT zeroblob(2000000000)'],
  ['CREATE TABLE t (a INTEGER PRIMARY KEY, b NOT NULL, c UNIQUE, CHECK (c < 100))'],
  ['CREATE TABLE t (a)'],
  ['INSERT INTO t VALUES (1, 2.0, 3)'],
  ['INSERT INTO t VALUES (1, 2, 4)'],
  ['INSERT INTO t VALUES (2, NULL, 4)'],
  ['INSERT INTO t VALUES (2, 2, 3)'],
  ['INSERT INTO t VALUES (2, 2, 300)'],
  ["INSERT INTO t VALUES ('x', 2, 5)"],
  ['INSERT INTO t (b) VALUES (?), (?) RETURNING a, b', ['x', bytes]],
  ['UPDATE t SET b = b || ? WHERE a = :a RETURNING *', ['!', 2n]],
  ['SELECT * FROM t ORDER BY a'],
  ['SELECT count(*), sum(a), avg(a), typeof(b) FROM t'],
  ['SELECT * FROM nothing'],
  ['SELECT nothing'],
  ['SELECT nothing()'],
  ['INSERT INTO t (d) VALUES (1)'],
  ['INSERT INTO t VALUES (1)'],
  ['SELEC 1'],
  ['SELECT'],
  ['SELECT (1'],
  ["SELECT 'abc"],
  ['SELECT ‘abc’'],
  ['SELECT 1 FROM'],
  ["SELECT json('{')"],
  ["SELECT date('2024-02-28', '+2 days'), upper('ß'), length('😀'), substr('abc', -2), printf('%5.2f', 3.14159)"],
  ['PRAGMA user_version = 7'],
  ['PRAGMA user_version'],
  ['PRAGMA table_info(t)'],
  ['WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 5) SELECT x FROM c'],
  ['CREATE VIEW v AS SELECT :a', [1n]],
  ['DELETE FROM t'],
  ['DROP TABLE t'],
];

test("results and errors are those of Python's sqlite3", async t => {
  const input = JSON.stringify(CASES.map(([text, parameters]) => [text, pythonOf(parameters ?? [])]));
  const python = spawnSync('python3', ['-c', ORACLE], { input, encoding: 'utf8' });
  if (python.error) return t.skip('python3 is missing');
  const expected = JSON.parse(python.stdout) as string[];
  const sql = open(t);
  for (const [index, [text, parameters]] of CASES.entries()) {
    const got = await sql.rows(text, parameters).then(
      rows => `[${rows.map(row => pythonTuple(row)).join(', ')}]`,
      error => String(error),
    );
    assert.equal(got, expected[index], JSON.stringify(text));
  }
});

function pythonOf(parameters: Parameters): string {
  if (Array.isArray(parameters)) return pythonTuple(parameters);
  const entries = [...(parameters as ReadonlyMap<string, SqlValue>)];
  return `{${entries.map(([name, value]) => `${pythonText(name)}: ${pythonValue(value)}`).join(', ')}}`;
}

function pythonTuple(values: readonly SqlValue[]): string {
  return `(${values.map(pythonValue).join(', ')}${values.length === 1 ? ',' : ''})`;
}

function pythonValue(value: SqlValue): string {
  if (value === null) return 'None';
  if (typeof value === 'string') return pythonText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return pythonFloat(value);
  return `b${quoted([...value].map(byte => (byte < 128 ? String.fromCharCode(byte) : escapeOf(byte))))}`;
}

function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  if (Math.abs(value) >= 1e16) return value.toExponential();
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

function pythonText(text: string): string {
  return quoted(Array.from(text, point => (point.isWellFormed() ? point : escapeOf(point.charCodeAt(0)))));
}

/** As `repr` does it, as far as the cases need it. */
function quoted(parts: readonly string[]): string {
  const quote = parts.includes("'") ? '"' : "'";
  const inner = parts.map(part => (part === '\n' ? '\\n' : part < ' ' ? escapeOf(part.charCodeAt(0)) : part));
  return quote + inner.join('') + quote;
}

function escapeOf(code: number): string {
  return code > 255 ? `\\u${code.toString(16)}` : `\\x${code.toString(16).padStart(2, '0')}`;
}
