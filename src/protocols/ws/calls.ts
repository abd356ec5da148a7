import type { Session } from '../../core/command.ts';
import type { Reply } from '../../core/dispatch.ts';
import { PythonError } from '../../core/errors.ts';
import type { Hub } from '../../core/hub.ts';
import { chain, type PromiseOrValue } from '../../core/promiseOrValue.ts';
import type { Value } from '../../python/values.ts';
import type { MessagePump } from '../messagePump.ts';
import type { Batch } from './batch.ts';
import {
  encodeFailure,
  encodePythonError,
  encodeResult,
  METHOD_NOT_FOUND,
  type RpcCall,
  type RpcItem,
} from './jsonRpc.ts';
import { readAck, readMatch } from './methods.ts';
import type { WatchList } from './watchList.ts';

/** Answers the calls of one WebSocket: commands, and the methods that are about the connection itself. */
export class CallAnswerer {
  readonly #hub: Hub;
  readonly #session: Session;
  readonly #watches: WatchList;
  readonly #pump: MessagePump;

  constructor(hub: Hub, session: Session, watches: WatchList, pump: MessagePump) {
    this.#hub = hub;
    this.#session = session;
    this.#watches = watches;
    this.#pump = pump;
  }

  /** The reply; undefined for a notification. */
  answer(item: RpcItem, batch: Batch): PromiseOrValue<string | undefined> {
    if ('failure' in item) return encodeFailure(item.failure);
    const { call } = item;
    try {
      switch (call.method) {
        case 'ack':
          return this.#acknowledge(call);
        case 'watch':
          return this.#watch(call, batch);
        case 'unwatch':
          return reply(call, this.#watches.remove(readMatch('unwatch', call.args)) ? 'true' : 'false');
      }
    } catch (error) {
      if (error instanceof PythonError) return fail(call, error);
      throw error;
    }
    if (!this.#hub.commands.getPublic(call.method)) {
      const message = `Method not found: ${call.method}`;
      return call.id === undefined ? undefined : encodeFailure({ id: call.id, code: METHOD_NOT_FOUND, message });
    }
    return chain(this.#hub.dispatch(this.#session, call.method, call.args), result => this.#encode(call, result));
  }

  #encode(call: RpcCall, { value, error }: Reply & { value?: Value }): string | undefined {
    if (error) return fail(call, error);
    if (call.id === undefined) return undefined;
    try {
      return reply(call, this.#hub.values.toJson(value as Value));
    } catch (encoding) {
      if (encoding instanceof PythonError) return fail(call, encoding);
      throw encoding;
    }
  }

  #acknowledge(call: RpcCall): PromiseOrValue<string | undefined> {
    return chain(
      this.#pump.acknowledge(readAck(call.args)),
      () => reply(call, '"OK"'),
      error => {
        if (error instanceof PythonError) return fail(call, error);
        throw error;
      },
    );
  }

  /** The result, then the present values, then changes as they come. */
  #watch(call: RpcCall, batch: Batch): PromiseOrValue<string | undefined> {
    const pattern = readMatch('watch', call.args);
    this.#watches.add(pattern);
    return chain(this.#hub.dispatch(this.#session, 'watch', { positional: [pattern], named: null }), ({ error }) => {
      if (error) {
        this.#watches.abandon(pattern);
        return fail(call, error);
      }
      batch.followUps.push(failed => (failed ? this.#watches.abandon(pattern) : this.#watches.start(pattern)));
      return reply(call, '"OK"');
    });
  }
}

function reply({ id }: RpcCall, result: string): string | undefined {
  return id === undefined ? undefined : encodeResult(id, result);
}

function fail({ id }: RpcCall, error: PythonError): string | undefined {
  return id === undefined ? undefined : encodePythonError(id, error);
}
