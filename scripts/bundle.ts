import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The libraries of the dashboard, each as one file; the browser loads them as they are in public/vendor. */

const SCRIPTS = fileURLToPath(new URL('./', import.meta.url));
const VENDOR = fileURLToPath(new URL('../public/vendor/', import.meta.url));
const PACKAGE_OF = /^.*\/node_modules\/(@[^/]+\/[^/]+|[^/]+)\//;

const { resolve } = createRequire(import.meta.url);

/** The files, by their names in public/vendor. */
export async function bundle(): Promise<Map<string, string>> {
  const codemirror = await bundleModule(`${SCRIPTS}codemirror.js`);
  const uplot = await bundleModule(resolve('uplot').replace(/[^/]*$/, 'uPlot.esm.js'));
  const styles = readFileSync(resolve('uplot/dist/uPlot.min.css'), 'utf8');
  return new Map([
    ['codemirror.js', codemirror],
    ['uplot.js', uplot],
    ['uplot.css', styles],
  ]);
}

async function bundleModule(entry: string): Promise<string> {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
  });
  const packages = new Set(Object.keys(metafile.inputs).flatMap(path => PACKAGE_OF.exec(`/${path}`)?.[1] ?? []));
  return `/* ${[...packages].sort().map(nameAndLicense).join(', ')} */\n${outputFiles[0].text}`;
}

function nameAndLicense(name: string): string {
  const folder = resolve(name).replace(new RegExp(`(.*/node_modules/${name}/).*`), '$1');
  const { version, license } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'));
  return `${name} ${version} (${license})`;
}

if (import.meta.main) {
  for (const [name, text] of await bundle()) writeFileSync(VENDOR + name, text);
}
