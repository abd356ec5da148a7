import { connect, type Socket } from 'node:net';

/**
 * Many WebSocket clients in one process of its own, so that reading them costs the server's process nothing: `node pushReader.ts PORT CLIENTS MESSAGES QUERY`.
 * Each must get the messages '0', '1' … in order; the first never reads. Prints `ready`, then `done`, or what was wrong.
 */
const [port, clients, messages] = process.argv.slice(2, 5).map(Number);
const query = process.argv[5];

const TEXT = Buffer.from('"text":"');
const QUOTE = 0x22;
const PING = 0x89;
/** Empty, masked by zeros. */
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

/** A lean reader of a server's text frames: the texts of its messages. */
class PushReader {
  readonly socket: Socket;
  expected = 0;
  #rest: Buffer = Buffer.alloc(0);
  #isUpgraded = false;

  constructor(upgraded: () => void, done: () => void) {
    this.socket = connect({ port, host: '127.0.0.1' });
    this.socket.write(
      `GET /ws?${query} HTTP/1.1\r\nHost: hub\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    );
    this.socket.on('data', (chunk: Buffer) => {
      this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
      if (!this.#isUpgraded) {
        const end = this.#rest.indexOf('\r\n\r\n');
        if (end < 0) return;
        this.#rest = this.#rest.subarray(end + 4);
        this.#isUpgraded = true;
        upgraded();
      }
      this.#readFrames();
      if (this.expected === messages) done();
    });
    this.socket.on('error', error => this.#end(`a connection failed: ${error.message}`));
    this.socket.on('close', () => this.#end(`a connection was closed after ${this.expected} messages`));
  }

  #end(reason: string): void {
    // One that does not read is dropped after a while.
    if (this.expected < messages && this !== readers[0]) fail(reason);
  }

  #readFrames(): void {
    let at = 0;
    while (at + 2 <= this.#rest.length) {
      const short = this.#rest[at + 1];
      const start = at + (short < 126 ? 2 : 4);
      if (start > this.#rest.length) break;
      const end = start + (short < 126 ? short : this.#rest.readUInt16BE(at + 2));
      if (end > this.#rest.length) break;
      if (this.#rest[at] === PING) this.socket.write(PONG);
      this.#take(this.#rest.subarray(start, end));
      at = end;
    }
    this.#rest = this.#rest.subarray(at);
  }

  #take(frame: Buffer): void {
    const at = frame.indexOf(TEXT);
    if (at < 0) return;
    const start = at + TEXT.length;
    const text = frame.toString('latin1', start, frame.indexOf(QUOTE, start));
    if (text !== String(this.expected)) fail(`got '${text}' in place of '${this.expected}'`);
    this.expected++;
  }
}

function fail(reason: string): never {
  console.log(`failed: ${reason}`);
  process.exit(1);
}

let upgraded = 0;
let done = 0;
const readers = Array.from(
  { length: clients },
  (_, i) =>
    new PushReader(
      () => {
        if (i === 0) readers[0].socket.pause();
        if (++upgraded === clients) console.log('ready');
      },
      () => {
        if (++done < clients - 1) return;
        console.log('done');
        process.exit(0);
      },
    ),
);
