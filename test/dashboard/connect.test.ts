import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { noBrowser } from '../support/browser.ts';
import { makeCertificate, makeSelfSigned } from '../support/certificates.ts';
import { whyNoPython } from '../support/python.ts';
import { makeFolder, startServer } from '../support/server.ts';
import { findBarriers, openOwnPage } from './page.ts';

const run = promisify(execFile);
const CLIENT = new URL('../../clients/javascript/shareserver.js', import.meta.url);

/** A page at https:// that shows code for devices, and a folder with what that code reads. */
async function open() {
  const { ca, caFile, flags } = await makeCertificate();
  const server = await startServer({ flags });
  const { page, faults } = await openOwnPage(`https://127.0.0.1:${server.port}/#connect`, { ignoreHTTPSErrors: true });
  await page.locator('#status[data-state="online"]').waitFor();
  await page.getByLabel(/This server/).fill(`localhost:${server.port}`);
  await page.getByLabel('Name of the device').fill("the shed's");
  const folder = await makeFolder();
  writeFileSync(join(folder, 'ca.crt'), ca);
  await run('openssl', ['x509', '-in', caFile, '-outform', 'der', '-out', join(folder, 'ca.der')]);
  const code = async (kind: string) => {
    await page.getByRole('tab', { name: kind, exact: true }).click();
    return (await page.locator('.code code').textContent())!;
  };
  return { server, page, faults, folder, code };
}

describe('the code for devices, on a page that came by TLS', { skip: noBrowser || (whyNoPython ?? false) }, () => {
  it('is done as it stands by Python, shells and Node, by TLS alone', async () => {
    const { server, page, faults, folder, code } = await open();
    const shell = async (text: string) => (await run('sh', ['-c', text], { cwd: folder })).stdout.trim();
    const python = async (text: string) => (await run('python3', ['-c', text], { cwd: folder })).stdout.trim();
    assert.equal(await python(await code('Python')), '1');
    await page.getByText(/^Connected\. the shed's\.hello became 1/).waitFor();
    // CPython has all that is used of MicroPython.
    assert.equal(await python(await code('MicroPython')), '2');
    assert.equal(await shell(`${(await code('curl')).trim()} --silent --fail`), '{"result":3}');
    assert.equal(await shell(await code('openssl')), '4');
    copyFileSync(CLIENT, join(folder, 'shareserver.js'));
    writeFileSync(join(folder, 'device.mjs'), `${await code('JavaScript')}hub.close();\n`);
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: 'ca.crt' };
    const { stdout } = await run(process.execPath, ['device.mjs'], { cwd: folder, env });
    assert.match(stdout, /^5$/m);
    const sketch = await code('ESP32 (Arduino)');
    for (const part of ['WiFiClientSecure client;', 'client.setCACert(CA);', `PORT = ${server.port};`])
      assert.ok(sketch.includes(part), part);
    // What is not vouched for by the CA is not talked to.
    writeFileSync(join(folder, 'ca.crt'), (await makeSelfSigned(-1, 1)).cert);
    await assert.rejects(python(await code('Python')), /CERTIFICATE_VERIFY_FAILED/);
    await assert.rejects(shell(await code('curl')), /self.signed|unable to get local issuer/i);
    assert.deepEqual(await findBarriers(page), []);
    assert.deepEqual(faults, []);
  });
});

describe('the code for devices, on a page that needs no TLS where devices do', { skip: noBrowser }, () => {
  it('uses TLS', async () => {
    const { flags } = await makeCertificate();
    const { port } = await startServer({ flags: [...flags, '--require-tls'] });
    const { page, faults } = await openOwnPage(`http://127.0.0.1:${port}/#connect`);
    const code = page.locator('.code code');
    for (const [kind, text] of [
      ['ESP32 (Arduino)', 'WiFiClientSecure client;'],
      ['Python', 'ssl.create_default_context'],
      ['curl', "curl --cacert ca.crt 'https://"],
      ['openssl', 'openssl s_client'],
    ]) {
      await page.getByRole('tab', { name: kind, exact: true }).click();
      await code.filter({ hasText: text }).waitFor();
    }
    assert.equal(await page.getByRole('tab', { name: 'nc', exact: true }).count(), 0);
    assert.deepEqual(faults, []);
  });
});
