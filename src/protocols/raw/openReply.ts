import { encodeLine, needsEscapes } from './reply.ts';

/** The reply to a request whose LF may follow yet: only then is it known whether it is a line. */
export class OpenReply {
  #text: string | undefined;
  #isSent = false;

  /** It has been sent as it is, and a line end may follow. */
  get isSent(): boolean {
    return this.#isSent;
  }

  get isThere(): boolean {
    return this.#text !== undefined;
  }

  /** Whether it looks otherwise as a line. */
  get needsEscapes(): boolean {
    return needsEscapes(this.#text!);
  }

  set(text: string): void {
    this.#text = text;
  }

  /** What is sent before the form is known. */
  send(): string {
    this.#isSent = true;
    return this.#text!;
  }

  /** What is still to be sent when it is known whether the request was a line. */
  rest(isLine: boolean): string {
    if (isLine) return this.#isSent ? '\n' : encodeLine(this.#text!);
    return this.#isSent ? '' : this.#text!;
  }
}
