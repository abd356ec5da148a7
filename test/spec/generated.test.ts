import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { generate } from '../../src/generate.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

describe('the generated files', () => {
  for (const [path, text] of generate()) {
    it(`${path} is fresh (npm run generate)`, async () => {
      assert.equal(await readFile(PROJECT + path, 'utf8'), text);
    });
  }

  it('openapi.yaml is clean for the linter', async () => {
    const cli = `${PROJECT}node_modules/@redocly/cli/bin/cli.js`;
    const args = [cli, 'lint', '--format', 'json', 'openapi.yaml'];
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PROJECT, env }).catch(error => error);
    const { totals, problems } = JSON.parse(stdout.slice(stdout.indexOf('{'), stdout.lastIndexOf('}') + 1));
    assert.deepEqual([totals.errors, totals.warnings], [0, 0], JSON.stringify(problems, null, 2));
  });
});
