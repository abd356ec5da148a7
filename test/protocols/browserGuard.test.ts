import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BrowserGuard, type RequestHead, type Verdict } from '../../src/protocols/browserGuard.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const POWERSHELL = 'Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.1682';
const HTML = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const APP = 'https://app.example.org';

const strict = new BrowserGuard();
const open = new BrowserGuard({ allowedHosts: ['hub.example.org'], corsOrigins: [APP] });

type Headers = { [name: string]: string };

function head(method: string, headers: Headers, more: Partial<RequestHead> = {}): RequestHead {
  return { method, target: '/api/setReg', headers: { host: 'hub.lan:2980', ...headers }, encrypted: false, ...more };
}

/** What becomes of a request that changes something. */
function change(method: string, headers: Headers, guard = strict): Verdict['kind'] {
  return guard.judge(head(method, headers), true).kind;
}

/** The same for one that only reads. */
function read(method: string, headers: Headers, guard = strict): Verdict['kind'] {
  return guard.judge(head(method, headers), false).kind;
}

describe('a program', () => {
  it('may do anything, by any method', () => {
    for (const headers of [
      {},
      { 'user-agent': 'curl/8.5.0', accept: '*/*' },
      { 'user-agent': 'ESP32HTTPClient' },
      { 'user-agent': 'Java/21', accept: 'text/html, image/gif, */*; q=.2' },
      { 'user-agent': POWERSHELL },
      // Node's fetch.
      { 'user-agent': 'node', 'sec-fetch-mode': 'cors' },
    ] as Headers[]) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE']) assert.equal(change(method, headers), 'allowed');
    }
    assert.equal(strict.judge({ method: 'GET', target: '/', headers: {}, encrypted: false }, true).kind, 'allowed');
  });

  it('for a device may say an Origin that no page has', () => {
    const devices = {
      'arduino-WebSocket-Client': 'file://',
      'TinyWebsockets Client': 'https://github.com/gilmaimon/TinyWebsockets',
    };
    for (const [agent, origin] of Object.entries(devices)) {
      assert.equal(change('GET', { 'user-agent': agent, origin }), 'allowed');
      assert.equal(change('GET', { 'user-agent': FIREFOX, origin }), 'refused');
      assert.equal(change('GET', { 'user-agent': agent, origin, 'sec-fetch-site': 'cross-site' }), 'refused');
    }
  });
});

describe("the server's own page", () => {
  it('may do anything', () => {
    for (const headers of [
      { origin: 'http://hub.lan:2980' },
      { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' },
      { 'user-agent': FIREFOX, referer: 'http://hub.lan:2980/docs' },
    ] as Headers[]) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE']) assert.equal(change(method, headers), 'allowed');
    }
  });

  it('has the same scheme, host and port', () => {
    const from = (origin: string, host: string, encrypted = false) =>
      strict.judge(head('POST', { origin, host }, { encrypted }), true).kind;
    assert.equal(from('http://hub.lan', 'hub.lan:80'), 'allowed');
    assert.equal(from('https://hub.lan', 'hub.lan', true), 'allowed');
    assert.equal(from('http://[::1]:2980', '[::1]:2980'), 'allowed');
    assert.equal(from('https://hub.lan', 'hub.lan'), 'refused');
    assert.equal(from('http://hub.lan', 'hub.lan', true), 'refused');
    assert.equal(from('http://hub.lan:8080', 'hub.lan:2980'), 'refused');
    assert.equal(from('http://other.lan', 'hub.lan'), 'refused');
  });
});

describe('a page from elsewhere', () => {
  it('is refused, whatever it asks for', () => {
    for (const origin of ['http://evil.example', 'https://hub.lan:2980', 'null', 'chrome-extension://abc']) {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
        assert.equal(change(method, { origin }), 'refused');
        assert.equal(read(method, { origin }), 'refused');
      }
    }
  });

  it('that says no Origin is known by Sec-Fetch-Site, else by Referer', () => {
    for (const site of ['cross-site', 'same-site']) {
      for (const mode of ['no-cors', 'cors', 'websocket']) {
        const headers = { 'sec-fetch-site': site, 'sec-fetch-mode': mode };
        for (const method of ['GET', 'POST']) assert.equal(change(method, headers), 'refused');
        assert.equal(read('GET', headers), 'refused');
      }
      assert.equal(change('POST', { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate' }), 'refused');
    }
    for (const headers of [{}, { referer: 'http://evil.example/' }, { referer: 'nonsense' }] as Headers[]) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
        assert.equal(change(method, { 'user-agent': FIREFOX, ...headers }), 'refused');
      }
      assert.equal(read('GET', { 'user-agent': FIREFOX, ...headers }), 'allowed');
    }
  });

  it('is told in one line why, and what would open it', () => {
    const reason = (headers: Headers) => {
      const verdict = strict.judge(head('GET', headers), true);
      assert.ok(verdict.kind === 'refused');
      assert.doesNotMatch(verdict.reason, /[\r\n]/);
      return verdict.reason;
    };
    assert.equal(
      reason({ origin: 'http://evil.example' }),
      'pages of http://evil.example may not use this server; --cors-origin http://evil.example allows them',
    );
    assert.match(reason({ origin: 'null' }), /^pages without an origin .* --cors-origin '\*' allows every page$/);
    assert.match(reason({ 'user-agent': FIREFOX }), /POST it, or, from a program, send a User-Agent/);
    assert.match(reason({ 'sec-fetch-site': 'cross-site' }), /--cors-origin/);
    assert.match(reason({ host: 'evil.example' }), /--allowed-host evil\.example allows it$/);
    assert.ok(reason({ origin: `http://${'e'.repeat(9000)}.example` }).length < 400);
  });
});

describe('a page that --cors-origin names', () => {
  it('may do anything, and is told of to whoever replies', () => {
    for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
      const headers = { origin: APP, 'sec-fetch-site': 'cross-site', 'user-agent': FIREFOX };
      assert.deepEqual(open.judge(head(method, headers), true), { kind: 'allowed', corsOrigin: APP });
    }
    assert.equal(change('POST', { origin: `${APP}:8443` }, open), 'refused');
    assert.equal(change('POST', { origin: 'http://app.example.org' }, open), 'refused');
    assert.equal(change('GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, open), 'refused');
  });

  it('is every page with *', () => {
    const all = new BrowserGuard({ allowedHosts: [], corsOrigins: ['*'] });
    for (const origin of [APP, 'null', 'app://x']) {
      assert.deepEqual(all.judge(head('POST', { origin }), true), { kind: 'allowed', corsOrigin: origin });
    }
    assert.equal(change('POST', { origin: APP, host: 'evil.example' }, all), 'refused');
  });
});

describe('somebody who opens an address that changes something', () => {
  it('is asked', () => {
    for (const site of ['none', 'cross-site', 'same-site', 'same-origin']) {
      const headers = { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
      assert.equal(change('GET', headers), 'confirm');
      assert.equal(read('GET', headers), 'allowed');
    }
    assert.equal(change('GET', { 'user-agent': FIREFOX, accept: HTML }), 'confirm');
    assert.equal(change('GET', { 'user-agent': FIREFOX, accept: HTML, referer: 'http://hub.lan:2980/' }), 'confirm');
    assert.equal(read('GET', { 'user-agent': FIREFOX, accept: HTML }), 'allowed');
  });

  it('is not asked by a plug-in, nor by what is loaded without a page', () => {
    const navigate = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    assert.equal(change('GET', { ...navigate, 'sec-fetch-dest': 'object' }), 'refused');
    assert.equal(change('GET', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'no-cors' }), 'refused');
  });
});

describe('the host', () => {
  it('is that of an absolute target, else the header', () => {
    const judge = (target: string, host: string) => strict.judge(head('GET', { host }, { target }), false).kind;
    assert.equal(judge('/', 'evil.example'), 'refused');
    assert.equal(judge('http://evil.example/', 'hub.lan'), 'refused');
    assert.equal(judge('HTTP://evil.example', 'hub.lan'), 'refused');
    assert.equal(judge('http://hub.lan/', 'hub.lan'), 'allowed');
    assert.equal(judge('http://u@hub.lan/', 'hub.lan'), 'refused');
    assert.equal(judge('/http://evil.example/', 'hub.lan'), 'allowed');
  });

  it('is judged before everything else', () => {
    for (const more of [{}, { origin: 'http://evil.example:2980' }, { 'sec-fetch-site': 'same-origin' }] as Headers[]) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        assert.equal(change(method, { host: 'evil.example:2980', ...more }, open), 'refused');
        assert.equal(change(method, { host: 'hub.example.org', ...more }), 'refused');
      }
    }
    assert.equal(change('POST', { host: 'hub.example.org', origin: 'http://hub.example.org' }, open), 'allowed');
  });
});

const header = fc.oneof(
  fc.string({ unit: 'binary-ascii' }),
  fc.webUrl(),
  fc.constantFrom(FIREFOX, HTML, 'none', 'same-origin', 'null', 'navigate', '*'),
);
const names = [
  'user-agent',
  'accept',
  'referer',
  'sec-fetch-site',
  'sec-fetch-mode',
  'sec-fetch-dest',
  'cookie',
  'origin',
  'host',
];
const anyHeaders = fc.dictionary(fc.constantFrom(...names), header);
const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS');
const origin = fc.oneof(
  fc.webUrl({ authoritySettings: { withPort: true } }).map(url => new URL(url).origin),
  fc.constantFrom('null', 'http://hub.lan', 'https://hub.lan:2980', 'chrome-extension://x'),
);

describe('with any headers', () => {
  it('a page of a foreign origin that is not configured is never let in', () => {
    fc.assert(
      fc.property(anyHeaders, method, origin, fc.boolean(), fc.boolean(), (headers, verb, from, encrypted, changes) => {
        const host = 'hub.lan:2980';
        fc.pre(from !== `${encrypted ? 'https' : 'http'}://${host}` && from !== APP);
        const request = head(verb, { ...headers, origin: from, host }, { encrypted });
        assert.equal(open.judge(request, changes).kind, 'refused');
      }),
    );
  });

  it('a browser never changes anything by a GET, except for an own or a configured page', () => {
    fc.assert(
      fc.property(anyHeaders, fc.constantFrom('cross-site', 'same-site', 'none'), (headers, site) => {
        const { origin: _, ...others } = headers;
        const request = head('GET', { ...others, 'sec-fetch-site': site, host: 'hub.lan' });
        assert.notEqual(open.judge(request, true).kind, 'allowed');
      }),
    );
  });

  it('a host that is not one of the server is never let in', () => {
    fc.assert(
      fc.property(anyHeaders, method, fc.domain(), fc.boolean(), (headers, verb, host, changes) => {
        fc.pre(!/\.(local|localhost|lan|home\.arpa|internal|test)$/i.test(host) && host.includes('.'));
        assert.equal(open.judge(head(verb, { ...headers, host }), changes).kind, 'refused');
      }),
    );
  });

  it('there is always a verdict', () => {
    fc.assert(
      fc.property(
        anyHeaders,
        method,
        fc.string({ unit: 'binary-ascii' }),
        fc.boolean(),
        (headers, verb, target, changes) => {
          const { kind } = open.judge({ method: verb, target, headers, encrypted: false }, changes);
          assert.ok(['allowed', 'refused', 'confirm'].includes(kind));
        },
      ),
    );
  });
});
