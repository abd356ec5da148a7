import type { WebSocket } from 'ws';
import type { CallArguments, Session } from '../../core/command.ts';
import type { Reply } from '../../core/dispatch.ts';
import { PythonError, typeError } from '../../core/errors.ts';
import type { Hub } from '../../core/hub.ts';
import { chain, isPending, type PromiseOrValue } from '../../core/promiseOrValue.ts';
import type { Value } from '../../python/values.ts';
import type { Message } from '../../store/store.ts';
import { type Acknowledgement, encodeMessage, MessagePump, type MessageSink } from '../messagePump.ts';
import {
  encodeFailure,
  encodeNotification,
  encodePythonError,
  encodeResult,
  METHOD_NOT_FOUND,
  parseFrame,
  type RpcCall,
  type RpcItem,
} from './jsonRpc.ts';
import { WatchList } from './watchList.ts';

/** Close codes of ours; docs/websocket.md lists them. */
export const CLOSE = {
  takenOver: 4001,
  unknownClient: 4404,
  refused: 4400,
  tooSlow: 4008,
  binary: 1003,
  goingAway: 1001,
} as const;

/** Bytes a socket may hold before pushes stop until it has drained. */
const PUSH_BUFFER_BYTES = 256 * 1024;

export interface ConnectionOptions {
  client: string;
  acknowledgement: Acknowledgement;
  session: Session;
}

/** One WebSocket of one client: calls in, results and pushes out. */
export class WebSocketConnection implements MessageSink {
  readonly #socket: WebSocket;
  readonly #hub: Hub;
  readonly #options: ConnectionOptions;
  readonly #watches: WatchList;
  readonly #pump: MessagePump;
  #stalled: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, hub: Hub, options: ConnectionOptions) {
    this.#socket = socket;
    this.#hub = hub;
    this.#options = options;
    this.#watches = new WatchList(
      hub,
      (key, value) => this.#sendChange(key, value),
      () => socket.close(CLOSE.tooSlow, 'too many changes were not read'),
    );
    socket.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary));
    socket.on('close', () => this.#closed());
    this.#write(encodeNotification('hello', `{"client":${JSON.stringify(options.client)}}`));
    this.#pump = new MessagePump(hub, options.client, this, options.acknowledgement);
    this.#pump.wake();
  }

  get ready(): boolean {
    return this.#socket.bufferedAmount < PUSH_BUFFER_BYTES;
  }

  send(messages: readonly Message[], taken: () => void): void {
    messages.forEach((message, i) => {
      this.#write(encodeNotification('message', encodeMessage(message)), i === messages.length - 1 ? taken : undefined);
    });
  }

  takenOver(): void {
    this.#socket.close(CLOSE.takenOver, 'a newer connection of this client has taken over');
  }

  #closed(): void {
    clearTimeout(this.#stalled);
    this.#watches.close();
    this.#pump.close();
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (isBinary) {
      this.#socket.close(CLOSE.binary, 'frames must be text, JSON-RPC 2.0');
      return;
    }
    const { batch, items } = parseFrame(data.toString('utf8'), this.#hub.values);
    const results = items.map(item => this.#answer(item));
    if (batch) this.#sendBatch(results);
    else this.#sendWhenStored(results[0]);
  }

  /** The reply's frame; undefined for a notification. */
  #answer(item: RpcItem): PromiseOrValue<string | undefined> {
    if ('failure' in item) return encodeFailure(item.failure);
    const { call } = item;
    try {
      switch (call.method) {
        case 'ack':
          return this.#acknowledge(call);
        case 'watch':
          return this.#watch(call);
        case 'unwatch':
          return reply(call, this.#watches.remove(matchOf(call.args)) ? 'true' : 'false');
      }
    } catch (error) {
      if (error instanceof PythonError) return fail(call, error);
      throw error;
    }
    if (!this.#hub.commands.getPublic(call.method)) {
      const message = `Method not found: ${call.method}`;
      return call.id === undefined ? undefined : encodeFailure({ id: call.id, code: METHOD_NOT_FOUND, message });
    }
    return chain(this.#hub.dispatch(this.#options.session, call.method, call.args), result =>
      this.#encode(call, result),
    );
  }

  #encode(call: RpcCall, { value, error }: Reply & { value?: Value }): string | undefined {
    if (error) return fail(call, error);
    try {
      return reply(call, this.#hub.values.toJson(value as Value));
    } catch (encoding) {
      if (encoding instanceof PythonError) return fail(call, encoding);
      throw encoding;
    }
  }

  #acknowledge(call: RpcCall): PromiseOrValue<string | undefined> {
    const seq = Number(argument(call.args, 'seq'));
    if (!Number.isSafeInteger(seq)) throw typeError('seq must be int');
    return chain(this.#hub.inboxes.acknowledge(this.#options.client, seq), () => reply(call, '"OK"'));
  }

  /** The result, then the present values, then changes as they come. */
  #watch(call: RpcCall): PromiseOrValue<string | undefined> {
    const pattern = matchOf(call.args);
    this.#watches.add(pattern);
    const args = { positional: [pattern], named: null };
    return chain(
      this.#hub.dispatch(this.#options.session, 'getAll', args),
      ({ value, error }: Reply & { value?: Value }) => {
        if (error) {
          this.#watches.remove(pattern);
          this.#watches.release();
          return fail(call, error);
        }
        const present = this.#hub.values.membersOf(value as Value)!;
        // Behind the result, which is written when what is stored is.
        this.#hub.settle(() => {
          queueMicrotask(() => this.#sendPresent(present));
        });
        return reply(call, '"OK"');
      },
    );
  }

  #sendPresent(values: Map<string, Value>): void {
    for (const [key, value] of values) if (!key.startsWith('server.')) this.#sendChange(key, value);
    this.#watches.release();
  }

  #sendChange(key: string, value: Value | undefined): boolean {
    const shown = value === undefined ? 'null,"deleted":true' : this.#hub.values.toJson(value);
    this.#write(encodeNotification('changed', `{"key":${JSON.stringify(key)},"value":${shown}}`));
    return this.ready;
  }

  #sendBatch(results: PromiseOrValue<string | undefined>[]): void {
    const join = (frames: (string | undefined)[]) => {
      const shown = frames.filter(frame => frame !== undefined);
      return shown.length === 0 ? undefined : `[${shown.join(',')}]`;
    };
    if (results.some(isPending)) this.#sendWhenStored(Promise.all(results).then(join));
    else this.#sendWhenStored(join(results as (string | undefined)[]));
  }

  /** Sends a frame once everything it tells of is stored. */
  #sendWhenStored(frame: PromiseOrValue<string | undefined>): void {
    if (isPending(frame)) {
      frame.then(text => this.#sendWhenStored(text));
      return;
    }
    this.#hub.settle(error => {
      if (frame !== undefined) this.#write(error ? replaceByError(frame, error) : frame);
    });
  }

  #write(frame: string, taken?: () => void): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(frame, error => {
      if (error) return;
      taken?.();
      this.#drained();
    });
    if (this.#socket.bufferedAmount > this.#hub.limits.maxReplyBytes) this.#pauseReading();
  }

  /** A peer that does not read is not read from, and dropped after a while. */
  #pauseReading(): void {
    if (this.#stalled) return;
    this.#socket.pause();
    this.#stalled = setTimeout(() => this.#socket.terminate(), this.#hub.limits.stalledMs);
  }

  #drained(): void {
    if (!this.ready) return;
    if (this.#stalled) {
      clearTimeout(this.#stalled);
      this.#stalled = undefined;
      this.#socket.resume();
    }
    this.#watches.flush();
    this.#pump.resume();
  }
}

function reply({ id }: RpcCall, result: string): string | undefined {
  return id === undefined ? undefined : encodeResult(id, result);
}

function fail({ id }: RpcCall, error: PythonError): string | undefined {
  return id === undefined ? undefined : encodePythonError(id, error);
}

/** What could not be stored did not happen: each result in the frame becomes the error. */
function replaceByError(frame: string, error: PythonError): string {
  const parsed = JSON.parse(frame) as { id: unknown } | { id: unknown }[];
  const items = [parsed].flat().map(({ id }) => encodePythonError(JSON.stringify(id), error));
  return Array.isArray(parsed) ? `[${items.join(',')}]` : items[0];
}

function argument({ positional, named }: CallArguments, name: string): Value | undefined {
  return named?.get(name) ?? positional[0];
}

function matchOf(args: CallArguments): string {
  const match = argument(args, 'match');
  if (typeof match !== 'string') throw typeError('match must be str, a pattern');
  return match;
}
