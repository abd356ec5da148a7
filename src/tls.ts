import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { SettingError } from './config/commandLine.ts';
import type { Settings } from './config.ts';
import type { Logger } from './core/log.ts';
import { type Credentials, type TerminatorOptions, TLS_OPTIONS, TlsTerminator } from './protocols/tls/terminator.ts';

/** The certificate and key that `share-server tls-init` makes in a data folder, and its CA. */
export type TlsFiles = Record<'cert' | 'key' | 'caCert' | 'caKey', string>;

export function tlsFilesOf(dataFolder: string): TlsFiles {
  const folder = join(dataFolder, 'tls');
  return {
    cert: join(folder, 'server.crt'),
    key: join(folder, 'server.key'),
    caCert: join(folder, 'ca.crt'),
    caKey: join(folder, 'ca.key'),
  };
}

/** Credentials that fit together. */
export interface Certificate extends Credentials {
  validFrom: Date;
  validTo: Date;
}

const DAY_MS = 24 * 3600 * 1000;
const WARN_DAYS = 30;

/** TLS as the settings want it: the certificate, and what ends TLS with it. */
export class Tls {
  readonly #files: Files;
  readonly #log: Logger;
  readonly #terminators: TlsTerminator[] = [];
  readonly #timer: NodeJS.Timeout;
  #certificate: Certificate;

  /** @throws SettingError for files that are wrong */
  constructor(files: Files, log: Logger) {
    this.#files = files;
    this.#log = log;
    this.#certificate = readCertificate(files);
    this.#warn();
    this.#timer = setInterval(() => this.#warn(), DAY_MS).unref();
  }

  /** When the certificate ends. */
  get validTo(): Date {
    return this.#certificate.validTo;
  }

  /** One for each port. */
  createTerminator(connect: TerminatorOptions['connect']): TlsTerminator {
    const terminator = new TlsTerminator({ ...this.#certificate, log: this.#log, connect });
    this.#terminators.push(terminator);
    return terminator;
  }

  /** Reads the files again, for connections to come. @throws SettingError for files that are wrong; then nothing changes */
  reload(): void {
    const certificate = readCertificate(this.#files);
    for (const terminator of this.#terminators) terminator.use(certificate);
    this.#certificate = certificate;
    this.#log.info({ validTo: certificate.validTo }, `the certificate ${this.#files.cert} is in use`);
    this.#warn();
  }

  /** Ends the handshakes that are under way. */
  close(): void {
    clearInterval(this.#timer);
    for (const terminator of this.#terminators) terminator.close();
  }

  #warn(): void {
    const warning = warningAbout(this.#certificate, Date.now());
    if (!warning) return;
    const help = this.#files.isOurs ? '; share-server tls-init renews it' : '';
    this.#log.warn({}, `the certificate ${this.#files.cert} ${warning}${help}`);
  }
}

/** Null where nothing is wrong with its time. */
export function warningAbout({ validFrom, validTo }: Certificate, now: number): string | null {
  const day = (date: Date) => date.toISOString().slice(0, 10);
  if (validTo.getTime() < now) return `expired on ${day(validTo)}`;
  if (validFrom.getTime() > now) return `is not valid before ${day(validFrom)}`;
  return validTo.getTime() < now + WARN_DAYS * DAY_MS ? `expires on ${day(validTo)}` : null;
}

/** Undefined where there is no certificate. @throws SettingError */
export function openTls({ tls, dataFolder }: Settings, log: Logger): Tls | undefined {
  const files = findFiles(tls, dataFolder);
  if (files) return new Tls(files, log);
  if (!tls.isRequired) return undefined;
  throw new SettingError('require-tls is on, which needs a certificate; share-server tls-init makes one');
}

interface Files extends Credentials {
  /** Whether they are those of `share-server tls-init`. */
  isOurs: boolean;
}

function findFiles({ cert, key }: Settings['tls'], dataFolder: string): Files | undefined {
  const ours = tlsFilesOf(dataFolder);
  if (cert === 'auto' && key === 'auto') return existsSync(ours.cert) ? { ...ours, isOurs: true } : undefined;
  if (cert === 'none' && key === 'auto') return undefined;
  if (cert === 'auto' || cert === 'none')
    throw new SettingError(`tls-key is '${key}', but tls-cert is ${cert}: a key is of use with its certificate`);
  if (key === 'auto')
    throw new SettingError(`tls-cert is '${cert}', but tls-key is not set: a certificate needs its key`);
  return { cert, key, isOurs: false };
}

/** @throws SettingError that says what is wrong with the files */
export function readCertificate(files: Credentials): Certificate {
  const cert = readText('tls-cert', files.cert);
  const key = readText('tls-key', files.key);
  const certificate = parse(
    `tls-cert is '${files.cert}', which is no certificate in PEM form`,
    () => new X509Certificate(cert),
  );
  if (!certificate.checkPrivateKey(parseKey(files.key, key))) {
    throw new SettingError(`tls-key is '${files.key}', which is not the key of the certificate '${files.cert}'`);
  }
  parse(`tls-cert is '${files.cert}', which cannot be used`, () => createSecureContext({ ...TLS_OPTIONS, cert, key }));
  return { cert, key, validFrom: new Date(certificate.validFrom), validTo: new Date(certificate.validTo) };
}

function readText(setting: string, file: string): string {
  return parse(`${setting} is '${file}', which cannot be read`, () => readFileSync(file, 'utf8'));
}

function parseKey(file: string, text: string): KeyObject {
  if (/^-----BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED/m.test(text)) {
    throw new SettingError(`tls-key is '${file}', which is encrypted; the server needs the key without a passphrase`);
  }
  return parse(`tls-key is '${file}', which is no private key in PEM form`, () => createPrivateKey(text));
}

/** @throws SettingError that begins with `complaint`, where `read` fails */
function parse<T>(complaint: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new SettingError(`${complaint}: ${(error as Error).message}`);
  }
}
