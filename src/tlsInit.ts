import { X509Certificate } from 'node:crypto';
import { chownSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isIPv6, SocketAddress } from 'node:net';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import {
  canVouchFor,
  createAuthority,
  createKey,
  isIssuedBy,
  isOurAuthority,
  isOurKey,
  issueCertificate,
  type KeyPair,
} from './certificateAuthority.ts';
import { toDnsName } from './config/certificateNames.ts';
import type { TlsSettings } from './config.ts';
import { finishFile, MaintenanceError, partialOf } from './dataFolder.ts';
import { lanAddresses } from './lanAddresses.ts';
import { makeFolder } from './makeFolder.ts';
import { type TlsFiles, tlsFilesOf } from './tls.ts';

const PRIVATE = 0o600;
const PUBLIC = 0o644;

/**
 * Makes what TLS needs in the data folder: a CA, unless it is there, and a certificate of it for this host and the further names of the settings. What was
 * not made here stays untouched. Returns what the operator is to know. @throws MaintenanceError
 */
export async function initTls(dataFolder: string, settings: TlsSettings): Promise<string> {
  const files = tlsFilesOf(dataFolder);
  makeFolder(dirname(files.cert));
  const own = ownNames();
  const names = [...new Set([...own, ...settings.names])];
  const former = readAuthority(files);
  const authority = former ?? (await createAuthority(own[0], names));
  const formerNames = readFormerNames(files, authority);
  const trusted = names.filter(name => canVouchFor(authority.cert, name));
  const refused = settings.names.find(name => !trusted.includes(name));
  if (refused) fail(`the CA of ${files.caCert} was made without '${refused}' and cannot vouch for it`, files);
  const key = existsSync(files.key) ? readFileSync(files.key, 'utf8') : await createKey();
  const certificate = await issueCertificate(authority, trusted, key);
  if (!former) {
    writeNew(files.caKey, authority.key, PRIVATE);
    writeNew(files.caCert, authority.cert, PUBLIC);
  }
  if (!existsSync(files.key)) writeNew(files.key, key, PRIVATE);
  replace(files.cert, certificate);
  const lost = [...new Set([...formerNames, ...names])].filter(name => !trusted.includes(name));
  return report(files, settings, { authority: authority.cert, isNew: !former, certificate, names: trusted, lost });
}

/** What this host is called by. The first is a name, and the one to show. */
function ownNames(): [string, ...string[]] {
  const host = toDnsName(hostname());
  const [short] = host?.split('.') ?? [];
  const names = host === undefined ? [] : [host, short, `${short}.local`];
  return [...names, 'localhost', '127.0.0.1', '::1', ...lanAddresses()] as [string, ...string[]];
}

/** Undefined: there is none yet. @throws MaintenanceError if it was not made here, or half of it is missing */
function readAuthority(files: TlsFiles): KeyPair | undefined {
  const there = [files.caCert, files.caKey].filter(existsSync);
  if (there.length === 0) return undefined;
  if (there.length === 1)
    fail(`only ${there[0]} is there, without its ${there[0] === files.caCert ? 'key' : 'certificate'}`, files);
  const authority = { cert: readFileSync(files.caCert, 'utf8'), key: readFileSync(files.caKey, 'utf8') };
  if (!isOurAuthority(authority)) fail(`${files.caCert} and ${files.caKey} are not of a CA that tls-init made`, files);
  if (new Date(new X509Certificate(authority.cert).validTo).getTime() < Date.now())
    fail(`the CA of ${files.caCert} has expired`, files);
  return authority;
}

/** The names of the certificate that will be replaced. @throws MaintenanceError if it, or its key, was not made here */
function readFormerNames(files: TlsFiles, authority: KeyPair): string[] {
  if (existsSync(files.key) && !isOurKey(readFileSync(files.key, 'utf8')))
    fail(`${files.key} is no key that tls-init made`, files);
  if (!existsSync(files.cert)) return [];
  const cert = readFileSync(files.cert, 'utf8');
  if (!isIssuedBy(authority.cert, cert)) fail(`${files.cert} is no certificate that tls-init made`, files);
  return namesOf(cert);
}

function fail(problem: string, files: TlsFiles): never {
  throw new MaintenanceError(`${problem}; to start anew, move ${dirname(files.cert)} away`);
}

/** Writes a file that must not be there yet. It belongs to whom the folder belongs to: root may do this for a server that is somebody else. */
function writeNew(file: string, text: string, mode: number): void {
  writeFileSync(file, text, { mode, flag: 'wx' });
  const { uid, gid } = statSync(dirname(dirname(file)));
  if (process.getuid?.() === 0) chownSync(file, uid, gid);
}

/** Puts a file in place of another at one moment. */
function replace(file: string, text: string): void {
  const partial = partialOf(file);
  rmSync(partial, { force: true });
  writeNew(partial, text, PUBLIC);
  finishFile(partial, file);
}

/** The names and addresses in a certificate, as `initTls` has them. */
function namesOf(cert: string): string[] {
  const names = new X509Certificate(cert).subjectAltName?.split(', ') ?? [];
  return names.map(name => name.replace(/^[^:]*:/, '')).map(name => (isIPv6(name) ? shorten(name) : name));
}

function shorten(address: string): string {
  return new SocketAddress({ address, family: 'ipv6' }).address;
}

interface Made {
  authority: string;
  isNew: boolean;
  certificate: string;
  names: string[];
  /** Names that were, or would be, in it, and are not. */
  lost: string[];
}

function report(files: TlsFiles, { cert }: TlsSettings, { authority, isNew, certificate, names, lost }: Made): string {
  const ca = new X509Certificate(authority);
  const [name] = names;
  return [
    `The CA is ${files.caCert}${isNew ? '' : ', as before'}, valid until ${lastDay(ca)}. Its fingerprint (SHA-256):`,
    ca.fingerprint256,
    `The certificate is ${files.cert}, valid until ${lastDay(new X509Certificate(certificate))}, for`,
    names.join(', '),
    ...(lost.length === 0 ? [] : [`It is not for ${lost.join(', ')}; the setting tls-names adds names.`]),
    cert === 'auto'
      ? 'The server uses it from its next start on; one that uses it already reads it anew at a SIGHUP.'
      : `The server does not use it: the setting tls-cert is ${cert}.`,
    '',
    'Whatever connects by TLS must trust the CA: give it a copy of ca.crt, never of ca.key.',
    `  curl       curl --cacert ca.crt https://${name}:2980/api/ping`,
    `  Python     share.ShareServer('${name}', tls='ca.crt'), or ssl.create_default_context(cafile='ca.crt')`,
    '  Node.js    NODE_EXTRA_CA_CERTS=ca.crt',
    '  ESP32      WiFiClientSecure client; client.setCACert(CA); with the text of ca.crt as CA',
    '  Android    Settings > Security > Encryption & credentials > Install a certificate > CA certificate',
    '  iPhone     open the file; Settings > General > VPN & Device Management; then About > Certificate Trust Settings',
    'More of this: docs/tls.md',
  ].join('\n');
}

function lastDay({ validTo }: X509Certificate): string {
  return new Date(validTo).toISOString().slice(0, 10);
}
