import type { Completeness } from '../../core/hub.ts';
import type { Limits } from '../../core/limits.ts';
import { decodeUtf8, findUtf8Fault } from '../utf8.ts';
import { isBlank, trimBlanks } from './blanks.ts';
import { BracketScanner } from './bracketScanner.ts';

/** How long silence lasts until a text without LF is looked at, in ms. */
export type TextLimits = Pick<Limits, 'quietMs' | 'piecesQuietMs' | 'openMs'>;

/** Says who asks, for the requests that follow on the connection. */
const AUTH_CALL = /^auth\s*\(/;

/**
 * Tells when a text without LF is a whole request. It is given all of the text again and again, and looks at each byte once; it has the text parsed
 * where it can be one call, and after each silence.
 * @see docs/protocol.md
 */
export class UnendedText {
  readonly #classify: (text: string) => Completeness;
  readonly #limits: TextLimits;
  readonly #scanner = new BracketScanner();
  #pieces = 0;
  #length = 0;
  /** Where the last byte that is no blank ends. */
  #end = 0;
  #hasLookedForCall = false;
  /** `open`: it goes on, or is cut off; `blank`: silence means nothing. */
  #state: 'growing' | 'open' | 'blank' | 'complete' = 'growing';

  constructor(classify: (text: string) => Completeness, limits: TextLimits) {
    this.#classify = classify;
    this.#limits = limits;
  }

  /** After a long enough silence: a request, whatever it is. */
  get isComplete(): boolean {
    return this.#state === 'complete';
  }

  /** After how much silence `expire` is to be called, in ms; null: never. */
  get waitMs(): number | null {
    if (this.#state === 'growing') return this.#pieces > 1 ? this.#limits.piecesQuietMs : this.#limits.quietMs;
    return this.#state === 'open' ? this.#limits.openMs : null;
  }

  /** More has come. */
  grow(pieces: number): void {
    this.#pieces += pieces;
    this.#state = 'growing';
  }

  /** Whether the text is one whole call of a command. It can be that at one length only, so that it is parsed once. */
  isCommandCall(bytes: Buffer): boolean {
    this.#scan(bytes);
    if (this.#hasLookedForCall || !this.#endsWithFirstBracket) return false;
    this.#hasLookedForCall = true;
    const text = decodeUtf8(bytes);
    return text !== undefined && this.#classifyText(text) === 'command';
  }

  /** Nothing came for `waitMs`. */
  expire(bytes: Buffer): void {
    const state = this.#state === 'open' ? 'complete' : this.#completeness(bytes);
    this.#state = state === 'incomplete' ? 'open' : state === 'empty' ? 'blank' : 'complete';
  }

  get #endsWithFirstBracket(): boolean {
    return this.#end > 0 && this.#scanner.closedAt === this.#end;
  }

  #scan(bytes: Buffer): void {
    this.#scanner.scan(bytes, this.#length);
    let end = bytes.length;
    while (end > this.#length && isBlank(bytes[end - 1])) end--;
    if (end > this.#length) this.#end = end;
    this.#length = bytes.length;
  }

  #completeness(bytes: Buffer): Completeness {
    const text = decodeUtf8(bytes);
    if (text !== undefined) return this.#classifyText(text);
    const fault = findUtf8Fault(bytes)!;
    if (fault.reason !== 'unexpected end of data') return 'invalid';
    const start = bytes.toString('utf8', 0, fault.start);
    return this.#classifyText(start) === 'invalid' ? 'invalid' : 'incomplete';
  }

  #classifyText(text: string): Completeness {
    const request = trimBlanks(text);
    if (this.#endsWithFirstBracket && AUTH_CALL.test(request)) return 'incomplete';
    return this.#classify(request);
  }
}
