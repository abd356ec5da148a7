import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadSettings } from '../src/config.ts';
import { MaintenanceError } from '../src/dataFolder.ts';
import { lanAddresses } from '../src/lanAddresses.ts';
import { initTls } from '../src/tlsInit.ts';
import { makeSelfSigned } from './support/certificates.ts';
import { runProcess } from './support/process.ts';
import { makeFolder } from './support/server.ts';

const DAY_MS = 24 * 3600 * 1000;
const noOpenssl = spawnSync('openssl', ['version']).error ? 'no openssl here' : false;

/** What tls-init does in this folder, with flags. */
function init(folder: string, ...flags: string[]): Promise<string> {
  const { dataFolder, tls } = loadSettings(['--data', folder, ...flags], {});
  return initTls(dataFolder, tls);
}

function read(folder: string, file: string): string {
  return readFileSync(join(folder, 'tls', file), 'utf8');
}

function lifetimeDays({ validFrom, validTo }: X509Certificate): number {
  return (Date.parse(validTo) - Date.parse(validFrom)) / DAY_MS;
}

/** Every file of the folder `tls`, by name. */
function contents(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(join(folder, 'tls')).map(file => [file, read(folder, file)]));
}

describe('share-server tls-init', () => {
  it('makes a CA and a certificate of it for this host, and says what to do next', async () => {
    const folder = join(await makeFolder(), 'new');
    const { code, output } = await runProcess([
      'tls-init',
      '--data',
      folder,
      '--tls-names',
      'Hub.example.org,203.0.113.7',
    ]);
    assert.equal(code, 0, output);
    const ca = new X509Certificate(read(folder, 'ca.crt'));
    const certificate = new X509Certificate(read(folder, 'server.crt'));
    assert.ok(ca.ca && !certificate.ca);
    assert.ok(certificate.checkIssued(ca) && certificate.verify(ca.publicKey));
    for (const { publicKey } of [ca, certificate])
      assert.equal(publicKey.asymmetricKeyDetails!.namedCurve, 'prime256v1');
    assert.ok(lifetimeDays(ca) > 3649 && lifetimeDays(ca) < 3655);
    assert.ok(lifetimeDays(certificate) > 800 && lifetimeDays(certificate) <= 825);
    const host = hostname().toLowerCase();
    for (const name of ['localhost', host, `${host.split('.')[0]}.local`, 'hub.example.org']) {
      assert.equal(certificate.checkHost(name), name);
    }
    for (const address of ['127.0.0.1', '::1', '203.0.113.7', ...lanAddresses()]) {
      assert.ok(certificate.checkIP(address), address);
    }
    assert.equal(certificate.checkHost('elsewhere.org'), undefined);
    for (const text of [
      join(folder, 'tls', 'ca.crt'),
      ca.fingerprint256,
      '--cacert ca.crt',
      'cafile=',
      'setCACert',
      'Android',
    ]) {
      assert.ok(output.includes(text), output);
    }
  });

  it('keeps keys for their owner alone', { skip: process.platform === 'win32' }, async () => {
    const folder = await makeFolder();
    await init(folder);
    for (const file of ['ca.key', 'server.key'])
      assert.equal(statSync(join(folder, 'tls', file)).mode & 0o777, 0o600, file);
  });

  it('run again, renews the certificate under the same CA and key', async () => {
    const folder = await makeFolder();
    await init(folder, '--tls-names', 'other.local');
    const before = contents(folder);
    const report = await init(folder);
    const after = contents(folder);
    assert.notEqual(after['server.crt'], before['server.crt']);
    assert.deepEqual({ ...after, 'server.crt': '' }, { ...before, 'server.crt': '' });
    const certificate = new X509Certificate(after['server.crt']);
    assert.ok(certificate.verify(new X509Certificate(after['ca.crt']).publicKey));
    assert.match(report, /ca\.crt, as before/);
    assert.match(report, /It is not for other\.local; the setting tls-names adds names/);
  });

  it('issues no certificate that its CA cannot vouch for', async () => {
    const folder = await makeFolder();
    await init(folder, '--tls-names', 'hub.example.org');
    await init(folder, '--tls-names', 'hub.example.org,*.hub.example.org,more.local,10.1.2.3,fd12::7');
    const before = contents(folder);
    for (const name of ['example.org', 'myhub.example.org', '198.51.100.1', '2001:db8::1', '*.org']) {
      await assert.rejects(init(folder, '--tls-names', name), (error: Error) => {
        assert.ok(error instanceof MaintenanceError);
        assert.match(
          error.message,
          /ca\.crt was made without '.*' and cannot vouch for it; to start anew, move .* away$/,
        );
        return error.message.includes(`'${name}'`);
      });
    }
    assert.deepEqual(contents(folder), before);
  });

  it('makes what openssl accepts by its strictest rules, for these names alone', { skip: noOpenssl }, async () => {
    const folder = await makeFolder();
    await init(folder, '--tls-names', 'hub.example.org,203.0.113.7,2001:db8::7');
    const path = (file: string) => join(folder, 'tls', file);
    const verify = (cert: string, ...args: string[]) =>
      spawnSync('openssl', [
        'verify',
        '-x509_strict',
        '-purpose',
        'sslserver',
        ...args,
        '-CAfile',
        path('ca.crt'),
        cert,
      ]);
    for (const args of [
      ['-verify_hostname', 'hub.example.org'],
      ['-verify_ip', '203.0.113.7'],
      ['-verify_ip', '2001:db8::7'],
    ]) {
      const { status, stderr } = verify(path('server.crt'), ...args);
      assert.equal(status, 0, `${stderr}`);
    }
    assert.notEqual(verify(path('server.crt'), '-verify_hostname', 'example.org').status, 0);
    const { issueCertificate } = await import('../src/certificateAuthority.ts');
    const authority = { cert: read(folder, 'ca.crt'), key: read(folder, 'ca.key') };
    writeFileSync(path('address.crt'), await issueCertificate(authority, ['203.0.113.7'], read(folder, 'server.key')));
    assert.equal(verify(path('address.crt')).status, 0);
    // As one who has got hold of the CA's key would make them.
    for (const name of ['bank.example.org', '8.8.8.8', '2001:db8::8']) {
      writeFileSync(path('foreign.crt'), await issueCertificate(authority, [name], read(folder, 'server.key')));
      assert.match(`${verify(path('foreign.crt')).stderr}`, /permitted subtree violation/, name);
    }
  });

  it('overwrites nothing that it did not make, and says so in one line', async () => {
    const theirs = await makeSelfSigned(-1, 100);
    const rsa = spawnSync('openssl', ['genrsa', '1024'], { encoding: 'utf8' }).stdout ?? 'no key';
    const cases: [Record<string, string>, RegExp][] = [
      [{ 'server.crt': theirs.cert, 'server.key': theirs.key }, /server\.crt is no certificate that tls-init made/],
      [{ 'server.crt': 'text' }, /server\.crt is no certificate that tls-init made/],
      [{ 'server.key': rsa }, /server\.key is no key that tls-init made/],
      [{ 'ca.crt': theirs.cert, 'ca.key': theirs.key }, /ca\.crt and .*ca\.key are not of a CA that tls-init made/],
      [{ 'ca.crt': 'text', 'ca.key': 'text' }, /are not of a CA that tls-init made/],
      [{ 'ca.key': theirs.key }, /only .*ca\.key is there, without its certificate/],
      [{ 'ca.crt': theirs.cert }, /only .*ca\.crt is there, without its key/],
    ];
    for (const [files, message] of cases) {
      const folder = await makeFolder();
      mkdirSync(join(folder, 'tls'));
      for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, 'tls', file), text);
      await assert.rejects(init(folder), message);
      assert.deepEqual(contents(folder), files);
    }
    const folder = await makeFolder();
    mkdirSync(join(folder, 'tls'));
    writeFileSync(join(folder, 'tls', 'server.crt'), theirs.cert);
    const { code, output } = await runProcess(['tls-init', '--data', folder]);
    assert.equal(code, 1);
    assert.match(
      output,
      /^share-server: .*server\.crt is no certificate that tls-init made; to start anew, move .* away\n$/,
    );
  });

  it('refuses a CA whose key is not its own', async () => {
    const folders = [await makeFolder(), await makeFolder()];
    for (const folder of folders) await init(folder);
    writeFileSync(join(folders[0], 'tls', 'ca.key'), read(folders[1], 'ca.key'));
    await assert.rejects(init(folders[0]), /are not of a CA that tls-init made/);
  });

  it('makes anew what is missing under the CA, and leaves no halves behind', async () => {
    const folder = await makeFolder();
    await init(folder);
    const key = read(folder, 'server.key');
    rmSync(join(folder, 'tls', 'server.crt'));
    await init(folder);
    assert.equal(read(folder, 'server.key'), key);
    rmSync(join(folder, 'tls', 'server.key'));
    await init(folder);
    assert.ok(existsSync(join(folder, 'tls', 'server.key')));
    assert.deepEqual(readdirSync(join(folder, 'tls')).toSorted(), ['ca.crt', 'ca.key', 'server.crt', 'server.key']);
  });

  it('takes no file', async () => {
    const { code, output } = await runProcess(['tls-init', 'file', '--data', await makeFolder()]);
    assert.deepEqual([code, output], [2, "share-server: unexpected argument 'file'; --help lists the flags\n"]);
  });
});
