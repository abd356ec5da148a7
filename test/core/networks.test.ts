import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { describe, it } from 'node:test';
import { isNetwork, Neighbourhood, Networks } from '../../src/core/networks.ts';

const noInterfaces = () => ({});

describe('the neighbourhood', () => {
  it('is loopback, private, link-local and unique local addresses, in IPv4 and IPv6', () => {
    const neighbourhood = new Neighbourhood([], noInterfaces);
    const near = ['127.0.0.1', '127.255.0.9', '::1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.178.20'];
    for (const address of [...near, '169.254.1.1', 'fe80::1', 'febf::1', 'fd00::2', 'fc00::1', '::ffff:10.0.0.1']) {
      assert.ok(neighbourhood.has(address), address);
    }
    const far = ['8.8.8.8', '172.15.0.1', '172.32.0.1', '192.169.0.1', '11.0.0.1', '126.0.0.1', '100.64.0.1'];
    for (const address of [
      ...far,
      '2001:db8::1',
      'fec0::1',
      '::2',
      '::ffff:8.8.8.8',
      '',
      'unknown',
      '10.0.0',
      '10.0.0.1:80',
    ]) {
      assert.ok(!neighbourhood.has(address), address);
    }
  });

  it('has the networks that are allowed', () => {
    const neighbourhood = new Neighbourhood(['203.0.113.0/25', '198.51.100.7', '2001:db8:1::/48'], noInterfaces);
    for (const address of ['203.0.113.127', '198.51.100.7', '2001:db8:1:2::3'])
      assert.ok(neighbourhood.has(address), address);
    for (const address of ['203.0.113.128', '198.51.100.8', '2001:db8:2::'])
      assert.ok(!neighbourhood.has(address), address);
  });

  it('has the subnets of this machine, and not those of its loopback', () => {
    const info = (cidr: string, internal: boolean) => ({ cidr, internal }) as NetworkInterfaceInfo;
    const interfaces = {
      eth0: [info('203.0.113.20/28', false), info('2001:db8:7::5/64', false)],
      lo: [info('198.51.100.1/24', true)],
    };
    const neighbourhood = new Neighbourhood([], () => interfaces);
    for (const address of ['203.0.113.17', '203.0.113.31', '2001:db8:7::ffff'])
      assert.ok(neighbourhood.has(address), address);
    for (const address of ['203.0.113.32', '2001:db8:8::1', '198.51.100.2'])
      assert.ok(!neighbourhood.has(address), address);
  });

  it('knows loopback', () => {
    const neighbourhood = new Neighbourhood([], noInterfaces);
    assert.deepEqual(
      ['127.0.0.1', '::1', '127.9.9.9', '10.0.0.1', '::2'].map(address => neighbourhood.isLoopback(address)),
      [true, true, true, false, false],
    );
  });
});

describe('a network', () => {
  it('is an address, with or without the number of bits', () => {
    for (const text of ['10.0.0.1', '10.0.0.0/8', '0.0.0.0/0', '::/0', 'fe80::/10', '::ffff:1.2.3.4'])
      assert.ok(isNetwork(text), text);
    for (const text of ['', '10', '10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/8/8', 'host', '*', '10.0.0.*']) {
      assert.ok(!isNetwork(text), text);
      assert.throws(() => new Networks([text]), RangeError);
    }
  });

  it('of no bits has every address of its kind', () => {
    const all = new Networks(['0.0.0.0/0']);
    assert.deepEqual(
      ['8.8.8.8', '255.1.1.1', '2001:db8::1'].map(address => all.has(address)),
      [true, true, false],
    );
    assert.ok(new Networks(['::/0']).has('2001:db8::1') && new Networks(['::/0']).has('fe80::1'));
  });
});
