import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';

const root = new URL('../../', import.meta.url);

it('every promise of docs/reliability.md names a test that there is', () => {
  const page = readFileSync(new URL('docs/reliability.md', root), 'utf8');
  const named = [...page.matchAll(/\| `(test\/[\w/.]+)`: (.+) \|$/gm)];
  assert.ok(named.length > 30);
  for (const [, file, name] of named) {
    const source = readFileSync(new URL(file, root), 'utf8');
    const isThere = source.split('\n').some(line => /^\s*(?:it|test)\(/.test(line) && line.includes(name));
    assert.ok(isThere, `${file}: ${name}`);
  }
});
