import assert from 'node:assert/strict';
import { request } from 'node:http';
import { before, describe, it } from 'node:test';
import { cleanUp } from '../../support/cleanUp.ts';
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
});
