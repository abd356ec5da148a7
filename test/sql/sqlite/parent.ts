/**
 * A parent to be killed: opens the SQL in a folder and either writes numbers, telling each on its standard output when it is acknowledged,
 * or runs an endless query. Arguments: folder, `write` or `endless`.
 */
import { openSql } from '../../../src/sql/sqlite/index.ts';
import { ENDLESS } from './fixture.ts';

const [, , folder, what] = process.argv;
const sql = openSql({ folder, timeoutMs: 600_000 });
await sql.run({ text: 'CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY)', parameters: [] });
console.log('ready');
if (what === 'endless') await sql.run({ text: ENDLESS, parameters: [] });
for (let n = 1n; ; n++) {
  await sql.run({ text: 'INSERT INTO t VALUES (?)', parameters: [n] });
  console.log(String(n));
}
