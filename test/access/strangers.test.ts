import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { startServer, type TestServer } from '../support/server.ts';

const STRANGER = '203.0.113.7';
const PROBE = fileURLToPath(new URL('./strangersProbe.ts', import.meta.url));
const REFUSAL = `${STRANGER} is outside of this server's network; --allow ${STRANGER} on the server lets it in`;

/** Whether a network of its own can be made here. */
const canIsolate = spawnSync('unshare', ['--net', 'ip', 'link', 'set', 'lo', 'up']).status === 0;

/** Runs the probe in a network that has a foreign address of its own; what it found. */
function probe(...flags: string[]): Record<string, any> {
  const script = `ip link set lo up && ip address add ${STRANGER}/32 dev lo && exec "$@"`;
  const argv = ['--net', 'sh', '-c', script, 'sh', process.execPath, PROBE, STRANGER, ...flags];
  return JSON.parse(execFileSync('unshare', argv, { encoding: 'utf8' }));
}

describe('a peer from a foreign address', { skip: !canIsolate && 'takes root, unshare and ip' }, () => {
  let found: Record<string, any>;
  before(() => {
    found = probe();
  });

  it('is told why it is refused, and how to be let in, on each protocol in its own form', () => {
    assert.equal(found.oneShot, `Error: PermissionError: ${REFUSAL}`);
    assert.equal(found.line, `Error: PermissionError: ${REFUSAL}\n`, 'one line, then the end');
    assert.deepEqual([found.http.status, found.http.error, found.http.detail], [403, 'PermissionError', REFUSAL]);
    assert.equal(found.page.status, 403);
    assert.deepEqual(found.webSocket, { code: 4403, reason: `PermissionError: ${REFUSAL}` });
    assert.equal(found.events.status, 403);
  });

  it('has changed nothing, with or without a token', () => {
    assert.equal(found.registry, 'None');
    assert.equal(found.withToken, `Error: PermissionError: ${REFUSAL}`);
  });

  it('is told of in the log, once', () => {
    assert.deepEqual(found.warnings, [`refused: ${REFUSAL}`]);
  });

  it('is let in by --allow', () => {
    const allowed = probe('--allow', '203.0.113.0/24');
    assert.equal(allowed.oneShot, 'OK');
    assert.equal(allowed.http.status, 200);
    assert.equal(allowed.registry, '1');
    assert.deepEqual(allowed.warnings, []);
  });
});

describe('X-Forwarded-For', () => {
  const get = (server: TestServer, forwarded: string, path = '/api/ping') =>
    fetch(`http://127.0.0.1:${server.port}${path}`, { headers: { 'X-Forwarded-For': forwarded } });

  it('is not believed of anybody', async () => {
    const server = await startServer();
    assert.equal((await get(server, STRANGER)).status, 200);
  });

  it('of a trusted proxy is whose request it is', async () => {
    const server = await startServer({ flags: ['--trust-proxy', '127.0.0.1,10.0.0.1'] });
    for (const near of ['192.168.1.7', '192.168.1.7, 10.0.0.1', `${STRANGER}, 192.168.1.7`]) {
      assert.equal((await get(server, near)).status, 200, near);
    }
    for (const far of [STRANGER, `192.168.1.7, ${STRANGER}`, `${STRANGER}, 10.0.0.1`, 'nonsense', '999.1.1.1', '']) {
      assert.equal((await get(server, far)).status, far === '' ? 200 : 403, far);
      assert.equal((await get(server, far, '/')).status, far === '' ? 200 : 403, far);
    }
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws`, { headers: { 'X-Forwarded-For': STRANGER } });
    assert.equal((await once(socket, 'close'))[0], 4403);
  });
});
