import { type PythonError, valueError } from '../../core/errors.ts';
import type { Completeness } from '../../core/hub.ts';
import type { Limits } from '../../core/limits.ts';
import { InputBuffer } from '../inputBuffer.ts';
import { decodeUtf8 } from '../utf8.ts';
import { isBlank, trimBlanks } from './blanks.ts';
import { decodeLine, decodeRequest, isTooLong } from './decode.ts';
import { type TextLimits, UnendedText } from './unendedText.ts';

/**
 * How a request came, which is how its reply goes. `line`: ended by LF. `whole`: without, the last of its connection. `call`: one whole
 * call of a command, whose LF may follow yet; `cut`: too long, the same; `lineEnd` will tell.
 */
export type Form = 'line' | 'whole' | 'call' | 'cut';

/** A request: its text without blanks around it, or what is wrong with it before it is even looked at. */
export interface Framed {
  form: Form;
  text: string;
  error: PythonError | null;
}

export type FramerLimits = TextLimits & Pick<Limits, 'maxRequestBytes'>;

const LF = 0x0a;
const NO_LINES: readonly (string | PythonError)[] = [];

/**
 * Finds the requests in the bytes of one raw connection. Pure: it is fed with bytes, the half-close and the end of silences, and asked for
 * the `next` request. Its work is in proportion to the bytes, in whatever pieces they come.
 * @see docs/protocol.md
 */
export class Framer {
  readonly #limits: FramerLimits;
  readonly #input = new InputBuffer();
  readonly #text: UnendedText;
  /** `text`: no LF yet. `call`, `cut`: such a request is out, its LF may follow. `over`: nothing more is looked at. */
  #phase: 'text' | 'call' | 'cut' | 'lines' | 'over' = 'text';
  #ended = false;
  /** Bytes of the input known to have no LF. */
  #searched = 0;
  /** Decoded lines, of which those before `#lineAt` are out. */
  #lines = NO_LINES;
  #lineAt = 0;
  /** Requests ended by LF. */
  #requests = 0;
  #hasBlankLine = false;
  #lineEnd: boolean | undefined;

  constructor(classify: (text: string) => Completeness, limits: FramerLimits) {
    this.#text = new UnendedText(classify, limits);
    this.#limits = limits;
  }

  /** Bytes that wait to be looked at. */
  get bufferedBytes(): number {
    return this.#input.length;
  }

  /** For how long, in ms since the last input, silence is of interest: then `expire` is to be called. Null: it is not. */
  get waitMs(): number | null {
    return this.#phase === 'text' && this.#input.length > 0 ? this.#text.waitMs : null;
  }

  /** Whether the LF of the last `call` or `cut` came (true), will not come (false), or may come yet. */
  get lineEnd(): boolean | undefined {
    return this.#lineEnd;
  }

  /** The last request is too long, and its LF may come yet. */
  get isCut(): boolean {
    return this.#phase === 'cut';
  }

  /** More than a single line has come. */
  get stays(): boolean {
    return this.#requests !== 1 || this.#hasBlankLine || this.#input.length > 0;
  }

  /** There will be no request any more. */
  get isOver(): boolean {
    return this.#phase === 'over' && this.#lineAt === this.#lines.length;
  }

  /** Takes bytes; `pieces`: in how many they came. */
  feed(chunk: Buffer, pieces = 1): void {
    if (this.#phase === 'over' || chunk.length === 0) return;
    if (this.#phase === 'text') this.#text.grow(pieces);
    if (this.#phase === 'cut') this.#skipCut(chunk);
    else this.#input.append(chunk);
    if (this.#phase === 'call') this.#seekLineEnd();
  }

  /** The peer has sent everything. */
  halfClose(): void {
    this.#ended = true;
    this.abandon();
  }

  /** Nothing came for `waitMs`. */
  expire(): void {
    if (this.#phase === 'text') this.#text.expire(this.#input.view());
  }

  /** The LF of a `call` or `cut` is not waited for any longer: it was the last request. */
  abandon(): void {
    if (this.#phase !== 'call' && this.#phase !== 'cut') return;
    this.#lineEnd = false;
    this.#close();
  }

  /** The next request, or null until something more happens. */
  next(): Framed | null {
    if (this.#phase === 'text') {
      const framed = this.#nextText();
      if (framed) return framed;
    }
    return this.#nextDecoded() ?? (this.#phase === 'lines' ? this.#nextLine() : null);
  }

  #nextText(): Framed | null {
    const bytes = this.#input.view();
    const lf = bytes.indexOf(LF, this.#searched);
    if (this.#isTooLong(bytes, 0, lf < 0 ? bytes.length : lf)) return this.#cut(lf >= 0);
    if (lf >= 0) {
      this.#phase = 'lines';
      return null;
    }
    this.#searched = bytes.length;
    if (this.#ended || this.#text.isComplete) return this.#wholeText(bytes);
    return this.#text.isCommandCall(bytes) ? this.#call() : null;
  }

  #isTooLong(bytes: Buffer, start: number, end: number): boolean {
    return isTooLong(bytes, start, end, this.#limits.maxRequestBytes);
  }

  #call(): Framed {
    const text = trimBlanks(decodeUtf8(this.#input.view())!);
    this.#phase = 'call';
    this.#lineEnd = undefined;
    this.#input.clear();
    this.#searched = 0;
    return { form: 'call', text, error: null };
  }

  #wholeText(bytes: Buffer): Framed | null {
    const line = decodeRequest(bytes);
    this.#close();
    return line === '' ? null : framed('whole', line);
  }

  #cut(hasLf: boolean): Framed {
    this.#phase = 'cut';
    this.#input.clear();
    if (hasLf || this.#ended) {
      this.#lineEnd = hasLf;
      this.#close();
    }
    return { form: 'cut', text: '', error: this.#tooLong() };
  }

  #skipCut(chunk: Buffer): void {
    if (!chunk.includes(LF)) return;
    this.#lineEnd = true;
    this.#close();
  }

  /** Behind a call only blanks and an LF make sense; what else comes can't be put right any more. */
  #seekLineEnd(): void {
    const bytes = this.#input.view();
    let at = 0;
    while (at < bytes.length && isBlank(bytes[at])) at++;
    if (at === bytes.length) {
      this.#input.clear();
    } else if (bytes[at] === LF) {
      this.#lineEnd = true;
      this.#phase = 'lines';
      this.#requests = 1;
      this.#input.consume(at + 1);
    } else {
      this.abandon();
    }
  }

  #nextLine(): Framed | null {
    while (this.#phase === 'lines' && this.#decodeLines()) {
      const line = this.#nextDecoded();
      if (line) return line;
    }
    if (this.#phase === 'over') return null;
    if (!this.#ended) {
      this.#input.release();
      return null;
    }
    const last = this.#input.length > 0 ? decodeRequest(this.#input.view()) : '';
    this.#close();
    return last === '' ? null : framed('line', last);
  }

  #nextDecoded(): Framed | null {
    while (this.#lineAt < this.#lines.length) {
      const line = this.#lines[this.#lineAt++];
      if (line === '') {
        this.#hasBlankLine = true;
      } else {
        this.#requests++;
        return framed('line', line);
      }
    }
    this.#setLines(NO_LINES);
    return null;
  }

  /** Decodes all lines that have ended; false if there are none. */
  #decodeLines(): boolean {
    const bytes = this.#input.view();
    const first = bytes.indexOf(LF, this.#searched);
    if (first < 0) return this.#checkOpenLine(bytes);
    const end = first === bytes.length - 1 ? bytes.length : bytes.lastIndexOf(LF) + 1;
    this.#setLines(this.#decodeBlock(bytes, first, end));
    this.#searched = 0;
    this.#input.consume(end);
    return true;
  }

  #checkOpenLine(bytes: Buffer): boolean {
    this.#searched = bytes.length;
    if (!this.#isTooLong(bytes, 0, bytes.length)) return false;
    this.#setLines([this.#tooLong()]);
    this.#close();
    return true;
  }

  /** The lines of the first `end` bytes, the last of which is an LF; `first` is the first LF. One that is too long is the last. */
  #decodeBlock(bytes: Buffer, first: number, end: number): readonly (string | PythonError)[] {
    const isSmall = end <= this.#limits.maxRequestBytes;
    if (isSmall && first === end - 1) return [decodeLine(bytes, 0, first)];
    const text = isSmall ? decodeUtf8(bytes, 0, end - 1) : undefined;
    if (text !== undefined) return text.split('\n').map(trimBlanks);
    const lines: (string | PythonError)[] = [];
    for (let start = 0, lf = first; start < end; start = lf + 1, lf = bytes.indexOf(LF, start)) {
      if (this.#isTooLong(bytes, start, lf)) {
        this.#close();
        return [...lines, this.#tooLong()];
      }
      lines.push(decodeLine(bytes, start, lf));
    }
    return lines;
  }

  #setLines(lines: readonly (string | PythonError)[]): void {
    this.#lines = lines;
    this.#lineAt = 0;
  }

  #tooLong(): PythonError {
    return valueError(`request is longer than ${this.#limits.maxRequestBytes} bytes`);
  }

  #close(): void {
    this.#phase = 'over';
    this.#input.clear();
  }
}

function framed(form: Form, line: string | PythonError): Framed {
  return typeof line === 'string' ? { form, text: line, error: null } : { form, text: '', error: line };
}
