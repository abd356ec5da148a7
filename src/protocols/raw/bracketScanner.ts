const QUOTE = 0x27;
const DOUBLE_QUOTE = 0x22;
const BACKSLASH = 0x5c;
const HASH = 0x23;

/**
 * Follows the quotes and brackets of a Python text without line breaks, each byte once, up to where its first bracket is closed: a text is one whole call
 * only if it ends there.
 */
export class BracketScanner {
  /** The index behind the first bracket's closing one, or -1. */
  closedAt = -1;
  #depth = 0;
  #isComment = false;
  /** The quote of the string that the text is in, or 0. */
  #quote = 0;
  /** Quotes in a row that opened the string or may be closing it. */
  #quotes = 0;
  #state: 'opening' | 'single' | 'triple' | 'escape' = 'single';
  #afterEscape: 'single' | 'triple' = 'single';

  /** Takes the bytes from index `from` on; what is before was taken already. */
  scan(bytes: Uint8Array, from: number): void {
    for (let at = from; at < bytes.length && this.closedAt < 0 && !this.#isComment; at++) {
      if (this.#quote !== 0) this.#takeInString(bytes[at], at);
      else this.#take(bytes[at], at);
    }
  }

  #take(byte: number, at: number): void {
    switch (byte) {
      case QUOTE:
      case DOUBLE_QUOTE:
        this.#quote = byte;
        this.#quotes = 1;
        this.#state = 'opening';
        break;
      case HASH:
        this.#isComment = true;
        break;
      case 0x28: // (
      case 0x5b: // [
      case 0x7b: // {
        this.#depth++;
        break;
      case 0x29:
      case 0x5d:
      case 0x7d:
        if (--this.#depth <= 0) this.closedAt = at + 1;
        break;
    }
  }

  #takeInString(byte: number, at: number): void {
    switch (this.#state) {
      case 'opening':
        this.#takeOpening(byte, at);
        break;
      case 'escape':
        this.#state = this.#afterEscape;
        break;
      default:
        this.#takeContent(byte, this.#state);
    }
  }

  /** One quote is a string, two are an empty one, three open a long one. */
  #takeOpening(byte: number, at: number): void {
    if (byte === this.#quote) {
      this.#quotes++;
      if (this.#quotes < 3) return;
      this.#state = 'triple';
      this.#quotes = 0;
    } else if (this.#quotes === 2) {
      this.#quote = 0;
      this.#take(byte, at);
    } else {
      this.#quotes = 0;
      this.#takeContent(byte, 'single');
    }
  }

  #takeContent(byte: number, state: 'single' | 'triple'): void {
    this.#state = state;
    if (byte === this.#quote) {
      this.#quotes++;
      if (state === 'single' || this.#quotes === 3) this.#quote = 0;
      return;
    }
    this.#quotes = 0;
    if (byte === BACKSLASH) {
      this.#afterEscape = state;
      this.#state = 'escape';
    }
  }
}
