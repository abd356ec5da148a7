// The library's own parts are put together at run time, by decorators.
import 'reflect-metadata';
import { createPrivateKey, createPublicKey, KeyObject, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { BlockList, isIP, isIPv4 } from 'node:net';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_nameConstraints,
  NameConstraints,
} from '@peculiar/asn1-x509';
import * as x509 from '@peculiar/x509';

/** A certificate and its private key, both as PEM. */
export interface KeyPair {
  cert: string;
  key: string;
}

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 24 * 3600 * 1000;
const CA_DAYS = 3650;
/** Phones refuse more than 825. */
const SERVER_DAYS = 820;
/** The clocks of devices are slow at times. */
const EARLIER_DAYS = 1;
const ORGANIZATION = 'ShareServer';
const MAX_CN_LENGTH = 64;

/** Names, with all below them, and networks such as `10.0.0.0/8`. */
interface Realm {
  domains: readonly string[];
  networks: readonly string[];
}

/** What only a local network has: for this, and for the names that the server had then, a CA can vouch. */
const LOCAL: Realm = {
  domains: ['localhost', 'local', 'lan', 'home', 'internal', 'home.arpa'],
  networks: [
    ...['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '100.64.0.0/10'],
    ...['::1/128', 'fc00::/7', 'fe80::/10'],
  ],
};

/** Makes a CA, which can vouch for local names and addresses and for `names`, and for nothing else where that is checked. */
export async function createAuthority(host: string, names: readonly string[]): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...lifetime(CA_DAYS),
    serialNumber: serialNumber(),
    // Told apart from another one of the same host, too.
    name: [
      { O: [ORGANIZATION] },
      { CN: [`${ORGANIZATION} CA ${randomBytes(3).toString('hex')} of ${host}`.slice(0, MAX_CN_LENGTH)] },
    ],
    keys,
    signingAlgorithm: ECDSA,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      nameConstraints(names),
    ],
  });
  return { cert: toPem(certificate), key: exportKey(keys.privateKey) };
}

/** Not critical, against the rule: Mbed TLS, which an ESP32 has, refuses a critical extension that it does not know. */
function nameConstraints(names: readonly string[]): x509.Extension {
  const others = names.filter(name => !isWithin(LOCAL, name));
  const domains = others.filter(name => !isIP(name)).map(name => name.replace('*.', ''));
  const networks = others.filter(name => isIP(name)).map(address => `${address}/${isIPv4(address) ? 32 : 128}`);
  const subtrees = [
    ...[...LOCAL.domains, ...domains].map(dNSName => new GeneralName({ dNSName })),
    ...[...LOCAL.networks, ...networks].map(iPAddress => new GeneralName({ iPAddress })),
  ].map(base => new GeneralSubtree({ base }));
  const constraints = new NameConstraints({ permittedSubtrees: new GeneralSubtrees(subtrees) });
  return new x509.Extension(id_ce_nameConstraints, false, AsnConvert.serialize(constraints));
}

/** Makes a server's certificate for a key; its names must be such as the CA can vouch for. */
export async function issueCertificate(authority: KeyPair, names: readonly string[], key: string): Promise<string> {
  const issuer = new x509.X509Certificate(authority.cert);
  const publicKey = await importPublicKey(key);
  const { notBefore, notAfter } = lifetime(SERVER_DAYS);
  const certificate = await x509.X509CertificateGenerator.create({
    notBefore,
    notAfter: new Date(Math.min(issuer.notAfter.getTime(), notAfter.getTime())),
    serialNumber: serialNumber(),
    // No name of a host: OpenSSL would look for it in the name constraints.
    subject: [{ O: [ORGANIZATION] }, { CN: [`${ORGANIZATION} at ${names[0]}`.slice(0, MAX_CN_LENGTH)] }],
    issuer: issuer.subject,
    publicKey,
    signingKey: await importPrivateKey(authority.key),
    signingAlgorithm: ECDSA,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names.map(value => ({ type: isIP(value) ? 'ip' : 'dns', value }))),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
    ],
  });
  return toPem(certificate);
}

/** Makes a private key. */
export async function createKey(): Promise<string> {
  const { privateKey } = await webcrypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);
  return exportKey(privateKey);
}

/** Whether a certificate and key are those of a CA that was made here. */
export function isOurAuthority({ cert, key }: KeyPair): boolean {
  try {
    const certificate = new X509Certificate(cert);
    const isMarked = certificate.ca && certificate.subject.split('\n').includes(`O=${ORGANIZATION}`);
    return isMarked && isOurKey(key) && certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

/** Whether a private key is of the kind that is made here. */
export function isOurKey(key: string): boolean {
  try {
    return createPrivateKey(key).asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}

/** Whether a certificate is of this CA. */
export function isIssuedBy(authority: string, cert: string): boolean {
  try {
    const [issuer, certificate] = [new X509Certificate(authority), new X509Certificate(cert)];
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

/** Whether clients that check it will believe the CA about a name or address. */
export function canVouchFor(authority: string, name: string): boolean {
  const extension = new x509.X509Certificate(authority).getExtension(id_ce_nameConstraints);
  if (!extension) return true;
  const { permittedSubtrees } = AsnConvert.parse(extension.value, NameConstraints);
  const bases = [...(permittedSubtrees ?? [])].map(subtree => subtree.base);
  const domains = bases.flatMap(({ dNSName }) => dNSName ?? []);
  return isWithin({ domains, networks: bases.flatMap(({ iPAddress }) => iPAddress ?? []) }, name);
}

function isWithin({ domains, networks }: Realm, name: string): boolean {
  if (!isIP(name)) return domains.some(domain => `.${name}`.endsWith(`.${domain}`));
  const list = new BlockList();
  for (const [address, prefix] of networks.map(network => network.split('/'))) {
    list.addSubnet(address, Number(prefix), familyOf(address));
  }
  return list.check(name, familyOf(name));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}

function lifetime(days: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - EARLIER_DAYS * DAY_MS), notAfter: new Date(now + days * DAY_MS) };
}

/** Random, positive, of the full length. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0] & 0x7f) | 0x40;
  return bytes.toString('hex');
}

function toPem(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}

function exportKey(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }) as string;
}

function importPrivateKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, ECDSA, false, ['sign']);
}

function importPublicKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = createPublicKey(pem).export({ type: 'spki', format: 'der' });
  return webcrypto.subtle.importKey('spki', der, ECDSA, true, ['verify']);
}
