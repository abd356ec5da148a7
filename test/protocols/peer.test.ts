import assert from 'node:assert/strict';
import { it } from 'node:test';
import { peerOf } from '../../src/protocols/peer.ts';

it('a peer is named by address and port, IPv4 as such on every socket', () => {
  assert.equal(peerOf({ remoteAddress: '192.168.1.7', remotePort: 51234 }), '192.168.1.7:51234');
  assert.equal(peerOf({ remoteAddress: '::ffff:192.168.1.7', remotePort: 1 }), '192.168.1.7:1');
  assert.equal(peerOf({ remoteAddress: 'fe80::1', remotePort: 1 }), '[fe80::1]:1');
  assert.equal(peerOf({ remoteAddress: undefined, remotePort: undefined }), 'unknown:0');
});
