/** Opens the SQL in a folder (the argument) without a file descriptor left, and tries again when there are some. Prints the answers. */
import { closeSync, openSync } from 'node:fs';
import { openSql } from '../../../src/sql/sqlite/index.ts';

const [, , folder] = process.argv;
const taken: number[] = [];
try {
  for (;;) taken.push(openSync('/dev/null', 'r'));
} catch {
  // None is left.
}
const sql = openSql({ folder });
const ask = () => sql.run({ text: 'SELECT 1', parameters: [] }).then(({ rows }) => String(rows), String);
const answers = [await ask(), await ask()];
for (const descriptor of taken) closeSync(descriptor);
answers.push(await ask());
console.log(answers.join('\n'));
await sql.close();
