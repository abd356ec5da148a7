/** The child process: one database, one request at a time over the IPC channel, a watchdog beside it. */
import { once } from 'node:events';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SqlRequest } from '../sql.ts';
import { openDatabase } from './database.ts';
import { Executor } from './executor.ts';
import { Guard } from './guard.ts';
import type { ChildSettings, Opening, Reply, Request } from './messages.ts';
import { siblingModule } from './siblingModule.ts';
import { pythonErrorOf } from './sqliteError.ts';
import type { WatchdogSettings } from './watchdog.ts';

const settings = JSON.parse(process.argv[2]) as ChildSettings;
const guard = new Guard();

// Ctrl+C and a service manager's stop reach the whole process group; it is the parent who decides.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

await startWatchdog();
try {
  serve();
} catch (error) {
  const { type, message } = pythonErrorOf(error);
  send({ opened: false, error: { type, message } });
  process.disconnect();
}

async function startWatchdog(): Promise<void> {
  const { file, timeoutMs, maxMemoryBytes } = settings;
  const workerData: WatchdogSettings = { memory: guard.memory, timeoutMs, maxMemoryBytes, folder: dirname(file) };
  const resourceLimits = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 };
  const watchdog = new Worker(siblingModule('watchdog', import.meta.url), { workerData, resourceLimits });
  watchdog.unref();
  await once(watchdog, 'message');
}

function serve(): void {
  const { database, notice } = openDatabase(settings);
  const executor = new Executor(database, settings, () => guard.commit());
  const close = () => {
    database.close();
    process.exit();
  };
  process.on('message', (request: Request) => {
    if (request === 'close') close();
    else send(answer(executor, request));
  });
  process.on('disconnect', close);
  send({ opened: true, notice });
}

function answer(executor: Executor, request: SqlRequest): Reply {
  guard.begin();
  try {
    return { result: executor.run(request), rssBytes: process.memoryUsage.rss() };
  } catch (error) {
    const { type, message } = pythonErrorOf(error);
    return { error: { type, message }, rssBytes: process.memoryUsage.rss() };
  } finally {
    guard.end();
  }
}

function send(message: Opening | Reply): void {
  // Once the parent is gone there is nobody to answer, and 'disconnect' ends this process.
  if (process.connected) process.send?.(message);
}
