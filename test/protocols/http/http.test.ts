import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { before, describe, it } from 'node:test';
import { readAll } from '../../support/rawClient.ts';
import { startServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});

const url = (path: string) => `http://127.0.0.1:${server.port}${path}`;

async function get(path: string, init: RequestInit = {}): Promise<{ status: number; body: string; headers: Headers }> {
  const response = await fetch(url(path), init);
  return { status: response.status, body: await response.text(), headers: response.headers };
}

/** Bytes out, bytes in, until the server closes. */
async function raw(request: string): Promise<string> {
  const socket = connect({ port: server.port, host: '127.0.0.1' });
  socket.write(request);
  return readAll(socket);
}

describe('/api/eval', () => {
  it('gives result, text and type', async () => {
    const { body } = await get(`/api/eval?expr=${encodeURIComponent('[1, 2.0, "x"]')}`);
    assert.equal(body, '{"result":[1,2.0,"x"],"text":"[1, 2.0, \'x\']","type":"list"}');
  });

  it('takes JSON, a form and plain text', async () => {
    const post = (body: string, type: string) =>
      get('/api/eval', { method: 'POST', body, headers: { 'Content-Type': type } });
    for (const reply of [
      await post('{"expr": "( 1 + 1 ) * 2"}', 'application/json'),
      await post('expr=(1%2B1)*2', 'application/x-www-form-urlencoded'),
      await post('( 1 + 1 ) * 2', 'text/plain'),
    ]) {
      assert.equal(reply.body, '{"result":4,"text":"4","type":"int"}');
    }
  });

  it('gives errors as problems', async () => {
    const { status, body } = await get('/api/eval?expr=1/0');
    assert.equal(status, 400);
    const problem = JSON.parse(body);
    assert.deepEqual([problem.error, problem.detail, problem.status], ['ZeroDivisionError', 'division by zero', 400]);
  });

  it('writes JSON of values as documented', async () => {
    const cases: [string, string][] = [
      ['2**70', '1180591620717411303424'],
      ['56.0', '56.0'],
      ['1e300', '1e+300'],
      ["float('nan')", '"nan"'],
      ["float('-inf')", '"-inf"'],
      ["b'\\x00\\xff'", '"AP8="'],
      ['(1, (2,), {3})', '[1,[2],[3]]'],
      ["{'a': None, 1: True}", '{"a":null,"1":true}'],
      ['datetime.datetime(2020, 9, 8, 1, 2, 3)', '"2020-09-08T01:02:03"'],
      ['\'\\u00c8 "q" \\n\'', '"È \\"q\\" \\n"'],
    ];
    for (const [expr, json] of cases) {
      const { body } = await get(`/api/eval?expr=${encodeURIComponent(expr)}`);
      assert.ok(body.startsWith(`{"result":${json},"text":`), `${expr}: ${body}`);
    }
  });
});

describe('arguments in a query', () => {
  it('that are text stay text; values become numbers, True, False, None where they look like them', async () => {
    const cases: [string, string][] = [
      ['56', '56'],
      ['-0.5', '-0.5'],
      ['007', "'007'"],
      ['1e5', "'1e5'"],
      ['True', 'True'],
      ['true', "'true'"],
      ['None', 'None'],
      ['kitchen', "'kitchen'"],
      ['%C3%88+x', "'È x'"],
      ['', "''"],
      ['123456789012345678901234567890', '123456789012345678901234567890'],
    ];
    for (const [given, expected] of cases) {
      await get(`/api/setReg?key=q.v&value=${given}`);
      assert.equal((await get('/api/eval?format=text&expr=repr(getReg(%27q.v%27))')).body, expected, given);
    }
    await get('/api/setReg?key=42&value=1');
    assert.equal((await get("/api/eval?format=text&expr='42' in MyData")).body, 'True');
  });

  it('given twice are refused', async () => {
    const { status, body } = await get('/api/setReg?key=a&key=b&value=1');
    assert.equal(status, 400);
    assert.equal(JSON.parse(body).detail, "setReg() got multiple values for argument 'key'");
  });
});

describe('bodies', () => {
  it('of another type are refused', async () => {
    const { status } = await get('/api/ping', {
      method: 'POST',
      body: '<a/>',
      headers: { 'Content-Type': 'text/xml' },
    });
    assert.equal(status, 415);
  });

  it('that are no JSON, no object or no UTF-8 are refused with a reason', async () => {
    const headers = { 'Content-Type': 'application/json' };
    for (const body of ['{', '[1]', '"x"', Buffer.from('{"key": "\xff"}', 'latin1')]) {
      const reply = await get('/api/setReg', { method: 'POST', body, headers });
      assert.equal(reply.status, 400);
      assert.ok(JSON.parse(reply.body).detail.length > 10, reply.body);
    }
  });

  it('that are too long are refused', async () => {
    const { status } = await get('/api/eval', {
      method: 'POST',
      body: 'x'.repeat(70_000),
      headers: { 'Content-Type': 'text/plain' },
    });
    assert.equal(status, 413);
  });

  it('may be an empty POST', async () => {
    assert.equal((await get('/api/ping', { method: 'POST' })).body, '{"result":"pong"}');
  });
});

describe('resources', () => {
  it('are read, written and removed', async () => {
    const put = (path: string, body: string, type = 'application/json') =>
      get(path, { method: 'PUT', body, headers: { 'Content-Type': type } });
    assert.equal((await put('/registry/r.soil.temp', '56.5')).body, '{"result":"OK"}');
    assert.equal((await put('/registry/r.soil.name', 'kitchen', 'text/plain')).body, '{"result":"OK"}');
    assert.equal((await put('/registry/r.list', '[1, {"a": 2.0}]')).body, '{"result":"OK"}');
    assert.equal((await get('/registry/r.soil.temp')).body, '{"result":56.5}');
    assert.equal(
      (await get('/registry?match=r.soil.*')).body,
      '{"result":{"r.soil.name":"kitchen","r.soil.temp":56.5}}',
    );
    assert.equal((await put('/registry/r%2Fwith%20blanks%3F', '1')).status, 200);
    assert.equal((await get('/registry/r%2Fwith%20blanks%3F')).body, '{"result":1}');
    assert.equal((await get('/registry/r.soil.temp', { method: 'DELETE' })).body, '{"result":"OK"}');
    const missing = await get('/registry/r.soil.temp');
    assert.equal(missing.status, 404);
    assert.equal(JSON.parse(missing.body).error, 'KeyError');
    assert.equal((await get('/registry/r.soil.temp', { method: 'DELETE' })).status, 404);
    assert.equal((await get('/registry?match=r*', { method: 'DELETE' })).body, '{"result":"OK"}');
    assert.equal((await get('/registry?match=r*')).body, '{"result":{}}');
    assert.equal((await get('/registry', { method: 'DELETE' })).status, 400);
    assert.equal((await put('/registry/server.port', '1')).status, 403);
  });

  it('take a time to live', async () => {
    assert.equal(
      (
        await get('/registry/r.ttl?ttl=-1', {
          method: 'PUT',
          body: '1',
          headers: { 'Content-Type': 'application/json' },
        })
      ).status,
      400,
    );
    assert.equal(
      (
        await get('/registry/r.ttl?ttl=60', {
          method: 'PUT',
          body: '1',
          headers: { 'Content-Type': 'application/json' },
        })
      ).status,
      200,
    );
  });

  it('list clients and groups', async () => {
    const id = await server.ask('getClientID()');
    await server.ask(`join('${id}', 'resource group')`);
    assert.ok(JSON.parse((await get('/clients')).body).result.includes(id));
    assert.deepEqual(JSON.parse((await get('/groups')).body).result, ['ALL', 'resource group']);
  });
});

describe('methods', () => {
  it('that are not there are refused with Allow', async () => {
    for (const [method, path, allow] of [
      ['PUT', '/api/ping', 'GET, POST, OPTIONS'],
      ['HEAD', '/api/ping', 'GET, POST, OPTIONS'],
      ['POST', '/registry/x', 'GET, PUT, DELETE, OPTIONS'],
      ['DELETE', '/clients', 'GET, OPTIONS'],
    ]) {
      const { status, headers } = await get(path, { method });
      assert.equal(status, 405, `${method} ${path}`);
      assert.equal(headers.get('allow'), allow, `${method} ${path}`);
    }
  });

  it('nothing is at a path that would be a pattern of routes', async () => {
    for (const path of ['/*x', '/a*b/c', '/:a(', '/:a(b)c', '/api/ping/:x(*', '/::a', '/x/*/y']) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        assert.equal((await get(path, { method })).status, 404, `${method} ${path}`);
      }
    }
  });

  it('OPTIONS and HEAD run no command', async () => {
    await get('/api/setReg?key=m.n&value=1');
    for (const path of ['/api/incReg?key=m.n', '/registry/m.n']) {
      for (const method of ['OPTIONS', 'HEAD']) await get(path, { method });
    }
    const options = await get('/api/incReg?key=m.n', { method: 'OPTIONS' });
    assert.equal(options.status, 204);
    assert.equal(options.headers.get('allow'), 'GET, POST, OPTIONS');
    assert.equal(await server.ask("getReg('m.n')"), '1');
  });

  it('and paths that are not there are problems', async () => {
    for (const path of ['/api/nothing', '/nothing', '/api/', '/api/readKey?key=x', '/api/setReg/x']) {
      const { status, body } = await get(path);
      assert.equal(status, 404, path);
      assert.equal(JSON.parse(body).status, 404);
    }
    assert.equal((await get('/%ff')).status, 400);
  });
});

describe('a connection', () => {
  it('is kept, and pipelined requests are done and answered in order', async () => {
    const requests = [
      'setReg?key=p.n&value=1',
      'incReg?key=p.n',
      "eval?expr=dbQuery('SELECT+1')",
      'incReg?key=p.n',
      'getReg?key=p.n',
    ];
    const text = requests
      .map(
        (path, i) =>
          `GET /api/${path}&format=text HTTP/1.1\r\nHost: hub\r\n${i === 4 ? 'Connection: close\r\n' : ''}\r\n`,
      )
      .join('');
    const bodies = (await raw(text))
      .split(/HTTP\/1\.1 200 OK\r\n/)
      .slice(1)
      .map(reply => reply.split('\r\n\r\n')[1]);
    assert.deepEqual(bodies, ['OK', '2', '[(1,)]', '3', '3']);
  });

  it('that sends no HTTP after all gets a problem, and the server goes on', async () => {
    const reply = await raw('GET / HTTP/1.1\r\nbad header\r\n\r\n');
    assert.match(reply, /^HTTP\/1\.1 400 Bad Request\r\n/);
    assert.match(reply, /application\/problem\+json/);
    assert.equal(await server.ask('ping()'), 'pong');
  });

  it('whose headers are too long gets a problem', async () => {
    assert.match(await raw(`GET / HTTP/1.1\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /);
  });

  it('can be cut at every byte', async () => {
    const request =
      'POST /api/eval HTTP/1.1\r\nHost: hub\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nConnection: close\r\n\r\n1 + 1';
    const replies = await Promise.all(
      Array.from(request, async (_, cut) => {
        const socket = connect({ port: server.port, host: '127.0.0.1', noDelay: true });
        await once(socket, 'connect');
        if (cut > 0) socket.write(request.slice(0, cut));
        await new Promise(resolve => setImmediate(resolve));
        socket.write(request.slice(cut));
        return readAll(socket);
      }),
    );
    for (const reply of replies) assert.ok(reply.endsWith('{"result":2,"text":"2","type":"int"}'), reply);
  });
});

describe('long polling', () => {
  it('gives the message as soon as it is there', async () => {
    const id = await server.ask('getClientID()');
    const polled = get(`/api/recv?id=${id}&wait=15&format=text`);
    await server.ask(`send('s', '${id}', 'at last')`);
    assert.equal((await polled).body, `sÈ${id}Èat last`);
  });

  it('that is given up loses nothing', async () => {
    const id = await server.ask('getClientID()');
    const controller = new AbortController();
    const polled = get(`/api/recv?id=${id}&wait=15`, { signal: controller.signal });
    while ((await server.ask("getReg('server.connections')")) === '1');
    controller.abort();
    await assert.rejects(polled);
    await server.ask(`send('s', '${id}', 'kept')`);
    assert.equal(await server.ask(`recv('${id}')`), `sÈ${id}Èkept`);
  });
});

describe('operations', () => {
  it('tell of health, readiness and metrics', async () => {
    assert.equal((await get('/healthz')).body, 'ok\n');
    assert.equal((await get('/readyz')).status, 200);
    await server.ask('ping()');
    const { body, headers } = await get('/metrics');
    assert.match(headers.get('content-type')!, /text\/plain/);
    for (const line of [
      /^shareserver_requests_total\{protocol="raw",command="eval"\} [1-9]/m,
      /^shareserver_keys \d+/m,
      /^shareserver_connections [1-9]/m,
      /^shareserver_storage_written_bytes [1-9]/m,
      /^shareserver_request_seconds_bucket\{/m,
      /^shareserver_nodejs_eventloop_lag_seconds /m,
    ]) {
      assert.match(body, line);
    }
  });

  it('show the API', async () => {
    assert.match((await get('/openapi.yaml')).body, /^openapi: 3\.1\.0$/m);
    assert.match((await get('/docs/')).body, /swagger/i);
  });

  it('are not to be stored', async () => {
    for (const path of ['/api/ping', '/registry', '/healthz', '/nothing']) {
      assert.equal((await get(path)).headers.get('cache-control'), 'no-store', path);
    }
  });
});
