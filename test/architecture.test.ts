import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** Who may import whom, by folder of `src`. Below a folder of adapters, each is one of its own; files right in `src` may import anything. */
const MAY_IMPORT: Record<string, string[]> = {
  core: [],
  python: ['core'],
  access: ['core'],
  'store/*': ['core', 'store'],
  'sql/*': ['core', 'sql'],
  store: ['core'],
  sql: ['core'],
  commands: ['core', 'python', 'store', 'sql'],
  'protocols/*': ['core', 'protocols'],
  protocols: ['core', 'protocols/*'],
  spec: ['core'],
  config: ['core', 'python'],
};
/** The folders whose folders are adapters: those never import each other. */
const OF_ADAPTERS = ['store', 'sql', 'protocols'];
/** What `core` speaks in: as types alone, whoever is given it may import these too. */
const SHARED_TYPES = ['store/store.ts', 'sql/sql.ts', 'python/values.ts'];

const SPEAKS_OF_CORE = /^(core|protocols|spec)\b/;

const SRC = fileURLToPath(new URL('../src/', import.meta.url));

interface Import {
  from: string;
  to: string;
  typesOnly: boolean;
}

const IMPORT = /^(?:import|export)\s(?:[^;'"]*?\sfrom\s)?'(\.[^']+)'|\bimport\('(\.[^']+)'\)/gm;

function importsOf(file: string): Import[] {
  const source = readFileSync(join(SRC, file), 'utf8');
  return [...source.matchAll(IMPORT)].map(([text, named, dynamic]) => ({
    from: file,
    to: join(dirname(file), named ?? dynamic)
      .split(sep)
      .join('/'),
    typesOnly: /^(import|export) type\s/.test(text) || /^import \{(\s*type \w+( as \w+)?,?)+\s*\} from/.test(text),
  }));
}

/** The part of the house that a file belongs to: `core`, `store`, `store/sqlite`, or `` for files right in `src`. */
function partOf(file: string): string {
  const [folder, ...rest] = file.split('/');
  if (rest.length === 0) return '';
  return OF_ADAPTERS.includes(folder) && rest.length > 1 ? `${folder}/${rest[0]}` : folder;
}

function isAllowed({ from, to, typesOnly }: Import): boolean {
  const [part, other] = [partOf(from), partOf(to)];
  if (part === '' || part === other) return true;
  if (SPEAKS_OF_CORE.test(part) && typesOnly && SHARED_TYPES.includes(to)) return true;
  const allowed = MAY_IMPORT[part] ?? MAY_IMPORT[`${dirname(part)}/*`];
  return allowed.some(rule => rule === other || (rule.endsWith('/*') && other.startsWith(rule.slice(0, -1))));
}

const files = globSync('**/*.ts', { cwd: SRC }).map(file => file.split(sep).join('/'));
const imports = files.flatMap(importsOf);

test('each folder imports only what it may', () => {
  const wrong = imports.filter(entry => !isAllowed(entry));
  assert.deepEqual(
    wrong.map(({ from, to }) => `${from} imports ${to}`),
    [],
  );
});

test('every file belongs to a part that has a rule', () => {
  for (const part of new Set(files.map(partOf))) {
    assert.ok(part === '' || part in MAY_IMPORT || `${dirname(part)}/*` in MAY_IMPORT, part);
  }
});

test('the test sees imports of every kind, and can tell types', () => {
  assert.ok(imports.length > files.length, 'imports are found');
  const find = (from: string, to: string) => imports.find(entry => entry.from === from && entry.to === to);
  assert.equal(find('main.ts', 'serverProcess.ts')?.typesOnly, false);
  assert.equal(find('core/hub.ts', 'store/store.ts')?.typesOnly, true);
  assert.equal(isAllowed({ from: 'core/hub.ts', to: 'store/store.ts', typesOnly: false }), false);
  assert.equal(isAllowed({ from: 'protocols/raw/a.ts', to: 'store/store.ts', typesOnly: true }), true);
  assert.equal(isAllowed({ from: 'protocols/raw/a.ts', to: 'store/store.ts', typesOnly: false }), false);
  assert.equal(isAllowed({ from: 'commands/a.ts', to: 'protocols/b.ts', typesOnly: true }), false);
  assert.equal(isAllowed({ from: 'store/redis/a.ts', to: 'store/sqlite/b.ts', typesOnly: true }), false);
  assert.equal(isAllowed({ from: 'protocols/raw/a.ts', to: 'protocols/http/b.ts', typesOnly: true }), false);
  assert.equal(isAllowed({ from: 'commands/a.ts', to: 'store/sqlite/b.ts', typesOnly: false }), false);
  assert.equal(isAllowed({ from: 'gateway.ts', to: 'store/sqlite/b.ts', typesOnly: false }), true);
});
