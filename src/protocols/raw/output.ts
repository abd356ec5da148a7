import type { Socket } from 'node:net';

/** What one connection is sent: gathered, written at once, and no more until the peer has taken it. */
export class Output {
  readonly #socket: Socket;
  readonly #stalledMs: number;
  #text = '';
  #isBlocked = false;

  /** `stalledMs`: a peer that takes nothing for so long is dropped (`timeout` of the socket). */
  constructor(socket: Socket, stalledMs: number) {
    this.#socket = socket;
    this.#stalledMs = stalledMs;
  }

  /** The peer does not take what it is sent. */
  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  add(text: string): void {
    this.#text += text;
  }

  /** Writes what was gathered. */
  flush(): void {
    if (this.#text === '') return;
    const text = this.#text;
    this.#text = '';
    if (this.#socket.write(text)) return;
    this.#isBlocked = true;
    this.#socket.setTimeout(this.#stalledMs);
  }

  /** The peer has taken all. */
  unblock(): void {
    this.#isBlocked = false;
    this.#socket.setTimeout(0);
  }

  /**
   * Sends the FIN behind what was gathered; then drops what comes, so that no reset destroys a reply. `sent`: the peer has taken all, and should
   * close too.
   */
  end(sent: () => void): void {
    const socket = this.#socket;
    socket.end(this.#text);
    if (socket.writableLength > 0) {
      socket.pause();
      socket.setTimeout(this.#stalledMs);
    }
    socket.once('finish', () => {
      socket.setTimeout(0);
      socket.resume();
      sent();
    });
  }
}
