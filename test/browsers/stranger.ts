import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cleanUp } from '../support/cleanUp.ts';

/** A page with `attempts` in it. */
export const PAGE = `<!doctype html><title>stranger</title><body><script>
${readFileSync(new URL('attempts.js', import.meta.url), 'utf8')}</script>`;

/** The web server of a stranger, with that page, on a port of 127.0.0.1; `/redirect?…` leads to wherever it says. */
export async function openStranger(): Promise<number> {
  const server = createServer(({ url = '' }, response) => {
    const [path, query] = url.split('?');
    if (path === '/redirect') response.writeHead(307, { Location: decodeURIComponent(query) }).end();
    else response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(PAGE);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUp(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
