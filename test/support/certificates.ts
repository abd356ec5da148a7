import { generateKeyPairSync, webcrypto } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAuthority, createKey, issueCertificate, type KeyPair } from '../../src/certificateAuthority.ts';
import { lanAddresses } from '../../src/lanAddresses.ts';
import { makeFolder } from './server.ts';

/** A CA, and a certificate of it for this machine's own address, in files. */
export interface TestCertificate extends KeyPair {
  /** The CA's certificate. */
  ca: string;
  caFile: string;
  certFile: string;
  keyFile: string;
  /** `--tls-cert … --tls-key …` */
  flags: string[];
}

let authority: Promise<KeyPair> | undefined;

/** Another certificate each time, of one CA. */
export async function makeCertificate(names = ['localhost', '127.0.0.1']): Promise<TestCertificate> {
  authority ??= createAuthority('tests', lanAddresses());
  const ca = await authority;
  const key = await createKey();
  const made = { cert: await issueCertificate(ca, names, key), key };
  const files = await writeCertificate(made);
  const caFile = join(await makeFolder(), 'ca.crt');
  writeFileSync(caFile, ca.cert);
  return { ...made, ...files, ca: ca.cert, caFile };
}

export async function writeCertificate({
  cert,
  key,
}: KeyPair): Promise<{ certFile: string; keyFile: string; flags: string[] }> {
  const folder = await makeFolder();
  const [certFile, keyFile] = [join(folder, 'a.crt'), join(folder, 'a.key')];
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key);
  return { certFile, keyFile, flags: ['--tls-cert', certFile, '--tls-key', keyFile] };
}

const DAY_MS = 24 * 3600 * 1000;

/** One that is its own CA, valid from and to so many days from now. */
export async function makeSelfSigned(fromDays: number, toDays: number): Promise<KeyPair> {
  const { X509CertificateGenerator } = await import('@peculiar/x509');
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const { subtle } = webcrypto;
  const keys = {
    privateKey: await subtle.importKey('pkcs8', privateKey.export({ type: 'pkcs8', format: 'der' }), algorithm, true, [
      'sign',
    ]),
    publicKey: await subtle.importKey('spki', publicKey.export({ type: 'spki', format: 'der' }), algorithm, true, [
      'verify',
    ]),
  };
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=localhost',
    notBefore: new Date(Date.now() + fromDays * DAY_MS),
    notAfter: new Date(Date.now() + toDays * DAY_MS),
    keys,
    signingAlgorithm: algorithm,
  });
  return { cert: certificate.toString('pem'), key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string };
}
