import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../scripts/bundle.ts';
import { startServer } from '../support/server.ts';

const PUBLIC = fileURLToPath(new URL('../../public/', import.meta.url));
const WIRE_BUDGET_BYTES = 300 * 1024;
const FIRST_LOAD_BUDGET_BYTES = 48 * 1024;
/** What runs at first: the page, the panel that it begins with, and the one that receives messages. */
const FIRST_MODULES = ['/app.js', '/panels/messages.js', '/panels/registry.js'];

/** The status and size on the wire of a reply; `fetch` would add headers of its own and decompress. */
function request(url: string, headers: Record<string, string>): Promise<{ status: number | undefined; size: number }> {
  return new Promise((resolve, reject) => {
    get(url, { headers, agent: false }, response => {
      let size = 0;
      response
        .on('data', chunk => (size += chunk.length))
        .on('end', () => resolve({ status: response.statusCode, size }));
    }).on('error', reject);
  });
}

/** The path of the file behind an address of the dashboard. */
function fileOf(address: string): string {
  return address === '/shareserver.js'
    ? fileURLToPath(new URL('../../clients/javascript/shareserver.js', import.meta.url))
    : PUBLIC + address.slice(1);
}

/** The addresses of modules, and of all that they import before they run. */
function withImports(modules: readonly string[]): Set<string> {
  const found = new Set(modules);
  for (const module of found) {
    const imports = readFileSync(fileOf(module), 'utf8').matchAll(
      /^(?:import\s|(?:import|export)\s[^;'(]*?\sfrom\s)'([^']+)'/gm,
    );
    for (const [, address] of imports) found.add(new URL(address, `http://hub${module}`).pathname);
  }
  return found;
}

/** The wire size of all of these, compressed. */
async function sizeOnWire(port: number, addresses: Iterable<string>): Promise<number> {
  let total = 0;
  for (const address of addresses) {
    const { status, size } = await request(`http://127.0.0.1:${port}${address}`, { 'Accept-Encoding': 'gzip' });
    assert.equal(status, 200, address);
    total += size;
  }
  return total;
}

describe("the dashboard's files", () => {
  it('are made anew by npm run bundle just as they are', async () => {
    for (const [name, text] of await bundle()) {
      assert.ok(readFileSync(`${PUBLIC}vendor/${name}`, 'utf8') === text, `${name} is stale: npm run bundle`);
    }
  });

  it('come with their types, a policy that allows nothing from elsewhere, and an ETag', async () => {
    const { port } = await startServer();
    const types = {
      '/': 'text/html',
      '/app.js': 'javascript',
      '/styles/base.css': 'text/css',
      '/icon.svg': 'image/svg+xml',
      '/shareserver.js': 'javascript',
    };
    for (const [path, type] of Object.entries(types)) {
      const { status, headers } = await fetch(`http://127.0.0.1:${port}${path}`);
      assert.equal(status, 200, path);
      assert.ok(headers.get('Content-Type')?.includes(type), path);
      assert.match(headers.get('Content-Security-Policy') ?? '', /default-src 'none'; script-src 'self'/);
      assert.equal(headers.get('X-Content-Type-Options'), 'nosniff');
      assert.equal(headers.get('Cache-Control'), 'no-cache');
      const again = await request(`http://127.0.0.1:${port}${path}`, { 'If-None-Match': headers.get('ETag')! });
      assert.equal(again.status, 304, path);
    }
    assert.equal((await fetch(`http://127.0.0.1:${port}/`, { method: 'POST' })).status, 405);
    assert.equal((await fetch(`http://127.0.0.1:${port}/../package.json`)).status, 404);
    assert.equal((await fetch(`http://127.0.0.1:${port}/%2e%2e/package.json`)).status, 404);
  });

  it('are less than 300 KiB over the wire', async () => {
    const { port } = await startServer();
    const files = [...globSync('**/*.{html,js,css,svg,webmanifest}', { cwd: PUBLIC }), 'shareserver.js'];
    const total = await sizeOnWire(
      port,
      files.filter(file => !file.startsWith('docs')).map(file => `/${file}`),
    );
    assert.ok(files.length > 25);
    assert.ok(total < WIRE_BUDGET_BYTES, `${total} bytes`);
  });

  it('are few and small at first, and none waits for another to ask for it', async () => {
    const page = readFileSync(`${PUBLIC}index.html`, 'utf8');
    const linked = (rel: string) =>
      Array.from(page.matchAll(new RegExp(`<link rel="${rel}" href="([^"]+)"`, 'g')), ([, address]) => address);
    const modules = withImports(FIRST_MODULES);
    assert.ok(modules.size > 20);
    assert.deepEqual(['/app.js', ...linked('modulepreload')].sort(), [...modules].sort());
    const { port } = await startServer();
    const others = ['/', ...linked('stylesheet'), ...linked('icon'), ...linked('manifest')];
    const total = await sizeOnWire(port, [...others, ...modules]);
    assert.ok(total < FIRST_LOAD_BUDGET_BYTES, `${total} bytes`);
  });

  it('name nothing outside of the server', () => {
    for (const file of globSync('**/*.{html,js,css}', { cwd: PUBLIC, exclude: ['vendor/**'] })) {
      assert.doesNotMatch(readFileSync(PUBLIC + file, 'utf8'), /https?:\/\/(?!www\.w3\.org|\$\{)/, file);
    }
  });
});
