import { once } from 'node:events';
import { WebSocket } from 'ws';
import { cleanUp } from './cleanUp.ts';

export interface Frame {
  jsonrpc: '2.0';
  id?: unknown;
  method?: string;
  params?: any;
  result?: any;
  error?: { code: number; message: string; data?: { error: string } };
}

/** A WebSocket to the server, frame by frame. */
export class RpcClient {
  readonly socket: WebSocket;
  /** The client's id, as `hello` told it. */
  id = '';
  readonly #frames: (Frame | Frame[])[] = [];
  readonly #waiting: (() => void)[] = [];
  #nextId = 1;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', data => {
      this.#frames.push(JSON.parse(String(data)));
      for (const look of this.#waiting.splice(0)) look();
    });
    socket.on('close', () => {
      for (const look of this.#waiting.splice(0)) look();
    });
  }

  /** `query`: `client=…&ack=client`. Waits for `hello`. */
  static async open(port: number, query = '', protocols: string[] = []): Promise<RpcClient> {
    const client = RpcClient.start(port, query, protocols);
    const hello = (await client.next()) as Frame;
    client.id = hello.params.client;
    return client;
  }

  /** Without waiting for anything. */
  static start(port: number, query = '', protocols: string[] = [], headers: Record<string, string> = {}): RpcClient {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?${query}`, protocols, { headers });
    socket.on('error', () => undefined);
    cleanUp(() => socket.terminate());
    return new RpcClient(socket);
  }

  /** The next frame that `wanted` takes, of those that came and that come; others stay. @throws Error if the socket closes before */
  async next(wanted: (frame: any) => boolean = () => true): Promise<Frame | Frame[]> {
    for (;;) {
      const at = this.#frames.findIndex(wanted);
      if (at >= 0) return this.#frames.splice(at, 1)[0];
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error('the socket is closed');
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
  }

  /** The next notification of this method: its params. */
  async notification(method: string): Promise<any> {
    return ((await this.next(frame => frame.method === method)) as Frame).params;
  }

  /** Calls a method; its reply's frame. */
  async call(method: string, params?: unknown): Promise<Frame> {
    const id = this.#nextId++;
    this.send({ jsonrpc: '2.0', id, method, params });
    return (await this.next(frame => frame.id === id)) as Frame;
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** What has come and was not asked for yet. */
  get pending(): (Frame | Frame[])[] {
    return [...this.#frames];
  }

  /** Drops what has come and was not asked for. */
  forget(): void {
    this.#frames.length = 0;
  }

  /** The close code. */
  async closed(): Promise<number> {
    const [code] = await once(this.socket, 'close');
    return code;
  }
}
