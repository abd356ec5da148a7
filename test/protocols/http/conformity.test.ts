import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { before, describe, it } from 'node:test';
import { readAll } from '../../support/rawClient.ts';
import { startServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});

/** The reply to a request that is written byte for byte: status, headers in lower case, body. */
async function ask(request: string): Promise<{ status: number; headers: Map<string, string>; body: string }> {
  const socket = connect({ port: server.port, host: '127.0.0.1' });
  socket.write(request);
  const reply = await readAll(socket);
  const [head, ...body] = reply.split('\r\n\r\n');
  const [first, ...lines] = head.split('\r\n');
  const headers = new Map(
    lines.map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
  return { status: Number(first.split(' ')[1]), headers, body: body.join('\r\n\r\n') };
}

const head = 'Host: hub\r\nConnection: close\r\n';
const get = (target: string, more = '') => ask(`GET ${target} HTTP/1.1\r\n${head}${more}\r\n`);
const send = (method: string, target: string, body: string | undefined, more = '') => {
  const length = body === undefined ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
  return ask(`${method} ${target} HTTP/1.1\r\n${head}${length}${more}\r\n${body ?? ''}`);
};
const type = (value: string) => `Content-Type: ${value}\r\n`;

describe('a request', () => {
  it('of HTTP/1.0 is answered and the connection closed', async () => {
    const { status, headers, body } = await ask('GET /api/ping HTTP/1.0\r\n\r\n');
    assert.deepEqual([status, headers.get('connection'), body], [200, 'close', '{"result":"pong"}']);
  });

  it('of HTTP/1.1 without Host is refused', async () => {
    const { status, headers, body } = await ask('GET /api/ping HTTP/1.1\r\nConnection: close\r\n\r\n');
    assert.equal(status, 400);
    assert.equal(headers.get('content-length'), String(Buffer.byteLength(body)));
  });

  it('that offers HTTP/2 is answered by HTTP/1.1', async () => {
    const upgrade =
      'GET /api/ping HTTP/1.1\r\nHost: hub\r\nConnection: close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n';
    assert.equal((await ask(`${upgrade}HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n`)).body, '{"result":"pong"}');
  });

  it('for a WebSocket elsewhere, or whose target is no path, is refused', async () => {
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
    for (const target of ['/elsewhere', '//', '//x:y:z', '/ws/', '*']) {
      const { status } = await ask(`GET ${target} HTTP/1.1\r\nHost: hub\r\n${upgrade}\r\n`);
      assert.equal(status, 404, target);
    }
    assert.equal((await ask(`GET /ws HTTP/1.1\r\nHost: hub\r\n${upgrade}\r\n`)).status, 400);
    const plain = await get('/ws');
    assert.deepEqual([plain.status, plain.headers.get('upgrade')], [426, 'websocket']);
  });

  it('is Python where it only looks like one', async () => {
    assert.equal(await server.ask('GET / 5'), "Error: NameError: name 'GET' is not defined");
    assert.equal(await server.ask('GET = 10; GET / 5'), '2.0');
  });

  it('always gets a Content-Length', async () => {
    const replies = [
      get('/api/ping'),
      get('/registry'),
      get('/nothing'),
      get('/api/eval?expr=1/0'),
      get('/metrics'),
      get('/docs/'),
      get('/openapi.yaml'),
      get('/docs/errors'),
      send('PUT', '/api/ping', ''),
    ];
    for (const reply of replies) {
      const { headers, body } = await reply;
      assert.equal(headers.get('content-length'), String(Buffer.byteLength(body)));
      assert.equal(headers.has('transfer-encoding'), false);
    }
  });
});

describe('the kind of reply', () => {
  it('is JSON, but text where that is asked for', async () => {
    const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
    for (const [accept, isText] of [
      ['*/*', false],
      [browser, false],
      ['application/json, text/plain, */*', false],
      ['text/plain', true],
      ['text/*', true],
      ['text/plain, application/json', true],
      ['text/plain;q=0.5, application/json', false],
      ['text/plain;q=0.9, */*;q=0.1', true],
      ['text/plain;q=0, */*', false],
      ['image/png', false],
      ['application/problem+json', false],
      ['', false],
    ] as const) {
      const { headers } = await get('/api/ping', `Accept: ${accept}\r\n`);
      const expected = isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
      assert.equal(headers.get('content-type'), expected, accept);
      const problem = await get('/api/nothing', `Accept: ${accept}\r\n`);
      assert.equal(
        problem.headers.get('content-type')?.startsWith(isText ? 'text/plain' : 'application/problem+json'),
        true,
      );
    }
    assert.equal((await get('/api/ping?format=json', 'Accept: text/plain\r\n')).body, '{"result":"pong"}');
    assert.equal((await get('/api/ping?format=text')).body, 'pong');
    assert.equal(
      (await send('POST', '/api/ping', 'format=text', type('application/x-www-form-urlencoded'))).body,
      'pong',
    );
  });
});

describe('a body', () => {
  it('may have a charset, a suffix, or nothing in it', async () => {
    for (const [body, content, expected] of [
      ['{"expr":"1"}', 'application/json; charset=utf-8', '1'],
      ['{"expr":"2"}', 'application/json;charset="UTF-8"', '2'],
      ['{"expr":"3"}', 'application/vnd.hub+json', '3'],
      ['{"expr":"4"}', 'APPLICATION/JSON', '4'],
      ['5', 'text/plain;charset=us-ascii', '5'],
      ['expr=%2b6', 'application/x-www-form-urlencoded; charset=utf-8', '6'],
    ]) {
      assert.equal((await send('POST', '/api/eval?format=text', body, type(content))).body, expected, content);
    }
    assert.equal((await send('POST', '/api/eval?format=text&expr=7', '', type('application/json'))).body, '7');
    assert.equal((await send('POST', '/api/eval?format=text', '{"expr":"8"}')).body, '8');
    assert.equal((await send('POST', '/api/eval?format=text', '[9]')).body, '[9]');
    assert.equal((await send('POST', '/api/ping?format=text', undefined)).body, 'pong');
  });

  it('of another kind, charset or encoding is refused', async () => {
    for (const more of [
      type('application/xml'),
      type('multipart/form-data; boundary=x'),
      type('text/plain; charset=iso-8859-1'),
      `${type('text/plain')}Content-Encoding: gzip\r\n`,
    ]) {
      assert.equal((await send('POST', '/api/eval', '1', more)).status, 415, more);
    }
    assert.equal((await send('POST', '/api/setReg', 'a text', type('text/plain'))).status, 415);
    assert.equal((await send('PUT', '/registry/x', 'a=1', type('application/x-www-form-urlencoded'))).status, 415);
  });

  it('that is not UTF-8 is refused as Python would', async () => {
    const request = `POST /api/eval HTTP/1.1\r\n${head}${type('text/plain')}Content-Length: 3\r\n\r\n`;
    const socket = connect({ port: server.port, host: '127.0.0.1' });
    socket.write(Buffer.concat([Buffer.from(request), Buffer.from([0x27, 0xff, 0x27])]));
    assert.match(await readAll(socket), /'utf-8' codec can't decode byte 0xff in position 1: invalid start byte/);
    assert.match((await get("/api/eval?expr='%ff'")).body, /UnicodeDecodeError/);
  });

  it('of a GET means nothing', async () => {
    assert.equal((await send('GET', '/api/eval', '1', type('text/plain'))).status, 400);
  });
});

describe('a value that is put', () => {
  it('is JSON or text, and without a type whichever it is', async () => {
    for (const [body, content, expected] of [
      ['56', 'application/json', '56'],
      ['"56"', 'application/json; charset=utf-8', "'56'"],
      ['56', 'text/plain', "'56'"],
      ['', 'text/plain', "''"],
      ['56.0', '', '56.0'],
      ['kitchen', '', "'kitchen'"],
      ['007', '', "'007'"],
      ['null', '', 'None'],
    ]) {
      const { status } = await send('PUT', '/registry/put.value', body, content && type(content));
      assert.equal(status, 200, body);
      assert.equal(await server.ask("repr(MyData['put.value'])"), expected, body);
    }
  });

  it('must be there', async () => {
    for (const [body, content] of [
      ['', 'application/json'],
      [undefined, 'application/json'],
      ['{', 'application/json'],
    ]) {
      assert.equal((await send('PUT', '/registry/put.value', body, type(content!))).status, 400);
    }
  });
});

describe('a key in a path', () => {
  it('may have any character, 255 of them at most', async () => {
    for (const key of ['a/b', '/', 'ä€😀', 'a+b', 'a b', '100%', 'a?b#c', 'a;b=c', '..x', '😀'.repeat(255), "it's"]) {
      const target = `/registry/${encodeURIComponent(key)}`;
      assert.equal((await send('PUT', target, '"v"', type('application/json'))).status, 200, key);
      assert.equal(await server.ask(`MyData['${key.replaceAll("'", "\\'")}']`), 'v', key);
      assert.equal((await get(target)).body, '{"result":"v"}');
      assert.equal((await send('DELETE', target, undefined)).status, 200);
      assert.equal((await get(target)).status, 404);
    }
    assert.equal((await send('PUT', '/registry/x/y', '1')).status, 200);
    assert.equal(await server.ask("MyData['x/y']"), '1');
    for (const [target, length] of [
      [`/registry/${'k'.repeat(256)}`, 256],
      [`/registry/${'k'.repeat(9000)}`, 9000],
      ['/registry/', 0],
    ]) {
      const { status, body } = await get(String(target));
      assert.deepEqual([status, JSON.parse(body).detail], [400, `key must be 1 to 255 characters long, not ${length}`]);
    }
  });
});

describe('a lone surrogate', () => {
  it('is escaped in JSON, and an error as text', async () => {
    const target = "/api/eval?expr='%5cud800'";
    assert.equal((await get(target)).body, '{"result":"\\ud800","text":"\\ud800","type":"str"}');
    const text = await get(`${target}&format=text`);
    assert.equal(text.status, 400);
    assert.equal(
      text.body,
      "Error: UnicodeEncodeError: 'utf-8' codec can't encode character '\\ud800' in position 0: surrogates not allowed",
    );
  });
});
