import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { PythonError } from '../../../src/core/errors.ts';
import type { Sql, SqlResult, SqlValue } from '../../../src/sql/sql.ts';
import { openSql, type SqlOptions } from '../../../src/sql/sqlite/index.ts';

/** A fresh folder, removed after the test. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'share-sql-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** SQL on a real file with a real child process, closed after the test. */
export function open(t: TestContext, options: Partial<SqlOptions> = {}): TestedSql {
  const folder = options.folder ?? temporaryFolder(t);
  const notices: string[] = [];
  const sql = openSql({ onNotice: text => notices.push(text), ...options, folder });
  t.after(() => sql.close());
  return new TestedSql(sql, folder, notices);
}

export class TestedSql {
  readonly sql: Sql;
  readonly folder: string;
  readonly notices: string[];

  constructor(sql: Sql, folder: string, notices: string[]) {
    this.sql = sql;
    this.folder = folder;
    this.notices = notices;
  }

  run(text: string, parameters: readonly SqlValue[] | ReadonlyMap<string, SqlValue> = []): Promise<SqlResult> {
    return this.sql.run({ text, parameters });
  }

  async rows(
    text: string,
    parameters: readonly SqlValue[] | ReadonlyMap<string, SqlValue> = [],
  ): Promise<SqlValue[][]> {
    return (await this.run(text, parameters)).rows;
  }

  /** `Type: message` of the PythonError that `text` ends in. */
  async error(text: string, parameters: readonly SqlValue[] | ReadonlyMap<string, SqlValue> = []): Promise<string> {
    const error = await this.run(text, parameters).then(
      () => undefined,
      reason => reason,
    );
    if (!(error instanceof PythonError)) throw error ?? new Error(`no error: ${text}`);
    return error.toString();
  }
}

/** An endless query. */
export const ENDLESS = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c';

/** A query of `count` rows: 1, 2, 3 … */
export function counting(count: number): string {
  return `WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT ${count}) SELECT x FROM c`;
}

/** The ids of the child processes that have a database in `folder` open. */
export function childIds(folder: string): number[] {
  return execFileSync('ps', ['-A', '-ww', '-o', 'pid=,stat=,command='], { encoding: 'utf8' })
    .split('\n')
    .filter(line => line.includes('childMain') && line.includes(folder))
    .map(line => line.trim().split(/\s+/))
    .filter(([, state]) => !state.startsWith('Z'))
    .map(([id]) => Number(id));
}

/** Looks until `condition` holds; the test's own time-out ends a wait in vain. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(20);
}
