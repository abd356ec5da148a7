import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Sends a request on a new connection and half-closes; all that comes back. */
export async function exchange(port: number, request: string | Uint8Array): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.end(request);
  return readAll(socket);
}

/** As the seed's clients do it: sends without a line end or a half-close, reads once, closes. */
export async function exchangeAsSeed(port: number, request: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.write(request);
  const [chunk] = await once(socket, 'data');
  socket.end();
  return chunk.toString('utf8');
}

/** Everything until the peer ends. @throws what the socket throws */
export async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** A connection in line mode: requests and replies a line each, in order. */
export class LineClient {
  readonly socket: Socket;
  readonly #waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
  readonly #lines: string[] = [];
  #rest: Buffer[] = [];
  #ended: Error | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', error => this.#end(error));
    socket.on('close', () => this.#end(new Error('the server closed the connection')));
  }

  static async open(port: number): Promise<LineClient> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new LineClient(socket);
  }

  /** Sends one request; its reply, unescaped. */
  async ask(request: string): Promise<string> {
    this.send(request);
    return this.next();
  }

  send(request: string): void {
    this.socket.write(`${request}\n`);
  }

  /** The next reply. */
  async next(): Promise<string> {
    const line = this.#lines.shift();
    if (line !== undefined) return unescapeLine(line);
    if (this.#ended) throw this.#ended;
    return unescapeLine(await new Promise<string>((resolve, reject) => this.#waiting.push({ resolve, reject })));
  }

  /** Half-closes and waits for the end. */
  async end(): Promise<void> {
    if (!this.#ended) {
      this.socket.end();
      await once(this.socket, 'close');
    }
  }

  destroy(): void {
    this.socket.destroy();
  }

  #read(chunk: Buffer): void {
    let start = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, start)) {
      this.#rest.push(chunk.subarray(start, at));
      this.#deliver(Buffer.concat(this.#rest).toString('utf8'));
      this.#rest = [];
      start = at + 1;
    }
    if (start < chunk.length) this.#rest.push(chunk.subarray(start));
  }

  #deliver(line: string): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting.resolve(line);
    else this.#lines.push(line);
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended);
  }
}

/** What the server wrote as `\\`, `\r`, `\n` in a line. */
function unescapeLine(line: string): string {
  return line.replace(/\\(.)/g, (_, escaped) => (escaped === 'n' ? '\n' : escaped === 'r' ? '\r' : escaped));
}
