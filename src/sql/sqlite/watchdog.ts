/**
 * The thread that ends the child process where SQLite does not come back: it cannot be interrupted through its binding, and while it runs
 * the main thread hears neither the parent's end nor anything else.
 */
import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { DiskRoom } from './diskRoom.ts';
import { Guard } from './guard.ts';
import { CUT_BY } from './messages.ts';

/** What the watchdog is started with. */
export interface WatchdogSettings {
  readonly memory: SharedArrayBuffer;
  readonly timeoutMs: number;
  readonly maxMemoryBytes: number;
  /** Where the database and its temporary files are. */
  readonly folder: string;
}

const LOOK_EVERY_MS = 10;
const settings = workerData as WatchdogSettings;
const guard = new Guard(settings.memory);
const room = new DiskRoom(settings.folder);
const parent = process.ppid;

parentPort?.postMessage('watching');
for (;;) {
  const statement = guard.awaitStatement(LOOK_EVERY_MS);
  if (guard.elapsedMs > settings.timeoutMs) end(statement, CUT_BY.time);
  if (process.memoryUsage.rss() > settings.maxMemoryBytes) end(statement, CUT_BY.memory);
  if (room.isUsedUpBy(statement)) end(statement, CUT_BY.disk);
  if (process.ppid !== parent) end(statement, CUT_BY.parent);
}

function end(statement: number, lastWords: string): void {
  if (!guard.cut(statement)) return;
  try {
    writeSync(2, lastWords);
  } catch {
    // The parent is gone; nobody is left to be told.
  }
  process.kill(process.pid, 'SIGKILL');
}
