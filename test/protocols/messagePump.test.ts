import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Session } from '../../src/core/command.ts';
import { MessagePump, type MessageSink } from '../../src/protocols/messagePump.ts';
import type { Message } from '../../src/store/store.ts';
import { openDoor } from '../support/doorkeeper.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});

const session: Session = {
  ...{ protocol: 'raw', peer: '127.0.0.1:1', address: '127.0.0.1', gone: new AbortController().signal },
  identity: openDoor().identify('127.0.0.1'),
};

function evaluate(expr: string) {
  return server.gateway.hub.dispatch(session, 'eval', { positional: [expr], named: null });
}

/** Takes what it is sent, as a socket does. */
class Sink implements MessageSink {
  ready = true;
  readonly sent: Message[][] = [];
  readonly taken: (() => void)[] = [];

  send(messages: readonly Message[], taken: () => void): void {
    this.sent.push([...messages]);
    this.taken.push(taken);
  }

  takenOver(): void {}

  get texts(): string[] {
    return this.sent.flat().map(({ text }) => text);
  }
}

async function open(acknowledgement: 'auto' | 'client' = 'auto') {
  const id = await server.ask('getClientID()');
  const sink = new Sink();
  const pump = new MessagePump(server.gateway.hub, id, sink, acknowledgement);
  return { id, sink, pump };
}

const turn = () => new Promise(resolve => setImmediate(resolve));

describe('a push', () => {
  it('leaves in the turn of the event loop in which its message was sent', async () => {
    const { id, sink } = await open();
    await turn();
    const result = evaluate(`send('s', '${id}', 'now')`);
    assert.deepEqual(sink.texts, [], 'not before it is stored');
    await turn();
    assert.deepEqual(sink.texts, ['now']);
    await result;
  });

  it('is all that is there, in order, a bounded amount at once', async () => {
    const { id, sink, pump } = await open();
    sink.ready = false;
    await evaluate(`sent = [send('s', '${id}', str(i)) for i in range(300)]`);
    await turn();
    assert.deepEqual(sink.sent, []);
    sink.ready = true;
    pump.resume();
    while (sink.texts.length < 300) await turn();
    assert.deepEqual(
      sink.texts,
      Array.from({ length: 300 }, (_, i) => String(i)),
    );
    assert.ok(Math.max(...sink.sent.map(({ length }) => length)) <= 256);
    const large = await open();
    large.sink.ready = false;
    await evaluate(`[send('s', '${large.id}', 'x' * 100000) for i in range(6)]`);
    large.sink.ready = true;
    large.pump.resume();
    while (large.sink.texts.length < 6) await turn();
    assert.deepEqual(
      large.sink.sent.map(({ length }) => length),
      [1, 1, 1, 1, 1, 1],
    );
  });

  it('waits while the connection takes no more', async () => {
    const { id, sink, pump } = await open();
    await evaluate(`send('s', '${id}', 'a')`);
    await turn();
    sink.ready = false;
    await evaluate(`send('s', '${id}', 'b')`);
    await turn();
    assert.deepEqual(sink.texts, ['a']);
    sink.ready = true;
    pump.resume();
    await turn();
    assert.deepEqual(sink.texts, ['a', 'b']);
  });
});

describe('a message', () => {
  it('leaves the inbox when it has been taken', async () => {
    const { id, sink, pump } = await open();
    await evaluate(`send('s', '${id}', 'a')`);
    await turn();
    pump.close();
    assert.equal(await server.ask(`recv('${id}')`), `sÈ${id}Èa`);
    const again = new MessagePump(server.gateway.hub, id, sink, 'auto');
    await evaluate(`send('s', '${id}', 'b')`);
    await turn();
    sink.taken.at(-1)!();
    assert.equal(await server.ask(`recv('${id}')`), 'NoneÈNoneÈNone');
    again.close();
  });

  it('that was not sent is not acknowledged', async () => {
    const { id, sink, pump } = await open('client');
    await evaluate(`send('s', '${id}', 'a')`);
    await turn();
    sink.ready = false;
    await evaluate(`send('s', '${id}', 'b')`);
    await turn();
    await pump.acknowledge(Number.MAX_SAFE_INTEGER);
    assert.equal(await server.ask(`recv('${id}')`), `sÈ${id}Èb`);
    assert.deepEqual(sink.texts, ['a']);
  });
});
