import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { HostNames, parseAuthority } from '../../src/protocols/hostNames.ts';

const hosts = new HostNames(['hub.example.org', '*.example.net'], 'Pi.Fritz.Box');

describe('a name that the server is asked for by', () => {
  it('is one that no page from elsewhere can have', () => {
    for (const host of [
      ...['127.0.0.1', '192.168.1.5:2980', '[::1]', '[fe80::1]:2980', '[fe80::1%eth0]:2980', '[::ffff:10.0.0.1]'],
      ...['127.1', '0x7f000001', '2130706433'],
      ...['localhost', 'LOCALHOST:80', 'localhost.', 'app.localhost', 'hub', 'raspberrypi:2980', 'raspberrypi.local'],
      ...['hub.lan', 'hub.home.arpa', 'hub.internal', 'hub.test'],
      ...['pi.fritz.box', 'PI.fritz.box.:2980', 'hub.example.org', 'a.example.net', 'a.b.example.net:1'],
    ]) {
      assert.equal(hosts.refusal(host), undefined, host);
    }
  });

  it('is no other one', () => {
    for (const host of [
      ...['evil.example', 'evil.example.', 'EVIL.example:2980', 'hub.example.org.evil.example', 'example.net'],
      ...['xexample.net', 'a.example.org', 'fritz.box', 'localhost.evil.example', 'evil.xlocal'],
      ...['127.0.0.1.evil.example', '192.168.1.5.nip.io', 'pi.evil.example'],
    ]) {
      const name = host.toLowerCase().replace(/\.?(:\d+)?$/, '');
      const expected = `the host name '${name}' is not one of this server's; --allowed-host ${name} allows it`;
      assert.equal(hosts.refusal(host), expected, host);
    }
  });

  it('must be well-formed', () => {
    for (const host of [
      'a b',
      'hub:x',
      'hub:99999',
      'u@hub',
      'hub/x',
      '[::1',
      ':80',
      '1.2.3.4.5',
      'a\\b',
      '%00',
      'hub#',
    ]) {
      assert.equal(hosts.refusal(host), `the host '${host}' is not well-formed`);
    }
  });

  it('is judged alike when it comes again, however many come between', () => {
    for (let round = 0; round < 2; round++) {
      for (let n = 0; n < 1000; n++) {
        assert.equal(hosts.refusal(`h${n}.lan`), undefined);
        assert.match(`${hosts.refusal(`h${n}.example`)}`, /--allowed-host h\d+\.example allows it/);
      }
    }
    assert.ok(`${hosts.refusal('x'.repeat(4000).concat('.example'))}`.length < 400);
  });
});

it('an authority is what the WHATWG URL standard takes it for', () => {
  fc.assert(
    fc.property(
      fc.webUrl({
        validSchemes: ['http', 'https'],
        authoritySettings: { withPort: true, withIPv4: true, withIPv6: true },
      }),
      address => {
        const url = URL.parse(address);
        fc.pre(url !== null);
        const { origin, host, protocol } = url!;
        assert.equal(parseAuthority(host, protocol === 'https:' ? 'https' : 'http')?.origin, origin);
      },
    ),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii', maxLength: 20 }), authority => {
      const url = parseAuthority(authority);
      if (!url) return;
      assert.deepEqual([url.pathname, url.search, url.hash, url.username], ['/', '', '', '']);
    }),
  );
});
