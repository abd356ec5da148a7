import assert from 'node:assert/strict';
import { once } from 'node:events';
import { it } from 'node:test';
import { WebSocket } from 'ws';
import { createHttpServer } from '../../../src/protocols/http/server.ts';
import { openListener } from '../../../src/protocols/listener.ts';
import { serveWebSockets } from '../../../src/protocols/ws/server.ts';
import { cleanUp } from '../../support/cleanUp.ts';
import { startServer } from '../../support/server.ts';

const HEARTBEAT_MS = 50;

it('a WebSocket whose peer has vanished without closing is dropped, and one that answers stays', async () => {
  const { hub } = (await startServer()).gateway;
  const http = createHttpServer(hub);
  await http.open();
  const service = serveWebSockets(http.app.server, hub, { heartbeatMs: HEARTBEAT_MS });
  const listener = await openListener({ hub, host: '127.0.0.1', port: 0, http: http.accept });
  cleanUp(async () => {
    await Promise.all([service.close(1000), listener.close(1000), http.close()]);
  });
  const open = (autoPong: boolean) => {
    const socket = new WebSocket(`ws://127.0.0.1:${listener.port}/ws`, { autoPong });
    cleanUp(() => socket.terminate());
    return socket;
  };
  const present = open(true);
  await once(present, 'message');
  const vanished = open(false);
  const [code] = await once(vanished, 'close');
  assert.equal(code, 1006);
  present.send('{"jsonrpc":"2.0","id":1,"method":"ping"}');
  const [reply] = await once(present, 'message');
  assert.equal(JSON.parse(String(reply)).result, 'pong');
});
