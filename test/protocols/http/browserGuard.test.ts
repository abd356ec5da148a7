import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { before, describe, it } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { WebSocket } from 'ws';
import { type Logger, silentLog } from '../../../src/core/log.ts';
import { readAll } from '../../support/rawClient.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const APP = 'https://app.example.org';
const EVIL = 'http://evil.example';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const HTML = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

let server: TestServer;
const warnings: string[] = [];
before(async () => {
  const log: Logger = { ...silentLog, warn: (_fields, text) => void warnings.push(text) };
  server = await startServer({ flags: ['--cors-origin', APP, '--allowed-host', 'hub.example.org'], log });
});

interface Reply {
  status: number;
  headers: Map<string, string>;
  body: string;
}

/** The reply to a request that is written byte for byte. */
async function ask(method: string, target: string, headers: Record<string, string> = {}, body = ''): Promise<Reply> {
  const socket = connect({ port: server.port, host: '127.0.0.1' });
  const fields = {
    Host: `hub.lan:${server.port}`,
    Connection: 'close',
    'Content-Length': `${body.length}`,
    ...headers,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  const [head, ...rest] = (await readAll(socket)).split('\r\n\r\n');
  const [first, ...replied] = head.split('\r\n');
  return {
    status: Number(first.split(' ')[1]),
    headers: new Map(replied.map(line => [line.split(':')[0].toLowerCase(), line.slice(line.indexOf(':') + 2)])),
    body: rest.join('\r\n\r\n'),
  };
}

const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const everywhere = [
  '/',
  '/app.js',
  '/docs',
  '/openapi.yaml',
  '/metrics',
  '/healthz',
  '/events',
  '/ws',
  '/registry',
  '/no',
];

describe('a page of another origin', () => {
  it('is refused everywhere, and nothing is done', async () => {
    await server.ask("MyData['kept'] = 1");
    const origin = { Origin: EVIL };
    for (const path of everywhere) assert.equal((await ask('GET', path, origin)).status, 403, path);
    for (const [method, path, body, type] of [
      ['GET', '/api/setReg?key=evil&value=1', '', ''],
      ['POST', '/api/setReg', 'key=evil&value=1', 'application/x-www-form-urlencoded'],
      ['POST', '/api/setReg', '{"key":"evil","value":1}', 'application/json'],
      ['POST', '/api/eval', "setReg('evil', 1)", 'text/plain'],
      ['PUT', '/registry/evil', '1', 'application/json'],
      ['DELETE', '/registry/kept', '', ''],
      ['POST', '/dashboard/sql', 'CREATE TABLE evil (x)', 'text/plain'],
      ['OPTIONS', '/registry/kept', '', ''],
    ]) {
      const reply = await ask(method, path, { ...origin, ...(type && { 'Content-Type': type }) }, body);
      assert.equal(reply.status, 403, `${method} ${path}`);
      assert.equal(reply.headers.get('content-type'), 'application/problem+json; charset=utf-8');
      assert.equal(
        JSON.parse(reply.body).detail,
        `pages of ${EVIL} may not use this server; --cors-origin ${EVIL} allows them`,
      );
      assert.equal(reply.headers.has('access-control-allow-origin'), false);
    }
    const text = await ask('GET', '/api/ping?format=text', origin);
    assert.match(text.body, /^Error: pages of http:\/\/evil\.example may not use/);
    assert.equal(
      await server.ask("'evil' in MyData, MyData['kept'], dbQuery('SELECT name FROM sqlite_master')"),
      '(False, 1, [])',
    );
  });

  it('is told of in the log, once', async () => {
    const origin = 'http://logged.example';
    for (let n = 0; n < 5; n++) await ask('GET', '/', { Origin: origin });
    const told = warnings.filter(text => text.includes(origin));
    assert.deepEqual(told, [
      `refused: pages of ${origin} may not use this server; --cors-origin ${origin} allows them`,
    ]);
  });
});

describe('a host name that is not one of the server', () => {
  it('is refused everywhere', async () => {
    const host = { Host: `evil.example:${server.port}` };
    for (const path of [...everywhere, '/api/ping']) {
      const reply = await ask('GET', path, { ...host, Origin: `http://${host.Host}` });
      assert.equal(reply.status, 403, path);
      assert.match(
        reply.body,
        /the host name 'evil\.example' is not one of this server's; --allowed-host evil\.example/,
      );
    }
    assert.equal((await ask('GET', 'http://evil.example/api/ping')).status, 403);
    assert.equal((await ask('OPTIONS', '/api/ping', host)).status, 403);
    assert.equal((await ask('GET', '/api/ping', { Host: 'hub.example.org' })).status, 200);
    assert.equal((await ask('GET', 'http://hub.example.org/api/ping', { Host: 'x' })).status, 200);
  });
});

describe('an upgrade to WebSocket', () => {
  /** The status of the refusal, or 101. */
  function open(headers: Record<string, string>, path = '/ws'): Promise<number> {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
    return new Promise((resolve, reject) => {
      socket.on('open', () => {
        socket.terminate();
        resolve(101);
      });
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode!));
      socket.on('error', reject);
    });
  }

  it('is refused where its origin or host is', async () => {
    assert.equal(await open({ Origin: EVIL }), 403);
    assert.equal(await open({ Origin: 'null' }), 403);
    assert.equal(await open({ Origin: `http://localhost:${server.port}` }), 403);
    assert.equal(await open({ Host: 'evil.example', Origin: 'http://evil.example' }), 403);
    assert.equal(await open({ 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'websocket' }), 403);
  });

  it('is taken from the own page, a configured one, programs and devices', async () => {
    assert.equal(await open({}), 101);
    assert.equal(await open({ Origin: `http://127.0.0.1:${server.port}` }), 101);
    assert.equal(await open({ Origin: APP }), 101);
    assert.equal(await open({ Origin: 'file://', 'User-Agent': 'arduino-WebSocket-Client' }), 101);
  });

  it('that is refused says why, and nothing that follows on its connection is read', async () => {
    const socket = connect({ port: server.port, host: '127.0.0.1' });
    const upgrade = `Host: hub.lan\r\nOrigin: ${EVIL}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`;
    const key = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
    socket.write(`GET /ws HTTP/1.1\r\n${upgrade}${key}\r\nMyData['after'] = 1\nsetReg('after', 1)\n`);
    const reply = await readAll(socket);
    assert.match(reply, /^HTTP\/1\.1 403 Forbidden\r\n/);
    assert.match(reply, /"detail":"pages of http:\/\/evil\.example may not use this server; --cors-origin/);
    assert.equal(await server.ask("'after' in MyData"), 'False');
  });
});

describe('what is HTTP', () => {
  it('has any method: one that a page has made up, too', async () => {
    const body = "setReg('made', 1)\nsetReg('made', 2)\n";
    for (const line of [
      'BREW / HTTP/1.1',
      "1 /setReg('made',1)or HTTP/1.1",
      "x' / HTTP/1.1",
      `1 /${"setReg('made',1)or+".repeat(50)}1 HTTP/1.1`,
    ]) {
      const socket = connect({ port: server.port, host: '127.0.0.1' });
      socket.end(`${line}\r\nHost: evil.example\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      assert.match(await readAll(socket), /^HTTP\/1\.1 400 /);
    }
    assert.equal(await server.ask("'made' in MyData"), 'False');
  });

  it('is never read as raw text, whatever is in it or follows it', async () => {
    const lines = "MyData['raw'] = 1\nsetReg('raw', 1)\r\n\r\nsetReg('raw', 2)\n";
    for (const request of [
      `POST / HTTP/1.1\r\nHost: evil.example\r\nContent-Type: text/plain\r\nContent-Length: ${lines.length}\r\n\r\n${lines}`,
      `POST /nothing HTTP/1.1\r\nHost: hub.lan\r\nContent-Length: 1\r\n\r\n1${lines}`,
      `GET / HTTP/1.1\r\nHost: hub.lan\r\nbroken header\r\n\r\n${lines}`,
      `GET / HTTP/1.9\r\n${lines}`,
      `CONNECT hub.lan:80 HTTP/1.1\r\nHost: hub.lan\r\n\r\n${lines}`,
      `GET /elsewhere HTTP/1.1\r\nHost: hub.lan\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n${lines}`,
      `GET /api/ping HTTP/1.1\r\nHost: hub.lan\r\n\r\n${lines}`,
    ]) {
      const socket = connect({ port: server.port, host: '127.0.0.1' });
      socket.end(request);
      assert.match(await readAll(socket), /^HTTP\/1\.1 \d\d\d /);
    }
    assert.equal(await server.ask("'raw' in MyData"), 'False');
  });
});

describe('a TLS handshake where none is served', () => {
  it('is refused, and no line in it is read as raw text', async () => {
    const hello = connectTls({ port: server.port, host: '127.0.0.1', ALPNProtocols: ["\nsetReg('tls', 1)\n"] });
    hello.on('error', () => undefined);
    await new Promise(resolve => hello.once('close', resolve));
    assert.equal(await server.ask("'tls' in MyData"), 'False');
    const socket = connect({ port: server.port, host: '127.0.0.1' });
    socket.end("\x16\x03\x01\nsetReg('tls', 1)\n");
    assert.equal(await readAll(socket), 'Error: ConnectionError: there is no TLS here\n');
    assert.equal(await server.ask("'tls' in MyData"), 'False');
  });
});

describe('behind a proxy with TLS', () => {
  it('the own page is one of https, where the proxy is trusted', async () => {
    const post = async (port: number, origin: string) => {
      const socket = connect({ port, host: '127.0.0.1' });
      const fields = `Host: hub.lan\r\nOrigin: ${origin}\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n`;
      socket.write(`POST /api/ping HTTP/1.1\r\n${fields}Content-Length: 0\r\n\r\n`);
      return (await readAll(socket)).split('\r\n');
    };
    const proxied = await startServer({ flags: ['--trust-proxy', '127.0.0.1'] });
    const own = await post(proxied.port, 'https://hub.lan');
    assert.equal(own[0], 'HTTP/1.1 200 OK');
    assert.ok(own.some(line => /^cross-origin-opener-policy: same-origin$/i.test(line)));
    assert.equal((await post(proxied.port, 'http://hub.lan'))[0], 'HTTP/1.1 403 Forbidden');
    const direct = await post(server.port, 'https://hub.lan');
    assert.equal(direct[0], 'HTTP/1.1 403 Forbidden');
    assert.ok(!direct.some(line => /^cross-origin-opener-policy/i.test(line)));
  });
});

describe('a page that --cors-origin names', () => {
  it('may read replies and errors, without credentials', async () => {
    for (const [method, path, status] of [
      ['GET', '/api/ping', 200],
      ['GET', '/api/setReg?key=cors&value=1', 200],
      ['POST', '/api/eval?expr=1/0', 400],
      ['GET', '/nothing', 404],
    ] as const) {
      const reply = await ask(method, path, { Origin: APP, 'User-Agent': FIREFOX });
      assert.equal(reply.status, status);
      assert.equal(reply.headers.get('access-control-allow-origin'), APP);
      assert.equal(reply.headers.get('vary'), 'Origin');
      assert.equal(reply.headers.has('access-control-allow-credentials'), false);
    }
    const own = await ask('GET', '/api/ping');
    assert.equal(own.headers.has('access-control-allow-origin'), false);
    assert.equal(own.headers.get('vary'), 'Origin');
  });

  it('is told by a preflight what it may send', async () => {
    const preflight = { Origin: APP, 'Access-Control-Request-Method': 'PUT' };
    const { status, headers } = await ask('OPTIONS', '/registry/x', preflight);
    assert.equal(status, 204);
    assert.equal(headers.get('access-control-allow-origin'), APP);
    assert.match(headers.get('access-control-allow-methods')!, /PUT/);
    assert.equal(headers.get('access-control-allow-headers'), 'Authorization, Content-Type, Last-Event-ID');
    assert.equal(headers.get('access-control-max-age'), '600');
    assert.equal(headers.has('access-control-allow-private-network'), false);
    const fromPublic = await ask('OPTIONS', '/api/ping', {
      ...preflight,
      'Access-Control-Request-Private-Network': 'true',
    });
    assert.equal(fromPublic.headers.get('access-control-allow-private-network'), 'true');
  });

  it('may read server-sent events', async () => {
    const socket = connect({ port: server.port, host: '127.0.0.1' });
    socket.write(`GET /events HTTP/1.1\r\nHost: hub.lan\r\nOrigin: ${APP}\r\n\r\n`);
    let reply = '';
    for await (const chunk of socket) {
      reply += chunk;
      if (reply.includes('event: hello')) break;
    }
    assert.match(reply, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(reply, /\r\naccess-control-allow-origin: https:\/\/app\.example\.org\r\n/i);
    assert.match(reply, /\r\nx-content-type-options: nosniff\r\n/i);
  });

  it('keeps the compression of files apart, too', async () => {
    const { headers } = await ask('GET', '/app.js', { Origin: APP, 'Accept-Encoding': 'gzip' });
    assert.match(headers.get('vary')!, /origin/i);
    assert.match(headers.get('vary')!, /accept-encoding/i);
  });
});

describe('an address that changes something, opened in a browser', () => {
  const opened = { 'User-Agent': FIREFOX, Accept: HTML };
  const withFetchMetadata = { 'Sec-Fetch-Site': 'none', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };

  it('gets a page with the command, and changes nothing', async () => {
    for (const headers of [opened, { ...opened, ...withFetchMetadata }]) {
      const reply = await ask('GET', '/api/setReg?key=opened&value=56', headers);
      assert.equal(reply.status, 200);
      assert.equal(reply.headers.get('content-type'), 'text/html; charset=utf-8');
      assert.match(reply.body, /<pre>setReg\(&#39;opened&#39;, 56\)<\/pre>/);
      assert.match(reply.body, /<form method="post"><button>/);
      assert.doesNotMatch(reply.body, /<script/);
    }
    assert.equal(await server.ask("'opened' in MyData"), 'False');
  });

  it('shows any command as one would write it, and nothing that it is not', async () => {
    for (const [target, call] of [
      ['/api/eval?expr=setReg(%27a%27,%201)', 'setReg(&#39;a&#39;, 1)'],
      ['/api/set%52eg?value=1.5&key=a', 'setReg(&#39;a&#39;, 1.5)'],
      ['/api/setReg?key=a&ttl=60', 'setReg(&#39;a&#39;, ttl=60)'],
      ['/api/setReg?key=a&value=1&other=2', 'setReg(&#39;a&#39;, 1, other=2)'],
      [
        '/api/send?sender=x&to=ALL&text=%3Cscript%3Ealert(1)%3C/script%3E&format=text',
        /&lt;script&gt;alert\(1\)&lt;\/script&gt;/,
      ],
      ['/api/eval?expr=%27a%E2%80%AEb%27', '&#39;a\\u{202e}b&#39;'],
      ['/api/getUserID', 'getClientID()'],
    ] as const) {
      const { status, body } = await ask('GET', target, opened);
      assert.equal(status, 200);
      const shown = /<pre>(.*?)<\/pre>/s.exec(body)![1];
      if (typeof call === 'string') assert.equal(shown, call);
      else assert.match(shown, call);
    }
  });

  it('does what it says by the button, and shows the reply', async () => {
    const posted = { ...opened, ...form, Origin: `http://hub.lan:${server.port}` };
    const done = await ask('POST', '/api/setReg?key=pressed&value=56', posted);
    assert.equal(done.status, 200);
    assert.equal(done.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.match(done.body, /<h1>Done<\/h1>\s*<pre>OK<\/pre>/);
    assert.equal(await server.ask("MyData['pressed']"), '56');
    const failed = await ask('POST', '/api/eval?expr=%27%3Cb%3E%27/0', posted);
    assert.equal(failed.status, 400);
    assert.match(failed.body, /<pre>Error: TypeError: unsupported operand type\(s\)/);
    assert.match((await ask('POST', '/api/nothing', posted)).body, /<pre>Error: there is no command/);
  });

  it('with wrong arguments is an error as it is elsewhere', async () => {
    assert.equal((await ask('GET', '/api/setReg?key=a&key=b', opened)).status, 400);
    assert.equal((await ask('GET', '/api/setReg?key=%ff&value=1', opened)).status, 400);
    assert.equal((await ask('GET', '/api/nothing', opened)).status, 404);
    assert.equal((await ask('GET', '/events', opened)).status, 403);
  });

  it('has its effect for programs', async () => {
    for (const agent of ['curl/8.5.0', 'ESP32HTTPClient', 'Python-urllib/3.11', 'MicroPython']) {
      const reply = await ask('GET', '/api/setReg?key=program&value=1', { 'User-Agent': agent, Accept: '*/*' });
      assert.equal(reply.body, '{"result":"OK"}');
    }
    assert.equal((await ask('GET', '/api/setReg?key=program&value=1')).body, '{"result":"OK"}');
    const { status, body } = await ask('GET', '/api/setReg?key=tool&value=1', { 'User-Agent': FIREFOX, Accept: '*/*' });
    assert.equal(status, 403);
    assert.match(body, /POST it, or, from a program, send a User-Agent that does not begin with Mozilla/);
  });

  it('that only reads is just read', async () => {
    assert.equal((await ask('GET', '/api/ping', opened)).body, '{"result":"pong"}');
    assert.equal((await ask('GET', '/registry', { ...opened, ...withFetchMetadata })).status, 200);
  });
});

describe('a reply', () => {
  it('of any kind has the headers that keep it from being anything else', async () => {
    for (const [method, path, status] of [
      ['GET', '/api/ping', 200],
      ['GET', '/registry', 200],
      ['GET', '/nothing', 404],
      ['GET', '/%', 400],
      ['PUT', '/api/ping', 405],
      ['OPTIONS', '/api/ping', 204],
      ['GET', '/metrics', 200],
      ['GET', '/openapi.yaml', 200],
    ] as const) {
      const reply = await ask(method, path);
      assert.equal(reply.status, status, path);
      assert.equal(reply.headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'");
      assert.equal(reply.headers.get('x-content-type-options'), 'nosniff');
      assert.equal(reply.headers.get('cross-origin-resource-policy'), 'same-origin');
    }
  });

  it('that is a page has a policy without anything inline or from elsewhere', async () => {
    const headers = { 'User-Agent': FIREFOX, Accept: HTML };
    for (const path of ['/', '/docs', '/docs/', '/docs/swagger-ui.css', '/api/getClientID']) {
      const reply = await ask('GET', path, headers);
      assert.equal(reply.status, 200, path);
      const policy = reply.headers.get('content-security-policy')!;
      assert.match(policy, /^default-src 'none'; .*form-action .*frame-ancestors 'none'$/);
      assert.doesNotMatch(policy, /unsafe|\*|http/);
      assert.equal(reply.headers.get('referrer-policy'), 'same-origin');
      assert.equal(reply.headers.get('x-frame-options'), 'DENY');
      assert.ok(reply.headers.has('permissions-policy'));
      for (const name of ['server', 'x-powered-by']) assert.equal(reply.headers.has(name), false);
    }
  });
});
