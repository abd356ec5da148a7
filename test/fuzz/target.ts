import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { type ServerProcess, startProcess } from '../support/process.ts';
import { exchange } from '../support/rawClient.ts';
import { RpcClient } from '../support/rpcClient.ts';
import { makeFolder } from '../support/server.ts';

/** Short, so that a connection ends soon. */
const FLAGS =
  '--port 0 --host 127.0.0.1 --open-ms 50 --quiet-ms 2 --pieces-quiet-ms 5 --linger-ms 5 --drain-ms 50 --stalled-ms 1000 --sql-timeout-ms 300';
/** What a server that has nothing to do may hold. */
const MAX_HEAP_BYTES = 256 * 1024 * 1024;
/** How long a connection is kept that the server keeps. */
const KEPT_MS = 100;
/** The last word that a fault of the server has in its log or in a reply. */
const FAULT = /^.*("level":[56]0|internal error|RuntimeError|ended unexpectedly).*$/m;

/** A server in a process of its own, to be thrown things at. */
export class Target {
  readonly #server: ServerProcess;
  readonly #socket: RpcClient;
  /** How much of what the server printed is known. */
  #read = 0;

  private constructor(server: ServerProcess, socket: RpcClient) {
    this.#server = server;
    this.#socket = socket;
  }

  static async start(): Promise<Target> {
    const server = await startProcess([...FLAGS.split(' '), '--data', await makeFolder()]);
    return new Target(server, await RpcClient.open(server.port));
  }

  get port(): number {
    return this.#server.port;
  }

  /** Sends the pieces on a connection of their own, half-closes, and gives the peer a moment. What came back. */
  async throwAt(pieces: readonly Buffer[], greeting: Buffer | null = null): Promise<string> {
    const socket = connect({ port: this.port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    const chunks: Buffer[] = [];
    socket.on('data', chunk => chunks.push(chunk)).on('error', () => undefined);
    await once(socket, 'connect');
    if (greeting) {
      socket.write(greeting);
      await Promise.race([once(socket, 'data'), once(socket, 'close')]);
    }
    for (const piece of pieces) {
      socket.write(piece);
      await turn();
    }
    socket.end();
    const timer = setTimeout(() => socket.destroy(), KEPT_MS);
    if (!socket.destroyed) await once(socket, 'close').catch(() => undefined);
    clearTimeout(timer);
    return Buffer.concat(chunks).toString('utf8');
  }

  /** All protocols answer, and nothing went wrong inside. */
  async check(replies: readonly string[] = []): Promise<void> {
    for (const reply of replies) assert.doesNotMatch(reply, FAULT);
    assert.equal(await exchange(this.port, 'ping()'), 'pong');
    const http = await fetch(`http://127.0.0.1:${this.port}/api/ping?format=text`);
    assert.equal(await http.text(), 'pong');
    assert.equal((await this.#socket.call('ping')).result, 'pong');
    const printed = this.#server.output().slice(this.#read);
    // What was found once is not found again.
    this.#read += printed.length;
    assert.equal(FAULT.exec(printed)?.[0], undefined);
    assert.equal(this.#server.child.exitCode, null);
  }

  /** After all: nothing is held. */
  async checkHeld(): Promise<void> {
    // Those that were kept are given up, and what they held is swept up, in time.
    for (let tries = 0; ; tries++) {
      const metrics = await (await fetch(`http://127.0.0.1:${this.port}/metrics`)).text();
      const [connections, heap] = [/^shareserver_connections (\S+)/m, /^\S*nodejs_heap_size_used_bytes (\S+)/m].map(
        pattern => Number(pattern.exec(metrics)?.[1]),
      );
      if (connections < 20 && heap < MAX_HEAP_BYTES) return;
      assert.ok(tries < 600, `${connections} connections, ${heap} bytes`);
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
}
