import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { before, describe, it } from 'node:test';
import { cleanUp } from '../../support/cleanUp.ts';
import { RpcClient } from '../../support/rpcClient.ts';
import { startServer, type TestServer } from '../../support/server.ts';

interface Event {
  id?: string;
  event?: string;
  data?: string;
  retry?: string;
}

/** What comes over one stream of server-sent events. */
class EventReader {
  readonly #events: Event[] = [];
  readonly #waiting: (() => void)[] = [];
  #rest = '';
  ended = false;
  headers: Record<string, unknown> = {};
  readonly destroy: () => void;

  constructor(port: number, path: string, headers: Record<string, string> = {}) {
    const client = request({ port, host: '127.0.0.1', path, headers }, response => {
      this.headers = response.headers;
      response.setEncoding('utf8').on('data', (text: string) => this.#read(text));
      response.on('close', () => {
        this.ended = true;
        this.#look();
      });
    });
    client.on('error', () => undefined);
    client.end();
    this.destroy = () => client.destroy();
    cleanUp(this.destroy);
  }

  async next(): Promise<Event> {
    for (;;) {
      const event = this.#events.shift();
      if (event) return event;
      if (this.ended) throw new Error('the stream has ended');
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
  }

  async nextMessage(): Promise<{ seq: number; from: string; to: string; text: string; id: string }> {
    for (;;) {
      const { event, data, id } = await this.next();
      if (event === 'message') return { ...JSON.parse(data!), id };
    }
  }

  #read(text: string): void {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop()!;
    for (const block of blocks) {
      const fields = block.split('\n').filter(line => !line.startsWith(':'));
      if (fields.length > 0) {
        this.#events.push(
          Object.fromEntries(fields.map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)])),
        );
      }
    }
    this.#look();
  }

  #look(): void {
    for (const look of this.#waiting.splice(0)) look();
  }
}

let server: TestServer;
before(async () => {
  server = await startServer();
});

describe('server-sent events', () => {
  it('push messages as JSON, the waiting ones first', async () => {
    const id = await server.ask('getClientID()');
    await server.ask(`send('s', '${id}', 'waiting')`);
    const reader = new EventReader(server.port, `/events?client=${id}`);
    assert.deepEqual(await reader.next(), { event: 'hello', data: `{"client":"${id}"}` });
    assert.match(String(reader.headers['content-type']), /^text\/event-stream/);
    assert.equal(reader.headers['transfer-encoding'], undefined);
    const waiting = await reader.nextMessage();
    assert.deepEqual([waiting.from, waiting.to, waiting.text, waiting.id], ['s', id, 'waiting', String(waiting.seq)]);
    await server.ask(`send('s', 'ALL', 'two\\nlines')`);
    assert.equal((await reader.nextMessage()).text, 'two\nlines');
  });

  it('go on behind the last event that was received', async () => {
    const id = await server.ask('getClientID()');
    const first = new EventReader(server.port, `/events?client=${id}`);
    for (const text of ['a', 'b', 'c']) await server.ask(`send('s', '${id}', '${text}')`);
    const a = await first.nextMessage();
    await first.nextMessage();
    await first.nextMessage();
    first.destroy();
    await server.ask(`send('s', '${id}', 'd')`);
    const second = new EventReader(server.port, `/events?client=${id}`, { 'Last-Event-ID': a.id });
    const texts = [];
    for (let i = 0; i < 3; i++) texts.push((await second.nextMessage()).text);
    assert.deepEqual(texts, ['b', 'c', 'd']);
  });

  it('go on with all that was missed, however much the connection takes at once, before anything new', async () => {
    const id = await server.ask('getClientID()');
    const first = new EventReader(server.port, `/events?client=${id}`);
    const count = 500;
    await server.ask(`[send('s', '${id}', str(i) + 'x' * 1000) for i in range(${count})]`);
    let messages = [await first.nextMessage()];
    while (messages.length < count) messages.push(await first.nextMessage());
    const { id: lastEventId } = messages[0];
    first.destroy();
    const second = new EventReader(server.port, `/events?client=${id}`, { 'Last-Event-ID': lastEventId });
    await server.ask(`send('s', '${id}', '${count}x')`);
    messages = [];
    while (messages.length < count) messages.push(await second.nextMessage());
    assert.deepEqual(
      messages.map(({ text }) => Number.parseInt(text, 10)),
      Array.from({ length: count }, (_, i) => i + 1),
    );
  });

  it('make a client where none is named', async () => {
    const reader = new EventReader(server.port, '/events');
    const { client } = JSON.parse((await reader.next()).data!);
    assert.ok((await server.ask('clients()')).includes(client));
  });

  it('of an unknown client are a problem', async () => {
    const response = await fetch(`http://127.0.0.1:${server.port}/events?client=nobody12`);
    assert.equal(response.status, 404);
    assert.equal(((await response.json()) as { error: string }).error, 'LookupError');
    const bad = await fetch(`http://127.0.0.1:${server.port}/events`, { headers: { 'Last-Event-ID': 'x' } });
    assert.equal(bad.status, 400);
  });

  it('go to the newest connection; the older one is told not to come back soon', async () => {
    const id = await server.ask('getClientID()');
    const first = new EventReader(server.port, `/events?client=${id}`);
    await first.next();
    const second = new EventReader(server.port, `/events?client=${id}`);
    await second.next();
    const { event, retry } = await first.next();
    assert.equal(event, 'takeover');
    assert.ok(Number(retry) > 3_600_000);
    await assert.rejects(first.next(), /ended/);
    await server.ask(`send('s', '${id}', 'x')`);
    assert.equal((await second.nextMessage()).text, 'x');
  });

  it('go to a WebSocket that takes over, and back', async () => {
    const rpc = await RpcClient.open(server.port);
    const closed = rpc.closed();
    const reader = new EventReader(server.port, `/events?client=${rpc.id}`);
    await reader.next();
    assert.equal(await closed, 4001);
    await server.ask(`send('s', '${rpc.id}', 'to the stream')`);
    assert.equal((await reader.nextMessage()).text, 'to the stream');
    const back = await RpcClient.open(server.port, `client=${rpc.id}`);
    assert.equal((await reader.next()).event, 'takeover');
    await server.ask(`send('s', '${rpc.id}', 'to the socket')`);
    assert.equal((await back.notification('message')).text, 'to the socket');
  });

  it('lose nothing for an id of the past, of the future, or none', async () => {
    const id = await server.ask('getClientID()');
    for (const lastEventId of ['0', '9007199254740991', '']) {
      await server.ask(`send('s', '${id}', 'after ${lastEventId}')`);
      const reader = new EventReader(server.port, `/events?client=${id}`, { 'Last-Event-ID': lastEventId });
      let message = await reader.nextMessage();
      while (message.text !== `after ${lastEventId}`) message = await reader.nextMessage();
      reader.destroy();
    }
    for (const lastEventId of ['-1', '1.5', 'x', '9007199254740993']) {
      const headers = { 'Last-Event-ID': lastEventId };
      const response = await fetch(`http://127.0.0.1:${server.port}/events?client=${id}`, { headers });
      assert.equal(response.status, 400, lastEventId);
    }
  });

  it('of a client that does not read stay in its inbox, and its stream is ended after a while', async () => {
    const slow = await startServer({ flags: ['--stalled-ms', '300'] });
    const id = await slow.ask('getClientID()');
    const socket = connect({ port: slow.port, host: '127.0.0.1' });
    socket.write(`GET /events?client=${id} HTTP/1.1\r\nHost: hub\r\n\r\n`);
    await once(socket, 'data');
    socket.pause();
    socket.on('error', () => undefined);
    cleanUp(() => socket.destroy());
    const line = await slow.connect();
    for (let i = 0; i < 100; i++) await line.ask(`send('s', '${id}', '${i} ' + 'x' * 200000)`);
    while ((await line.ask("getReg('server.connections')")) !== '1');
    const left: string[] = [];
    for (let text = await line.ask(`recv('${id}')`); !text.startsWith('None'); text = await line.ask(`recv('${id}')`)) {
      left.push(text.split('È')[2].split(' ')[0]);
    }
    assert.ok(left.length > 10, `${left.length}`);
    assert.deepEqual(
      left,
      Array.from({ length: left.length }, (_, i) => String(100 - left.length + i)),
    );
  });
});
