import { hostname } from 'node:os';
import { join } from 'node:path';
import { Doorkeeper } from './access/doorkeeper.ts';
import { Tokens } from './access/tokens.ts';
import type { Services } from './commands/context.ts';
import { DuplicateDevices } from './commands/duplicateDevices.ts';
import { Facts } from './commands/facts.ts';
import { Arrivals } from './commands/inboxes.ts';
import { overflowNotice, revivalNotice } from './commands/notices.ts';
import { SettingError } from './config/commandLine.ts';
import type { Settings } from './config.ts';
import { type Clock, systemClock } from './core/clock.ts';
import type { Hub } from './core/hub.ts';
import type { Logger } from './core/log.ts';
import { createHub } from './hub.ts';
import { lanAddresses } from './lanAddresses.ts';
import { makeFolder } from './makeFolder.ts';
import { Meter } from './meter.ts';
import { BrowserGuard } from './protocols/browserGuard.ts';
import { registerEvents } from './protocols/events/routes.ts';
import { registerDashboardRoutes } from './protocols/http/dashboardRoutes.ts';
import { registerDocumentRoutes } from './protocols/http/documentRoutes.ts';
import { registerOperationRoutes } from './protocols/http/operationRoutes.ts';
import { createHttpServer } from './protocols/http/server.ts';
import { type Listener, type ListenerOptions, openListener } from './protocols/listener.ts';
import { serveWebSockets } from './protocols/ws/server.ts';
import { setEnvironment } from './python/environment.ts';
import { serverFacts } from './serverFacts.ts';
import type { Sql } from './sql/sql.ts';
import { openSql } from './sql/sqlite/index.ts';
import { openStore } from './store/sqlite/index.ts';
import type { Store } from './store/store.ts';
import { openTls, type Tls } from './tls.ts';

/** A running server. */
export interface Gateway {
  /** The port it listens on. */
  port: number;
  /** The port that speaks HTTP only, if there is one. */
  httpPort: number | undefined;
  /** Where the LAN reaches it: IP addresses. */
  addresses: string[];
  /** What its protocols stand on. */
  hub: Hub;
  /** When the certificate for TLS ends; undefined where there is none. */
  certificateValidTo(): Date | undefined;
  /** Reads anew what may change while the server runs. What is wrong stays as it was, and the log says why. */
  reload(): Promise<void>;
  /** Finishes what is under way, within 5 s, and frees everything. */
  close(): Promise<void>;
}

/** What tests may set. */
export interface GatewayOptions {
  clock?: Clock;
  /** In place of the embedded one. */
  wrapStore?(store: Store): Store;
}

const SWEEP_INTERVAL_MS = 1000;
const TOUCH_INTERVAL_MS = 60_000;
const CLOSE_DEADLINE_MS = 4000;

/** What has been opened, to be closed in reverse order. */
class Opened {
  readonly #closes: (() => unknown)[] = [];

  add(close: () => unknown): void {
    this.#closes.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closes.splice(0).reverse()) await close();
  }
}

/** What can be read anew while the server runs. */
class Reloads {
  readonly #log: Logger;
  readonly #reloads = new Map<string, () => unknown>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** `what`: in words, for the log. `reload` throws, and changes nothing, where what it reads is wrong. */
  add(what: string, reload: () => unknown): void {
    this.#reloads.set(what, reload);
  }

  async run(): Promise<void> {
    for (const [what, reload] of this.#reloads) {
      try {
        await reload();
      } catch (error) {
        this.#log.error({}, `${what} stays as it was: ${(error as Error).message}`);
      }
    }
  }
}

/** Opens the parts of the server, from the storage up to the port. @throws Error if one of them can't be opened. */
export async function openGateway(settings: Settings, log: Logger, options: GatewayOptions = {}): Promise<Gateway> {
  const opened = new Opened();
  try {
    const clock = options.clock ?? systemClock;
    const tls = openTls(settings, log);
    makeDataFolder(settings.dataFolder);
    const { access, tokens } = openAccess(settings, log);
    const { store, sql } = openStorage(settings, log, clock, opened, options.wrapStore);
    const meter = new Meter();
    const listeners: Listener[] = [];
    const connections = () => listeners.reduce((sum, listener) => sum + listener.connections, 0);
    const addresses = lanAddresses(settings.host);
    const port = () => listeners[0]?.port ?? settings.port;
    const host = hostname();
    const sources = { store, meter, clock, address: addresses[0], host, port, connections };
    const services: Services = {
      ...{ store, sql, clock, log, access },
      ...{ tokens, needsTls: settings.tls.isRequired },
      limits: settings.limits,
      arrivals: new Arrivals(store.messages, clock),
      facts: new Facts(serverFacts(sources)),
      duplicates: new DuplicateDevices(),
      showOnConsole(from, text) {
        log.info({ from }, `CONSOLE: message from ${from}`);
        log.trace({ from, text }, 'CONSOLE');
      },
    };
    setEnvironment({ print: text => services.showOnConsole('print', text) });
    const hub = createHub(services, options.wrapStore ? 'remote' : 'embedded', meter, settings.budget);
    const pushConnections = () => services.arrivals.consumers;
    meter.addGauges({ store: () => store.stats(), connections, pushConnections });
    const reloads = new Reloads(log);
    reloads.add('the list of tokens', () => log.info({ tokens: tokens.reload() }, 'the tokens were read'));
    opened.add(tokens.watch(() => reloads.run()));
    if (tls) reloads.add('the certificate', () => tls.reload());
    await openPorts(settings, hub, meter, tls, listeners, opened);
    opened.add(() => services.arrivals.endWaits());
    startMaintenance(services, opened);
    return {
      port: port(),
      httpPort: listeners[1]?.port,
      addresses,
      hub,
      certificateValidTo: () => tls?.validTo,
      reload: () => reloads.run(),
      close: () => opened.close(),
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

function openStorage(
  settings: Settings,
  log: Logger,
  clock: Clock,
  opened: Opened,
  wrapStore: GatewayOptions['wrapStore'] = store => store,
): { store: Store; sql: Sql } {
  const { limits, dataFolder, durability } = settings;
  const store = openStore({
    file: join(dataFolder, 'share.db'),
    durability,
    commitIntervalMs: settings.commitIntervalMs,
    clientTimeoutMs: limits.clientTimeoutMs,
    clientMemoryMs: limits.clientMemoryMs,
    inboxLimit: limits.inboxLimit,
    maxKeys: limits.maxKeys,
    maxClients: limits.maxClients,
    notices: { revived: revivalNotice(limits), overflowed: overflowNotice },
    clock,
    log,
  });
  opened.add(() => store.close());
  const onNotice = (text: string) => log.warn({}, text);
  const sql = openSql({ folder: dataFolder, synchronous: durability, ...settings.sql, onNotice });
  opened.add(() => sql.close());
  return { store: wrapStore(store), sql };
}

/** Who may come in: by the settings, and by the tokens in the data folder. */
function openAccess({ access, limits, dataFolder }: Settings, log: Logger) {
  const doorkeeper = new Doorkeeper({ ...access, requestsPerSecond: limits.requestsPerSecond }, log);
  const tokens = new Tokens(dataFolder, records => doorkeeper.setTokens(records));
  return { access: doorkeeper, tokens };
}

function makeDataFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    throw new SettingError(`data is '${folder}', which cannot be made a folder: ${(error as Error).message}`);
  }
}

/** The protocols, and the ports they are reached by. */
async function openPorts(
  { host, port, httpPort, browsers, tls: { isRequired, names } }: Settings,
  hub: Hub,
  meter: Meter,
  tls: Tls | undefined,
  listeners: Listener[],
  opened: Opened,
): Promise<void> {
  let closing = false;
  const guard = new BrowserGuard({ ...browsers, allowedHosts: [...browsers.allowedHosts, ...names] });
  const http = createHttpServer(hub, { guard });
  registerOperationRoutes(http.app, {
    metrics: () => meter.render(),
    notReady: () => (closing ? 'the server is going down' : null),
  });
  registerDocumentRoutes(http.app);
  registerDashboardRoutes(http.app, hub);
  const endEvents = registerEvents(http.app, hub);
  await http.open();
  const webSockets = serveWebSockets(http.app.server, hub, { guard });
  opened.add(async () => {
    closing = true;
    tls?.close();
    endEvents();
    await Promise.all([
      ...listeners.map(listener => listener.close(CLOSE_DEADLINE_MS)),
      webSockets.close(CLOSE_DEADLINE_MS),
      http.close(),
    ]);
  });
  const open = async (own: Pick<ListenerOptions, 'port' | 'speaks'>) => {
    const terminator = tls?.createTerminator(inside => listener.accept(inside));
    const listener = await openListener({
      ...own,
      ...{ hub, host, http: http.accept, needsTls: isRequired },
      ...(terminator && { tls: socket => terminator.accept(socket) }),
    });
    listeners.push(listener);
  };
  await open({ port });
  if (httpPort !== undefined) await open({ port: httpPort, speaks: 'http' });
}

function startMaintenance({ store, clock, arrivals, log, limits }: Services, opened: Opened): void {
  // Whatever fails is tried again the next time; requests are told of it by themselves.
  const attempt = (task: () => unknown) => async () => {
    try {
      await task();
    } catch (error) {
      log.error({ err: error }, 'maintenance failed');
    }
  };
  const timers = [
    setInterval(
      attempt(() => store.sweep(clock.now())),
      SWEEP_INTERVAL_MS,
    ),
    setInterval(
      attempt(() => arrivals.touchAll()),
      // A client with a push connection must not expire between two of these.
      Math.min(TOUCH_INTERVAL_MS, limits.clientTimeoutMs / 3),
    ),
  ];
  opened.add(() => timers.forEach(clearInterval));
}
