import type { Logger } from '../../core/log.ts';

/** What may be warned of again only after so long; ms. */
const QUIET_MS = 60_000;

/** What OpenSSL and Node call a failure, in words that help. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['ECONNRESET', 'the client hung up'],
  ['ERR_TLS_HANDSHAKE_TIMEOUT', 'the client took too long'],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'the client does not trust the CA of the certificate'],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN', 'the client does not trust the certificate'],
  [
    'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
    'the client does not trust the certificate, or connects by a name that is not in it',
  ],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'the certificate has expired, says the client; its clock may be wrong'],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'the client speaks no TLS version from 1.2 on'],
  ['ERR_SSL_NO_SHARED_CIPHER', 'the client knows no cipher that the server allows'],
]);

/** Logs handshakes that failed, each at debug; and one a minute as a warning, which counts those since the last. A client that just hangs up is none. */
export class HandshakeFailures {
  readonly #log: Logger;
  #warnedAt = Number.NEGATIVE_INFINITY;
  #more = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  note(error: Error & { code?: string; reason?: string }, peer: string): void {
    const text = `a TLS handshake failed: ${REASONS.get(error.code ?? '') ?? error.reason ?? error.message}`;
    if (error.code === 'ECONNRESET') {
      this.#log.debug({ peer }, text);
    } else if (performance.now() - this.#warnedAt < QUIET_MS) {
      this.#more++;
      this.#log.debug({ peer }, text);
    } else {
      this.#log.warn(this.#more === 0 ? { peer } : { peer, failedBefore: this.#more }, text);
      this.#warnedAt = performance.now();
      this.#more = 0;
    }
  }
}
