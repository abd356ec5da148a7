import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { JournalledServices, RequestContext, type Services } from './commands/context.ts';
import { createEvaluate } from './commands/evaluate.ts';
import { Facts } from './commands/facts.ts';
import { Arrivals } from './commands/inboxes.ts';
import { COMMANDS } from './commands/index.ts';
import { overflowNotice, revivalNotice } from './commands/notices.ts';
import { RegistryWatches } from './commands/watches.ts';
import type { Settings } from './config.ts';
import { type Clock, systemClock } from './core/clock.ts';
import type { Command } from './core/command.ts';
import { CommandTable, createDispatch } from './core/dispatch.ts';
import type { Hub } from './core/hub.ts';
import type { Logger } from './core/log.ts';
import { lanAddresses } from './lanAddresses.ts';
import { Meter } from './meter.ts';
import { registerEvents } from './protocols/events/routes.ts';
import { registerDocumentRoutes } from './protocols/http/documentRoutes.ts';
import { registerOperationRoutes } from './protocols/http/operationRoutes.ts';
import { createHttpServer } from './protocols/http/server.ts';
import { type Listener, openListener } from './protocols/listener.ts';
import { serveWebSockets } from './protocols/ws/server.ts';
import { setEnvironment } from './python/environment.ts';
import { classify } from './python/parse/classify.ts';
import { serverFacts } from './serverFacts.ts';
import { openSql } from './sql/sqlite/index.ts';
import { openStore } from './store/sqlite/index.ts';
import type { Store } from './store/store.ts';
import { valueCodec } from './valueCodec.ts';

/** A running server. */
export interface Gateway {
  /** The port it listens on. */
  port: number;
  /** Where the LAN reaches it: IP addresses. */
  addresses: string[];
  /** What its protocols stand on. */
  hub: Hub;
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

/** Opens the parts of the server, from the storage up to the port. @throws Error if one of them can't be opened. */
export async function openGateway(settings: Settings, log: Logger, options: GatewayOptions = {}): Promise<Gateway> {
  const { limits } = settings;
  const clock = options.clock ?? systemClock;
  mkdirSync(settings.dataFolder, { recursive: true });
  const closing: (() => void | Promise<void>)[] = [];
  const closeAll = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const embedded = openStore({
      file: join(settings.dataFolder, 'share.db'),
      durability: settings.durability,
      commitIntervalMs: settings.commitIntervalMs,
      clientTimeoutMs: limits.clientTimeoutMs,
      clientMemoryMs: limits.clientMemoryMs,
      inboxLimit: limits.inboxLimit,
      notices: { revived: revivalNotice(limits), overflowed: overflowNotice },
      clock,
      log,
    });
    closing.push(() => embedded.close());
    const store = options.wrapStore?.(embedded) ?? embedded;
    const sql = openSql({
      folder: settings.dataFolder,
      synchronous: settings.durability,
      timeoutMs: settings.sql.timeoutMs,
      maxRows: settings.sql.maxRows,
      onNotice: text => log.warn({}, text),
    });
    closing.push(() => sql.close());

    const addresses = lanAddresses(settings.host);
    const meter = new Meter();
    let listener: Listener | undefined;
    const arrivals = new Arrivals(store.messages, clock);
    const facts = new Facts(
      serverFacts({
        store,
        meter,
        clock,
        address: addresses[0],
        host: hostname(),
        port: () => listener?.port ?? settings.port,
        connections: () => listener?.connections ?? 0,
      }),
    );
    const showOnConsole = (from: string, text: string) => {
      log.info({ from }, `CONSOLE: message from ${from}`);
      log.trace({ from, text }, 'CONSOLE');
    };
    const services: Services = { store, sql, clock, limits, log, arrivals, facts, showOnConsole };
    setEnvironment({ print: text => showOnConsole('print', text) });

    const hub = createHub(services, options.wrapStore ? 'remote' : 'embedded', meter);
    const http = createHttpServer(hub);
    let closingDown = false;
    registerOperationRoutes(http.app, {
      metrics: () => meter.render(),
      notReady: () => (closingDown ? 'the server is going down' : null),
    });
    registerDocumentRoutes(http.app);
    const endEvents = registerEvents(http.app, hub);
    await http.open();
    const webSockets = serveWebSockets(http.app.server, hub);
    closing.push(() => http.close());

    const opened = await openListener({ hub, host: settings.host, port: settings.port, http: http.accept });
    closing.push(async () => {
      closingDown = true;
      endEvents();
      await Promise.all([opened.close(CLOSE_DEADLINE_MS), webSockets.close(CLOSE_DEADLINE_MS), http.close()]);
    });
    listener = opened;
    meter.addGauges({
      store: () => store.stats(),
      connections: () => opened.connections,
      pushConnections: () => arrivals.consumers,
    });

    const timers = [
      setInterval(() => store.sweep(clock.now()), SWEEP_INTERVAL_MS),
      setInterval(() => arrivals.touchAll(), TOUCH_INTERVAL_MS),
    ];
    closing.push(() => timers.forEach(clearInterval));
    return { port: opened.port, addresses, hub, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Everything between a decoded request and its reply. */
function createHub(services: Services, kind: 'embedded' | 'remote', meter: Meter): Hub & { watches: RegistryWatches } {
  const { store, log, limits, arrivals } = services;
  const commands = new CommandTable(COMMANDS);
  const journalled = new JournalledServices(services);
  const parts = {
    commands,
    guard: () => undefined,
    open(session: Parameters<typeof hub.dispatch>[0], command: Command) {
      const context = new RequestContext(session, journalled);
      // An evaluation knows better, once it is parsed.
      if (command.name !== 'eval') context.begin('writesOnce');
      return context;
    },
    observe: meter.observe.bind(meter),
    fault: (error: unknown) => log.error({ err: error }, 'a request failed with an internal error'),
  };
  commands.add(createEvaluate(parts, kind));
  const watches = new RegistryWatches();
  store.subscribe({
    keysChanged: changes => watches.notify(changes),
    messagesArrived: destinations => arrivals.wake(destinations),
  });
  const hub: Hub & { watches: RegistryWatches } = {
    commands,
    dispatch: createDispatch<RequestContext>(parts),
    settle: done => store.settle(done),
    classify: text => classify(text, name => commands.isFunction(name)),
    values: valueCodec,
    inboxes: arrivals,
    watches,
    limits,
    log,
  };
  return hub;
}
