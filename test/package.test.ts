import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (file: string) => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'));

test('the lock file names the packages of all platforms, without which npm ci refuses', () => {
  const { packages } = read('package-lock.json') as { packages: Record<string, { optionalDependencies?: object }> };
  const missing = Object.values(packages)
    .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
    .filter(name => !Object.keys(packages).some(path => path.endsWith(`node_modules/${name}`)));
  assert.deepEqual(missing, []);
});

test('the lock file locks what package.json asks for', () => {
  const { dependencies, devDependencies, engines, bin } = read('package.json');
  const root = read('package-lock.json').packages[''];
  assert.deepEqual(root.dependencies, dependencies);
  assert.deepEqual(root.devDependencies, devDependencies);
  assert.deepEqual([root.engines, root.bin], [engines, bin]);
});

test('docs/dependencies.md justifies what package.json asks for, and nothing else', () => {
  const page = readFileSync(new URL('../docs/dependencies.md', import.meta.url), 'utf8');
  const { dependencies, devDependencies } = read('package.json');
  const [atRunTime, toDevelop] = page.split('## To develop').map(rowsOf);
  const expected = [dependencies, devDependencies].map(packages => Object.keys(packages).sort());
  const listed = [atRunTime, toDevelop].map(rows => rows.map(([name]) => name));
  assert.deepEqual(
    listed,
    expected,
    'docs/dependencies.md needs exactly one row a package of package.json, in order: what it is for, why this one, what would replace it, its licence',
  );
  for (const [name, ...cells] of [...atRunTime, ...toDevelop]) {
    assert.equal(cells.length, 4, `the row of ${name} in docs/dependencies.md`);
    assert.ok(!cells.includes(''), `an empty cell in the row of ${name} in docs/dependencies.md`);
    const { license } = read(`node_modules/${name}/package.json`);
    assert.equal(cells.at(-1), license, `the licence of ${name} in docs/dependencies.md`);
  }
});

/** The cells of each row of the tables of packages, its name without quotes. */
function rowsOf(text: string): string[][] {
  const rows = text.split('\n').filter(line => line.startsWith('| `'));
  return rows.map(row =>
    row
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim().replaceAll('`', '')),
  );
}
