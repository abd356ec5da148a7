/**
 * What the first bytes of a connection say. `undecided`: they may still become an HTTP request line. `noTls`: a TLS handshake where none is
 * served. That is never raw text: a page can have its browser put lines into a handshake, as the ticket of a session.
 */
export type Detection = 'http' | 'tls' | 'noTls' | 'raw' | 'undecided';

/** The protocols that are served; what is left out is raw text. */
export interface Detectable {
  http: boolean;
  tls: boolean;
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']);
/** What a method may consist of: a token of RFC 9110. */
const TOKEN = new Set(Buffer.from("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"));
/** The longest target that a browser sends in one piece for sure, less than TCP's smallest segment. */
const WHOLE_TARGET_LENGTH = 400;
const VERSION = 'HTTP/1.';
const TLS_HANDSHAKE = 0x16;
const SPACE = 0x20;
const DELETE = 0x7f;

/**
 * Recognises the protocol of a connection by its first bytes, in whatever pieces they come:
 * `method SP target SP HTTP/1.` is HTTP. Once decided it must not be fed again.
 *
 * Any method counts: a page can have its browser use one of its own, and what follows in the request must not be read as raw lines.
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
   * While undecided: true if a usual method is there, or so long a target that it may come in pieces, so that only a half-close or a long
   * silence make it raw; false if the bytes may as well be a raw request, after the usual quiet time.
   */
  get isLikelyHttp(): boolean {
    return this.#hasMethod && (METHODS.has(this.#method) || this.#targetLength > WHOLE_TARGET_LENGTH);
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
    if (this.#method === '' && byte === TLS_HANDSHAKE) return this.#served.tls ? 'tls' : 'noTls';
    if (!this.#served.http) return 'raw';
    if (TOKEN.has(byte)) {
      this.#method += String.fromCharCode(byte);
      return 'undecided';
    }
    this.#hasMethod = byte === SPACE && this.#method !== '';
    return this.#hasMethod ? 'undecided' : 'raw';
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
