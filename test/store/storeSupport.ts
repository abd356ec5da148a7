import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Clock } from '../../src/core/clock.ts';
import type { Logger } from '../../src/core/log.ts';
import { openStore, type StoreOptions } from '../../src/store/sqlite/index.ts';
import type { Store } from '../../src/store/store.ts';

/** A clock that stands still until it is set. */
export class TestClock implements Clock {
  time = Date.UTC(2026, 0, 1);

  now(): number {
    return this.time;
  }
}

const mounts: string[] = [];
const folders: string[] = [];
after(() => {
  for (const mount of mounts) execFileSync('umount', ['--lazy', mount]);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder, removed when the tests of the file have ended. */
export function makeDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'share-store-'));
  folders.push(folder);
  return folder;
}

/** A small disk that can be filled. */
export interface SmallDisk {
  folder: string;
  /** Leaves no room. */
  fill(): void;
  free(): void;
}

/** Mounts a disk of `bytes`; null where that is not allowed (it takes root). */
export function mountSmallDisk(bytes: number): SmallDisk | null {
  const folder = makeDataFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  mounts.push(folder);
  const ballast = join(folder, 'ballast');
  return { folder, fill: () => fillDisk(ballast), free: () => rmSync(ballast, { force: true }) };
}

function fillDisk(ballast: string): void {
  const file = openSync(ballast, 'a');
  const page = Buffer.alloc(4096);
  try {
    for (;;) writeSync(file, page);
  } catch {
    // That was the last page.
  } finally {
    closeSync(file);
  }
}

/** Keeps what it is told, for a look at it. */
export class LogBook implements Logger {
  readonly lines: string[] = [];
  trace() {}
  debug() {}
  info() {}
  warn(_fields: object, text: string) {
    this.lines.push(text);
  }
  error(_fields: object, text: string) {
    this.lines.push(text);
  }
}

/** Shows errors, since no test provokes one unawares. */
const alarm: Logger = { trace() {}, debug() {}, info() {}, warn: console.error, error: console.error };

export const NOTICES = {
  revived: (expired: number) => `revived after ${expired}`,
  overflowed: (dropped: number) => `dropped ${dropped}`,
};

/** Opens the embedded store in `folder`, with small limits. */
export function openSqlite(folder: string, options: Partial<StoreOptions> = {}): Store {
  return openStore({
    file: join(folder, 'share.db'),
    durability: 'normal',
    commitIntervalMs: 0,
    clientTimeoutMs: 600_000,
    clientMemoryMs: 86_400_000,
    inboxLimit: 10_000,
    notices: NOTICES,
    clock: new TestClock(),
    log: alarm,
    ...options,
  });
}

/** Waits until all that was done so far is stored. */
export function stored(store: Store): Promise<void> {
  return new Promise((resolve, reject) => store.settle(error => (error ? reject(error) : resolve())));
}

/** `verb` and the wait until it is stored. */
export async function storing<T>(store: Store, verb: () => T): Promise<Awaited<T>> {
  const result = await verb();
  await stored(store);
  return result;
}
