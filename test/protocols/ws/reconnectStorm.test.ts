import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RpcClient } from '../../support/rpcClient.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const CLIENTS = 500;
const MESSAGES = 120;
const ACK_EVERY = 7;

/** A client that acknowledges now and then, and notes what it got. */
class StormClient {
  readonly #server: TestServer;
  readonly #finished: () => void;
  #rpc: RpcClient;
  #acknowledged = 0;
  #lastSeq = 0;
  readonly texts: string[] = [];
  /** Messages that came although the server had answered their acknowledgement. */
  doubled = 0;

  private constructor(server: TestServer, rpc: RpcClient, finished: () => void) {
    this.#server = server;
    this.#rpc = rpc;
    this.#finished = finished;
    this.#read(rpc);
  }

  static async open(server: TestServer, finished: () => void): Promise<StormClient> {
    return new StormClient(server, await RpcClient.open(server.port, 'ack=client&join=storm'), finished);
  }

  /** Drops the connection without a word, and comes back. */
  async reconnect(): Promise<void> {
    this.#rpc.socket.terminate();
    this.#rpc = await RpcClient.open(this.#server.port, `client=${this.#rpc.id}&ack=client`);
    this.#read(this.#rpc);
  }

  async #read(rpc: RpcClient): Promise<void> {
    try {
      for (let count = 1; this.texts.length < MESSAGES; count++) {
        const { seq, text } = await rpc.notification('message');
        if (seq <= this.#acknowledged) this.doubled++;
        if (seq > this.#lastSeq) {
          this.#lastSeq = seq;
          this.texts.push(text);
        }
        if (count % ACK_EVERY === 0) this.#acknowledge(rpc, seq);
      }
      this.#finished();
    } catch {
      // The connection was dropped; the next one goes on.
    }
  }

  #acknowledge(rpc: RpcClient, seq: number): void {
    rpc.call('ack', { seq }).then(
      () => {
        this.#acknowledged = Math.max(this.#acknowledged, seq);
      },
      () => undefined,
    );
  }
}

describe(`${CLIENTS} clients that acknowledge`, () => {
  it('lose nothing and get nothing twice after its acknowledgement, while half of them drop and return', async () => {
    const server = await startServer();
    let finished = 0;
    let allFinished = () => {};
    const end = new Promise<void>(resolve => (allFinished = resolve));
    const clients = await Promise.all(
      Array.from({ length: CLIENTS }, () =>
        StormClient.open(server, () => {
          if (++finished === CLIENTS) allFinished();
        }),
      ),
    );
    const sender = await server.connect();
    const texts = Array.from({ length: MESSAGES }, (_, i) => `m${i}`);
    const returns: Promise<void>[] = [];
    for (const [i, text] of texts.entries()) {
      assert.equal(await sender.ask(`send('s', 'storm', '${text}')`), 'OK');
      // Every second client, in waves in the middle of the traffic.
      const wave = i - MESSAGES / 4;
      if (wave >= 0 && wave < MESSAGES / 2) {
        for (let c = 2 * wave; c < CLIENTS; c += MESSAGES) returns.push(clients[c].reconnect());
      }
    }
    assert.ok(returns.length >= CLIENTS / 2, `${returns.length}`);
    await Promise.all(returns);
    await end;
    for (const client of clients) {
      assert.deepEqual(client.texts, texts);
      assert.equal(client.doubled, 0);
    }
  });
});
