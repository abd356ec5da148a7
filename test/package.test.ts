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
