import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '../../src/config.ts';
import { type Logger, silentLog } from '../../src/core/log.ts';
import { type Gateway, type GatewayOptions, openGateway } from '../../src/gateway.ts';
import { cleanUp } from './cleanUp.ts';
import { exchange, LineClient } from './rawClient.ts';

/** A real server on a free port with a data folder of its own, both gone after the tests of the file. */
export interface TestServer {
  port: number;
  folder: string;
  gateway: Gateway;
  /** One request on a connection of its own. */
  ask(request: string): Promise<string>;
  /** A connection in line mode, closed after the tests. */
  connect(): Promise<LineClient>;
  close(): Promise<void>;
}

export interface TestServerOptions extends GatewayOptions {
  /** As on the command line: `--quiet-ms 5`. */
  flags?: string[];
  /** A data folder to be used again; it is not removed. */
  folder?: string;
  log?: Logger;
}

export async function startServer({
  flags = [],
  folder,
  log = silentLog,
  ...options
}: TestServerOptions = {}): Promise<TestServer> {
  const data = folder ?? (await makeFolder());
  const settings = loadSettings(['--port', '0', '--host', '127.0.0.1', '--data', data, ...flags], {});
  const gateway = await openGateway(settings, log, options);
  const clients: LineClient[] = [];
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= (async () => {
      for (const client of clients) client.destroy();
      await gateway.close();
    })();
    return closed;
  };
  cleanUp(close);
  return {
    port: gateway.port,
    folder: data,
    gateway,
    ask: request => exchange(gateway.port, request),
    async connect() {
      const client = await LineClient.open(gateway.port);
      clients.push(client);
      return client;
    },
    close,
  };
}

/** A new empty folder, removed after the tests of the file. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'share-server-test-'));
  cleanUp(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
