/** What the first bytes of a connection say. `undecided`: they may still become an HTTP request line. */
export type Detection = 'http' | 'tls' | 'raw' | 'undecided';

/** The protocols that are served; what is left out is raw text. */
export interface Detectable {
  http: boolean;
  tls: boolean;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'].map(
  name => `${name} `,
);
const VERSION = 'HTTP/1.';
const TLS_HANDSHAKE = 0x16;
const SPACE = 0x20;
const DELETE = 0x7f;

/**
 * Recognises the protocol of a connection by its first bytes, in whatever pieces they come:
 * `METHOD SP target SP HTTP/1.` is HTTP. Once decided it must not be fed again.
 * @see docs/protocol.md
 */
export class Detector {
  readonly #served: Detectable;
  #method = '';
  #hasMethod = false;
  #targetLength = 0;
  #hasTarget = false;
  #versionLength = 0;

  constructor(served: Detectable) {
    this.#served = served;
  }

  /**
   * While undecided: true if `METHOD SP` is there, so that only a half-close or a long silence make it raw; false if the
   * bytes are as yet the beginning of a METHOD, a name that is a raw request as well after the usual quiet time.
   */
  get hasMethod(): boolean {
    return this.#hasMethod;
  }

  /** Takes the next bytes, at least one. */
  feed(chunk: Uint8Array): Detection {
    for (const byte of chunk) {
      const detection = this.#take(byte);
      if (detection !== 'undecided') return detection;
    }
    return 'undecided';
  }

  #take(byte: number): Detection {
    if (!this.#hasMethod) return this.#takeMethod(byte);
    if (!this.#hasTarget) return this.#takeTarget(byte);
    if (byte !== VERSION.charCodeAt(this.#versionLength)) return 'raw';
    this.#versionLength++;
    return this.#versionLength === VERSION.length ? 'http' : 'undecided';
  }

  #takeMethod(byte: number): Detection {
    if (this.#served.tls && this.#method === '' && byte === TLS_HANDSHAKE) return 'tls';
    if (!this.#served.http) return 'raw';
    this.#method += String.fromCharCode(byte);
    const method = METHODS.find(candidate => candidate.startsWith(this.#method));
    if (method === undefined) return 'raw';
    this.#hasMethod = method === this.#method;
    return 'undecided';
  }

  #takeTarget(byte: number): Detection {
    if (byte === SPACE) {
      this.#hasTarget = this.#targetLength > 0;
      return this.#hasTarget ? 'undecided' : 'raw';
    }
    if (byte < SPACE || byte === DELETE) return 'raw';
    this.#targetLength++;
    return 'undecided';
  }
}
